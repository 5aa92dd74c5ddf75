"""Writing the catalog: rows of the generation that comes next, which nobody sees until it is published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.catalog.files import storage_errors
from index.catalog.rows import blobs_of, columns_of, metadata_of, text_of
from index.catalog.schema import generation_of
from index.identity import content_hash
from index.ports import Vectors
from index.types import Article, Passage, Span, Statement

Outcome = Literal["new", "updated", "unchanged", "duplicate"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one article. One vector a passage; one context a statement: the sentences it stands in."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    statements: tuple[Statement, ...]
    contexts: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.passages) != len(self.vectors):
            raise ValueError(f"{len(self.passages)} passages, but {len(self.vectors)} vectors")
        if len(self.statements) != len(self.contexts):
            raise ValueError(f"{len(self.statements)} statements, but {len(self.contexts)} contexts")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article came to lie. `text_row` is set where its text is new and wants to be read."""

    outcome: Outcome
    text_row: int | None = None


class Staging:
    """What a writer has to say to the catalog. One at a time: hold the lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._published = generation_of(connection)
        self._seen: set[str] = set()

    @property
    def published(self) -> int:
        return self._published

    @property
    def next(self) -> int:
        """The generation that is being staged."""
        return self._published + 1

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it is on the disk afterwards, or nothing."""
        with storage_errors(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with storage_errors(self._folder):
                self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def place(self, article: Article) -> Placed:
        """Finds out who the article is and keeps what is new about it, all but what is found in its text."""
        first_time = article.id not in self._seen
        self._seen.add(article.id)
        key = content_hash(article.text)
        current = self._current(article.id)
        if current is None:
            original = self._one("SELECT id FROM articles WHERE content_hash = ? AND died IS NULL ORDER BY row", key)
            if original is not None:
                return self._place_copy(article, original["id"], first_time=first_time)
            return self._place_first(article, key)
        if current["content_hash"] == key:
            return self._place_same_text(article, current, first_time=first_time)
        text_row = self._place_version(article, key, current)
        return Placed(self._changed(article.id, first_time=first_time), text_row)

    def still_current(self, text_rows: Sequence[int]) -> list[int]:
        """Those of some placed texts that no later article of the batch has superseded, in order."""
        return [
            row for row in text_rows if self._one("SELECT 1 FROM articles WHERE text_row = ? AND died IS NULL", row)
        ]

    def fill(self, text_row: int, found: Found) -> None:
        """Keeps what was found in the text that `place` asked about."""
        for passage, blob in zip(found.passages, blobs_of(found.vectors), strict=True):
            values = (passage.id, text_row, passage.article_id, passage.position, passage.span.start, passage.span.end)
            row = self._connection.execute(
                'INSERT INTO passages (id, text_row, article_id, position, start, "end", tokens, born) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, passage.tokens, self.next),
            ).lastrowid
            self._connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, blob))
        for statement, context in zip(found.statements, found.contexts, strict=True):
            self._insert("statements", {**columns_of(statement, context), "text_row": text_row, "born": self.next})

    def pending(self) -> bool:
        """Whether anything is staged."""
        tables = ("articles", "copies")
        staged = " OR ".join(f"EXISTS (SELECT 1 FROM {t} WHERE born = :next OR died = :next)" for t in tables)
        return bool(self._connection.execute(f"SELECT {staged}", {"next": self.next}).fetchone()[0])

    def switch(self) -> int:
        """Makes the staged rows and their generation visible together. Returns the generation."""
        with self.transaction():
            self._connection.execute("UPDATE meta SET generation = ?", (self.next,))
        self._published += 1
        return self._published

    def _place_first(self, article: Article, key: str) -> Placed:
        self._retire("copies", "copy_id = ?", article.id)  # it was a copy, and now has a text of its own
        last = self._one("SELECT max(version) AS version FROM articles WHERE id = ?", article.id)
        version = 1 + (last["version"] or 0) if last else 1
        text_row = self._insert("texts", {"text": article.text})
        self._insert_article(article, key, version=version, text_row=text_row)
        return Placed("new", text_row)

    def _place_version(self, article: Article, key: str, current: sqlite3.Row) -> int:
        version = current["version"] + 1
        self._retire("articles", "row = ?", current["row"])
        self._connection.execute("UPDATE articles SET superseded_by = ? WHERE row = ?", (version, current["row"]))
        for table in ("passages", "statements"):
            self._retire(table, "text_row = ?", current["text_row"])
        self._retire("copies", "article_id = ?", article.id)  # they carried the text that is no more
        text_row = self._insert("texts", {"text": article.text})
        self._insert_article(article, key, version=version, text_row=text_row)
        return text_row

    def _place_same_text(self, article: Article, current: sqlite3.Row, *, first_time: bool) -> Placed:
        metadata = metadata_of(article)
        if all(current[column] == value for column, value in metadata.items()):
            resumed = first_time and current["born"] == self.next
            return Placed(self._changed(article.id, first_time=True) if resumed else "unchanged")
        self._retire("articles", "row = ?", current["row"])
        self._insert_article(article, current["content_hash"], version=current["version"], text_row=current["text_row"])
        return Placed(self._changed(article.id, first_time=first_time))

    def _place_copy(self, article: Article, original: str, *, first_time: bool) -> Placed:
        """The same text under another id: not stored again, but remembered with who carried it."""
        copy: dict[str, str | None] = {
            "article_id": original,
            "publisher": article.publisher,
            "url": article.url,
            "published": text_of(article.published),
        }
        known = self._one("SELECT * FROM copies WHERE copy_id = ? AND died IS NULL", article.id)
        if known is not None and all(known[column] == value for column, value in copy.items()):
            return Placed("duplicate" if first_time and known["born"] == self.next else "unchanged")
        self._retire("copies", "copy_id = ?", article.id)
        self._insert("copies", {**copy, "copy_id": article.id, "born": self.next})
        return Placed("duplicate")

    def _changed(self, article_id: str, *, first_time: bool) -> Outcome:
        """What a change is to the person who ran the ingest, and perhaps a killed one before: the first of an article
        that was never published is new."""
        published = self._one("SELECT 1 FROM articles WHERE id = ? AND born <= ?", article_id, self._published)
        return "new" if first_time and published is None else "updated"

    def _current(self, article_id: str) -> sqlite3.Row | None:
        return self._one("SELECT * FROM articles WHERE id = ? AND died IS NULL", article_id)

    def _insert_article(self, article: Article, key: str, *, version: int, text_row: int) -> None:
        identity: dict[str, str | int | None] = {
            "id": article.id,
            "version": version,
            "text_row": text_row,
            "content_hash": key,
            "born": self.next,
        }
        self._insert("articles", {**metadata_of(article), **identity})

    def _insert(self, table: str, values: Mapping[str, str | int | None]) -> int:
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(f':{column}' for column in values)})"
        row = self._connection.execute(sql, values).lastrowid
        assert row is not None
        return row

    def _retire(self, table: str, which: str, value: str | int) -> None:
        self._connection.execute(f"UPDATE {table} SET died = {self.next} WHERE {which} AND died IS NULL", (value,))

    def _one(self, sql: str, *values: str | int) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row
