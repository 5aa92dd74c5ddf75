"""Stages the results of new rules for the articles that a catalog already contains."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.storage.catalog.rows import article_from, passage_from
from index.storage.catalog.staging import ExtractedArticle, Staging, statement_columns
from index.types import Article, Passage


@dataclass(frozen=True, slots=True)
class ReprocessedArticle:
    """The result for one article. Its `missing` passages need vectors."""

    text_row: int
    missing: tuple[Passage, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Reprocessing:
    """Reprocesses the current articles of a catalog, published or staged. Hold the writer lock.

    Unchanged passages and statements keep their rows and vectors, so a killed run continues with what it staged.
    """

    connection: sqlite3.Connection
    staging: Staging

    def articles(self, batch: int) -> Iterator[Sequence[Article]]:
        last = 0
        while rows := self.connection.execute(
            """SELECT a.*, t.text, NULL AS replaced_by FROM articles a JOIN texts t ON t.row = a.text_row
               WHERE a.died IS NULL AND a.row > ? ORDER BY a.row LIMIT ?""",
            (last, batch),
        ).fetchall():
            last = rows[-1]["row"]
            yield [article_from(row) for row in rows]

    def replace(self, article: Article, extracted: ExtractedArticle) -> ReprocessedArticle:
        """Retire what was not found again and store the new statements; the caller stores the missing passages."""
        text_row = self._text_row(article)
        stored = {passage_from(row): row["row"] for row in self._current("passages", text_row)}
        dropped = [row for passage, row in stored.items() if passage not in extracted.passages]
        missing = tuple(passage for passage in extracted.passages if passage not in stored)
        for row_number in dropped:
            self.staging.retire("passages", "row = ?", row_number)
        has_new_statements = self._replace_statements(text_row, extracted)
        return ReprocessedArticle(text_row, missing, changed=bool(dropped or missing or has_new_statements))

    def add_near_duplicates(self, articles: Sequence[Article]) -> None:
        """Register the addresses and the near duplicates of the articles."""
        for article in articles:
            self.staging.register_address(article)
            self.staging.near_duplicates.add(self._text_row(article), article.text)

    def _text_row(self, article: Article) -> int:
        row = self.connection.execute("SELECT text_row FROM articles WHERE id = ? AND died IS NULL", (article.id,))
        return int(row.fetchone()[0])

    def _replace_statements(self, text_row: int, extracted: ExtractedArticle) -> bool:
        """Return whether any statement differs."""
        new = {tuple(values.values()): values for values in statement_columns(extracted)}
        columns = [f'"{column}"' for column in next(iter(new.values()), {})]
        dropped = []
        for row in self._current("statements", text_row, ", ".join(["row", *columns])):
            if new.pop(tuple(row)[1:], None) is None:
                dropped.append(row["row"])
        for number in dropped:
            self.staging.retire("statements", "row = ?", number)
        for values in new.values():
            self.staging.insert("statements", {**values, "text_row": text_row, "born": self.staging.next})
        return bool(dropped or new)

    def _current(self, table: str, text_row: int, columns: str = "*") -> list[sqlite3.Row]:
        return self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE text_row = ? AND died IS NULL", (text_row,)
        ).fetchall()
