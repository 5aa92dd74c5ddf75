"""Nearest passages by cosine similarity, in Chroma. Chroma stores ids and vectors only: text and metadata would take
four times the disk and three times the time. Only one process may write a folder, and none may read it meanwhile,
because Chroma loses data that two processes share."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ClassVar

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.errors import CHECK_DISK, REBUILD, IndexDamaged, StorageFailed
from index.ports import Scored, Vectors, VectorsLocation

BATCH = 1_000
"""Inserts a second at 10 rows a batch: 186, at 100: 688, at 1,000: 860, at 5,000: 815 (and 5,461 is Chroma's limit)."""
_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
_SAVED = "index_metadata.pickle"
_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
_LOCK_SECONDS = 10.0  # a reader's write takes microseconds, but the disk may stall
_owner_pid: int | None = None  # the process in which Chroma's threads run


class ChromaStore:
    """A VectorStore in a folder."""

    shared: ClassVar[bool] = False

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        self._require_own_process()
        try:
            client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        except BaseException:
            # Chroma caches the half-started system and would return it for the same folder again.
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
        """Drop vectors, then add vectors. An added vector replaces one with the same id."""
        dropped = list(drop)
        with _writing(self._folder):
            for start in range(0, len(dropped), BATCH):
                self._collection.delete(ids=dropped[start : start + BATCH])
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            for start in range(0, len(ids), BATCH):
                batch = slice(start, start + BATCH)
                self._collection.upsert(ids=list(ids[batch]), embeddings=rows[batch])

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Return the `k` nearest passages, best first, scored by cosine similarity."""
        self._require_own_process()
        with _reading(self._folder):
            found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return tuple(Scored(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True))

    def count(self) -> int:
        with _reading(self._folder):
            return int(self._collection.count())

    def verify_count(self, passages: int) -> None:
        """Raise IndexDamaged if the store lost a vector, before the generation is published."""
        count = self.count()
        if count != passages:
            raise _damaged(self._folder, f"it has {count} entries, but the catalog has {passages}")

    def ids(self) -> list[str]:
        """Return the ids of all vectors."""
        with _reading(self._folder):
            return list(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Release the folder, which must not be copied before."""
        if _owner_pid == os.getpid():
            self._client.close()

    def _require_own_process(self) -> None:
        """Raise StorageFailed in a forked child: Chroma's threads do not survive a fork, so every call would hang."""
        global _owner_pid  # noqa: PLW0603  Chroma's threads, too, are global to the process
        _owner_pid = _owner_pid or os.getpid()
        if _owner_pid != os.getpid():
            raise StorageFailed(
                f"the vector store in {str(self._folder)!r} cannot be used in a process that was forked from one that "
                "used it",
                hint="start the process with spawn, or fork before the index is opened",
            )


def create_vectors(folder: Path) -> ChromaStore:
    """Create an empty store. The folder need not exist."""
    with _writing(folder):
        return ChromaStore(folder, create=True)


def open_vectors(folder: Path) -> ChromaStore:
    """Open the store in a folder. Raises IndexDamaged if it is missing or unreadable."""
    if not (folder / _DATABASE).is_file():  # Chroma would create an empty one
        raise _damaged(folder, "it is missing")
    if not os.access(folder, os.W_OK):  # Chroma writes to its database on every opening
        raise _unwritable(folder, PermissionError("the folder is read-only"))
    with _reading(folder):
        return ChromaStore(folder, create=False)


def copy_vectors(source: Path, target: Path) -> None:
    """Copy a store that readers may be opening. Opening an unfrozen store writes a row into Chroma's database. A plain
    copy could catch half of that write, or miss its journal; SQLite's backup waits for it."""
    target.mkdir()
    for place in source.rglob("*"):
        copy = target / place.relative_to(source)
        if place.is_dir():
            copy.mkdir()
        elif not place.name.startswith(_DATABASE):
            shutil.copy2(place, copy)
    try:
        before = sqlite3.connect(source / _DATABASE, timeout=_LOCK_SECONDS)
        after = sqlite3.connect(target / _DATABASE)
        with closing(before), closing(after):
            after.execute("PRAGMA synchronous = OFF")  # the whole generation is synced before it is published
            before.backup(after)
    except sqlite3.OperationalError as error:
        raise _unwritable(source, error) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(source, str(error)) from error


def freeze_vectors(folder: Path) -> None:
    """Make sure that opening the store changes none of its files. Close the store first. Chroma takes SQLite's write
    lock on opening by inserting a row that nobody reads; a trigger keeps the lock and drops the row. A graph of up to a
    thousand vectors is never saved but rebuilt from the log on opening, so its files are empty and can go."""
    for unsaved in folder.glob("*/header.bin"):
        if not unsaved.with_name(_SAVED).exists():
            shutil.rmtree(unsaved.parent)
    with _writing(folder), closing(sqlite3.connect(folder / _DATABASE)) as connection, connection:
        drop_row = "BEFORE INSERT ON acquire_write BEGIN SELECT RAISE(IGNORE); END"
        connection.execute(f"CREATE TRIGGER IF NOT EXISTS frozen {drop_row}")


class FolderStores:
    """VectorStores in the folders of the generations."""

    location: ClassVar[VectorsLocation] = "folder"
    create = staticmethod(create_vectors)
    open = staticmethod(open_vectors)
    copy = staticmethod(copy_vectors)
    freeze = staticmethod(freeze_vectors)

    def ready(self) -> None:
        """Do nothing: a full disk shows only on writing."""

    def remove_unused(self, folders: Iterable[Path]) -> None:
        """Do nothing: the stores go with their folders."""


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError, sqlite3.Error) as error:
        raise _unwritable(folder, error) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        # Chroma writes on reading. A full disk is not damage; only SQLite's code in the message tells them apart.
        code = _SQLITE_CODE.search(str(error))
        if code and int(code[1]) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
            raise _unwritable(folder, error) from error
        raise _damaged(folder, str(error)) from error


def _unwritable(folder: Path, error: Exception) -> StorageFailed:
    return StorageFailed(f"cannot write the vector store in {str(folder)!r}: {error}", hint=CHECK_DISK)


def _damaged(folder: Path, problem: str) -> IndexDamaged:
    return IndexDamaged(f"the vector store in {str(folder)!r} cannot be read: {problem}", hint=REBUILD)
