"""Opens the embedder that the settings name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.embedding.sentence_model import MINILM, installed_minilm, read_sentence_model
from index.errors import UsageError
from index.ports import Embedder

EMBEDDERS = ("static", "openai", MINILM)
"""The embedders with a name. The folder of a sentence-transformers export is an embedder, too."""


def open_embedder(name: str, *, model: str, api_key: str | None, base_url: str | None) -> Embedder:
    """Open an embedder by name. The other arguments are for a provider's. Raises UsageError for an unknown name or a
    missing key, EmbeddingFailed if the model cannot be loaded."""
    # Each module imports its SDK, which takes 0.3 to 0.7 s.
    if name == "static":
        return bundled_embedder()
    if name == "openai":
        from index.embedding.openai import OpenAIEmbedder  # noqa: PLC0415
        from index.embedding.token_counter import open_counter  # noqa: PLC0415

        return OpenAIEmbedder(model=model, api_key=api_key, base_url=base_url, counter=open_counter())
    return open_sentence_embedder(name)


@cache
def bundled_embedder() -> Embedder:
    """Return the static model, loaded once a process: both the search and the comparison of statements use it."""
    from index.embedding.static import StaticEmbedder  # noqa: PLC0415

    return StaticEmbedder()


def open_sentence_embedder(name: str, *, threads: int = 0) -> Embedder:
    """Open MiniLM, or the sentence-transformers export in a folder; 0 threads means one for each core. Raises
    UsageError and EmbeddingFailed."""
    if name == MINILM:
        model = installed_minilm()
    elif Path(name).is_dir():
        model = read_sentence_model(Path(name))
    else:
        raise UsageError(
            f"unknown embedder {name!r}", hint=f"choose one of: {', '.join(EMBEDDERS)}, or the folder of a model"
        )
    from index.embedding.onnx import OnnxEmbedder  # noqa: PLC0415

    return OnnxEmbedder(model, threads=threads)
