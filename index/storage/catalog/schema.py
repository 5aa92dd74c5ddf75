"""The catalog's tables, and opening its file: for its one writer, or read-only for any number of readers."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import UPGRADE, IndexMismatch, IndexMissing, OnrecordError, StorageFailed, damaged, storage_errors
from index.storage.files import RESTORING, catalog_file, generations_folder, has_catalog, log_files

SCHEMA = 6
_APPLICATION = 0x6F6E7265  # "onre": tells our file from any other SQLite database
_BUSY_SECONDS = 10.0

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
    """What an index was made with. Vectors and offsets made with anything else do not mix with it."""

    embedder: str
    dimensions: int
    rules: Mapping[str, str]
    """The versions of the rules that decide on texts and offsets: cleaner, passages, statements."""


def open_for_reading(folder: Path) -> sqlite3.Connection:
    """A read-only connection to a published index. Raises IndexMissing, IndexDamaged or IndexMismatch."""
    file = catalog_file(folder)
    with storage_errors(folder):
        if not has_catalog(folder):
            raise missing_catalog(folder)
        connection = _connect(f"{file.resolve().as_uri()}?{'immutable=1' if unshared_version(folder) else 'mode=ro'}")
        try:
            version = _require_schema(connection, folder)
            if version is None or read_generation(connection) == 0:
                raise IndexMissing(
                    f"the index in {str(folder)!r} has no articles yet",
                    hint="run `onrecord ingest INPUT...` to the end",
                )
        except BaseException:
            connection.close()
            raise
    return connection


def missing_catalog(folder: Path) -> OnrecordError:
    """What to say of a folder without a catalog: that there is no index, or that it was one."""
    if not generations_folder(folder).is_dir():
        return IndexMissing(f"there is no index in {str(folder)!r}", hint="run `onrecord ingest INPUT...` to make one")
    if any(folder.glob(f"{RESTORING}*")):
        return IndexMissing(
            f"there is no index in {str(folder)!r}: a restore was stopped before its end",
            hint="run `onrecord index restore FILE` again",
        )
    return damaged(folder, f"{catalog_file(folder).name} is missing or empty")


def unshared_version(folder: Path) -> tuple[int, ...] | None:
    """For who may not write here, what the catalog's file is now: SQLite does not tell such a reader that it changed.

    None where it does: the folder can take the two files through which a reader and a writer share a catalog, or holds
    them.
    """
    if os.access(folder, os.W_OK):  # asked with every question, several times
        return None
    file = catalog_file(folder)
    log, shared = log_files(folder)
    if log.exists() and shared.exists():
        return None
    if log.exists() and log.stat().st_size:
        raise StorageFailed(
            f"the catalog in {str(folder)!r} was left in the middle of a write, and the folder cannot be written",
            hint="run `onrecord doctor` once where it can be written, then read it from here",
        )
    stat = file.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def open_for_writing(folder: Path, *, older: bool = False) -> sqlite3.Connection:
    """The writer's connection, every commit of which is on the disk when it returns. Hold the lock.

    A catalog of an `older` schema is opened only for who wants to bring it up to date.
    """
    if generations_folder(folder).is_dir() and not has_catalog(folder):
        raise missing_catalog(folder)  # and not an empty one made
    connection = _connect(catalog_file(folder).resolve().as_uri())
    try:
        _require_schema(connection, folder, older=older)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # the catalog's file is under seal: see sealing.py
    except BaseException:
        connection.close()
        raise
    return connection


def is_empty(connection: sqlite3.Connection) -> bool:
    return not read_schema_version(connection)


def create_tables(connection: sqlite3.Connection, info: IndexInfo) -> None:
    """All of the schema and the facts about the index, or nothing."""
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
    connection.execute(
        "INSERT INTO meta (only_row, generation, embedder, dimensions, rules, identity) VALUES (1, 0, ?, ?, ?, ?)",
        (info.embedder, info.dimensions, json.dumps(dict(info.rules)), new_identity()),
    )
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
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
    """What tells this index from every other, for stores that hold several; a restored backup keeps it."""
    return str(connection.execute("SELECT identity FROM meta").fetchone()[0])


def read_manifest_digest(connection: sqlite3.Connection, generation: int) -> str | None:
    """The digest of the seal that a generation was published under; None for one of an older version."""
    row = connection.execute("SELECT manifest FROM generations WHERE generation = ?", (generation,)).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def new_identity() -> str:
    return secrets.token_hex(8)


def read_schema_version(connection: sqlite3.Connection) -> int:
    """The schema that a catalog has; 0 where nothing was created in it."""
    return _pragma(connection, "user_version")


def _connect(uri: str) -> sqlite3.Connection:
    # Transactions are begun and ended by us alone; who uses a connection when is decided by the pool or the lock.
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    return connection


def _require_schema(connection: sqlite3.Connection, folder: Path, *, older: bool = False) -> int | None:
    """The schema of the file, which an `older` one may be; None where it was created but never filled."""
    version = read_schema_version(connection)
    if not version and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        if generations_folder(folder).is_dir():
            raise missing_catalog(folder)
        return None
    if _pragma(connection, "application_id") != _APPLICATION:
        raise damaged(folder, "its catalog was not written by onrecord")
    if version > SCHEMA or (version < SCHEMA and not older):
        raise IndexMismatch(
            f"the index in {str(folder)!r} has schema {version}, this version of onrecord reads {SCHEMA}",
            hint="install a newer version of onrecord" if version > SCHEMA else UPGRADE,
        )
    return version


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
