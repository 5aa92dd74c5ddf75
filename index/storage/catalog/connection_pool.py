"""Connections for readers."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from weakref import WeakSet

from index.errors import storage_errors
from index.storage.catalog.schema import open_for_reading, unshared_version

T = TypeVar("T")


class ConnectionPool:
    """Read-only connections: a thread takes an idle one for one query, so that there are never more of them than
    threads that read at once, and SQLite runs them side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[sqlite3.Connection] = [open_for_reading(folder)]
        self._unshared = unshared_version(folder)
        self._closing = threading.Lock()
        self._closed = False
        _POOLS.add(self)

    def forget(self) -> None:
        """What a forked child does: SQLite's connections may be neither used nor closed but by the process that opened
        them."""
        self._of_the_parent = self._idle
        self._idle = []
        self._closing = threading.Lock()

    def use(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What `ask` is answered by a connection that nobody else uses meanwhile."""
        while True:
            before = self._notice_changes()
            connection = self._take()
            try:
                with storage_errors(self._folder):
                    answer = ask(connection)
            finally:
                self._give_back(connection, opened=before)
            if before is None or before == self._notice_changes():
                return answer

    def close(self) -> None:
        """Idle connections are closed now, those in use when they are given back."""
        with self._closing:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _notice_changes(self) -> tuple[int, ...] | None:
        """Lets go of what was opened before another account wrote to a catalog that we may only read."""
        with storage_errors(self._folder):
            now = unshared_version(self._folder)
        if now != self._unshared:
            with self._closing:
                self._unshared = now
                while self._idle:
                    self._idle.pop().close()
        return now

    def _take(self) -> sqlite3.Connection:
        with suppress(IndexError):  # list.pop is atomic: no lock on the way of a question
            return self._idle.pop()
        return open_for_reading(self._folder)

    def _give_back(self, connection: sqlite3.Connection, *, opened: tuple[int, ...] | None) -> None:
        with self._closing:
            if not self._closed and opened == self._unshared:
                self._idle.append(connection)
                return
        connection.close()


_POOLS: WeakSet[ConnectionPool] = WeakSet()


def _discard_inherited() -> None:
    for pool in _POOLS:
        pool.forget()


os.register_at_fork(after_in_child=_discard_inherited)
