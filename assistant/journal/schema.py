"""The journal's tables, and the steps from one version of them to the next."""

from __future__ import annotations

import sqlite3

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
