"""Changes from one generation to the next, as the lexical and vector stores need them, read in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.ports import LexicalEntry
from index.storage.catalog.conditions import speaker_counts_sql
from index.storage.catalog.refinement import join_refined
from index.storage.catalog.rows import vectors_from_blobs
from index.storage.catalog.schema import read_info
from index.storage.catalog.types import PassageVectors, Refinement, SpeakerCount, Totals
from index.types import Span


@dataclass(frozen=True, slots=True)
class GenerationChanges:
    """The changes of the next generation. With `rebuild`, everything in it is added and nothing dropped."""

    connection: sqlite3.Connection
    generation: int
    rebuild: bool

    def dropped_entries(self) -> list[str]:
        return [row["id"] for table in ("passages", "statements") for row in self.dropped(table)]

    def added_entries(self) -> Iterator[LexicalEntry]:
        """Yield the passages that are new or have a new title, then the new statements."""
        sql = f"""SELECT p.id, p.start, p."end", a.title, t.text FROM passages p
                JOIN articles a ON a.text_row = p.text_row AND a.died IS NULL JOIN texts t ON t.row = p.text_row
                WHERE p.died IS NULL AND ({self.is_added("p")} OR {self.is_added("a")}) ORDER BY p.row"""
        passages = self._rows(sql)
        for row in passages:
            yield LexicalEntry(row["id"], "passage", Span(row["start"], row["end"]).of(row["text"]), row["title"])
        statements = self._rows(
            f"""SELECT s.id, s.context_start, s.context_end, t.text FROM statements s JOIN texts t ON t.row = s.text_row
                WHERE s.died IS NULL AND {self.is_added("s")} ORDER BY s.row"""
        )
        for row in statements:
            context = Span(row["context_start"], row["context_end"])
            yield LexicalEntry(row["id"], "statement", context.of(row["text"]), title="")

    def speakers(self) -> list[SpeakerCount]:
        """Return the speakers of the next generation. One who also speaks together with others appears twice."""
        return [SpeakerCount(*row) for row in self._rows(speaker_counts_sql("s.died IS NULL"))]

    def totals(self) -> Totals:
        """Return the totals of the next generation."""
        tables = ("articles", "passages", "statements")
        counts = ", ".join(f"(SELECT count(*) FROM {table} WHERE died IS NULL)" for table in tables)
        return Totals(*self._rows(f"SELECT {counts}").fetchone())

    def is_added(self, table: str) -> str:
        return "TRUE" if self.rebuild else f"{table}.born = {self.generation}"

    def dropped(self, table: str) -> sqlite3.Cursor:
        condition = "FALSE" if self.rebuild else f"died = {self.generation} AND born < {self.generation}"
        return self._rows(f"SELECT id FROM {table} WHERE {condition}")

    def _rows(self, sql: str) -> sqlite3.Cursor:
        return self.connection.execute(sql)


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """The changes of a vector store: of all passages, or of the refined vectors after the row `since`."""

    changes: GenerationChanges
    refinement: Refinement | None = None
    since: int = 0

    @property
    def rebuild(self) -> bool:
        return self.changes.rebuild

    def as_rebuild(self) -> VectorChanges:
        return replace(self, changes=replace(self.changes, rebuild=True))

    def rebuild_if_all_dropped(self) -> VectorChanges:
        """Return a rebuild if the next generation keeps no vector of the store. Chroma 1.5.9 mistakes a saved graph
        whose vectors were all deleted for one that was never saved, and overwrites its files with empty ones on every
        opening."""
        source = join_refined(self.refinement)
        sql = f"SELECT 1 FROM passages p {source.sql} WHERE p.died IS NULL AND NOT ({self._is_added}) LIMIT 1"
        kept = self.changes.connection.execute(sql, source.values).fetchone()
        return self.as_rebuild() if kept is None else self

    def dropped(self) -> list[str]:
        """Return the ids of dropped passages. The store ignores those without a vector."""
        return [row["id"] for row in self.changes.dropped("passages")]

    def added(self, batch: int) -> Iterator[PassageVectors]:
        source = join_refined(self.refinement)
        added = f"p.died IS NULL AND {self._is_added}"
        sql = f"SELECT p.id, v.vector FROM passages p {source.sql} WHERE {added} ORDER BY p.row"
        rows = self.changes.connection.execute(sql, source.values)
        dimensions = self.refinement.dimensions if self.refinement else read_info(self.changes.connection).dimensions
        while some := rows.fetchmany(batch):
            ids = tuple(row["id"] for row in some)
            yield PassageVectors(ids, vectors_from_blobs([row["vector"] for row in some], dimensions))

    @property
    def _is_added(self) -> str:
        if self.refinement is None:
            return self.changes.is_added("p")
        return "TRUE" if self.rebuild else f"v.row > {self.since}"
