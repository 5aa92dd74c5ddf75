"""The vector store of an index on a Chroma server: one collection, which a note in each generation's folder names.

A collection only grows. The passages of the next generation are added while readers are on the one before, and what
died stays for whoever is late, were it a copy of the index on another machine: a reader takes what its own catalog
knows, and asks for more where others crowd in. When most of a collection is dead, or at a rebuild, the next generation
gets a new one, and the old is removed once no generation names it.
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
"""Vectors sent at once, if the server takes so many; a hosted one may not."""


@dataclass(frozen=True, slots=True)
class CollectionNote:
    """What a generation's folder says about its vectors: the collection, and how many it held when it was published."""

    collection: str
    vectors: int

    @classmethod
    def read(cls, folder: Path) -> CollectionNote:
        """Raises IndexDamaged where there is none that can be read."""
        try:
            row = json.loads(server_note(folder).read_text(encoding="utf-8"))
            return cls(str(row["collection"]), int(row["vectors"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(
                f"the note about the vector server in {str(folder)!r} cannot be read: {error}", hint=REBUILD
            ) from error

    def write(self, folder: Path) -> None:
        server_note(folder).write_text(json.dumps(asdict(self)), encoding="utf-8")


class ServerStore:
    """A VectorStore in a collection of its own."""

    shared: ClassVar[bool] = True

    def __init__(self, server: ChromaServer, collection: str, *, note: CollectionNote, folder: Path) -> None:
        self._server = server
        self._collection = collection
        self._note = note
        self._folder = folder
        self._batch = min(BATCH, server.largest_batch())
        # A reader lets go of a generation without closing it, for questions that are still in it.
        self._let_go = weakref.finalize(self, server.close)

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None:
        """Drops, then adds; a vector whose id is there already takes its place."""
        gone = list(drop)
        for start in range(0, len(gone), self._batch):
            self._server.write(self._collection, "delete", {"ids": gone[start : start + self._batch]})
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        for start in range(0, len(ids), self._batch):
            chosen = slice(start, start + self._batch)
            packed = [base64.b64encode(row.tobytes()).decode("ascii") for row in rows[chosen]]
            self._server.write(self._collection, "upsert", {"ids": list(ids[chosen]), "embeddings": packed})

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Best first; `score` is the cosine similarity."""
        ids, distances = self._server.query(self._collection, vector.reshape(-1).tolist(), k=k)
        return tuple(Scored(i, 1.0 - float(distance)) for i, distance in zip(ids, distances, strict=True))

    def count(self) -> int:
        return self._server.count(self._collection)

    def settle(self, passages: int) -> None:
        """Notes how many vectors there are, so that a server that lost some of them is found out."""
        count = self.count()
        self.require(count, max(passages, self._note.vectors))
        self._note = CollectionNote(self._note.collection, count)
        self._note.write(self._folder)

    def require(self, found: int, wanted: int) -> None:
        """Raises IndexDamaged where the server holds less than it did."""
        if found < wanted:
            raise IndexDamaged(
                f"the Chroma server at {self._server.shown} has lost vectors of this index: it holds {found}, of at "
                f"least {wanted}",
                hint=REBUILD,
            )

    def close(self) -> None:
        self._let_go()


class ServerStores:
    """VectorStores on one server, for the index in one folder."""

    place: ClassVar[VectorsLocation] = "server"

    def __init__(self, url: str, *, index: Path, seconds: float = ANSWER_SECONDS) -> None:
        self._url = url
        self._index = index
        self._seconds = seconds

    def ready(self) -> None:
        with closing(self._connect()) as server:
            server.largest_batch()

    def create(self, folder: Path) -> ServerStore:
        """A new, empty collection; its note is written first, so that it is never there without one."""
        note = CollectionNote(f"onrecord-{secrets.token_hex(12)}", 0)
        folder.mkdir(exist_ok=True)
        note.write(folder)
        server = self._connect()
        try:
            return ServerStore(server, server.create(note.collection, self._mark()), note=note, folder=folder)
        except BaseException:
            server.close()
            raise

    def open(self, folder: Path) -> ServerStore:
        """The collection that a generation's folder names. Raises ServerFailed, or IndexDamaged where it lost some."""
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
        """The next generation goes on in the same collection."""
        note = CollectionNote.read(source)
        target.mkdir()
        note.write(target)

    def freeze(self, folder: Path) -> None:
        """Nobody changes the note."""

    def sweep(self, folders: Iterable[Path]) -> None:
        """Removes those collections of this index that none of the folders names; all of them must be readable."""
        named = {CollectionNote.read(folder).collection for folder in folders if server_note(folder).is_file()}
        with closing(self._connect()) as server:
            for collection in server.collections():
                if collection["name"] not in named and collection["metadata"] == self._mark():
                    server.remove(collection["name"])

    def _mark(self) -> dict[str, Any]:
        """Whose a collection is. A copy of the folder, or a backup that was restored, is another index: it may read a
        collection that its notes name, and never removes it."""
        return {"onrecord_index": str(self._index.resolve()), "catalog": catalog_file(self._index).stat().st_ino}

    def _connect(self) -> ChromaServer:
        return ChromaServer(self._url, seconds=self._seconds)
