"""Where an index keeps its vectors."""

from __future__ import annotations

from pathlib import Path

from index.ports import VectorStores


def vector_stores(index: Path, *, chroma_url: str | None) -> VectorStores:
    """On a Chroma server if there is one, else in the index's folder. Nothing is opened yet."""
    # Each brings a second of imports, or an HTTP client, that only the one chosen should cost.
    if chroma_url is None:
        from index.storage.vectors.chroma import FolderStores  # noqa: PLC0415

        return FolderStores()
    from index.storage.vectors.server.store import ServerStores  # noqa: PLC0415

    return ServerStores(chroma_url, index=index)
