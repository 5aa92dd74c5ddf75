"""Writes the rows of the next generation, which stay invisible until it is published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from index.errors import storage_errors
from index.ports import Vectors
from index.reading.identifiers import canonical_url, names_an_article
from index.storage.catalog.connections import transaction
from index.storage.catalog.near_duplicates import NearDuplicateIndex
from index.storage.catalog.rows import article_from, passage_from, statement_values, vectors_to_blobs
from index.storage.catalog.schema import read_generation, set_rules
from index.storage.catalog.types import Refinement, Totals
from index.types import Article, Passage, Span, Statement

StagingOutcome = Literal["new", "updated", "unchanged", "duplicate"]


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """Passages and statements of one article. Each statement has a context: the sentences in which it stands."""

    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    contexts: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.statements) != len(self.contexts):
            raise ValueError(f"{len(self.statements)} statements, but {len(self.contexts)} contexts")


@dataclass(frozen=True, slots=True)
class ProcessedArticle:
    """The passages and statements of one article, with one vector for each passage."""

    extracted: ExtractedArticle
    vectors: Vectors

    def __post_init__(self) -> None:
        if len(self.extracted.passages) != len(self.vectors):
            raise ValueError(f"{len(self.extracted.passages)} passages, but {len(self.vectors)} vectors")


def statement_columns(extracted: ExtractedArticle) -> list[dict[str, str | int | None]]:
    """Return the columns of each statement of an article."""
    pairs = zip(extracted.statements, extracted.contexts, strict=True)
    return [statement_values(statement, context) for statement, context in pairs]


class Staging:
    """Inserts and retires rows of the next generation. Hold the writer lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self.published = read_generation(connection)

    @property
    def next(self) -> int:
        """The generation that is being staged."""
        return self.published + 1

    @property
    def near_duplicates(self) -> NearDuplicateIndex:
        return NearDuplicateIndex(self._connection, self.next)

    def transaction(self) -> AbstractContextManager[None]:
        """Commit all changes of the block, or roll all of them back."""
        return transaction(self._connection, errors=partial(storage_errors, self._folder))

    def fetch_one(self, sql: str, *values: str | int) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def fetch_all(self, sql: str, *values: str | int) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def still_current(self, text_rows: Sequence[int]) -> list[int]:
        """Return, in order, the texts that no later article of the batch superseded."""
        current = "SELECT 1 FROM articles WHERE text_row = ? AND died IS NULL"
        return [row for row in text_rows if self.fetch_one(current, row)]

    def add_content(self, text_row: int, processed: ProcessedArticle) -> None:
        """Store the passages, vectors and statements of a new text."""
        self.add_passages(text_row, processed.extracted.passages, processed.vectors)
        for values in statement_columns(processed.extracted):
            self.insert("statements", {**values, "text_row": text_row, "born": self.next})

    def add_passages(self, text_row: int, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages of a text, with their vectors."""
        for passage, blob in zip(passages, vectors_to_blobs(vectors), strict=True):
            values = (passage.id, text_row, passage.article_id, passage.position, passage.span.start, passage.span.end)
            row = self._connection.execute(
                'INSERT INTO passages (id, text_row, article_id, position, start, "end", tokens, born) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, passage.tokens, self.next),
            ).lastrowid
            self._connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, blob))

    def insert(self, table: str, values: Mapping[str, str | int | None]) -> int:
        """Insert a row and return its number."""
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(f':{column}' for column in values)})"
        row = self._connection.execute(sql, values).lastrowid
        assert row is not None
        return row

    def retire(self, table: str, condition: str, value: str | int) -> None:
        """Make current rows invisible from the next generation on."""
        self._connection.execute(f"UPDATE {table} SET died = {self.next} WHERE {condition} AND died IS NULL", (value,))

    def mark_superseded(self, row: int, article_id: str) -> None:
        """Record the latest version of an article as the successor of a row."""
        self._connection.execute(
            "UPDATE articles SET superseded_by = (SELECT max(version) FROM articles WHERE id = ?) WHERE row = ?",
            (article_id, row),
        )

    def register_address(self, article: Article) -> None:
        """Record the address of an article, unless another article was first."""
        if address := article_address(article):
            self._connection.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (address, article.id))

    def has_changes(self) -> bool:
        """Return whether anything is staged."""
        tables = ("articles", "copies", "passages", "statements", "alike")
        staged = " OR ".join(f"EXISTS (SELECT 1 FROM {t} WHERE born = :next OR died = :next)" for t in tables)
        return bool(self._connection.execute(f"SELECT {staged}", {"next": self.next}).fetchone()[0])

    def publish(
        self,
        totals: Totals,
        *,
        manifest: str,
        rules: Mapping[str, str] | None = None,
        refinement: Refinement | None = None,
    ) -> int:
        """Make the staged rows visible as the next generation, in one transaction. Returns that generation. `manifest`
        is the digest of its checksums; `rules` are set if all articles were reprocessed by new ones."""
        published = datetime.now(UTC).isoformat(timespec="seconds")
        with self.transaction():
            self._connection.execute("UPDATE meta SET generation = ?", (self.next,))
            row = {"generation": self.next, "published": published, **asdict(totals), "manifest": manifest}
            if refinement is not None:
                refined = {"refined_to": refinement.up_to, "refined": refinement.passages}
                row |= {"refiner": refinement.refiner, **refined}
            self.insert("generations", row)
            if rules is not None:
                set_rules(self._connection, rules)
        self.published += 1
        return self.published


@dataclass(frozen=True, slots=True)
class ReprocessedArticle:
    """The result for one article. Its `missing` passages need vectors."""

    text_row: int
    missing: tuple[Passage, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Reprocessing:
    """Reprocesses the current articles of a catalog, published or staged. Hold the writer lock. Unchanged passages and
    statements keep their rows and vectors, so a killed run continues with what it staged."""

    connection: sqlite3.Connection
    staging: Staging

    def articles(self, batch: int) -> Iterator[Sequence[Article]]:
        sql = """SELECT a.*, t.text, NULL AS replaced_by FROM articles a JOIN texts t ON t.row = a.text_row
               WHERE a.died IS NULL AND a.row > ? ORDER BY a.row LIMIT ?"""
        last = 0
        while rows := self.connection.execute(sql, (last, batch)).fetchall():
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
        stored = self._current("statements", text_row, ", ".join(["row", *columns]))
        dropped = [row["row"] for row in stored if new.pop(tuple(row)[1:], None) is None]
        for number in dropped:
            self.staging.retire("statements", "row = ?", number)
        for values in new.values():
            self.staging.insert("statements", {**values, "text_row": text_row, "born": self.staging.next})
        return bool(dropped or new)

    def _current(self, table: str, text_row: int, columns: str = "*") -> list[sqlite3.Row]:
        sql = f"SELECT {columns} FROM {table} WHERE text_row = ? AND died IS NULL"
        return self.connection.execute(sql, (text_row,)).fetchall()


def article_address(article: Article) -> str | None:
    """Return the canonical address of an article; None if it has none, or one that names a whole site."""
    address = canonical_url(article.url) if article.url else None
    return address if address and names_an_article(address) else None
