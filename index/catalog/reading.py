"""Reading the catalog as of one generation, from any number of threads and processes beside the writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.catalog.conditions import Value, in_scope, listed, visible, within
from index.catalog.files import damaged, generation_folder
from index.catalog.pool import ReadPool
from index.catalog.rows import article_from, moment_from, passage_from, statement_from, vectors_from
from index.catalog.schema import IndexInfo, generation_of, info_of
from index.ports import Vectors
from index.types import Article, Coverage, Passage, Scope, SpeakerKind, Statement

_GIVEN = "SELECT value FROM json_each(:{})"
# Few statements have several speakers: those have an index of their own, and are looked through.
_ASKED = _GIVEN.format("speaker")
_TOGETHER = f"""(s.speaker IN ({_ASKED}) OR (s.together_with IS NOT NULL AND EXISTS (
    SELECT 1 FROM json_each(s.together_with) one WHERE json_extract(one.value, '$[0]') IN ({_ASKED}))))"""


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


class Catalog:
    """A published index, read-only, for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool = ReadPool(folder)

    @cached_property
    def info(self) -> IndexInfo:
        return self._pool.use(info_of)

    def generation(self) -> int:
        """The generation that is published now: one SELECT."""
        return self._pool.use(generation_of)

    def snapshot(self) -> Snapshot:
        """The index as it is published now, and stays for whoever holds the snapshot."""
        return Snapshot(self, self.generation())

    def rows(self, sql: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
        return self._pool.use(lambda connection: connection.execute(sql, values).fetchall())

    def close(self) -> None:
        self._pool.close()


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
            ids=listed(ids),
        )
        return {row["id"]: article_from(row) for row in rows}

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        rows = self._rows(
            f"SELECT p.* FROM passages p WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {visible('p')}",
            ids=listed(ids),
        )
        return {row["id"]: passage_from(row) for row in rows}

    def passages_of(self, article_ids: Collection[str]) -> list[Passage]:
        """All passages of some articles, in the order of articles and places."""
        rows = self._rows(
            f"""SELECT p.* FROM articles a JOIN passages p ON p.text_row = a.text_row
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {visible("a")} AND {visible("p")}
                ORDER BY p.article_id, p.position""",
            ids=listed(article_ids),
        )
        return [passage_from(row) for row in rows]

    def passage_ids(self, scope: Scope) -> list[str]:
        """The ids of the passages in scope, in the order in which they came in."""
        condition = in_scope(scope)
        rows = self._rows(
            f"""SELECT p.id FROM {within("passages", "p", scope)}
                WHERE {condition.sql} AND {visible("p")} ORDER BY p.row""",
            **condition.values,
        )
        return [row["id"] for row in rows]

    def narrowed(self, ids: Collection[str], scope: Scope) -> set[str]:
        """Those of some passages that are in scope."""
        condition = in_scope(scope)
        rows = self._rows(
            f"""SELECT p.id FROM {within("passages", "p", scope)}
                WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {condition.sql} AND {visible("p")}""",
            ids=listed(ids),
            **condition.values,
        )
        return {row["id"] for row in rows}

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of passages, one row an id, in that order. Raises KeyError for an id that is not there."""
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.passage_row = p.row
                WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {visible("p")}""",
            ids=listed(ids),
        )
        blobs = {row["id"]: row["vector"] for row in rows}
        return self._matrix([blobs[passage_id] for passage_id in ids])

    def all_vectors(self, scope: Scope) -> PassageVectors:
        """Every passage in scope with its vector, in the order in which they came in."""
        condition = in_scope(scope)
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM {within("passages", "p", scope)} JOIN vectors v ON v.passage_row = p.row
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
        condition = in_scope(scope)
        wanted = {"speaker": speakers, "article_id": article_ids, "id": ids}
        given = {column: listed(values) for column, values in wanted.items() if values is not None}
        chosen = [_TOGETHER if column == "speaker" else f"s.{column} IN ({_GIVEN.format(column)})" for column in given]
        rows = self._rows(
            f"""SELECT s.* FROM {within("statements", "s", scope)}
                WHERE {" AND ".join([condition.sql, visible("s"), *chosen])} ORDER BY s.article_id, s.start, s.row""",
            **condition.values,
            **given,
        )
        return [statement_from(row) for row in rows]

    def statement_counts(self) -> tuple[SpeakerCount, ...]:
        """Everybody the index has statements of, named or not; most statements first."""
        rows = self._rows(
            f"""SELECT speaker, speaker_kind, count(*) AS statements, count(DISTINCT article_id) AS articles
                FROM (
                    SELECT s.speaker, s.speaker_kind, s.article_id
                    FROM statements s WHERE s.speaker IS NOT NULL AND {visible("s")}
                    UNION ALL
                    SELECT json_extract(one.value, '$[0]'), json_extract(one.value, '$[1]'), s.article_id
                    FROM statements s, json_each(s.together_with) one
                    WHERE s.together_with IS NOT NULL AND {visible("s")}
                )
                GROUP BY speaker, speaker_kind ORDER BY statements DESC, speaker, speaker_kind"""
        )
        return tuple(SpeakerCount(r["speaker"], r["speaker_kind"], r["statements"], r["articles"]) for r in rows)

    def coverage(self, scope: Scope) -> Coverage:
        """How many articles are in scope, and the first and last day known among them."""
        condition = in_scope(scope)
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
