"""Nearest passages by cosine similarity, in Chroma.

Chroma is given vectors and ids, nothing else: text and metadata would cost four times the disk and three times the
time, and it must never embed anything itself. One process writes a folder, and none reads it meanwhile: Chroma loses
data that two processes share.
"""

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

from index.errors import IndexDamaged, StorageFailed
from index.ports import Scored, Vectors, VectorsLocation

BATCH = 1_000
"""Inserts a second at 10 rows a batch: 186, at 100: 688, at 1,000: 860, at 5,000: 815 (and 5,461 is Chroma's limit)."""
_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
_owner_pid: int | None = None  # the process that Chroma's threads run in
_SAVED = "index_metadata.pickle"
_LOCK_SECONDS = 10.0  # seconds that a reader's write, of some microseconds, may take on a stalled disk


class ChromaStore:
    """A VectorStore in a folder of its own."""

    shared: ClassVar[bool] = False

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        self._require_own_process()
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
        self._require_own_process()
        with _reading(self._folder):
            found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return tuple(Scored(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True))

    def count(self) -> int:
        with _reading(self._folder):
            return int(self._collection.count())

    def settle(self, passages: int) -> None:
        """A store that lost something is noticed before it is published."""
        count = self.count()
        if count != passages:
            raise _damaged(self._folder, f"it holds {count} entries, and the catalog {passages}")

    def ids(self) -> list[str]:
        """Of everything it holds."""
        with _reading(self._folder):
            return list(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Lets go of the folder: only then may it be copied."""
        if _owner_pid == os.getpid():
            self._client.close()

    def _require_own_process(self) -> None:
        """Chroma's threads do not survive a fork: whatever is asked of it in the child waits for ever."""
        global _owner_pid  # noqa: PLW0603  as its threads are, one for the whole process
        _owner_pid = _owner_pid or os.getpid()
        if _owner_pid != os.getpid():
            raise StorageFailed(
                f"the vector store in {str(self._folder)!r} cannot be used in a process that was forked from one that "
                "used it",
                hint="start the process anew (spawn), or fork before the index is opened",
            )


class FolderStores:
    """VectorStores in the folders of the generations themselves."""

    place: ClassVar[VectorsLocation] = "folder"

    def ready(self) -> None:
        """Nothing to ask: that the disk is full shows only when it is."""

    def create(self, folder: Path) -> ChromaStore:
        return create_vectors(folder)

    def open(self, folder: Path) -> ChromaStore:
        return open_vectors(folder)

    def copy(self, source: Path, target: Path) -> None:
        copy_vectors(source, target)

    def freeze(self, folder: Path) -> None:
        freeze_vectors(folder)

    def sweep(self, folders: Iterable[Path]) -> None:
        """Their folders are all there is of them."""


def create_vectors(folder: Path) -> ChromaStore:
    """A new, empty store in a folder that need not exist."""
    with _writing(folder):
        return ChromaStore(folder, create=True)


def open_vectors(folder: Path) -> ChromaStore:
    """The store in a folder. Raises IndexDamaged where there is none, or none that can be read."""
    if not (folder / _DATABASE).is_file():  # Chroma would make an empty one
        raise _damaged(folder, "it is missing")
    if not os.access(folder, os.W_OK):  # Chroma writes to its database whenever it opens it
        raise _unwritable(folder, PermissionError("the folder is read-only"))
    with _reading(folder):
        return ChromaStore(folder, create=False)


def copy_vectors(source: Path, target: Path) -> None:
    """A second store like the first, which readers may be opening meanwhile.

    Opening writes a row into Chroma's database where it was not frozen: a plain copy could catch half of it, or miss
    its journal between the listing and the copy. SQLite's own backup waits for that write.
    """
    target.mkdir()
    for place in source.rglob("*"):
        copy = target / place.relative_to(source)
        if place.is_dir():
            copy.mkdir()
        elif not place.name.startswith(_DATABASE):
            shutil.copy2(place, copy)
    with _copying(source):
        before = sqlite3.connect(source / _DATABASE, timeout=_LOCK_SECONDS)
        after = sqlite3.connect(target / _DATABASE)
        with closing(before), closing(after):
            after.execute("PRAGMA synchronous = OFF")  # the whole generation is synced before it is published
            before.backup(after)


def freeze_vectors(folder: Path) -> None:
    """From now on opening the store changes none of its files. Close it first.

    Chroma takes SQLite's write lock when it opens a folder, by writing a row that nobody reads into a table of its own:
    this keeps the lock and leaves out the row. A graph that it never saved, up to a thousand vectors, it makes anew
    from its log whenever it is opened; the files it left for that hold nothing.
    """
    for unsaved in folder.glob("*/header.bin"):
        if not unsaved.with_name(_SAVED).exists():
            shutil.rmtree(unsaved.parent)
    with _writing(folder), closing(sqlite3.connect(folder / _DATABASE)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER IF NOT EXISTS frozen BEFORE INSERT ON acquire_write BEGIN SELECT RAISE(IGNORE); END"
        )


def _slices(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError, sqlite3.Error) as error:
        raise _unwritable(folder, error) from error


@contextmanager
def _copying(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise _unwritable(folder, error) from error
        raise _damaged(folder, str(error)) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        # Chroma writes to read: a full disk is no damage, and its one trace is SQLite's code in the message.
        code = _SQLITE_CODE.search(str(error))
        if code and int(code[1]) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
            raise _unwritable(folder, error) from error
        raise _damaged(folder, str(error)) from error


def _unwritable(folder: Path, error: Exception) -> StorageFailed:
    return StorageFailed(
        f"cannot write the vector store in {str(folder)!r}: {error}",
        hint="check the room and the rights on that disk, then run the same command again",
    )


def _damaged(folder: Path, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"the vector store in {str(folder)!r} cannot be read: {what}",
        hint="run `onrecord index rebuild`: it restores search from the catalog without embedding anything",
    )
