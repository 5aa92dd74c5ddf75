"""The tables of the catalog, and the facts about the index that they record."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA = 6
APPLICATION_ID = 0x6F6E7265  # "onre" distinguishes our file from other SQLite databases

_TABLES = """
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    generation INTEGER NOT NULL, embedder TEXT NOT NULL, dimensions INTEGER NOT NULL, rules TEXT NOT NULL,
    identity TEXT NOT NULL
);
CREATE TABLE generations (
    generation INTEGER PRIMARY KEY, published TEXT NOT NULL,
    articles INTEGER NOT NULL, passages INTEGER NOT NULL, statements INTEGER NOT NULL, manifest TEXT,
    refiner INTEGER, refined_to INTEGER, refined INTEGER
);
CREATE TABLE texts (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, superseded_by INTEGER,
    text_row INTEGER NOT NULL REFERENCES texts (row), content_hash TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, day TEXT, updated TEXT, kind TEXT NOT NULL, language TEXT,
    born INTEGER NOT NULL, died INTEGER
);
CREATE INDEX articles_id ON articles (id);
CREATE INDEX articles_content ON articles (content_hash);
CREATE INDEX articles_text ON articles (text_row);
CREATE TABLE copies (
    row INTEGER PRIMARY KEY, article_id TEXT NOT NULL, copy_id TEXT NOT NULL,
    publisher TEXT, url TEXT, published TEXT, born INTEGER NOT NULL, died INTEGER, content_hash TEXT
);
CREATE INDEX copies_article ON copies (article_id);
CREATE INDEX copies_copy ON copies (copy_id);
CREATE TABLE addresses (address TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sketches (hash INTEGER NOT NULL, text_row INTEGER NOT NULL, PRIMARY KEY (hash, text_row)) WITHOUT ROWID;
CREATE TABLE alike (
    text_row INTEGER NOT NULL REFERENCES texts (row), other_row INTEGER NOT NULL REFERENCES texts (row),
    born INTEGER NOT NULL, died INTEGER
);
CREATE INDEX alike_text ON alike (text_row);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, text_row INTEGER NOT NULL REFERENCES texts (row),
    article_id TEXT NOT NULL, position INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    tokens INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER
);
CREATE INDEX passages_id ON passages (id);
CREATE INDEX passages_text ON passages (text_row);
CREATE TABLE vectors (passage_row INTEGER PRIMARY KEY REFERENCES passages (row), vector BLOB NOT NULL);
CREATE TABLE refiners (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
CREATE TABLE refined (
    row INTEGER PRIMARY KEY AUTOINCREMENT, refiner INTEGER NOT NULL REFERENCES refiners (row),
    passage_row INTEGER NOT NULL REFERENCES passages (row), vector BLOB NOT NULL
);
CREATE UNIQUE INDEX refined_passage ON refined (refiner, passage_row);
CREATE TABLE statements (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, text_row INTEGER NOT NULL REFERENCES texts (row),
    article_id TEXT NOT NULL, start INTEGER NOT NULL, pieces TEXT NOT NULL, kind TEXT NOT NULL,
    speaker TEXT, speaker_kind TEXT, source_start INTEGER, source_end INTEGER, cue_start INTEGER, cue_end INTEGER,
    commitment TEXT NOT NULL, said_on TEXT, said_since TEXT, said_until TEXT,
    when_start INTEGER, when_end INTEGER, hearer_start INTEGER, hearer_end INTEGER,
    venue_start INTEGER, venue_end INTEGER, together_with TEXT, relayed_by TEXT, rule TEXT NOT NULL,
    context_start INTEGER NOT NULL, context_end INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER
);
CREATE INDEX statements_id ON statements (id);
CREATE INDEX statements_text ON statements (text_row);
CREATE INDEX statements_speaker ON statements (speaker, speaker_kind, born, died);
CREATE INDEX statements_together ON statements (row) WHERE together_with IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The embedder and the rules of an index. Vectors and offsets made with others do not mix with its own."""

    embedder: str
    dimensions: int
    rules: Mapping[str, str]
    """Versions of the rules that decide on texts and offsets: cleaner, passages, statements."""


def is_empty(connection: sqlite3.Connection) -> bool:
    return not read_schema_version(connection)


def create_tables(connection: sqlite3.Connection, info: IndexInfo) -> None:
    """Create the schema and store the facts about the index, in one transaction."""
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
    connection.execute(
        "INSERT INTO meta (only_row, generation, embedder, dimensions, rules, identity) VALUES (1, 0, ?, ?, ?, ?)",
        (info.embedder, info.dimensions, json.dumps(dict(info.rules)), new_identity()),
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.execute("COMMIT")


def read_info(connection: sqlite3.Connection) -> IndexInfo:
    row = connection.execute("SELECT embedder, dimensions, rules FROM meta").fetchone()
    return IndexInfo(row["embedder"], row["dimensions"], json.loads(row["rules"]))


def set_rules(connection: sqlite3.Connection, rules: Mapping[str, str]) -> None:
    connection.execute("UPDATE meta SET rules = ?", (json.dumps(dict(rules)),))


def read_generation(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT generation FROM meta").fetchone()[0])


def read_identity(connection: sqlite3.Connection) -> str:
    """Return the unique id of the index. A restored backup keeps it."""
    return str(connection.execute("SELECT identity FROM meta").fetchone()[0])


def read_manifest_digest(connection: sqlite3.Connection, generation: int) -> str | None:
    """Return the digest of a generation's checksums; None if an older version published it."""
    row = connection.execute("SELECT manifest FROM generations WHERE generation = ?", (generation,)).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def new_identity() -> str:
    return secrets.token_hex(8)


def read_schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema version of a catalog; 0 if it has no tables."""
    return read_pragma(connection, "user_version")


def read_pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
