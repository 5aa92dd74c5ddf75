"""The journal's file: who may read it, whether it is ours, and one transaction at a time.

A connection lives as long as one transaction: threads and forked processes share nothing but the file, and what is
read is always what was last committed. A transaction that writes takes the write lock before it reads, and whoever
comes second waits.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import JournalUnusable

WAIT = 10.0
"""Seconds for another process that is writing."""
_PRIVATE = 0o600


class JournalFile:
    """Where the journal lies; None is in memory, gone with this object."""

    def __init__(self, file: Path | None, *, wait: float = WAIT) -> None:
        self.file = file
        self._wait = wait
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that only reads. Raises JournalUnusable."""
        with self._transaction("BEGIN") as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is kept as a whole or not at all. Raises JournalUnusable."""
        with self._transaction("BEGIN IMMEDIATE") as database:
            yield database

    def close(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        if self.file is None:
            with self._lock:
                if self._memory is None:
                    self._memory = _opened(":memory:", self._wait)
                    _prepare(self._memory, ":memory:")
                with _committed(self._memory, begin):
                    yield self._memory
            return
        with _explained(self.file), closing(_opened(self._private(self.file), self._wait)) as database:
            _prepare(database, str(self.file))
            with _committed(database, begin):
                yield database

    def _private(self, file: Path) -> Path:
        """The file, made if need be, and readable by nobody else even for a moment."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE))
        return file


def _opened(file: Path | str, wait: float) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left between the pages
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def _prepare(database: sqlite3.Connection, name: str) -> None:
    """Make sure that the file is a journal of this version. Nothing is written to one that is not ours."""
    with _committed(database, "BEGIN"):  # all of it at one moment: another process may be making the tables just now
        state = _state(database, name)
    if state == SCHEMA:
        _protect(name)
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        if _state(database, name) < SCHEMA:  # another process may have been faster
            bring_up_to_date(database)
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise
    _protect(name)


def _protect(name: str) -> None:
    """A journal that was copied back from somewhere may be open to others; ours never is."""
    if name != ":memory:" and stat.S_IMODE(Path(name).stat().st_mode) & 0o077:
        Path(name).chmod(_PRIVATE)


def _state(database: sqlite3.Connection, name: str) -> int:
    """The version of the tables, 0 for an empty file. Raises JournalUnusable for what is not a journal of ours."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION and 1 <= version <= SCHEMA:
        return int(version)
    if application == APPLICATION:
        raise JournalUnusable(
            f"the journal {name!r} was written by a newer onrecord (its version is {version}, ours {SCHEMA})",
            hint="update onrecord, or name another file in ONRECORD_JOURNAL; nothing was changed",
        )
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application or version or tables:
        raise JournalUnusable(f"{name!r} is a database, but no journal of onrecord", hint=_ELSEWHERE)
    return 0


_ELSEWHERE = "name another file in ONRECORD_JOURNAL, or move this one away; nothing was changed"


@contextmanager
def _committed(database: sqlite3.Connection, begin: str) -> Iterator[None]:
    database.execute(begin)
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.rollback()
        raise


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """What SQLite and the system say, as what a person can do about it."""
    name = str(file)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            hint = "another program is writing to it: try again"
        else:
            hint = "make room on the disk and look at its permissions, or name another file in ONRECORD_JOURNAL"
        raise JournalUnusable(f"the journal {name!r} cannot be used: {error}", hint=hint) from error
    except sqlite3.DatabaseError as error:
        raise JournalUnusable(f"the journal {name!r} is damaged, or is none: {error}", hint=_ELSEWHERE) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise JournalUnusable(
            f"the journal {name!r} cannot be opened: {why}", hint="name another file in ONRECORD_JOURNAL"
        ) from error


APPLICATION = 0x4F4E524A
"""In the header of every journal ("ONRJ"): by it a file is known as ours before anything is written to it."""

_FIRST = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    started REAL NOT NULL
);
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    at REAL NOT NULL,
    question TEXT NOT NULL,
    text TEXT NOT NULL,
    asked TEXT NOT NULL,
    reference TEXT,
    replaced INTEGER REFERENCES exchanges ON DELETE SET NULL
);
CREATE INDEX exchanges_of_session ON exchanges (session, id);
CREATE INDEX exchanges_by_reference ON exchanges (reference) WHERE reference IS NOT NULL;
CREATE INDEX exchanges_replaced ON exchanges (replaced) WHERE replaced IS NOT NULL;
CREATE TABLE articles (
    hash TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX articles_by_id ON articles (article);
CREATE TABLE shown (
    exchange INTEGER NOT NULL REFERENCES exchanges ON DELETE CASCADE,
    hash TEXT NOT NULL REFERENCES articles,
    PRIMARY KEY (exchange, hash)
) WITHOUT ROWID;
CREATE INDEX shown_by_hash ON shown (hash);
CREATE TABLE feedback (
    exchange INTEGER NOT NULL REFERENCES exchanges ON DELETE CASCADE,
    who TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    given REAL NOT NULL,
    PRIMARY KEY (exchange, who)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE told USING fts5 (
    question, text, content = 'exchanges', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER exchange_told AFTER INSERT ON exchanges BEGIN
    INSERT INTO told (rowid, question, text) VALUES (new.id, new.question, new.text);
END;
CREATE TRIGGER exchange_gone AFTER DELETE ON exchanges BEGIN
    INSERT INTO told (told, rowid, question, text) VALUES ('delete', old.id, old.question, old.text);
END;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST,)
"""The step to version N is number N - 1. A step that was released is never changed: a new one goes to the end."""
SCHEMA = len(MIGRATIONS)


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Take the steps that this file has not taken yet. To be called inside a transaction that writes."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    for step in MIGRATIONS[version:]:
        for statement in _statements(step):
            database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute(f"PRAGMA user_version = {SCHEMA}")


def _statements(script: str) -> list[str]:
    """One by one: `executescript` would commit before it begins."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
