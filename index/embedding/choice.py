"""Open the embedder that the settings name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.embedding.sentence_model import MINILM, installed_minilm, read_sentence_model
from index.errors import UsageError
from index.ports import Embedder

EMBEDDERS = ("static", "openai", MINILM)
"""By name; the folder of a sentence-transformers export is an embedder, too."""


def open_embedder(name: str, *, model: str, api_key: str | None, base_url: str | None) -> Embedder:
    """The embedder of that name; all but the name matters to a provider's only.

    Raises UsageError for a name that is none, or for a missing key; EmbeddingFailed where the model cannot be loaded.
    """
    # Each module brings its SDK: 0.3 to 0.7 s that only the one chosen should cost.
    if name == "static":
        return bundled_embedder()
    if name == "openai":
        from index.embedding.openai import OpenAIEmbedder  # noqa: PLC0415
        from index.embedding.token_counter import open_counter  # noqa: PLC0415

        return OpenAIEmbedder(model=model, api_key=api_key, base_url=base_url, counter=open_counter())
    return open_sentence_embedder(name)


@cache
def bundled_embedder() -> Embedder:
    """The static model, once a process: an index is searched with it, and what is said is compared by it."""
    from index.embedding.static import StaticEmbedder  # noqa: PLC0415

    return StaticEmbedder()


def open_sentence_embedder(name: str, *, threads: int = 0) -> Embedder:
    """MiniLM, or the sentence-transformers export in a folder of that name; run in so many threads, by default one for
    every core. Raises UsageError and EmbeddingFailed."""
    if name == MINILM:
        model = installed_minilm()
    elif Path(name).is_dir():
        model = read_sentence_model(Path(name))
    else:
        raise UsageError(
            f"unknown embedder {name!r}", hint=f"choose one of: {', '.join(EMBEDDERS)}, or a model's folder"
        )
    from index.embedding.onnx import OnnxEmbedder  # noqa: PLC0415

    return OnnxEmbedder(model, threads=threads)
