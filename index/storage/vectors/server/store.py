"""The vectors of an index on a Chroma server: a collection, named by a note in the folder of each generation.

A collection only grows. The next generation adds its passages while readers use the one before, and removed passages
stay for late readers, even of a copy of the index on another machine. A reader keeps what its catalog knows and queries
for more if other vectors crowd it out. When most of a collection is dead, or on a rebuild, the next generation starts a
new one, and the old one is removed when no generation names it.
"""

from __future__ import annotations

import base64
import json
import secrets
import weakref
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from index.errors import REBUILD, IndexDamaged
from index.ports import Scored, Vectors, VectorsLocation
from index.storage.files import catalog_file, server_note
from index.storage.vectors.server.connection import ANSWER_SECONDS, ChromaServer

BATCH = 1_000
"""Vectors in one request. A hosted server may accept fewer."""


@dataclass(frozen=True, slots=True)
class CollectionNote:
    """The collection of a generation, and the number of its vectors at publication."""

    collection: str
    vectors: int

    @classmethod
    def read(cls, folder: Path) -> CollectionNote:
        """Raises IndexDamaged if the note is missing or unreadable."""
        try:
            row = json.loads(server_note(folder).read_text(encoding="utf-8"))
            return cls(str(row["collection"]), int(row["vectors"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(
                f"the file in {str(folder)!r} that names the collection on the Chroma server cannot be read: {error}",
                hint=REBUILD,
            ) from error

    def write(self, folder: Path) -> None:
        server_note(folder).write_text(json.dumps(asdict(self)), encoding="utf-8")


class ServerStore:
    """A VectorStore in a collection on a server."""

    shared: ClassVar[bool] = True

    def __init__(self, server: ChromaServer, collection: str, *, note: CollectionNote, folder: Path) -> None:
        self._server = server
        self._collection = collection
        self._note = note
        self._folder = folder
        self._batch = min(BATCH, server.largest_batch())
        # A reader drops a generation without closing it, because running queries may still use it.
        self._finalizer = weakref.finalize(self, server.close)

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None:
        """Drop vectors, then add vectors. An added vector replaces one with the same id."""
        dropped = list(drop)
        for start in range(0, len(dropped), self._batch):
            self._server.write(self._collection, "delete", {"ids": dropped[start : start + self._batch]})
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        for start in range(0, len(ids), self._batch):
            batch = slice(start, start + self._batch)
            packed = [base64.b64encode(row.tobytes()).decode("ascii") for row in rows[batch]]
            self._server.write(self._collection, "upsert", {"ids": list(ids[batch]), "embeddings": packed})

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Return the `k` nearest passages, best first, scored by cosine similarity."""
        ids, distances = self._server.query(self._collection, vector.reshape(-1).tolist(), k=k)
        return tuple(Scored(i, 1.0 - float(distance)) for i, distance in zip(ids, distances, strict=True))

    def count(self) -> int:
        return self._server.count(self._collection)

    def verify_count(self, passages: int) -> None:
        """Note the number of vectors, so that a later loss is detected. Raises IndexDamaged if some are missing."""
        count = self.count()
        self.require(count, max(passages, self._note.vectors))
        self._note = CollectionNote(self._note.collection, count)
        self._note.write(self._folder)

    def require(self, found: int, expected: int) -> None:
        """Raise IndexDamaged if the server has fewer vectors than expected."""
        if found < expected:
            raise IndexDamaged(
                f"the Chroma server at {self._server.shown} has lost vectors of this index: it has {found}, but "
                f"should have at least {expected}",
                hint=REBUILD,
            )

    def close(self) -> None:
        self._finalizer()


class ServerStores:
    """VectorStores on one server, for one index."""

    location: ClassVar[VectorsLocation] = "server"

    def __init__(self, url: str, *, index: Path, seconds: float = ANSWER_SECONDS) -> None:
        self._url = url
        self._index = index
        self._seconds = seconds

    def ready(self) -> None:
        with closing(self._connect()) as server:
            server.largest_batch()

    def create(self, folder: Path) -> ServerStore:
        """Create an empty collection. Its note is written first, so that no collection is without one."""
        note = CollectionNote(f"onrecord-{secrets.token_hex(12)}", 0)
        folder.mkdir(exist_ok=True)
        note.write(folder)
        server = self._connect()
        try:
            return ServerStore(server, server.create(note.collection, self._owner()), note=note, folder=folder)
        except BaseException:
            server.close()
            raise

    def open(self, folder: Path) -> ServerStore:
        """Open the collection of a generation. Raises ServerFailed, or IndexDamaged if vectors are missing."""
        note = CollectionNote.read(folder)
        server = self._connect()
        try:
            store = ServerStore(server, server.find(note.collection), note=note, folder=folder)
            store.require(store.count(), note.vectors)
        except BaseException:
            server.close()
            raise
        return store

    def copy(self, source: Path, target: Path) -> None:
        """Copy the note: the next generation continues in the same collection."""
        note = CollectionNote.read(source)
        target.mkdir()
        note.write(target)

    def freeze(self, folder: Path) -> None:
        """Do nothing: opening the store does not change the note."""

    def remove_unused(self, folders: Iterable[Path]) -> None:
        """Remove the collections of this index that no folder names. All of the folders must be readable."""
        named = {CollectionNote.read(folder).collection for folder in folders if server_note(folder).is_file()}
        with closing(self._connect()) as server:
            for collection in server.collections():
                if collection["name"] not in named and collection["metadata"] == self._owner():
                    server.remove(collection["name"])

    def _owner(self) -> dict[str, Any]:
        """Return the metadata that identify this index as the owner of a collection. A copied folder or a restored
        backup is another index: it may read a collection but never removes it."""
        return {"onrecord_index": str(self._index.resolve()), "catalog": catalog_file(self._index).stat().st_ino}

    def _connect(self) -> ChromaServer:
        return ChromaServer(self._url, seconds=self._seconds)
