"""Writing the catalog: rows of the generation that comes next, which nobody sees until it is published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from index.errors import storage_errors
from index.ports import Vectors
from index.reading.identifiers import content_hash
from index.reading.urls import canonical_url, names_an_article
from index.storage.catalog.near_duplicates import NearDuplicateIndex
from index.storage.catalog.rows import vectors_to_blobs, statement_values, metadata_columns, parse_date, format_date
from index.storage.catalog.schema import read_generation, set_rules
from index.storage.catalog.totals import Refinement, Totals
from index.stories.near_duplicates import fingerprint, is_revision
from index.types import Article, Passage, Span, Statement

StagingOutcome = Literal["new", "updated", "unchanged", "duplicate"]


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """What was found in one article. One context a statement: the sentences it stands in."""

    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    contexts: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.statements) != len(self.contexts):
            raise ValueError(f"{len(self.statements)} statements, but {len(self.contexts)} contexts")


@dataclass(frozen=True, slots=True)
class ProcessedArticle:
    """What was found in one article, with the vectors of its passages, one each."""

    reading: ExtractedArticle
    vectors: Vectors

    def __post_init__(self) -> None:
        if len(self.reading.passages) != len(self.vectors):
            raise ValueError(f"{len(self.reading.passages)} passages, but {len(self.vectors)} vectors")


def statement_columns(reading: ExtractedArticle) -> list[dict[str, str | int | None]]:
    """The columns of its statements, one row each."""
    return [statement_values(one, context) for one, context in zip(reading.statements, reading.contexts, strict=True)]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article came to lie, under which id. `text_row` is set where its text is new and wants to be read."""

    outcome: StagingOutcome
    article: Article
    text_row: int | None = None


