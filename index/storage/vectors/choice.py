"""Chooses where an index stores its vectors."""

from __future__ import annotations

from pathlib import Path

from index.ports import VectorStores


def vector_stores(index: Path, *, chroma_url: str | None) -> VectorStores:
    """Return the stores on a Chroma server if a URL is given, else those in the index folder. Opens nothing."""
    # Each branch costs an import of up to a second.
    if chroma_url is None:
        from index.storage.vectors.chroma import FolderStores  # noqa: PLC0415

        return FolderStores()
    from index.storage.vectors.server.store import ServerStores  # noqa: PLC0415

    return ServerStores(chroma_url, index=index)
