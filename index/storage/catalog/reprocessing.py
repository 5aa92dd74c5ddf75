"""What other rules find in the articles that a catalog holds, staged beside what it held before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.storage.catalog.rows import article_from, passage_from
from index.storage.catalog.staging import ExtractedArticle, Staging, statement_columns
from index.types import Article, Passage


@dataclass(frozen=True, slots=True)
class ReprocessedArticle:
    """What became of one article. Its `missing` passages want vectors."""

    text_row: int
    missing: tuple[Passage, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Reprocessing:
    """Goes through the current articles of a catalog, published or staged. Hold the lock.

    What is found as it was stays the same row, so that its vector is not asked for again; begun anew after it was
    killed, it finds what it had staged.
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

    def replace(self, article: Article, reading: ExtractedArticle) -> ReprocessedArticle:
        """Retires what was not found again and keeps what is new, but for the passages, which have no vectors yet."""
        text_row = self._text_row(article)
        known = {passage_from(row): row["row"] for row in self._current("passages", text_row)}
        gone = [row for passage, row in known.items() if passage not in reading.passages]
        missing = tuple(passage for passage in reading.passages if passage not in known)
        for row_number in gone:
            self.staging.retire("passages", "row = ?", row_number)
        spoken = self._replace_statements(text_row, reading)
        return ReprocessedArticle(text_row, missing, changed=bool(gone or missing or spoken))

    def remember(self, articles: Sequence[Article]) -> None:
        """Keeps by which address the articles are known, and which texts are one story with theirs."""
        for article in articles:
            self.staging.know_address(article)
            self.staging.likeness.remember(self._text_row(article), article.text)

    def _text_row(self, article: Article) -> int:
        row = self.connection.execute("SELECT text_row FROM articles WHERE id = ? AND died IS NULL", (article.id,))
        return int(row.fetchone()[0])

    def _replace_statements(self, text_row: int, reading: ExtractedArticle) -> bool:
        """Whether any is different."""
        new = {tuple(values.values()): values for values in statement_columns(reading)}
        columns = [f'"{column}"' for column in next(iter(new.values()), {})]
        gone = []
        for row in self._current("statements", text_row, ", ".join(["row", *columns])):
            if new.pop(tuple(row)[1:], None) is None:
                gone.append(row["row"])
        for number in gone:
            self.staging.retire("statements", "row = ?", number)
        for values in new.values():
            self.staging.insert("statements", {**values, "text_row": text_row, "born": self.staging.next})
        return bool(gone or new)

    def _current(self, table: str, text_row: int, columns: str = "*") -> list[sqlite3.Row]:
        return self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE text_row = ? AND died IS NULL", (text_row,)
        ).fetchall()
