"""What the stores beside the catalog must add and drop to become the next generation, read in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from index.catalog.conditions import count_speakers
from index.catalog.held import PassageVectors, SpeakerCount, Totals
from index.catalog.rows import vectors_from
from index.catalog.schema import info_of
from index.ports import LexicalEntry
from index.types import Span


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from one generation to the next; from nothing (`whole`) all of the next is added and nothing dropped."""

    connection: sqlite3.Connection
    generation: int
    whole: bool

    def dropped_passages(self) -> list[str]:
        return [row["id"] for row in self._gone("passages")]

    def dropped_entries(self) -> list[str]:
        return [row["id"] for table in ("passages", "statements") for row in self._gone(table)]

    def added_vectors(self, batch: int) -> Iterator[PassageVectors]:
        dimensions = info_of(self.connection).dimensions
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.passage_row = p.row
                WHERE p.died IS NULL AND {self._fresh("p")} ORDER BY p.row"""
        )
        while some := rows.fetchmany(batch):
            ids = tuple(row["id"] for row in some)
            yield PassageVectors(ids, vectors_from([row["vector"] for row in some], dimensions))

    def added_entries(self) -> Iterator[LexicalEntry]:
        """Passages that are new or under a new title, and statements that are new."""
        passages = self._rows(
            f"""SELECT p.id, p.start, p."end", a.title, t.text FROM passages p
                JOIN articles a ON a.text_row = p.text_row AND a.died IS NULL JOIN texts t ON t.row = p.text_row
                WHERE p.died IS NULL AND ({self._fresh("p")} OR {self._fresh("a")}) ORDER BY p.row"""
        )
        for row in passages:
            yield LexicalEntry(row["id"], "passage", Span(row["start"], row["end"]).of(row["text"]), row["title"])
        statements = self._rows(
            f"""SELECT s.id, s.context_start, s.context_end, t.text FROM statements s JOIN texts t ON t.row = s.text_row
                WHERE s.died IS NULL AND {self._fresh("s")} ORDER BY s.row"""
        )
        for row in statements:
            context = Span(row["context_start"], row["context_end"])
            yield LexicalEntry(row["id"], "statement", context.of(row["text"]), title="")

    def speakers(self) -> list[SpeakerCount]:
        """Everybody whom the next generation has statements of; who also speaks together with others comes twice."""
        return [SpeakerCount(*row) for row in self._rows(count_speakers("s.died IS NULL"))]

    def totals(self) -> Totals:
        """What the next generation holds."""
        tables = ("articles", "passages", "statements")
        counts = ", ".join(f"(SELECT count(*) FROM {table} WHERE died IS NULL)" for table in tables)
        return Totals(*self._rows(f"SELECT {counts}").fetchone())

    def _fresh(self, table: str) -> str:
        return "TRUE" if self.whole else f"{table}.born = {self.generation}"

    def _gone(self, table: str) -> sqlite3.Cursor:
        gone = "FALSE" if self.whole else f"died = {self.generation} AND born < {self.generation}"
        return self._rows(f"SELECT id FROM {table} WHERE {gone}")

    def _rows(self, sql: str) -> sqlite3.Cursor:
        return self.connection.execute(sql)
