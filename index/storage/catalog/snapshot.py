"""Reading the catalog as of one generation, from any number of threads and processes beside the writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from index.errors import damaged
from index.ports import Vectors
from index.storage.catalog.checksums import require_intact
from index.storage.catalog.conditions import Condition, Value, speaker_counts_sql, scope_condition, to_json_list, visible, scoped_table
from index.storage.catalog.refinement import join_refined
from index.storage.catalog.rows import (
    STATEMENT_COLUMNS,
    article_from,
    parse_date,
    passage_from,
    statement_from,
    vectors_from_blobs,
)
from index.storage.catalog.schema import IndexInfo
from index.storage.catalog.stories import stories_of
from index.storage.catalog.totals import PassageVectors, Refinement, SpeakerCount, StatementContext, Totals
from index.storage.files import generation_folder
from index.storage.lock import read_lock
from index.stories.story import Story
from index.types import Article, Coverage, Passage, Scope, Span, Statement

_GIVEN = "SELECT value FROM json_each(:{})"
# Each by what has an index: asked with OR, or for the article's id itself, SQLite would look through every statement.
_FOUND_BY = {
    "speaker": f"s.row IN (SELECT row FROM statements WHERE speaker IN ({_GIVEN.format('speaker')}) "
    f"UNION ALL {_GIVEN.format('together')})",
    "article_id": f"s.text_row IN (SELECT text_row FROM articles WHERE id IN ({_GIVEN.format('article_id')}))",
    "id": f"s.id IN ({_GIVEN.format('id')})",
    "row": f"s.row IN ({_GIVEN.format('row')})",
}


class Published(Protocol):
    """The published catalog that a snapshot reads from."""

    folder: Path

    @property
    def info(self) -> IndexInfo: ...

    def rows(self, sql: str, values: Mapping[str, Value]) -> list[sqlite3.Row]: ...

    def manifest(self, generation: int) -> str | None: ...

    def refinement(self, generation: int) -> Refinement | None: ...


class Snapshot:
    """What one generation holds. Later publishes do not change it."""

    def __init__(self, catalog: Published, generation: int) -> None:
        self.generation = generation
        self._catalog = catalog

    @property
    def embedder_name(self) -> str:
        return self._catalog.info.embedder

    @property
    def dimensions(self) -> int:
        return self._catalog.info.dimensions

    @cached_property
    def refinement(self) -> Refinement | None:
        """The refined vectors that are searched with, where there are any."""
        return self._catalog.refinement(self.generation)

    @property
    def folder(self) -> Path:
        """Where this generation's lexical and vector stores lie."""
        return generation_folder(self._catalog.folder, self.generation)

    def held(self) -> AbstractContextManager[None]:
        """Keeps this generation's stores on the disk meanwhile, however many are published."""
        return read_lock(self._catalog.folder, self.generation)

    def intact(self, store: Path) -> Path:
        """The folder or file of a store, which is as it was published and may be opened; one that was not published
        need not be there. Raises IndexDamaged."""
        name = store.name if store.suffix else f"{store.name}/"
        require_intact(self._catalog.folder, self.generation, self._manifest, store=name)
        return store

    @cached_property
    def _manifest(self) -> str | None:
        return self._catalog.manifest(self.generation)

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
            ids=to_json_list(ids),
        )
        return {row["id"]: article_from(row) for row in rows}

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        rows = self._rows(
            f"SELECT p.* FROM passages p WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {visible('p')}",
            ids=to_json_list(ids),
        )
        return {row["id"]: passage_from(row) for row in rows}

    def origins(self, ids: Collection[str]) -> dict[str, tuple[str, date | None]]:
        """From which article each of some passages is, and from which day."""
        rows = self._rows(
            f"""SELECT p.id, a.id, a.day FROM passages p JOIN articles a ON a.text_row = p.text_row AND {visible("a")}
                WHERE p.id IN ({_GIVEN.format("ids")}) AND {visible("p")}""",
            ids=to_json_list(ids),
        )
        return {passage: (article, parse_date(day)) for passage, article, day in rows}

    def passages_of(self, article_ids: Collection[str]) -> list[Passage]:
        """All passages of some articles, in the order of articles and places."""
        rows = self._rows(
            f"""SELECT p.* FROM articles a JOIN passages p ON p.text_row = a.text_row
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {visible("a")} AND {visible("p")}
                ORDER BY p.article_id, p.position""",
            ids=to_json_list(article_ids),
        )
        return [passage_from(row) for row in rows]

    def passage_ids(self, scope: Scope) -> list[str]:
        """The ids of the passages in scope, in the order in which they came in."""
        condition = scope_condition(scope)
        rows = self._rows(
            f"""SELECT p.id FROM {scoped_table("passages", "p", scope)}
                WHERE {condition.sql} AND {visible("p")} ORDER BY p.row""",
            **condition.values,
        )
        return [row["id"] for row in rows]

    def article_ids(self, scope: Scope) -> list[str]:
        """The ids of the articles in scope, the newest first."""
        condition = scope_condition(scope)
        rows = self._rows(
            f"""SELECT a.id FROM articles a WHERE {condition.sql} AND {visible("a")}
                ORDER BY a.day IS NULL, a.day DESC, a.id""",
            **condition.values,
        )
        return [row["id"] for row in rows]

    def ids_of_address(self, url: str) -> list[str]:
        """The ids of the articles that were given with this address."""
        rows = self._rows(f"SELECT a.id FROM articles a WHERE a.url = :url AND {visible('a')}", url=url)
        return [row["id"] for row in rows]

    def narrowed(self, ids: Collection[str], scope: Scope) -> set[str]:
        """Those of some passages that are in scope."""
        condition = scope_condition(scope)
        rows = self._rows(
            f"""SELECT p.id FROM {scoped_table("passages", "p", scope)}
                WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {condition.sql} AND {visible("p")}""",
            ids=to_json_list(ids),
            **condition.values,
        )
        return {row["id"] for row in rows}

    def all_vectors(self, scope: Scope, refinement: Refinement | None = None) -> PassageVectors:
        """Every passage in scope with its vector, in the order in which they came in; with a refinement, its own, of
        those passages that have one."""
        condition, source = scope_condition(scope), join_refined(refinement)
        rows = self._rows(
            f"""SELECT p.id, v.vector FROM {scoped_table("passages", "p", scope)} {source.sql}
                WHERE {condition.sql} AND {visible("p")} ORDER BY p.row""",
            **condition.values,
            **source.values,
        )
        return self._passage_vectors(rows, refinement)

    def vectors_in_batches(self, size: int, refinement: Refinement | None = None) -> Iterator[PassageVectors]:
        """The same of the whole index, without ever holding more than a batch of it."""
        last, source = 0, join_refined(refinement)
        while rows := self._rows(
            f"""SELECT p.id, v.vector, p.row AS place FROM passages p {source.sql}
                WHERE p.row > :last AND {visible("p")} ORDER BY p.row LIMIT :size""",
            last=last,
            size=size,
            **source.values,
        ):
            last = rows[-1]["place"]
            yield self._passage_vectors(rows, refinement)

    def refined_among(self, ids: Collection[str], refinement: Refinement) -> set[str]:
        """Those of some passages that have a refined vector."""
        source = join_refined(refinement)
        rows = self._rows(
            f"SELECT p.id FROM passages p {source.sql} WHERE p.id IN ({_GIVEN.format('ids')}) AND {visible('p')}",
            ids=to_json_list(ids),
            **source.values,
        )
        return {row["id"] for row in rows}

    def statements(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
        rows: Collection[int] | None = None,
        scope: Scope | None = None,
    ) -> list[Statement]:
        """The statements that fit everything given (None: any), in the order of articles and places."""
        scope = scope or Scope()
        condition = self._fitting(speakers=speakers, article_ids=article_ids, ids=ids, rows=rows)
        found = self._rows(
            f"""SELECT {STATEMENT_COLUMNS} FROM {scoped_table("statements", "s", scope)}
                WHERE {scope_condition(scope).sql} AND {condition.sql} ORDER BY s.article_id, s.start, s.row""",
            **scope_condition(scope).values,
            **condition.values,
        )
        return [statement_from(row) for row in found]

    def settings(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
        scope: Scope | None = None,
    ) -> list[StatementContext]:
        """Where those of them whose speaker is known stand, for a tenth of what reading them takes; without order."""
        scope = scope or Scope()
        condition = self._fitting(speakers=speakers, article_ids=article_ids, ids=ids)
        found = self._rows(
            f"""SELECT s.row, a.title, substr(t.text, s.context_start + 1, s.context_end - s.context_start),
                s.rule != 'turn', coalesce(s.said_on, a.day, '')
                FROM statements s JOIN articles a ON a.text_row = s.text_row AND {visible("a")}
                JOIN texts t ON t.row = s.text_row
                WHERE {scope_condition(scope).sql} AND {condition.sql} AND s.speaker IS NOT NULL""",
            **scope_condition(scope).values,
            **condition.values,
        )
        return [StatementContext(*row) for row in found]

    def _fitting(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
        rows: Collection[int] | None = None,
    ) -> Condition:
        wanted = {"speaker": speakers, "article_id": article_ids, "id": ids, "row": rows}
        given: dict[str, Value] = {name: to_json_list(values) for name, values in wanted.items() if values is not None}
        chosen = [visible("s"), *(_FOUND_BY[name] for name in given)]
        if speakers is not None:
            given |= self._asked_for(speakers)
        return Condition(" AND ".join(chosen), given)

    def statements_within(self, places: Iterable[tuple[str, Span]]) -> list[Statement]:
        """The statements whose sentences reach into some places of articles, in the order of articles and places."""
        rows = self._rows(
            f"""SELECT {STATEMENT_COLUMNS} FROM statements s WHERE s.row IN (
                    SELECT near.row FROM json_each(:places) place
                    JOIN articles a ON a.id = json_extract(place.value, '$[0]') AND {visible("a")}
                    JOIN statements near ON near.text_row = a.text_row
                    AND near.start < json_extract(place.value, '$[2]')
                    AND near.context_end > json_extract(place.value, '$[1]'))
                AND {visible("s")} ORDER BY s.article_id, s.start, s.row""",
            places=json.dumps([(article_id, span.start, span.end) for article_id, span in places]),
        )
        return [statement_from(row) for row in rows]

    def names_heard_in(self, article_ids: Collection[str]) -> dict[str, set[str]]:
        """Who speaks in each of some articles, as the article names them."""
        rows = self._rows(
            f"""SELECT DISTINCT s.article_id, s.speaker FROM articles a JOIN statements s ON s.text_row = a.text_row
                WHERE a.id IN ({_GIVEN.format("ids")}) AND s.speaker IS NOT NULL
                AND {visible("a")} AND {visible("s")}""",
            ids=to_json_list(article_ids),
        )
        heard: dict[str, set[str]] = {}
        for row in rows:
            heard.setdefault(row["article_id"], set()).add(row["speaker"])
        return heard

    def passages_where(self, speakers: Collection[str], scope: Scope, *, most: int) -> list[str]:
        """The ids of the first passages that hold words of these speakers, in the order of articles and places."""
        condition = scope_condition(scope)
        rows = self._rows(
            f"""SELECT DISTINCT p.id, p.article_id, p.position FROM {scoped_table("statements", "s", scope)}
                JOIN passages p ON p.text_row = s.text_row AND p.start < s.context_end AND p."end" > s.start
                WHERE {" AND ".join([condition.sql, visible("s"), visible("p"), _FOUND_BY["speaker"]])}
                ORDER BY p.article_id, p.position LIMIT :most""",
            **condition.values,
            **self._asked_for(speakers),
            most=most,
        )
        return [row["id"] for row in rows]

    def _asked_for(self, speakers: Collection[str]) -> dict[str, str]:
        together = [row for name in speakers for row in self._together.get(name, ())]
        return {"speaker": to_json_list(speakers), "together": json.dumps(together)}

    @cached_property
    def _together(self) -> Mapping[str, Sequence[int]]:
        """Which statements somebody made together with the one they are filed under: few, and in no index."""
        found: dict[str, list[int]] = {}
        rows = self._rows("SELECT s.row, s.together_with FROM statements s WHERE s.together_with IS NOT NULL")
        for row in rows:
            for name, _ in json.loads(row["together_with"]):
                found.setdefault(name, []).append(row["row"])
        return found

    def statement_counts(self) -> tuple[SpeakerCount, ...]:
        """Everybody the index has statements of, named or not; who also speaks together with others comes twice."""
        return tuple(SpeakerCount(*row) for row in self._rows(speaker_counts_sql(visible("s"))))

    def coverage(self, scope: Scope) -> Coverage:
        """How many articles are in scope, and the first and last day known among them."""
        return self._whole if scope.everything else self._coverage(scope)

    @cached_property
    def _whole(self) -> Coverage:
        return self._coverage(Scope())

    def _coverage(self, scope: Scope) -> Coverage:
        condition = scope_condition(scope)
        row = self._rows(
            f"""SELECT count(*) AS articles, min(a.day) AS first, max(a.day) AS last
                FROM articles a WHERE {condition.sql} AND {visible("a")}""",
            **condition.values,
        )[0]
        return Coverage(row["articles"], parse_date(row["first"]), parse_date(row["last"]))

    def stories(self, article_ids: Collection[str]) -> dict[str, Story]:
        """The story of each article, with everybody who carries it; unknown ids are left out."""
        return stories_of(article_ids, ask=self._rows)

    def articles_within(self, ids: Collection[str], scope: Scope) -> set[str]:
        """Those of some articles that are in scope."""
        condition = scope_condition(scope)
        rows = self._rows(
            f"""SELECT a.id FROM articles a
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {condition.sql} AND {visible("a")}""",
            ids=to_json_list(ids),
            **condition.values,
        )
        return {row["id"] for row in rows}

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Every version of an article that was published, the first one first."""
        rows = self._rows(
            """SELECT a.*, t.text, CASE WHEN a.died <= :generation THEN a.superseded_by END AS replaced_by, max(a.row)
                FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE a.id = :id AND a.born <= :generation GROUP BY a.version ORDER BY a.version""",
            id=article_id,
        )
        return tuple(article_from(row) for row in rows)

    def held_as(self, copy_id: str) -> str | None:
        """The id of the article under which a copy's text is held."""
        rows = self._rows(f"SELECT c.article_id FROM copies c WHERE c.copy_id = :id AND {visible('c')}", id=copy_id)
        return rows[0]["article_id"] if rows else None

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
        told = self._rows("SELECT articles, passages, statements FROM generations WHERE generation = :generation")
        if told:
            return Totals(*told[0])
        tables = ("articles", "passages", "statements")
        counts = (f"(SELECT count(*) FROM {table} WHERE {visible(table)})" for table in tables)
        return Totals(*self._rows(f"SELECT {', '.join(counts)}")[0])

    def _passage_vectors(self, rows: Sequence[sqlite3.Row], refinement: Refinement | None) -> PassageVectors:
        dimensions = self.dimensions if refinement is None else refinement.dimensions
        return PassageVectors(tuple(row[0] for row in rows), self._matrix([row[1] for row in rows], dimensions))

    def _matrix(self, blobs: list[bytes], dimensions: int) -> Vectors:
        try:
            return vectors_from_blobs(blobs, dimensions)
        except ValueError as error:
            raise damaged(self._catalog.folder, f"a vector has the wrong size ({error})") from error

    def _rows(self, sql: str, **values: Value) -> list[sqlite3.Row]:
        return self._catalog.rows(sql, {"generation": self.generation, **values})
