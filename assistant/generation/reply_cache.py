"""Replies of models that are kept, so that asking the same again costs nothing.

What is kept is the raw reply, not the answer: it is verified again whenever it is used, by the rules of that day and
against the articles of that day, so that a kept reply can show nothing a new one could not.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Protocol

from prompts import Rendered

MOST = 10_000
"""Replies of a kilobyte or so. Beyond them the ones that were not used for longest go."""
_ANY = "surrogatepass"  # a server may send half a character
_WAIT = 1.0
"""Seconds for another process. Then the model is asked as if nothing had been kept."""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """All that a reply depends on. Two questions that differ in any of it share no reply."""

    question: str
    filters: Mapping[str, Any]
    """As they were understood, with the day as of which is asked."""
    generation: int
    prompt: str
    model: str
    address: str
    messages: Rendered

    @property
    def key(self) -> str:
        """A hash: what was asked cannot be read from it."""
        text = json.dumps([*astuple(self)], sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


class ReplyCache(Protocol):
    """Where replies are kept."""

    def get(self, asked: CacheKey) -> str | None: ...

    def put(self, asked: CacheKey, reply: str) -> None: ...


class MemoryReplyCache:
    """For as long as the process lives."""

    def __init__(self) -> None:
        self._replies: dict[str, str] = {}

    def get(self, asked: CacheKey) -> str | None:
        return self._replies.get(asked.key)

    def put(self, asked: CacheKey, reply: str) -> None:
        self._replies[asked.key] = reply


class FileReplyCache:
    """In a SQLite file of its own that only its owner can read. A file that cannot be used keeps nobody from an answer:
    nothing is found in it, and nothing kept."""

    def __init__(self, file: Path, *, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()

    def get(self, asked: CacheKey) -> str | None:
        def found(database: sqlite3.Connection) -> str | None:
            row = database.execute("SELECT CAST(reply AS BLOB) FROM replies WHERE key = ?", (asked.key,)).fetchone()
            if row is None:
                return None
            database.execute("UPDATE replies SET used = ? WHERE key = ?", (self._clock(), asked.key))
            return bytes(row[0]).decode("utf-8", _ANY)

        return self._with(found)

    def put(self, asked: CacheKey, reply: str) -> None:
        def keep(database: sqlite3.Connection) -> None:
            row = (asked.key, reply.encode("utf-8", _ANY), self._clock())
            database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", row)
            database.execute(
                "DELETE FROM replies WHERE key IN (SELECT key FROM replies ORDER BY used DESC LIMIT -1 OFFSET ?)",
                (self._most,),
            )

        self._with(keep)

    def _with(self, work: Callable[[sqlite3.Connection], str | None]) -> str | None:
        with self._lock, suppress(OSError, sqlite3.Error):
            try:
                return self._work(work)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or a disk that is full
                    raise
                self._file.unlink()  # no database, or a broken one: what was in it can be asked for again
                return self._work(work)
        return None

    def _work(self, work: Callable[[sqlite3.Connection], str | None]) -> str | None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply BLOB, used REAL)")
            return work(database)
