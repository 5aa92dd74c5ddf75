"""The journal's SQLite file: its schema, its permissions, and its transactions.

A connection lasts for one transaction, so threads and forked processes share only the file. Writers wait in turn.
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

APPLICATION = 0x4F4E524A
"""SQLite application id ("ONRJ"). It identifies a file as ours before anything is written to it."""
LOCK_TIMEOUT = 10.0
"""Seconds to wait for another process that is writing."""
_PRIVATE = 0o600
_OTHER_FILE = "name another file in ONRECORD_JOURNAL"
_MOVE_FILE = f"{_OTHER_FILE}, or move this one away; nothing was changed"

_VERSION_1 = """
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

MIGRATIONS: tuple[str, ...] = (_VERSION_1,)
"""Step N - 1 creates version N. Never change a released step; append a new one."""
SCHEMA = len(MIGRATIONS)


class JournalFile:
    """The journal's database; with None it is in memory and lasts as long as this object."""

    def __init__(self, file: Path | None, *, wait: float = LOCK_TIMEOUT) -> None:
        self._file = file
        self._wait = wait
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Open a transaction, and commit it unless an error is raised. Raises JournalUnusable."""
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"
        if self._file is None:
            with self._lock:
                if self._memory is None:
                    self._memory = _connect(":memory:", self._wait)
                    _migrate(self._memory, ":memory:")
                with _committing(self._memory, begin):
                    yield self._memory
            return
        with _explaining_errors(self._file):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, _PRIVATE))  # never readable by others, even briefly
            with closing(_connect(self._file, self._wait)) as database:
                _migrate(database, str(self._file))
                if stat.S_IMODE(self._file.stat().st_mode) & 0o077:  # copied back with other permissions
                    self._file.chmod(_PRIVATE)
                with _committing(database, begin):
                    yield database

    def close(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory = None


def _connect(file: Path | str, wait: float) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA secure_delete = ON")  # deleted content must not stay in free pages
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def _migrate(database: sqlite3.Connection, name: str) -> None:
    """Create or upgrade the tables. Raises JournalUnusable, and changes nothing, if the file is not a journal."""
    with _committing(database, "BEGIN"):  # one consistent view: another process may be creating the tables
        version = _read_version(database, name)
    if version == SCHEMA:
        return
    with _committing(database, "BEGIN IMMEDIATE"):
        version = _read_version(database, name)  # another process may have upgraded the file meanwhile
        for script in MIGRATIONS[version:]:
            for statement in _split_statements(script):
                database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {SCHEMA}")


def _split_statements(script: str) -> Iterator[str]:
    """Yield the statements. `executescript` would commit the transaction first."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _read_version(database: sqlite3.Connection, name: str) -> int:
    """Return the schema version, 0 for an empty file. Raises JournalUnusable if the file is not a journal."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION:
        if 1 <= version <= SCHEMA:
            return int(version)
        raise JournalUnusable(
            f"the journal {name!r} was written by a newer onrecord (journal version {version}; this onrecord supports "
            f"{SCHEMA})",
            hint=f"update onrecord, or {_OTHER_FILE}; nothing was changed",
        )
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application or version or tables:
        raise JournalUnusable(f"{name!r} is a database, but not a journal of onrecord", hint=_MOVE_FILE)
    return 0


@contextmanager
def _committing(database: sqlite3.Connection, begin: str) -> Iterator[None]:
    database.execute(begin)
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.rollback()
        raise


@contextmanager
def _explaining_errors(file: Path) -> Iterator[None]:
    """Raise errors of SQLite and the system as JournalUnusable with a hint."""
    name = str(file)
    try:
        yield
    except sqlite3.OperationalError as error:
        free = f"free some disk space and check its permissions, or {_OTHER_FILE}"
        raise JournalUnusable(
            f"the journal {name!r} cannot be used: {error}",
            hint="another program is writing to it: try again" if "locked" in str(error) else free,
        ) from error
    except sqlite3.DatabaseError as error:
        raise JournalUnusable(
            f"the journal {name!r} is damaged, or is not a journal: {error}", hint=_MOVE_FILE
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise JournalUnusable(f"the journal {name!r} cannot be opened: {reason}", hint=_OTHER_FILE) from error
