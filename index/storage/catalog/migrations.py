"""Migrations from every older schema to the current one, one step for each version. A released step never changes, and
uses neither the current table definitions nor other code that may change. Columns that need more than SQL, such as
those of the statement engine, stay empty; `index.maintenance.upgrade` fills them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from index.storage.catalog.connections import transaction
from index.storage.catalog.schema import SCHEMA, new_identity, read_schema_version

Step = Callable[[sqlite3.Connection], None]


def migrate(connection: sqlite3.Connection) -> int:
    """Migrate a catalog to the current schema, each step in one transaction. Returns the schema it had before. Hold the
    writer lock. An empty catalog stays as it is."""
    before = read_schema_version(connection)
    for version in range(before + 1, SCHEMA + 1) if before else ():
        with transaction(connection):
            STEPS[version](connection)
            connection.execute(f"PRAGMA user_version = {version}")
    return before


def _to_2(connection: sqlite3.Connection) -> None:
    """Statements have a time, an audience, a venue and further speakers."""
    spans = [f"{name}_{edge} INTEGER" for name in ("when", "hearer", "venue") for edge in ("start", "end")]
    for column in ("said_since TEXT", "said_until TEXT", *spans, "together_with TEXT"):
        connection.execute(f"ALTER TABLE statements ADD COLUMN {column}")
    connection.execute("CREATE INDEX statements_together ON statements (row) WHERE together_with IS NOT NULL")


def _to_3(connection: sqlite3.Connection) -> None:
    """The index has an identity and records the time and totals of its generations. The index of speakers covers the
    counting query: 8 times as fast at 300,000 statements."""
    connection.execute("DROP INDEX statements_speaker")
    connection.execute("CREATE INDEX statements_speaker ON statements (speaker, speaker_kind, born, died)")
    connection.execute("ALTER TABLE meta ADD COLUMN identity TEXT NOT NULL DEFAULT ''")
    connection.execute("UPDATE meta SET identity = ?", (new_identity(),))
    connection.execute(
        """CREATE TABLE generations (
            generation INTEGER PRIMARY KEY, published TEXT NOT NULL,
            articles INTEGER NOT NULL, passages INTEGER NOT NULL, statements INTEGER NOT NULL
        )"""
    )
    # The current generation was published at an unknown time: now is the upper bound.
    seen = "born <= generation AND (died IS NULL OR died > generation)"
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE {seen})" for table in ("articles", "passages", "statements")
    )
    connection.execute(
        f"INSERT INTO generations SELECT generation, ?, {counts} FROM meta WHERE generation > 0",
        (datetime.now(UTC).isoformat(timespec="seconds"),),
    )


def _to_4(connection: sqlite3.Connection) -> None:
    """The catalog stores addresses and near duplicates, and the text hash of each copy."""
    connection.execute("ALTER TABLE copies ADD COLUMN content_hash TEXT")
    connection.execute(
        """UPDATE copies SET content_hash =
           (SELECT a.content_hash FROM articles a WHERE a.id = copies.article_id AND a.died IS NULL)"""
    )
    connection.execute("CREATE TABLE addresses (address TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID")
    connection.execute(
        """CREATE TABLE sketches (hash INTEGER NOT NULL, text_row INTEGER NOT NULL, PRIMARY KEY (hash, text_row))
           WITHOUT ROWID"""
    )
    connection.execute(
        """CREATE TABLE alike (
            text_row INTEGER NOT NULL REFERENCES texts (row), other_row INTEGER NOT NULL REFERENCES texts (row),
            born INTEGER NOT NULL, died INTEGER
        )"""
    )
    connection.execute("CREATE INDEX alike_text ON alike (text_row)")


def _to_5(connection: sqlite3.Connection) -> None:
    """Generations have checksums; existing ones have none."""
    connection.execute("ALTER TABLE generations ADD COLUMN manifest TEXT")


def _to_6(connection: sqlite3.Connection) -> None:
    """Passages may have refined vectors, made by a second, stronger embedder."""
    for column in ("refiner", "refined_to", "refined"):
        connection.execute(f"ALTER TABLE generations ADD COLUMN {column} INTEGER")
    connection.execute(
        "CREATE TABLE refiners (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL)"
    )
    # AUTOINCREMENT never reuses a number: a generation distinguishes its rows from later ones by their numbers.
    connection.execute(
        """CREATE TABLE refined (
            row INTEGER PRIMARY KEY AUTOINCREMENT, refiner INTEGER NOT NULL REFERENCES refiners (row),
            passage_row INTEGER NOT NULL REFERENCES passages (row), vector BLOB NOT NULL
        )"""
    )
    connection.execute("CREATE UNIQUE INDEX refined_passage ON refined (refiner, passage_row)")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5, 6: _to_6}
