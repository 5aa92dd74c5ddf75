"""The delivery log: makes sure that each Slack event is handled exactly once, also after a restart. A message is noted
before Slack gets its acknowledgement, and marked as done when it is answered. After a restart, what is noted and not
done is answered, and a message that had begun to appear is completed in place. Several processes may share a log: the
first to note a message handles it."""

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
_LOCK_SECONDS = 10.0
_DAY = 86_400.0
ENTRY_SECONDS = 3 * _DAY
"""How long an entry is stored. Slack delivers for an hour at most; people look back for a day or two."""
THREAD_SECONDS = 90 * _DAY  # how long a thread may be idle before its people have to mention the bot again
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
class UnfinishedWork:
    """Work that was noted and not done, and the message in which its answer had begun to appear."""

    key: str
    work: Mapping[str, Any]
    message: str | None


@dataclass(frozen=True, slots=True)
class RecentUse:
    """The questions of the last minute and the dollars of the day, of a person and of their workspace."""

    questions: int = 0
    workspace_questions: int = 0
    usd: float = 0.0
    workspace_usd: float = 0.0


class DeliveryLog:
    """An SQLite file that only its owner can read. Every method is one transaction, from any thread."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._alive = _process_lock(file, self._owner)
        self._lock = threading.Lock()
        try:
            create_private_file(file)
            self._alive.acquire()
            self._database = sqlite3.connect(file, timeout=_LOCK_SECONDS, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            hint = "check the permissions of that file, or set `state` under [slack] to another file"
            raise UsageError(f"cannot open the delivery log {str(file)!r}: {error}", hint=hint) from error

    def close(self) -> None:
        """Close the log. Other processes may then take over unfinished work."""
        self._database.close()
        self._alive.release()
        Path(self._alive.lock_file).unlink(missing_ok=True)

    def note(self, key: str, work: Mapping[str, Any] | None = None) -> bool:
        """Note an event and the work it needs. Return False if it was noted before."""
        row = (key, self._clock(), None if work is None else json.dumps(work), int(work is None), self._owner)
        with self._transaction() as database:
            return database.execute("INSERT OR IGNORE INTO heard VALUES (?, ?, ?, NULL, ?, ?)", row).rowcount == 1

    def set_message(self, key: str, message: str) -> None:
        """Note the message in which the answer has begun to appear."""
        with self._transaction() as database:
            database.execute("UPDATE heard SET message = ? WHERE key = ?", (message, key))

    def mark_done(self, key: str) -> None:
        with self._transaction() as database:
            database.execute("UPDATE heard SET done = 1, work = NULL WHERE key = ?", (key,))

    def take_over(self) -> tuple[UnfinishedWork, ...]:
        """Take over the unfinished work of processes that have ended, oldest first."""
        select = "SELECT key, work, message, owner FROM heard WHERE done = 0 AND at > ? ORDER BY at"
        with self._transaction() as database:
            rows = database.execute(select, (self._clock() - ENTRY_SECONDS,)).fetchall()
            ours = [row for row in rows if not self._is_running(row[3])]
            database.executemany("UPDATE heard SET owner = ? WHERE key = ?", [(self._owner, row[0]) for row in ours])
        return tuple(UnfinishedWork(key, json.loads(work or "{}"), message) for key, work, message, _ in ours)

    def recent_use(self, team: str, user: str) -> RecentUse:
        """Return the questions of the last minute, and the cost since midnight UTC."""
        now = self._clock()
        day = now - now % _DAY
        with self._transaction() as database:
            rows = database.execute(
                "SELECT user = ?, sum(at > ?), sum(CASE WHEN at >= ? THEN usd ELSE 0 END) FROM asked"
                " WHERE team = ? AND at > ? GROUP BY 1",
                (user, now - MINUTE, day, team, min(day, now - MINUTE)),
            ).fetchall()
        own = next(((count, usd) for is_own, count, usd in rows if is_own), (0, 0.0))
        questions, usd = sum(int(row[1]) for row in rows), sum(float(row[2]) for row in rows)
        return RecentUse(int(own[0]), questions, float(own[1]), usd)

    def add_question(self, team: str, user: str, *, session: str) -> None:
        """Count a question, and remember that this person asked in the conversation."""
        now = self._clock()
        with self._transaction() as database:
            database.execute("INSERT INTO asked (team, user, at) VALUES (?, ?, ?)", (team, user, now))
            database.execute("INSERT OR REPLACE INTO spoke VALUES (?, ?, ?)", (session, user, now))

    def has_asked(self, session: str, user: str) -> bool:
        """Return whether this person has asked in that conversation before."""
        query = "SELECT 1 FROM spoke WHERE session = ? AND user = ?"
        with self._transaction() as database:
            return bool(database.execute(query, (session, user)).fetchone())

    def add_cost(self, team: str, user: str, usd: float) -> None:
        row = (team, user, self._clock() - MINUTE - 1, usd)  # a cost must not count as a question of this minute
        with self._transaction() as database:
            database.execute("INSERT INTO asked VALUES (?, ?, ?, ?)", row)

    def delete_old(self) -> None:
        before = self._clock() - ENTRY_SECONDS
        with self._transaction() as database:
            database.execute("DELETE FROM heard WHERE at < ?", (before,))
            database.execute("DELETE FROM asked WHERE at < ?", (before,))
            database.execute("DELETE FROM spoke WHERE at < ?", (self._clock() - THREAD_SECONDS,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            with closing(self._database.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                self._database.rollback()
                raise

    def _is_running(self, owner: str) -> bool:
        """Return whether the process that noted an event still runs: its file lock ends with it."""
        if owner == self._owner:
            return True
        lock = _process_lock(self.file, owner)
        try:
            with lock.acquire(timeout=0):
                Path(lock.lock_file).unlink(missing_ok=True)
        except Timeout:
            return True
        return False


def create_private_file(file: Path) -> None:
    """Create a file that only its owner can read and write, and its folder, if they do not exist."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE))
    file.chmod(_PRIVATE)


def _process_lock(delivery_log: Path, owner: str) -> FileLock:
    return FileLock(f"{delivery_log}.{owner}.lock", mode=_PRIVATE)
