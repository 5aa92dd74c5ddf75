"""Vectors of a second, stronger embedder (a refiner) beside those that every passage comes in with.

They are made later and bit by bit. A generation remembers the last row that it searches with, so that what was added
since, or by a run that was killed, is not seen before it is published; an ingest meanwhile goes on with what there is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from index.ports import Vectors
from index.storage.catalog.conditions import Condition, visible
from index.storage.catalog.rows import vectors_to_blobs
from index.storage.catalog.totals import Refinement
from index.types import Span


def join_refined(refinement: Refinement | None) -> Condition:
    """Selects for passages `p` their vectors `v`: the refined ones, or those that every passage has."""
    if refinement is None:
        return Condition("JOIN vectors v ON v.passage_row = p.row")
    return Condition(
        "JOIN refined v ON v.passage_row = p.row AND v.refiner = :refiner AND v.row <= :up_to",
        {"refiner": refinement.refiner, "up_to": refinement.up_to},
    )


def read_refinement(connection: sqlite3.Connection, generation: int) -> Refinement | None:
    """What a generation searches with; where it was not published here, the one before it."""
    row = connection.execute(
        """SELECT r.row, r.name, r.dimensions, g.refined_to, g.refined
           FROM generations g LEFT JOIN refiners r ON r.row = g.refiner
           WHERE g.generation <= ? ORDER BY g.generation DESC LIMIT 1""",
        (generation,),
    ).fetchone()
    return None if row is None or row[0] is None else Refinement(*row)


def register_refiner(connection: sqlite3.Connection, name: str, dimensions: int) -> int:
    """The number of a refiner, given to it when it comes for the first time."""
    connection.execute("INSERT OR IGNORE INTO refiners (name, dimensions) VALUES (?, ?)", (name, dimensions))
    return int(connection.execute("SELECT row FROM refiners WHERE name = ?", (name,)).fetchone()[0])


def find_unrefined(
    connection: sqlite3.Connection, refiner: str, generation: int, most: int
) -> tuple[list[tuple[str, str]], int]:
    """The first passages that a refiner has not seen, as id and text, and how many there are of them."""
    rows = connection.execute(
        f"""SELECT p.row FROM passages p WHERE {visible("p")} AND NOT EXISTS (
                SELECT 1 FROM refined v JOIN refiners r ON r.row = v.refiner
                WHERE r.name = :refiner AND v.passage_row = p.row)
            ORDER BY p.row""",
        {"generation": generation, "refiner": refiner},
    ).fetchall()
    wanted = [row[0] for row in rows[:most]]
    texts = connection.execute(
        f"""SELECT p.id, p.start, p."end", t.text FROM passages p JOIN texts t ON t.row = p.text_row
            WHERE p.row IN ({", ".join("?" * len(wanted))}) ORDER BY p.row""",
        wanted,
    )
    return [(row["id"], Span(row["start"], row["end"]).of(row["text"])) for row in texts], len(rows)


def store_refined_vectors(connection: sqlite3.Connection, refiner: int, ids: Sequence[str], vectors: Vectors) -> None:
    """Of those passages that count, published or staged. An id says what text it is of, so that none that was taken
    out and put in again since gets another's vector."""
    connection.executemany(
        """INSERT OR IGNORE INTO refined (refiner, passage_row, vector)
           SELECT ?, row, ? FROM passages WHERE id = ? AND died IS NULL""",
        [(refiner, blob, passage) for passage, blob in zip(ids, vectors_to_blobs(vectors), strict=True)],
    )


def latest_refinement(connection: sqlite3.Connection, refiner: int) -> Refinement:
    """All that a refiner has made so far, for the next generation."""
    row = connection.execute(
        """SELECT r.row, r.name, r.dimensions, coalesce((SELECT max(row) FROM refined WHERE refiner = r.row), 0), 0
           FROM refiners r WHERE r.row = ?""",
        (refiner,),
    ).fetchone()
    return count_refined(connection, Refinement(*row))


def count_refined(connection: sqlite3.Connection, refinement: Refinement) -> Refinement:
    """The same for the generation that comes next, with how many of its passages are refined."""
    source = join_refined(refinement)
    count = connection.execute(
        f"SELECT count(*) FROM passages p {source.sql} WHERE p.died IS NULL", source.values
    ).fetchone()[0]
    return replace(refinement, passages=count)


def refined_passage_ids(connection: sqlite3.Connection, refinement: Refinement, generation: int) -> list[str]:
    """The ids of what a generation searches with refined vectors."""
    source = join_refined(refinement)
    rows = connection.execute(
        f"SELECT p.id FROM passages p {source.sql} WHERE {visible('p')}", {**source.values, "generation": generation}
    )
    return [row[0] for row in rows]
