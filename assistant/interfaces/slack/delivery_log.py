"""What the bot has heard, so that nothing is answered twice, and nothing that was acknowledged is lost.

A message is noted before Slack is told that it arrived, and again when it is answered. What is noted and not answered
when the process ends is answered after the next start; a message that had begun to appear is finished in its place.
Several processes may share a ledger: a message is whose note came first.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import UsageError

_PRIVATE = 0o600
_WAIT = 10.0
KEPT = 3 * 86_400.0
"""Seconds that a note is kept: Slack delivers for an hour at most, and people look back for a day or two."""
REMEMBERED = 90 * 86_400.0
"""Seconds that a thread may rest before its people have to call the bot again."""
MINUTE = 60.0
_TABLES = """
CREATE TABLE IF NOT EXISTS heard (
    key TEXT PRIMARY KEY, at REAL NOT NULL, work TEXT, message TEXT, done INTEGER NOT NULL, owner TEXT
);
CREATE INDEX IF NOT EXISTS heard_at ON heard (at);
CREATE TABLE IF NOT EXISTS asked (
    team TEXT NOT NULL, user TEXT NOT NULL, at REAL NOT NULL, usd REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS asked_at ON asked (at);
CREATE TABLE IF NOT EXISTS spoke (
    session TEXT NOT NULL, user TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (session, user)
);
"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Work that was noted and not done: what it was, and the message that it had begun to appear in."""

    key: str
    work: Mapping[str, Any]
    message: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """How much a person and their workspace have asked of late."""

    asked: int = 0
    asked_by_all: int = 0
    usd: float = 0.0
    usd_by_all: float = 0.0


class DeliveryLog:
    """One SQLite file that only its owner can read. Every method is one transaction, from any thread."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._alive = _lock_of(file, self._owner)
        self._lock = threading.Lock()
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE))
            file.chmod(_PRIVATE)
            self._alive.acquire()
            self._database = sqlite3.connect(file, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(
                f"what the bot has heard cannot be kept in {str(file)!r}: {error}",
                hint="name another file as `state` in [slack], or look at its permissions",
            ) from error

    def close(self) -> None:
        """Let go of it. What is not done may be taken over."""
        self._database.close()
        self._alive.release()
        Path(self._alive.lock_file).unlink(missing_ok=True)

    def note(self, key: str, work: Mapping[str, Any] | None = None) -> bool:
        """Note what was heard, and what is to be done about it. False where it was noted already."""
        content = None if work is None else json.dumps(work)
        with self._writing() as database:
            row = (key, self._clock(), content, int(work is None), self._owner)
            return database.execute("INSERT OR IGNORE INTO heard VALUES (?, ?, ?, NULL, ?, ?)", row).rowcount == 1

    def appears(self, key: str, message: str) -> None:
        """The answer has begun to appear in that message."""
        with self._writing() as database:
            database.execute("UPDATE heard SET message = ? WHERE key = ?", (message, key))

    def done(self, key: str) -> None:
        """Whatever was to be done is done; what was asked is not kept here any longer."""
        with self._writing() as database:
            database.execute("UPDATE heard SET done = 1, work = NULL WHERE key = ?", (key,))

    def take_over(self, within: float = KEPT) -> tuple[Unfinished, ...]:
        """The work of processes that have ended, oldest first; from now on it is ours."""
        with self._writing() as database:
            rows = database.execute(
                "SELECT key, work, message, owner FROM heard WHERE done = 0 AND at > ? ORDER BY at",
                (self._clock() - within,),
            ).fetchall()
            ours = [row for row in rows if not self._is_alive(row[3])]
            database.executemany("UPDATE heard SET owner = ? WHERE key = ?", [(self._owner, row[0]) for row in ours])
        return tuple(Unfinished(key, json.loads(work or "{}"), message) for key, work, message, _ in ours)

    def count(self, team: str, user: str) -> Use:
        """How much was asked in the last minute, and spent since the day began (UTC)."""
        now = self._clock()
        day = now - now % 86_400
        with self._writing() as database:
            rows = database.execute(
                "SELECT user = ?, sum(at > ?), sum(CASE WHEN at >= ? THEN usd ELSE 0 END) FROM asked"
                " WHERE team = ? AND at > ? GROUP BY 1",
                (user, now - MINUTE, day, team, min(day, now - MINUTE)),
            ).fetchall()
        mine = next(((count, usd) for own, count, usd in rows if own), (0, 0.0))
        return Use(int(mine[0]), sum(int(row[1]) for row in rows), float(mine[1]), sum(float(row[2]) for row in rows))

    def asked(self, team: str, user: str, *, session: str) -> None:
        """One more question of theirs, in that conversation."""
        now = self._clock()
        with self._writing() as database:
            database.execute("INSERT INTO asked (team, user, at) VALUES (?, ?, ?)", (team, user, now))
            database.execute("INSERT OR REPLACE INTO spoke VALUES (?, ?, ?)", (session, user, now))

    def spoke(self, session: str, user: str) -> bool:
        """Whether they have asked in that conversation before."""
        with self._writing() as database:
            row = (session, user)
            return bool(database.execute("SELECT 1 FROM spoke WHERE session = ? AND user = ?", row).fetchone())

    def spent(self, team: str, user: str, usd: float) -> None:
        """What an answer to them cost."""
        with self._writing() as database:
            row = (team, user, self._clock() - MINUTE - 1, usd)  # money, and not another question of this minute
            database.execute("INSERT INTO asked VALUES (?, ?, ?, ?)", row)

    def tidy(self) -> None:
        """Forget what nobody will deliver or ask for again."""
        before = self._clock() - KEPT
        with self._writing() as database:
            database.execute("DELETE FROM heard WHERE at < ?", (before,))
            database.execute("DELETE FROM asked WHERE at < ?", (before,))
            database.execute("DELETE FROM spoke WHERE at < ?", (self._clock() - REMEMBERED,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            with closing(self._database.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                self._database.rollback()
                raise

    def _is_alive(self, owner: str) -> bool:
        """Whether the process that has noted it still runs, and will see to it: its lock ends with it."""
        if owner == self._owner:
            return True
        lock = _lock_of(self.file, owner)
        try:
            with lock.acquire(timeout=0):
                Path(lock.lock_file).unlink(missing_ok=True)
        except Timeout:
            return True
        return False


def _lock_of(delivery_log: Path, owner: str) -> FileLock:
    return FileLock(f"{delivery_log}.{owner}.lock", mode=_PRIVATE)
