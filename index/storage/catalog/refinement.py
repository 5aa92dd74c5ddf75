"""Refined vectors: those of a second, stronger embedder (the refiner), beside the vectors of every passage. They are
made later, batch by batch. A generation records the last row that it uses, so rows of a later or a killed run stay
invisible until they are published, and an ingest meanwhile continues with the published ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from index.ports import Vectors
from index.storage.catalog.conditions import Condition, visible
from index.storage.catalog.rows import vectors_to_blobs
from index.storage.catalog.types import Refinement
from index.types import Span


def join_refined(refinement: Refinement | None) -> Condition:
    """Return the JOIN of passages `p` with their refined vectors `v`, or without a refinement with their first ones."""
    if refinement is None:
        return Condition("JOIN vectors v ON v.passage_row = p.row")
    return Condition(
        "JOIN refined v ON v.passage_row = p.row AND v.refiner = :refiner AND v.row <= :up_to",
        {"refiner": refinement.refiner, "up_to": refinement.up_to},
    )


def read_refinement(connection: sqlite3.Connection, generation: int) -> Refinement | None:
    """Return the refinement of a generation, or of the last published one before it."""
    sql = """SELECT r.row, r.name, r.dimensions, g.refined_to, g.refined
           FROM generations g LEFT JOIN refiners r ON r.row = g.refiner
           WHERE g.generation <= ? ORDER BY g.generation DESC LIMIT 1"""
    row = connection.execute(sql, (generation,)).fetchone()
    return None if row is None or row[0] is None else Refinement(*row)


def register_refiner(connection: sqlite3.Connection, name: str, dimensions: int) -> int:
    """Return the number of a refiner, which it receives on its first use."""
    connection.execute("INSERT OR IGNORE INTO refiners (name, dimensions) VALUES (?, ?)", (name, dimensions))
    return int(connection.execute("SELECT row FROM refiners WHERE name = ?", (name,)).fetchone()[0])


def find_unrefined(
    connection: sqlite3.Connection, refiner: str, generation: int, limit: int
) -> tuple[list[tuple[str, str]], int]:
    """Return id and text of the first passages without a vector of the refiner, and the number of all."""
    sql = f"""SELECT p.row FROM passages p WHERE {visible("p")} AND NOT EXISTS (
                SELECT 1 FROM refined v JOIN refiners r ON r.row = v.refiner
                WHERE r.name = :refiner AND v.passage_row = p.row)
            ORDER BY p.row"""
    rows = connection.execute(sql, {"generation": generation, "refiner": refiner}).fetchall()
    chosen = [row[0] for row in rows[:limit]]
    texts = connection.execute(
        f"""SELECT p.id, p.start, p."end", t.text FROM passages p JOIN texts t ON t.row = p.text_row
            WHERE p.row IN ({", ".join("?" * len(chosen))}) ORDER BY p.row""",
        chosen,
    )
    return [(row["id"], Span(row["start"], row["end"]).of(row["text"])) for row in texts], len(rows)


def store_refined_vectors(connection: sqlite3.Connection, refiner: int, ids: Sequence[str], vectors: Vectors) -> None:
    """Store vectors of passages that are current, published or staged. A passage id is a digest of its text, so a
    passage that was removed and added again gets the right vector."""
    connection.executemany(
        """INSERT OR IGNORE INTO refined (refiner, passage_row, vector)
           SELECT ?, row, ? FROM passages WHERE id = ? AND died IS NULL""",
        [(refiner, blob, passage) for passage, blob in zip(ids, vectors_to_blobs(vectors), strict=True)],
    )


def latest_refinement(connection: sqlite3.Connection, refiner: int) -> Refinement:
    """Return the refinement with all vectors of a refiner so far, for the next generation."""
    sql = """SELECT r.row, r.name, r.dimensions, coalesce((SELECT max(row) FROM refined WHERE refiner = r.row), 0), 0
           FROM refiners r WHERE r.row = ?"""
    row = connection.execute(sql, (refiner,)).fetchone()
    return count_refined(connection, Refinement(*row))


def count_refined(connection: sqlite3.Connection, refinement: Refinement) -> Refinement:
    """Return the refinement with the number of passages that it covers in the next generation."""
    source = join_refined(refinement)
    sql = f"SELECT count(*) FROM passages p {source.sql} WHERE p.died IS NULL"
    return replace(refinement, passages=connection.execute(sql, source.values).fetchone()[0])


def refined_passage_ids(connection: sqlite3.Connection, refinement: Refinement, generation: int) -> list[str]:
    """Return the ids of the passages of a generation that have refined vectors."""
    source = join_refined(refinement)
    rows = connection.execute(
        f"SELECT p.id FROM passages p {source.sql} WHERE {visible('p')}", {**source.values, "generation": generation}
    )
    return [row[0] for row in rows]
