"""The way from every older schema to the present one, step by step.

A step is never changed once it was released, and uses nothing that may change: no table definition, no code of today.
It can only do what SQL can know. What only the rules of reading can know (a column that the statement engine fills)
is left empty, and `index.maintenance.upgrade` reads the articles again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from index.storage.catalog.schema import SCHEMA, new_identity, read_schema_version

Step = Callable[[sqlite3.Connection], None]


def migrate(connection: sqlite3.Connection) -> int:
    """Brings a catalog to the present schema; each step is on the disk whole or not at all. Returns the schema it had.

    Hold the lock. A catalog that was never filled stays as it is.
    """
    had = read_schema_version(connection)
    for version in range(had + 1, SCHEMA + 1) if had else ():
        connection.execute("BEGIN IMMEDIATE")
        try:
            STEPS[version](connection)
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return had


def _to_2(connection: sqlite3.Connection) -> None:
    """Statements tell when, to whom, where and together with whom they were made."""
    spans = [f"{name}_{edge} INTEGER" for name in ("when", "hearer", "venue") for edge in ("start", "end")]
    for column in ("said_since TEXT", "said_until TEXT", *spans, "together_with TEXT"):
        connection.execute(f"ALTER TABLE statements ADD COLUMN {column}")
    connection.execute("CREATE INDEX statements_together ON statements (row) WHERE together_with IS NOT NULL")


def _to_3(connection: sqlite3.Connection) -> None:
    """An index has an identity, and remembers when its generations were published and what they held.

    Who speaks how often is told by the index of speakers alone: 8 times as fast at 300,000 statements.
    """
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
    # When the present generation was published is not known: now is the latest that it can have been.
    seen = "born <= generation AND (died IS NULL OR died > generation)"
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE {seen})" for table in ("articles", "passages", "statements")
    )
    connection.execute(
        f"INSERT INTO generations SELECT generation, ?, {counts} FROM meta WHERE generation > 0",
        (datetime.now(UTC).isoformat(timespec="seconds"),),
    )


def _to_4(connection: sqlite3.Connection) -> None:
    """Addresses are known, and texts that are alike; a copy tells which text it carried."""
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
    """Generations are published under a seal; those there are have none."""
    connection.execute("ALTER TABLE generations ADD COLUMN manifest TEXT")


def _to_6(connection: sqlite3.Connection) -> None:
    """Passages may have vectors of a second, stronger embedder, up to which a generation searches with them."""
    for column in ("refiner", "refined_to", "refined"):
        connection.execute(f"ALTER TABLE generations ADD COLUMN {column} INTEGER")
    connection.execute(
        "CREATE TABLE refiners (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL)"
    )
    # Numbers that were used are not used again: a generation tells its rows from later ones by them.
    connection.execute(
        """CREATE TABLE refined (
            row INTEGER PRIMARY KEY AUTOINCREMENT, refiner INTEGER NOT NULL REFERENCES refiners (row),
            passage_row INTEGER NOT NULL REFERENCES passages (row), vector BLOB NOT NULL
        )"""
    )
    connection.execute("CREATE UNIQUE INDEX refined_passage ON refined (refiner, passage_row)")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5, 6: _to_6}
