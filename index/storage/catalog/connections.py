"""Connections to the catalog: one for the writer, and a pool of read-only ones."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar
from weakref import WeakSet

from index.errors import UPGRADE, IndexMismatch, IndexMissing, OnrecordError, StorageFailed, damaged, storage_errors
from index.storage.catalog.schema import APPLICATION_ID, SCHEMA, read_generation, read_pragma, read_schema_version
from index.storage.files import RESTORING, catalog_file, generations_folder, has_catalog, log_files

_BUSY_SECONDS = 10.0
T = TypeVar("T")


def open_for_reading(folder: Path) -> sqlite3.Connection:
    """Open a published index read-only. Raises IndexMissing, IndexDamaged or IndexMismatch."""
    file = catalog_file(folder)
    with storage_errors(folder):
        if not has_catalog(folder):
            raise missing_catalog(folder)
        connection = _connect(f"{file.resolve().as_uri()}?{'immutable=1' if unshared_version(folder) else 'mode=ro'}")
        try:
            version = _require_schema(connection, folder)
            if version is None or read_generation(connection) == 0:
                raise IndexMissing(
                    f"the index in {str(folder)!r} has no articles yet",
                    hint="run `onrecord ingest INPUT...` and let it finish",
                )
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_writing(folder: Path, *, allow_older: bool = False) -> sqlite3.Connection:
    """Open the writer's connection, whose commits are on the disk when they return. Hold the writer lock. A catalog
    with an older schema opens only with `allow_older`, for an upgrade."""
    if generations_folder(folder).is_dir() and not has_catalog(folder):
        raise missing_catalog(folder)  # SQLite would create an empty one
    connection = _connect(catalog_file(folder).resolve().as_uri())
    try:
        _require_schema(connection, folder, allow_older=allow_older)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # the file has a checksum: see checksums.py
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(
    connection: sqlite3.Connection, *, errors: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Iterator[None]:
    """Commit all changes of the block, or roll all of them back. `errors` converts the errors of BEGIN and COMMIT."""
    with errors():
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        with errors():
            connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have rolled back already
            connection.execute("ROLLBACK")
        raise


def missing_catalog(folder: Path) -> OnrecordError:
    """Return the error for a folder without a catalog: IndexDamaged if it contains the rest of an index."""
    if not generations_folder(folder).is_dir():
        return IndexMissing(
            f"there is no index in {str(folder)!r}", hint="run `onrecord ingest INPUT...` to create one"
        )
    if any(folder.glob(f"{RESTORING}*")):
        return IndexMissing(
            f"there is no index in {str(folder)!r}: a restore was interrupted",
            hint="run `onrecord index restore FILE` again",
        )
    return damaged(folder, f"{catalog_file(folder).name} is missing or empty")


def unshared_version(folder: Path) -> tuple[int, ...] | None:
    """Return inode, size and time of a catalog that SQLite cannot share with us because its folder is read-only. SQLite
    does not tell such a reader when the file changes. Returns None if the log files exist or can be created."""
    if os.access(folder, os.W_OK):  # called several times for each query
        return None
    file = catalog_file(folder)
    log, shared = log_files(folder)
    if log.exists() and shared.exists():
        return None
    if log.exists() and log.stat().st_size:
        raise StorageFailed(
            f"a write to the catalog in {str(folder)!r} was interrupted, and the folder is not writable",
            hint="to repair it, run `onrecord doctor` once with write access to the folder, then try again",
        )
    stat = file.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


class ConnectionPool:
    """Read-only connections for any number of threads, each used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[sqlite3.Connection] = [open_for_reading(folder)]
        self._version = unshared_version(folder)
        self._closing = threading.Lock()
        self._closed = False
        _POOLS.add(self)

    def discard_inherited(self) -> None:
        """Drop the connections in a forked child: only the process that opened them may use or close them."""
        self._of_the_parent = self._idle
        self._idle = []
        self._closing = threading.Lock()

    def use(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Return the result of a query on a connection that no other thread uses meanwhile."""
        while True:
            before = self._drop_stale()
            connection = self._acquire()
            try:
                with storage_errors(self._folder):
                    answer = query(connection)
            finally:
                self._release(connection, version=before)
            if before is None or before == self._drop_stale():
                return answer

    def close(self) -> None:
        """Close idle connections now, and the others when they are released."""
        with self._closing:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _drop_stale(self) -> tuple[int, ...] | None:
        """Close connections that were opened before another account wrote to a catalog that we can only read."""
        with storage_errors(self._folder):
            now = unshared_version(self._folder)
        if now != self._version:
            with self._closing:
                self._version = now
                while self._idle:
                    self._idle.pop().close()
        return now

    def _acquire(self) -> sqlite3.Connection:
        with suppress(IndexError):  # list.pop is atomic, so queries need no lock
            return self._idle.pop()
        return open_for_reading(self._folder)

    def _release(self, connection: sqlite3.Connection, *, version: tuple[int, ...] | None) -> None:
        with self._closing:
            if not self._closed and version == self._version:
                self._idle.append(connection)
                return
        connection.close()


_POOLS: WeakSet[ConnectionPool] = WeakSet()


def _discard_inherited() -> None:
    for pool in _POOLS:
        pool.discard_inherited()


os.register_at_fork(after_in_child=_discard_inherited)


def _connect(uri: str) -> sqlite3.Connection:
    # We begin and end transactions ourselves; the pool or the writer lock serializes the use of a connection.
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    return connection


def _require_schema(connection: sqlite3.Connection, folder: Path, *, allow_older: bool = False) -> int | None:
    """Return the schema version of the file; None for a file that was created but never filled."""
    version = read_schema_version(connection)
    if not version and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        if generations_folder(folder).is_dir():
            raise missing_catalog(folder)
        return None
    if read_pragma(connection, "application_id") != APPLICATION_ID:
        raise damaged(folder, "its catalog was not written by onrecord")
    if version > SCHEMA or (version < SCHEMA and not allow_older):
        raise IndexMismatch(
            f"the index in {str(folder)!r} has schema {version}, this version of onrecord reads {SCHEMA}",
            hint="install a newer version of onrecord" if version > SCHEMA else UPGRADE,
        )
    return version
