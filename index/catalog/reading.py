"""Reading the catalog as of one generation, from any number of threads and processes beside the writer."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from index.catalog.files import damaged, generation_folder, storage_errors
from index.catalog.rows import article_from, moment_from, passage_from, statement_from, vectors_from
from index.catalog.schema import IndexInfo, generation_of, info_of, open_for_reading
from index.ports import Vectors
from index.types import Article, Coverage, Passage, Scope, SpeakerKind, Statement

Value = str | int | None


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A speaker of the index, with how many statements in how many articles are theirs."""

    name: str
    kind: SpeakerKind
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Totals:
    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Passages and their vectors, row by row."""

    ids: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class _Condition:
    sql: str
    values: Mapping[str, Value] = field(default_factory=dict)


def visible(table: str, generation: str = ":generation") -> str:
    """The rows of `table` that a reader of a generation sees."""
    return f"({table}.born <= {generation} AND ({table}.died IS NULL OR {table}.died > {generation}))"


class Catalog:
    """A published index, read-only.

    Connections are pooled: a thread takes an idle one for one query, so there are never more than threads that read at
    once, and SQLite runs them side by side.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._idle: list[sqlite3.Connection] = [open_for_reading(folder)]
        self._closing = threading.Lock()
        self._closed = False

    @cached_property
    def info(self) -> IndexInfo:
        connection = self._take()
        try:
            return info_of(connection)
        finally:
            self._give_back(connection)

    def generation(self) -> int:
        """The generation that is published now: one SELECT."""
        connection = self._take()
        try:
            with storage_errors(self.folder):
                return generation_of(connection)
        finally:
            self._give_back(connection)

    def snapshot(self) -> Snapshot:
        """The index as it is published now, and stays for whoever holds the snapshot."""
        return Snapshot(self, self.generation())

    def rows(self, sql: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
        connection = self._take()
        try:
            with storage_errors(self.folder):
                return connection.execute(sql, values).fetchall()
        finally:
            self._give_back(connection)

    def close(self) -> None:
        with self._closing:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        with suppress(IndexError):  # list.pop is atomic: no lock on the way of a question
            return self._idle.pop()
        return open_for_reading(self.folder)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._closing:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


class Snapshot:
    """What one generation holds. Later publishes do not change it."""

    def __init__(self, catalog: Catalog, generation: int) -> None:
        self.generation = generation
        self._catalog = catalog

    @property
    def embedder_name(self) -> str:
        return self._catalog.info.embedder

    @property
    def folder(self) -> Path:
        """Where this generation's lexical and vector stores lie."""
        return generation_folder(self._catalog.folder, self.generation)

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """The current version of an article, or an older one by its number; None for what was never published."""
        wanted = visible("a") if version is None else "a.version = :version AND a.born <= :generation"
        rows = self._rows(
            f"""SELECT a.*, t.text, CASE WHEN a.died <= :generation THEN a.superseded_by END AS replaced_by
                FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE a.id = :id AND {wanted} ORDER BY a.row DESC LIMIT 1""",
            id=article_id,
            version=version,
        )
        return article_from(rows[0]) if rows else None

    def articles(self, ids: Collection[str]) -> dict[str, Article]:
        """Current versions by id; unknown ids are left out."""
        rows = self._rows(
            f"""SELECT a.*, t.text, NULL AS replaced_by FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {visible("a")}""",
            ids=_listed(ids),
        )
        return {row["id"]: article_from(row) for row in rows}

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        rows = self._rows(
            f"SELECT p.* FROM passages p WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {visible('p')}",
            ids=_listed(ids),
        )
        return {row["id"]: passage_from(row) for row in rows}

    def passages_of(self, article_ids: Collection[str]) -> list[Passage]:
        """All passages of some articles, in the order of articles and places."""
        rows = self._rows(
            f"""SELECT p.* FROM articles a JOIN passages p ON p.text_row = a.text_row
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {visible("a")} AND {visible("p")}
                ORDER BY p.article_id, p.position""",
            ids=_listed(article_ids),
        )
        return [passage_from(row) for row in rows]

    def passage_ids(self, scope: Scope) -> list[str]:
        """The ids of the passages in scope, in the order in which they came in."""
        condition = _in_scope(scope)
        rows = self._rows(
            f"""SELECT p.id FROM {_within("passages", "p", scope)}
                WHERE {condition.sql} AND {visible("p")} ORDER BY p.row""",
            **condition.values,
        )
        return [row["id"] for row in rows]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of passages, one row an id, in that order. Raises KeyError for an id that is not there."""
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.passage_row = p.row
                WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {visible("p")}""",
            ids=_listed(ids),
        )
        blobs = {row["id"]: row["vector"] for row in rows}
        return self._matrix([blobs[passage_id] for passage_id in ids])

    def all_vectors(self, scope: Scope) -> PassageVectors:
        """Every passage in scope with its vector, in the order in which they came in."""
        condition = _in_scope(scope)
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM {_within("passages", "p", scope)} JOIN vectors v ON v.passage_row = p.row
                WHERE {condition.sql} AND {visible("p")} ORDER BY p.row""",
            **condition.values,
        )
        return PassageVectors(tuple(row["id"] for row in rows), self._matrix([row["vector"] for row in rows]))

    def statements(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
        scope: Scope | None = None,
    ) -> list[Statement]:
        """The statements that fit everything given (None: any), in the order of articles and places."""
        scope = scope or Scope()
        condition = _in_scope(scope)
        wanted = {"speaker": speakers, "article_id": article_ids, "id": ids}
        given = {column: _listed(values) for column, values in wanted.items() if values is not None}
        chosen = [f"s.{column} IN (SELECT value FROM json_each(:{column}))" for column in given]
        rows = self._rows(
            f"""SELECT s.* FROM {_within("statements", "s", scope)}
                WHERE {" AND ".join([condition.sql, visible("s"), *chosen])} ORDER BY s.article_id, s.start, s.row""",
            **condition.values,
            **given,
        )
        return [statement_from(row) for row in rows]

    def statement_counts(self) -> tuple[SpeakerCount, ...]:
        """Everybody the index has statements of, named or not; most statements first."""
        rows = self._rows(
            f"""SELECT s.speaker, s.speaker_kind, count(*) AS statements, count(DISTINCT s.article_id) AS articles
                FROM statements s WHERE s.speaker IS NOT NULL AND {visible("s")}
                GROUP BY s.speaker, s.speaker_kind ORDER BY statements DESC, s.speaker, s.speaker_kind"""
        )
        return tuple(SpeakerCount(r["speaker"], r["speaker_kind"], r["statements"], r["articles"]) for r in rows)

    def coverage(self, scope: Scope) -> Coverage:
        """How many articles are in scope, and the first and last day known among them."""
        condition = _in_scope(scope)
        row = self._rows(
            f"""SELECT count(*) AS articles, min(a.day) AS first, max(a.day) AS last
                FROM articles a WHERE {condition.sql} AND {visible("a")}""",
            **condition.values,
        )[0]
        return Coverage(row["articles"], moment_from(row["first"]), moment_from(row["last"]))

    def carriers(self, article_id: str) -> tuple[str, ...]:
        """The other publishers that carried the article's current text, by name."""
        rows = self._rows(
            f"""SELECT DISTINCT c.publisher FROM copies c
                LEFT JOIN articles a ON a.id = c.article_id AND {visible("a")}
                WHERE c.article_id = :id AND {visible("c")} AND c.publisher IS NOT a.publisher
                AND c.publisher IS NOT NULL ORDER BY c.publisher""",
            id=article_id,
        )
        return tuple(row["publisher"] for row in rows)

    def publishers(self) -> tuple[str, ...]:
        """Every publisher of an article or of a copy, by name."""
        rows = self._rows(
            f"""SELECT publisher FROM articles a WHERE {visible("a")} AND publisher IS NOT NULL
                UNION SELECT publisher FROM copies c WHERE {visible("c")} AND publisher IS NOT NULL
                ORDER BY publisher"""
        )
        return tuple(row["publisher"] for row in rows)

    def totals(self) -> Totals:
        return self._totals

    @cached_property
    def _totals(self) -> Totals:
        counts = ", ".join(
            f"(SELECT count(*) FROM {table} WHERE {visible(table)}) AS {table}"
            for table in ("articles", "passages", "statements")
        )
        row = self._rows(f"SELECT {counts}")[0]
        return Totals(row["articles"], row["passages"], row["statements"])

    def _matrix(self, blobs: list[bytes]) -> Vectors:
        try:
            return vectors_from(blobs, self._catalog.info.dimensions)
        except ValueError as error:
            raise damaged(self._catalog.folder, f"a vector has the wrong size ({error})") from error

    def _rows(self, sql: str, **values: Value) -> list[sqlite3.Row]:
        return self._catalog.rows(sql, {"generation": self.generation, **values})


