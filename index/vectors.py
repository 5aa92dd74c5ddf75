"""Nearest passages by cosine similarity, in Chroma.

Chroma is given vectors and ids, nothing else: text and metadata would cost four times the disk and three times the
time, and it must never embed anything itself. One process writes a folder, and none reads it meanwhile: Chroma loses
data that two processes share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.errors import IndexDamaged, StorageFailed
from index.ports import Scored, Vectors

BATCH = 1_000
"""Inserts a second at 10 rows a batch: 186, at 100: 688, at 1,000: 860, at 5,000: 815 (and 5,461 is Chroma's limit)."""
_COLLECTION = "passages"


class ChromaStore:
    """A VectorStore in a folder of its own."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        # The default hides nothing, but says in one place that nothing phones home.
        settings = Settings(anonymized_telemetry=False)
        try:
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        except BaseException:
            # Chroma keeps the half-started system and would hand it out again for the same folder.
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            raise
        assert isinstance(client, Client)  # the declared type has no close()
        self._client = client
        try:
            if create:
                self._client.create_collection(
                    _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        except BaseException:
            self._client.close()
            raise

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None:
        """Drops, then adds; a vector whose id is there already takes its place."""
        with _writing(self._folder):
            for some in _slices(list(drop)):
                self._collection.delete(ids=some)
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            for start in range(0, len(ids), BATCH):
                chosen = slice(start, start + BATCH)
                self._collection.upsert(ids=list(ids[chosen]), embeddings=rows[chosen])

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Best first; `score` is the cosine similarity."""
        with _reading(self._folder):
            found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return tuple(Scored(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True))

    def count(self) -> int:
        with _reading(self._folder):
            return int(self._collection.count())

    def close(self) -> None:
        """Lets go of the folder: only then may it be copied."""
        self._client.close()


def create_vectors(folder: Path) -> ChromaStore:
    """A new, empty store in a folder that need not exist."""
    with _writing(folder):
        return ChromaStore(folder, create=True)


def open_vectors(folder: Path) -> ChromaStore:
    """The store in a folder. Raises IndexDamaged where there is none, or none that can be read."""
    if not (folder / "chroma.sqlite3").is_file():  # Chroma would make an empty one
        raise _damaged(folder, "it is missing")
    with _reading(folder):
        return ChromaStore(folder, create=False)


def _slices(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError) as error:
        raise StorageFailed(
            f"cannot write the vector store in {str(folder)!r}: {error}",
            hint="check the room and the rights on that disk, then run the same command again",
        ) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise _damaged(folder, str(error)) from error


def _damaged(folder: Path, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"the vector store in {str(folder)!r} cannot be read: {what}",
        hint="run `onrecord index rebuild`: it restores search from the catalog without embedding anything",
    )
