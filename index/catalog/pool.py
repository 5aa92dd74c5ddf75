"""Connections for readers."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from index.catalog.files import storage_errors
from index.catalog.schema import open_for_reading

T = TypeVar("T")


class ReadPool:
    """Read-only connections: a thread takes an idle one for one query, so that there are never more of them than
    threads that read at once, and SQLite runs them side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[sqlite3.Connection] = [open_for_reading(folder)]
        self._closing = threading.Lock()
        self._closed = False

    def use(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What `ask` is answered by a connection that nobody else uses meanwhile."""
        connection = self._take()
        try:
            with storage_errors(self._folder):
                return ask(connection)
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Idle connections are closed now, those in use when they are given back."""
        with self._closing:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        with suppress(IndexError):  # list.pop is atomic: no lock on the way of a question
            return self._idle.pop()
        return open_for_reading(self._folder)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._closing:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()
