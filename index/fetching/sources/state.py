"""The polling state of sources, in a SQLite file in the index's folder. The file is not part of the catalog, which has
checksums and changes only with the articles. If it is lost, everything that is still listed is fetched again, and the
index loses nothing. Forgotten addresses are stored only as digests."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from index.errors import StorageFailed
from index.reading.identifiers import canonical_url, digest
from index.storage.catalog.connections import transaction
from index.storage.files import SOURCES

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
    """A source after its last poll. `address` is where it moved to; `gave` describes the result in words."""

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
    gave: str = "not polled yet"


@dataclass(frozen=True, slots=True)
class Item:
    """An article that a source listed. `entry` is its entry in the list, as JSON."""

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


_SOURCE_COLUMNS = tuple(column.name for column in fields(SourceState))
_ITEM_COLUMNS = tuple(column.name for column in fields(Item))


class SourceStore(AbstractContextManager["SourceStore"]):
    """Stores the state of sources and items. Only one process at a time may write. Close it, or use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / SOURCES
        try:
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(self._file, timeout=30.0, isolation_level=None)
            self._connection.execute("PRAGMA secure_delete = ON")
            if not self._connection.execute("PRAGMA user_version").fetchone()[0]:
                self._connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = 1; COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise StorageFailed(
                f"the file that records what was already fetched cannot be used: {str(self._file)!r} ({error})",
                hint="check your permissions on its folder, or remove the file; everything that the sources list is "
                "then fetched again",
            ) from error

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything in the block, or nothing."""
        return transaction(self._connection)

    def source(self, url: str) -> SourceState | None:
        return next(iter(self._sources("WHERE url = ?", url)), None)

    def sources(self) -> tuple[SourceState, ...]:
        return self._sources("ORDER BY url")

    def save_source(self, state: SourceState) -> None:
        self._save("sources", _SOURCE_COLUMNS, astuple(state))

    def fingerprint(self, source: str, address: str) -> str | None:
        """Return an entry's fingerprint when the source last listed it."""
        last: str | None = self._value("SELECT fingerprint FROM seen WHERE source = ? AND address = ?", source, address)
        return last

    def last_listed(self, source: str, address: str) -> float:
        return self._value("SELECT last_listed FROM seen WHERE source = ? AND address = ?", source, address) or 0.0

    def save_fingerprint(self, source: str, address: str, fingerprint: str, now: float) -> None:
        self._save("seen", ("source", "address", "fingerprint", "last_listed"), (source, address, fingerprint, now))

    def item(self, address: str) -> Item | None:
        return next(iter(self._items("WHERE address = ?", address)), None)

    def due_items(self, now: float, limit: int) -> tuple[Item, ...]:
        """Return the waiting items that are due, the longest waiting first."""
        return self._items("WHERE state = 'waiting' AND due <= ? ORDER BY due, address LIMIT ?", now, limit)

    def save_item(self, item: Item) -> None:
        self._save("items", _ITEM_COLUMNS, astuple(item))

    def next_due_item(self) -> float | None:
        due: float | None = self._value("SELECT min(due) FROM items WHERE state = 'waiting'")
        return due

    def drop_unlisted(self, before: float) -> None:
        """Forget entries last listed before a time. If one is listed again, the index recognises its article."""
        self._connection.execute("DELETE FROM seen WHERE last_listed < ?", (before,))
        unlisted = "state != 'waiting' AND address NOT IN (SELECT address FROM seen)"
        self._connection.execute(f"DELETE FROM items WHERE {unlisted}")

    def clear_listings(self) -> None:
        """Forget the listed entries, because the index was replaced and may lack those articles."""
        with self.transaction():
            self._connection.execute("DELETE FROM seen")
            self._connection.execute("DELETE FROM items")
            self._connection.execute("UPDATE sources SET etag = NULL, modified = NULL, due = 0")

    def is_forgotten(self, address: str) -> bool:
        return self._value("SELECT 1 FROM forgotten WHERE digest = ?", _forgotten_digest(address)) is not None

    def forget(self, addresses: Sequence[str]) -> None:
        """Delete some addresses, and store their irreversible digests so that they are not fetched again."""
        with self.transaction():
            for address in {canonical_url(address) for address in addresses}:
                self._connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", (_forgotten_digest(address),))
                self._connection.execute("DELETE FROM seen WHERE address = ?", (address,))
                self._connection.execute("DELETE FROM items WHERE address = ?", (address,))
        self._connection.execute("VACUUM")

    def _sources(self, condition: str, *values: object) -> tuple[SourceState, ...]:
        rows = self._connection.execute(f"SELECT {', '.join(_SOURCE_COLUMNS)} FROM sources {condition}", values)
        return tuple(replace(state, gone=bool(state.gone)) for state in (SourceState(*row) for row in rows))

    def _items(self, condition: str, *values: object) -> tuple[Item, ...]:
        rows = self._connection.execute(f"SELECT {', '.join(_ITEM_COLUMNS)} FROM items {condition}", values)
        return tuple(Item(*row) for row in rows)

    def _save(self, table: str, columns: Sequence[str], values: Sequence[object]) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)

    def _value(self, sql: str, *values: object) -> Any:
        """Return the first column of the first row; None without a row."""
        row = self._connection.execute(sql, values).fetchone()
        return row and row[0]


def read_source_states(folder: Path) -> tuple[SourceState, ...]:
    """Return the state of each source; empty if none was ever watched. Creates no file."""
    if not os.path.isfile(folder / SOURCES):  # noqa: PTH113  Path.is_file raises for a name that is too long
        return ()
    with SourceStore(folder) as store:
        return store.sources()


def forget_seen_items(folder: Path) -> None:
    """Forget the listed entries of a folder's sources, if it has any, because its index was replaced."""
    if (folder / SOURCES).is_file():
        with SourceStore(folder) as store:
            store.clear_listings()


def _forgotten_digest(address: str) -> str:
    return digest("forgotten", canonical_url(address))
