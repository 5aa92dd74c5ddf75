"""Decides whether an incoming article is new, a new version, a copy or unchanged, and stages it accordingly."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.reading.identifiers import canonical_url, content_hash
from index.storage.catalog.rows import format_date, metadata_columns, parse_date
from index.storage.catalog.staging import Staging, StagingOutcome, article_address
from index.stories.near_duplicates import fingerprint, is_revision
from index.types import Article


@dataclass(frozen=True, slots=True)
class Placement:
    """The outcome for an article, and the id under which it is stored. A new text has a `text_row` to be filled."""

    outcome: StagingOutcome
    article: Article
    text_row: int | None = None


class Placer:
    """Places the articles of one ingest, in order."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._seen: set[str] = set()
        self._first_time = True

    def place(self, article: Article) -> Placement:
        """Stage the article itself, without its passages and statements."""
        self._first_time = article.id not in self._seen
        self._seen.add(article.id)
        text_hash = content_hash(article.text)
        current = self._current(article.id)
        if current is None:
            original = self._staging.fetch_one(
                "SELECT id FROM articles WHERE content_hash = ? AND died IS NULL ORDER BY row", text_hash
            )
            if original is not None:
                return Placement(self._place_copy(article, text_hash, original["id"]), article)
            known = self._find_by_address(article)
            if known is not None:
                return self._place_under(article, text_hash, known)
            return self._place_new(article, text_hash)
        if current["content_hash"] == text_hash:
            return Placement(self._place_same_text(article, current), article)
        if self._is_old_text(article, text_hash, current):
            return Placement("unchanged", article)
        return self._place_version(article, text_hash, current)

    def _place_new(self, article: Article, text_hash: str) -> Placement:
        self._staging.retire("copies", "copy_id = ?", article.id)  # it was a copy, and now has another text
        return Placement("new", article, self._insert_version(article, text_hash))

    def _place_version(self, article: Article, text_hash: str, current: sqlite3.Row) -> Placement:
        """Stage another text of a known article. A text older than the current one is stored as superseded."""
        if _is_older(article, current):
            self._insert_version(article, text_hash, superseded_by=current["version"])
            return Placement(self._outcome_of_change(article.id), article)
        self._staging.retire("articles", "row = ?", current["row"])
        self._staging.near_duplicates.remove(current["text_row"])
        for table in ("passages", "statements"):
            self._staging.retire(table, "text_row = ?", current["text_row"])
        for copy in self._copies_of(article.id):
            if not _same_address(article.url, copy["url"]):
                self._staging.retire("copies", "row = ?", copy["row"])  # it carried the superseded text
        text_row = self._insert_version(article, text_hash)
        self._staging.mark_superseded(current["row"], article.id)
        return Placement(self._outcome_of_change(article.id), article, text_row)

    def _place_same_text(self, article: Article, current: sqlite3.Row) -> StagingOutcome:
        if all(current[column] == value for column, value in metadata_columns(article).items()):
            resumed = self._first_time and current["born"] == self._staging.next
            return self._outcome_of_change(article.id) if resumed else "unchanged"
        self._staging.retire("articles", "row = ?", current["row"])
        self._insert_article(article, current["content_hash"], version=current["version"], text_row=current["text_row"])
        return self._outcome_of_change(article.id)

    def _place_copy(self, article: Article, text_hash: str, original: str) -> StagingOutcome:
        """Record an article whose text is already stored under another id."""
        copy: dict[str, str | None] = {
            "article_id": original,
            "publisher": article.publisher,
            "url": article.url,
            "published": format_date(article.published),
            "content_hash": text_hash,
        }
        known = self._staging.fetch_one("SELECT * FROM copies WHERE copy_id = ? AND died IS NULL", article.id)
        if known is not None and all(known[column] == value for column, value in copy.items()):
            return "duplicate" if self._first_time and known["born"] == self._staging.next else "unchanged"
        self._staging.retire("copies", "copy_id = ?", article.id)
        self._staging.insert("copies", {**copy, "copy_id": article.id, "born": self._staging.next})
        return "duplicate"

    def _find_by_address(self, article: Article) -> sqlite3.Row | None:
        """Return the current row of the article with the same address. If title and text have nothing in common, the
        address belongs to a page with many articles: returns None."""
        address = article_address(article)
        sql = "SELECT article_id FROM addresses WHERE address = ?"
        known = self._staging.fetch_one(sql, address) if address else None
        current = self._current(known["article_id"]) if known is not None else None
        if current is None or current["title"].casefold() == article.title.casefold():
            return current
        stored = self._staging.fetch_one("SELECT text FROM texts WHERE row = ?", current["text_row"])
        assert stored is not None
        return current if is_revision(fingerprint(article.text), fingerprint(stored["text"])) else None

    def _place_under(self, article: Article, text_hash: str, known: sqlite3.Row) -> Placement:
        """Stage another text from the address of an article with another id, as a version of that article."""
        version = replace(article, id=known["id"])
        copy = self._staging.fetch_one("SELECT content_hash FROM copies WHERE copy_id = ? AND died IS NULL", article.id)
        is_known_copy = copy is not None and copy["content_hash"] == text_hash
        if is_known_copy or self._is_old_text(version, text_hash, known):
            return Placement("unchanged", version)
        placed = self._place_version(version, text_hash, known)
        self._place_copy(article, text_hash, version.id)
        return placed

    def _is_old_text(self, article: Article, text_hash: str, current: sqlite3.Row) -> bool:
        """Return whether the text is a stored version that must not become current again. Either it is older than the
        current text, or the current text came under another id and does not replace it."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND content_hash = ?"
        if self._staging.fetch_one(sql, article.id, text_hash) is None:
            return False
        return _is_older(article, current) or any(
            copy["content_hash"] == current["content_hash"] and _same_address(copy["url"], article.url)
            for copy in self._copies_of(article.id)
        )

    def _copies_of(self, article_id: str) -> list[sqlite3.Row]:
        return self._staging.fetch_all("SELECT * FROM copies WHERE article_id = ? AND died IS NULL", article_id)

    def _outcome_of_change(self, article_id: str) -> StagingOutcome:
        """Return "new" for the first change of an article that was never published, even after a killed ingest."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND born <= ?"
        is_published = self._staging.fetch_one(sql, article_id, self._staging.published) is not None
        return "new" if self._first_time and not is_published else "updated"

    def _current(self, article_id: str) -> sqlite3.Row | None:
        return self._staging.fetch_one("SELECT * FROM articles WHERE id = ? AND died IS NULL", article_id)

    def _insert_version(self, article: Article, text_hash: str, *, superseded_by: int | None = None) -> int:
        """Store a text under the next version number and return its row."""
        last = self._staging.fetch_one("SELECT max(version) AS version FROM articles WHERE id = ?", article.id)
        version = 1 + (last["version"] or 0) if last else 1
        text_row = self._staging.insert("texts", {"text": article.text})
        if superseded_by is None:
            self._staging.near_duplicates.add(text_row, article.text)
        self._insert_article(article, text_hash, version=version, text_row=text_row, superseded_by=superseded_by)
        return text_row

    def _insert_article(
        self, article: Article, text_hash: str, *, version: int, text_row: int, superseded_by: int | None = None
    ) -> None:
        identity: dict[str, str | int | None] = {
            "id": article.id,
            "version": version,
            "text_row": text_row,
            "content_hash": text_hash,
            "born": self._staging.next,
            "superseded_by": superseded_by,
            "died": None if superseded_by is None else self._staging.next,
        }
        self._staging.insert("articles", {**metadata_columns(article), **identity})
        self._staging.register_address(article)


def _same_address(first: str | None, other: str | None) -> bool:
    return first is not None and other is not None and canonical_url(first) == canonical_url(other)


def _is_older(article: Article, current: sqlite3.Row) -> bool:
    """Return whether an article is older than the stored one, by time if both have one, else by day."""
    own, stored = article.updated or article.published, parse_date(current["updated"] or current["published"])
    if own is None or stored is None:
        return False
    if isinstance(own, datetime) and isinstance(stored, datetime):
        return own < stored
    return _day_of(own) < _day_of(stored)


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