def open_catalog(folder: Path) -> Catalog:
    """A published index, for reading. Raises IndexMissing, IndexDamaged or IndexMismatch."""
    return Catalog(folder)


def _listed(values: Collection[str]) -> str:
    """Any number of values as one bound parameter, for json_each."""
    return json.dumps(list(values))


def _within(table: str, alias: str, scope: Scope) -> str:
    """What to select from: the articles are joined only where the scope asks something of them."""
    if scope.everything:
        return f"{table} {alias}"
    return f"{table} {alias} JOIN articles a ON a.text_row = {alias}.text_row AND {visible('a')}"


def _in_scope(scope: Scope) -> _Condition:
    """What the scope asks of an article `a`. A comparison with a day that is not known is never true.

    A publisher is answered for with the copies it carried, too: the text is the same.
    """
    parts: dict[str, tuple[str, Value]] = {}
    if scope.period.since:
        parts["since"] = ("a.day >= :since", scope.period.since.isoformat())
    if scope.period.until:
        parts["until"] = ("a.day <= :until", scope.period.until.isoformat())
    if scope.article_id is not None:
        parts["article"] = ("a.id = :article", scope.article_id)
    if scope.publisher is not None:
        carried = (
            f"EXISTS (SELECT 1 FROM copies c WHERE c.article_id = a.id AND {visible('c')} "
            "AND c.publisher = :publisher COLLATE NOCASE)"
        )
        parts["publisher"] = (f"(a.publisher = :publisher COLLATE NOCASE OR {carried})", scope.publisher)
    sql = " AND ".join(part for part, _ in parts.values()) or "TRUE"
    return _Condition(sql, {name: value for name, (_, value) in parts.items()})
