"""Cache of raw model replies, so that a repeated question needs no call. Cached replies are verified on each use."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from prompts import Rendered

MAX_REPLIES = 10_000
"""About a kilobyte each. The least recently used ones are deleted first."""
_SURROGATES = "surrogatepass"  # a server may send a lone surrogate
_LOCK_TIMEOUT = 1.0
"""Seconds to wait for another process; then the reply counts as not cached."""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Everything a reply depends on."""

    question: str
    filters: Mapping[str, Any]
    """The resolved filters, with the `as_of` day."""
    generation: int
    prompt: str
    model: str
    address: str
    messages: Rendered

    @property
    def key(self) -> str:
        """A SHA-256 hash, so that the file does not reveal the question."""
        text = json.dumps([*astuple(self)], sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


class ReplyCache(Protocol):
    """Stores replies by CacheKey."""

    def get(self, key: CacheKey) -> str | None: ...

    def put(self, key: CacheKey, reply: str) -> None: ...


@dataclass(slots=True)
class MemoryReplyCache:
    """A reply cache that lasts as long as the process."""

    _replies: dict[str, str] = field(default_factory=dict)

    def get(self, key: CacheKey) -> str | None:
        return self._replies.get(key.key)

    def put(self, key: CacheKey, reply: str) -> None:
        self._replies[key.key] = reply


@dataclass(slots=True)
class FileReplyCache:
    """A reply cache in a private SQLite file. If the file is unusable, lookups miss and writes are skipped."""

    file: Path
    max_replies: int = MAX_REPLIES
    clock: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def get(self, key: CacheKey) -> str | None:
        def find(database: sqlite3.Connection) -> str | None:
            row = database.execute("SELECT CAST(reply AS BLOB) FROM replies WHERE key = ?", (key.key,)).fetchone()
            if row is None:
                return None
            database.execute("UPDATE replies SET used = ? WHERE key = ?", (self.clock(), key.key))
            return bytes(row[0]).decode("utf-8", _SURROGATES)

        return self._run(find)

    def put(self, key: CacheKey, reply: str) -> None:
        def store(database: sqlite3.Connection) -> None:
            row = (key.key, reply.encode("utf-8", _SURROGATES), self.clock())
            database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", row)
            oldest = "SELECT key FROM replies ORDER BY used DESC LIMIT -1 OFFSET ?"
            database.execute(f"DELETE FROM replies WHERE key IN ({oldest})", (self.max_replies,))

        self._run(store)

    def _run(self, work: Callable[[sqlite3.Connection], str | None]) -> str | None:
        with self._lock, suppress(OSError, sqlite3.Error):
            try:
                return self._run_in_transaction(work)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or a full disk
                    raise
                self.file.unlink()  # not a database, or damaged: its replies can be requested again
                return self._run_in_transaction(work)
        return None

    def _run_in_transaction(self, work: Callable[[sqlite3.Connection], str | None]) -> str | None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self.file, timeout=_LOCK_TIMEOUT)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply BLOB, used REAL)")
            return work(database)
