"""What is remembered of sources between two looks, in a SQLite file of its own in the index's folder.

It is no part of the catalog, which is under seal and changes only when an article does; lost, it costs the fetching of
what is still listed, and nothing of the index. Addresses that were forgotten are kept only as digests.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Literal, Self

from index.errors import StorageFailed
from index.reading.identifiers import digest
from index.reading.urls import canonical_url
from index.storage.files import SOURCES

_SCHEMA = 1
_BUSY_SECONDS = 30.0
_TABLES = """
CREATE TABLE sources (
    url TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, etag TEXT, modified TEXT,
    due REAL NOT NULL, failures INTEGER NOT NULL, gone INTEGER NOT NULL, looked REAL, gave TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE seen (
    source TEXT NOT NULL, address TEXT NOT NULL, fingerprint TEXT NOT NULL, last_listed REAL NOT NULL,
    PRIMARY KEY (source, address)
) WITHOUT ROWID;
CREATE TABLE items (
    address TEXT PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL, entry TEXT NOT NULL,
    due REAL NOT NULL, failures INTEGER NOT NULL, etag TEXT, modified TEXT, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX items_due ON items (due) WHERE state = 'waiting';
CREATE TABLE forgotten (digest TEXT PRIMARY KEY) WITHOUT ROWID;
"""

ItemState = Literal["waiting", "done", "given_up"]


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as it was last seen. `address` is where it has moved to; `gave` what it last gave, in words."""

    url: str
    name: str
    address: str
    title: str = ""
    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0
    gone: bool = False
    looked: float | None = None
    gave: str = "not looked at yet"


@dataclass(frozen=True, slots=True)
class Item:
    """An article that a source listed. `entry` is what the list says of it, as JSON."""

    address: str
    source: str
    url: str
    state: ItemState = "waiting"
    entry: str = "{}"
    due: float = 0.0
    failures: int = 0
    etag: str | None = None
    modified: str | None = None
    reason: str = ""


_SOURCE = tuple(one.name for one in fields(SourceState))
_ITEM = tuple(one.name for one in fields(Item))


class SourceStore:
    """What is remembered. One process at a time writes to it; close it, or use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / SOURCES
        try:
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA secure_delete = ON")
            if not self._connection.execute("PRAGMA user_version").fetchone()[0]:
                self._connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_SCHEMA}; COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise StorageFailed(
                f"what is remembered of sources cannot be used: {str(self._file)!r} ({error})",
                hint="check your rights on that folder; or remove the file: all that is listed is fetched again then",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def source(self, url: str) -> SourceState | None:
        return next(iter(self._sources("WHERE url = ?", url)), None)

    def sources(self) -> tuple[SourceState, ...]:
        return self._sources("ORDER BY url")

    def keep_source(self, state: SourceState) -> None:
        self._keep("sources", _SOURCE, astuple(state))

    def fingerprint(self, source: str, address: str) -> str | None:
        """What a source said of an address the last time it listed it."""
        row = self._one("SELECT fingerprint FROM seen WHERE source = ? AND address = ?", source, address)
        return None if row is None else str(row[0])

    def keep_seen(self, source: str, address: str, fingerprint: str, now: float) -> None:
        self._keep("seen", ("source", "address", "fingerprint", "last_listed"), (source, address, fingerprint, now))

    def last_listed(self, source: str, address: str) -> float:
        row = self._one("SELECT last_listed FROM seen WHERE source = ? AND address = ?", source, address)
        return 0.0 if row is None else float(row[0])

    def item(self, address: str) -> Item | None:
        row = self._one(f"SELECT {', '.join(_ITEM)} FROM items WHERE address = ?", address)
        return None if row is None else Item(*row)

    def save_item(self, item: Item) -> None:
        self._keep("items", _ITEM, astuple(item))

    def due_items(self, now: float, most: int) -> tuple[Item, ...]:
        """Waiting items whose time has come, the longest waiting first."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_ITEM)} FROM items WHERE state = 'waiting' AND due <= ? ORDER BY due, address LIMIT ?",
            (now, most),
        )
        return tuple(Item(*row) for row in rows)

    def next_due_item(self) -> float | None:
        row = self._one("SELECT min(due) FROM items WHERE state = 'waiting'")
        return None if row is None or row[0] is None else float(row[0])

    def count_items(self, state: ItemState) -> int:
        row = self._one("SELECT count(*) FROM items WHERE state = ?", state)
        return 0 if row is None else int(row[0])

    def drop_unlisted(self, before: float) -> None:
        """What was last listed so long ago is not told apart from what is new any more: the index does that."""
        self._connection.execute("DELETE FROM seen WHERE last_listed < ?", (before,))
        self._connection.execute(
            "DELETE FROM items WHERE state != 'waiting' AND address NOT IN (SELECT address FROM seen)"
        )

    def start_over(self) -> None:
        """The index is another one now, a backup's: what it holds is not known here any more."""
        with self.transaction():
            self._connection.execute("DELETE FROM seen")
            self._connection.execute("DELETE FROM items")
            self._connection.execute("UPDATE sources SET etag = NULL, modified = NULL, due = 0")

    def is_forgotten(self, address: str) -> bool:
        return self._one("SELECT 1 FROM forgotten WHERE digest = ?", _mark(address)) is not None

    def forget(self, addresses: Sequence[str]) -> None:
        """Keeps of some addresses only that they are not to be fetched again: which they are nobody can read."""
        with self.transaction():
            for address in {canonical_url(one) for one in addresses}:
                self._connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", (_mark(address),))
                self._connection.execute("DELETE FROM seen WHERE address = ?", (address,))
                self._connection.execute("DELETE FROM items WHERE address = ?", (address,))
        self._connection.execute("VACUUM")

    def _sources(self, which: str, *values: str) -> tuple[SourceState, ...]:
        rows = self._connection.execute(f"SELECT {', '.join(_SOURCE)} FROM sources {which}", values)
        return tuple(replace(one, gone=bool(one.gone)) for one in (SourceState(*row) for row in rows))

    def _keep(self, table: str, columns: Sequence[str], values: Sequence[object]) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row


def open_store_if_present(folder: Path) -> tuple[SourceState, ...]:
    """What each source last gave; nothing where none was ever watched, and nothing is made."""
    if not os.path.isfile(folder / SOURCES):  # noqa: PTH113  Path.is_file raises for a name that is too long
        return ()
    with SourceStore(folder) as memory:
        return memory.sources()


def forget_seen_items(folder: Path) -> None:
    """The index in a folder is another one from now on: what is still listed is fetched again where it lacks it."""
    if (folder / SOURCES).is_file():
        with SourceStore(folder) as memory:
            memory.start_over()


def _mark(address: str) -> str:
    return digest("forgotten", canonical_url(address))
