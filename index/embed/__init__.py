"""Texts into vectors: the bundled static model that needs nothing, or a provider's.

An embedder knows texts and nothing else: not what an article is, and not where its vectors go.
"""

from __future__ import annotations

from index.errors import UsageError
from index.ports import Embedder

EMBEDDERS = ("static", "openai")


def open_embedder(name: str, *, model: str, api_key: str | None, base_url: str | None) -> Embedder:
    """The embedder of that name; all but the name matters to a provider's only.

    Raises UsageError for a name that is none, or for a missing key; EmbeddingFailed where the model cannot be loaded.
    """
    # Each module brings its SDK: 0.3 to 0.7 s that only the one chosen should cost.
    if name == "static":
        from index.embed.static import StaticEmbedder  # noqa: PLC0415

        return StaticEmbedder()
    if name == "openai":
        from index.embed.openai import OpenAIEmbedder  # noqa: PLC0415
        from index.tokens import open_counter  # noqa: PLC0415

        return OpenAIEmbedder(model=model, api_key=api_key, base_url=base_url, counter=open_counter())
    raise UsageError(f"unknown embedder {name!r}", hint=f"choose one of: {', '.join(EMBEDDERS)}")