class Staging:
    """What a writer has to say to the catalog. One at a time: hold the lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._published = read_generation(connection)
        self._seen: set[str] = set()

    @property
    def published(self) -> int:
        return self._published

    @property
    def next(self) -> int:
        """The generation that is being staged."""
        return self._published + 1

    @property
    def likeness(self) -> NearDuplicateIndex:
        return NearDuplicateIndex(self._connection, self.next)

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

    def place(self, article: Article) -> Placement:
        """Finds out who the article is and keeps what is new about it, all but what is found in its text."""
        first_time = article.id not in self._seen
        self._seen.add(article.id)
        key = content_hash(article.text)
        current = self._current(article.id)
        if current is None:
            original = self._one("SELECT id FROM articles WHERE content_hash = ? AND died IS NULL ORDER BY row", key)
            if original is not None:
                return Placement(self._place_copy(article, key, original["id"], first_time=first_time), article)
            known = self._under_another_id(article)
            if known is not None:
                return self._place_under(article, key, known, first_time=first_time)
            return self._place_first(article, key)
        if current["content_hash"] == key:
            return Placement(self._place_same_text(article, current, first_time=first_time), article)
        if self._is_back(article, key, current):
            return Placement("unchanged", article)
        return self._place_version(article, key, current, first_time=first_time)

    def still_current(self, text_rows: Sequence[int]) -> list[int]:
        """Those of some placed texts that no later article of the batch has superseded, in order."""
        return [
            row for row in text_rows if self._one("SELECT 1 FROM articles WHERE text_row = ? AND died IS NULL", row)
        ]

    def fill(self, text_row: int, found: ProcessedArticle) -> None:
        """Keeps what was found in the text that `place` asked about."""
        self.add_passages(text_row, found.reading.passages, found.vectors)
        for values in statement_columns(found.reading):
            self.insert("statements", {**values, "text_row": text_row, "born": self.next})

    def add_passages(self, text_row: int, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Keeps passages of a text, with their vectors."""
        for passage, blob in zip(passages, vectors_to_blobs(vectors), strict=True):
            values = (passage.id, text_row, passage.article_id, passage.position, passage.span.start, passage.span.end)
            row = self._connection.execute(
                'INSERT INTO passages (id, text_row, article_id, position, start, "end", tokens, born) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, passage.tokens, self.next),
            ).lastrowid
            self._connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, blob))

    def insert(self, table: str, values: Mapping[str, str | int | None]) -> int:
        """Adds a row, and gives its number."""
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(f':{column}' for column in values)})"
        row = self._connection.execute(sql, values).lastrowid
        assert row is not None
        return row

    def retire(self, table: str, which: str, value: str | int) -> None:
        """Rows that count until now do not count in the next generation."""
        self._connection.execute(f"UPDATE {table} SET died = {self.next} WHERE {which} AND died IS NULL", (value,))

    def know_address(self, article: Article) -> None:
        """The first article of an address keeps it."""
        if address := _article_address(article):
            self._connection.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (address, article.id))

    def pending(self) -> bool:
        """Whether anything is staged."""
        tables = ("articles", "copies", "passages", "statements", "alike")
        staged = " OR ".join(f"EXISTS (SELECT 1 FROM {t} WHERE born = :next OR died = :next)" for t in tables)
        return bool(self._connection.execute(f"SELECT {staged}", {"next": self.next}).fetchone()[0])

    def switch(
        self,
        held: Totals,
        *,
        manifest: str,
        rules: Mapping[str, str] | None = None,
        refinement: Refinement | None = None,
    ) -> int:
        """Makes the staged rows and their generation visible together, read by `rules` from now on. Returns the
        generation, which holds what is `held` and is under the seal that `manifest` tells."""
        published = datetime.now(UTC).isoformat(timespec="seconds")
        with self.transaction():
            self._connection.execute("UPDATE meta SET generation = ?", (self.next,))
            row = {"generation": self.next, "published": published, **asdict(held), "manifest": manifest}
            if refinement is not None:
                refined = {"refined_to": refinement.up_to, "refined": refinement.passages}
                row |= {"refiner": refinement.refiner, **refined}
            self.insert("generations", row)
            if rules is not None:
                set_rules(self._connection, rules)
        self._published += 1
        return self._published

    def _place_first(self, article: Article, key: str) -> Placement:
        self.retire("copies", "copy_id = ?", article.id)  # it was a copy, and now has a text of its own
        text_row = self._insert_version(article, key)
        return Placement("new", article, text_row)

    def _place_version(self, article: Article, key: str, current: sqlite3.Row, *, first_time: bool) -> Placement:
        """Another text of an article that is known. One that is older than what is held is kept behind it."""
        if _is_older(article, current):
            self._insert_version(article, key, behind=current["version"])
            return Placement(self._changed(article.id, first_time=first_time), article)
        self.retire("articles", "row = ?", current["row"])
        self.likeness.forget(current["text_row"])
        for table in ("passages", "statements"):
            self.retire(table, "text_row = ?", current["text_row"])
        for copy in self._copies_of(article.id):
            if not _same_address(article.url, copy["url"]):
                self.retire("copies", "row = ?", copy["row"])  # it carried the text that is no more
        text_row = self._insert_version(article, key)
        self._connection.execute(
            "UPDATE articles SET superseded_by = (SELECT max(version) FROM articles WHERE id = ?) WHERE row = ?",
            (article.id, current["row"]),
        )
        return Placement(self._changed(article.id, first_time=first_time), article, text_row)

    def _place_same_text(self, article: Article, current: sqlite3.Row, *, first_time: bool) -> StagingOutcome:
        metadata = metadata_columns(article)
        if all(current[column] == value for column, value in metadata.items()):
            resumed = first_time and current["born"] == self.next
            return self._changed(article.id, first_time=True) if resumed else "unchanged"
        self.retire("articles", "row = ?", current["row"])
        self._insert_article(article, current["content_hash"], version=current["version"], text_row=current["text_row"])
        return self._changed(article.id, first_time=first_time)

    def _place_copy(self, article: Article, key: str, original: str, *, first_time: bool) -> StagingOutcome:
        """The same text under another id: not stored again, but remembered with who carried it."""
        copy: dict[str, str | None] = {
            "article_id": original,
            "publisher": article.publisher,
            "url": article.url,
            "published": format_date(article.published),
            "content_hash": key,
        }
        known = self._one("SELECT * FROM copies WHERE copy_id = ? AND died IS NULL", article.id)
        if known is not None and all(known[column] == value for column, value in copy.items()):
            return "duplicate" if first_time and known["born"] == self.next else "unchanged"
        self.retire("copies", "copy_id = ?", article.id)
        self.insert("copies", {**copy, "copy_id": article.id, "born": self.next})
        return "duplicate"

    def _under_another_id(self, article: Article) -> sqlite3.Row | None:
        """The current row of the article that is known by the same address. Where neither title nor text has anything
        in common with it, the address is that of a page that holds many."""
        address = _article_address(article)
        known = self._one("SELECT article_id FROM addresses WHERE address = ?", address) if address else None
        current = self._current(known["article_id"]) if known is not None else None
        if current is None or current["title"].casefold() == article.title.casefold():
            return current
        held = self._one("SELECT text FROM texts WHERE row = ?", current["text_row"])
        assert held is not None
        return current if is_revision(fingerprint(article.text), fingerprint(held["text"])) else None

    def _place_under(self, article: Article, key: str, known: sqlite3.Row, *, first_time: bool) -> Placement:
        """Another text from the address of an article that is known under another id: a version of that one."""
        held = replace(article, id=known["id"])
        seen = self._one("SELECT content_hash FROM copies WHERE copy_id = ? AND died IS NULL", article.id)
        if (seen is not None and seen["content_hash"] == key) or self._is_back(held, key, known):
            return Placement("unchanged", held)
        placed = self._place_version(held, key, known, first_time=first_time)
        self._place_copy(article, key, held.id, first_time=first_time)
        return placed

    def _is_back(self, article: Article, key: str, current: sqlite3.Row) -> bool:
        """Whether a text was held before, and is only met again: it is older than what is held now, or what is held
        now came under another id, whose own text it does not replace."""
        if self._one("SELECT 1 FROM articles WHERE id = ? AND content_hash = ?", article.id, key) is None:
            return False
        return _is_older(article, current) or any(
            copy["content_hash"] == current["content_hash"] and _same_address(copy["url"], article.url)
            for copy in self._copies_of(article.id)
        )

    def _copies_of(self, article_id: str) -> list[sqlite3.Row]:
        return self._connection.execute(
            "SELECT * FROM copies WHERE article_id = ? AND died IS NULL", (article_id,)
        ).fetchall()

    def _changed(self, article_id: str, *, first_time: bool) -> StagingOutcome:
        """What a change is to the person who ran the ingest, and perhaps a killed one before: the first of an article
        that was never published is new."""
        published = self._one("SELECT 1 FROM articles WHERE id = ? AND born <= ?", article_id, self._published)
        return "new" if first_time and published is None else "updated"

    def _current(self, article_id: str) -> sqlite3.Row | None:
        return self._one("SELECT * FROM articles WHERE id = ? AND died IS NULL", article_id)

    def _insert_version(self, article: Article, key: str, *, behind: int | None = None) -> int:
        """A text of its own under the next number; `behind` a later version it is superseded from the start."""
        last = self._one("SELECT max(version) AS version FROM articles WHERE id = ?", article.id)
        version = 1 + (last["version"] or 0) if last else 1
        text_row = self.insert("texts", {"text": article.text})
        if behind is None:
            self.likeness.remember(text_row, article.text)
        self._insert_article(article, key, version=version, text_row=text_row, behind=behind)
        return text_row

    def _insert_article(
        self, article: Article, key: str, *, version: int, text_row: int, behind: int | None = None
    ) -> None:
        identity: dict[str, str | int | None] = {
            "id": article.id,
            "version": version,
            "text_row": text_row,
            "content_hash": key,
            "born": self.next,
            "superseded_by": behind,
            "died": None if behind is None else self.next,
        }
        self.insert("articles", {**metadata_columns(article), **identity})
        self.know_address(article)

    def _one(self, sql: str, *values: str | int) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row


def _article_address(article: Article) -> str | None:
    """The address that names the article; None where there is none, or one that names a whole site."""
    address = canonical_url(article.url) if article.url else None
    return address if address and names_an_article(address) else None


def _same_address(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and canonical_url(one) == canonical_url(other)


def _is_older(article: Article, current: sqlite3.Row) -> bool:
    """Whether a text is of a day, or where both tell it of an hour, before that of the text that is held."""
    mine, held = article.updated or article.published, parse_date(current["updated"] or current["published"])
    if mine is None or held is None:
        return False
    if isinstance(mine, datetime) and isinstance(held, datetime):
        return mine < held
    return _day_of(mine) < _day_of(held)


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
