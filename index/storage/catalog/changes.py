"""What the stores beside the catalog must add and drop to become the next generation, read in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.ports import LexicalEntry
from index.storage.catalog.conditions import speaker_counts_sql
from index.storage.catalog.refinement import join_refined
from index.storage.catalog.rows import vectors_from_blobs
from index.storage.catalog.schema import read_info
from index.storage.catalog.totals import PassageVectors, Refinement, SpeakerCount, Totals
from index.types import Span


@dataclass(frozen=True, slots=True)
class GenerationChanges:
    """The way from one generation to the next; from nothing (`whole`) all of the next is added and nothing dropped."""

    connection: sqlite3.Connection
    generation: int
    whole: bool

    def dropped_entries(self) -> list[str]:
        return [row["id"] for table in ("passages", "statements") for row in self.gone(table)]

    def added_entries(self) -> Iterator[LexicalEntry]:
        """Passages that are new or under a new title, and statements that are new."""
        passages = self._rows(
            f"""SELECT p.id, p.start, p."end", a.title, t.text FROM passages p
                JOIN articles a ON a.text_row = p.text_row AND a.died IS NULL JOIN texts t ON t.row = p.text_row
                WHERE p.died IS NULL AND ({self.fresh("p")} OR {self.fresh("a")}) ORDER BY p.row"""
        )
        for row in passages:
            yield LexicalEntry(row["id"], "passage", Span(row["start"], row["end"]).of(row["text"]), row["title"])
        statements = self._rows(
            f"""SELECT s.id, s.context_start, s.context_end, t.text FROM statements s JOIN texts t ON t.row = s.text_row
                WHERE s.died IS NULL AND {self.fresh("s")} ORDER BY s.row"""
        )
        for row in statements:
            context = Span(row["context_start"], row["context_end"])
            yield LexicalEntry(row["id"], "statement", context.of(row["text"]), title="")

    def speakers(self) -> list[SpeakerCount]:
        """Everybody whom the next generation has statements of; who also speaks together with others comes twice."""
        return [SpeakerCount(*row) for row in self._rows(speaker_counts_sql("s.died IS NULL"))]

    def totals(self) -> Totals:
        """What the next generation holds."""
        tables = ("articles", "passages", "statements")
        counts = ", ".join(f"(SELECT count(*) FROM {table} WHERE died IS NULL)" for table in tables)
        return Totals(*self._rows(f"SELECT {counts}").fetchone())

    def fresh(self, table: str) -> str:
        return "TRUE" if self.whole else f"{table}.born = {self.generation}"

    def gone(self, table: str) -> sqlite3.Cursor:
        gone = "FALSE" if self.whole else f"died = {self.generation} AND born < {self.generation}"
        return self._rows(f"SELECT id FROM {table} WHERE {gone}")

    def _rows(self, sql: str) -> sqlite3.Cursor:
        return self.connection.execute(sql)


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """The same for one store of vectors: those that every passage has, or the refined ones, of which the store of the
    generation before holds those `since` a row."""

    changes: GenerationChanges
    refinement: Refinement | None = None
    since: int = 0

    @property
    def whole(self) -> bool:
        return self.changes.whole

    def all_of_it(self) -> VectorChanges:
        return replace(self, changes=replace(self.changes, whole=True))

    def unless_all_goes(self) -> VectorChanges:
        """All of it anew where the next generation keeps nothing that the store holds.

        Chroma 1.5.9 takes a graph that was saved when everything in it was deleted for one that never was, and
        overwrites its files with empty ones whenever it opens them.
        """
        return self if self._keeps_some() else self.all_of_it()

    def _keeps_some(self) -> bool:
        source = join_refined(self.refinement)
        kept = self.changes.connection.execute(
            f"SELECT 1 FROM passages p {source.sql} WHERE p.died IS NULL AND NOT ({self._fresh}) LIMIT 1", source.values
        )
        return kept.fetchone() is not None

    def dropped(self) -> list[str]:
        """Ids of passages. One that has no vector in the store is none to it."""
        return [row["id"] for row in self.changes.gone("passages")]

    def added(self, batch: int) -> Iterator[PassageVectors]:
        source = join_refined(self.refinement)
        rows = self.changes.connection.execute(
            f"SELECT p.id, v.vector FROM passages p {source.sql} WHERE p.died IS NULL AND {self._fresh} ORDER BY p.row",
            source.values,
        )
        dimensions = self.refinement.dimensions if self.refinement else read_info(self.changes.connection).dimensions
        while some := rows.fetchmany(batch):
            ids = tuple(row["id"] for row in some)
            yield PassageVectors(ids, vectors_from_blobs([row["vector"] for row in some], dimensions))

    @property
    def _fresh(self) -> str:
        if self.refinement is None:
            return self.changes.fresh("p")
        return "TRUE" if self.whole else f"v.row > {self.since}"
