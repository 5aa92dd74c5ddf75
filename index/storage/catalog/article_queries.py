"""Queries for the articles of one generation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from index.storage.catalog.conditions import Value, is_listed, scope_condition, to_json_list, visible
from index.storage.catalog.rows import article_from, parse_date
from index.storage.catalog.types import Totals
from index.stories.story import Carrier, Story, build_story
from index.types import Article, Coverage, Scope


class GenerationQueries:
    """Runs queries in one generation, which the SQL calls `:generation`."""

    def __init__(self, generation: int, query: Callable[[str, Mapping[str, Value]], list[sqlite3.Row]]) -> None:
        self.generation = generation
        self._query = query

    def _rows(self, sql: str, scope: Scope | None = None, /, **values: Value | Collection[str]) -> list[sqlite3.Row]:
        """Run a query with the values of a scope and other values; collections are bound as JSON lists."""
        bound = {name: v if isinstance(v, str | int | None) else to_json_list(v) for name, v in values.items()}
        in_scope = scope_condition(scope).values if scope else {}
        return self._query(sql, {"generation": self.generation, **in_scope, **bound})

    def _ids(self, sql: str, scope: Scope | None = None, /, **values: Value | Collection[str]) -> list[str]:
        """Run a query and return its first column."""
        return [row[0] for row in self._rows(sql, scope, **values)]


class ArticleQueries(GenerationQueries):
    """Articles, their versions, copies and stories, and totals of a generation."""

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """Return the current version of an article, or the one of that number; None if it was never published."""
        condition = visible("a") if version is None else "a.version = :version AND a.born <= :generation"
        sql = f"""SELECT a.*, t.text, CASE WHEN a.died <= :generation THEN a.superseded_by END AS replaced_by
                FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE a.id = :id AND {condition} ORDER BY a.row DESC LIMIT 1"""
        rows = self._rows(sql, id=article_id, version=version)
        return article_from(rows[0]) if rows else None

    def articles(self, ids: Collection[str]) -> dict[str, Article]:
        """Return current versions by id, without unknown ids."""
        sql = f"""SELECT a.*, t.text, NULL AS replaced_by FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE {is_listed("a.id", "ids")} AND {visible("a")}"""
        rows = self._rows(sql, ids=ids)
        return {row["id"]: article_from(row) for row in rows}

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Return every published version of an article, the first one first."""
        sql = """SELECT a.*, t.text, CASE WHEN a.died <= :generation THEN a.superseded_by END AS replaced_by, max(a.row)
                FROM articles a JOIN texts t ON t.row = a.text_row
                WHERE a.id = :id AND a.born <= :generation GROUP BY a.version ORDER BY a.version"""
        rows = self._rows(sql, id=article_id)
        return tuple(article_from(row) for row in rows)

    def article_ids(self, scope: Scope) -> list[str]:
        """Return the ids of the articles in scope, the newest first."""
        sql = f"""SELECT a.id FROM articles a WHERE {scope_condition(scope).sql} AND {visible("a")}
                ORDER BY a.day IS NULL, a.day DESC, a.id"""
        return self._ids(sql, scope)

    def articles_in_scope(self, ids: Collection[str], scope: Scope) -> set[str]:
        """Return those of the article ids that are in scope."""
        condition = f"{is_listed('a.id', 'ids')} AND {scope_condition(scope).sql} AND {visible('a')}"
        return set(self._ids(f"SELECT a.id FROM articles a WHERE {condition}", scope, ids=ids))

    def article_ids_of_url(self, url: str) -> list[str]:
        """Return the ids of the articles with a URL."""
        return self._ids(f"SELECT a.id FROM articles a WHERE a.url = :url AND {visible('a')}", url=url)

    def article_of_copy(self, copy_id: str) -> str | None:
        """Return the id of the article that stores the text of a copy."""
        ids = self._ids(f"SELECT c.article_id FROM copies c WHERE c.copy_id = :id AND {visible('c')}", id=copy_id)
        return ids[0] if ids else None

    def publishers(self) -> tuple[str, ...]:
        """Return every publisher of an article or a copy, sorted."""
        sql = f"""SELECT publisher FROM articles a WHERE {visible("a")} AND publisher IS NOT NULL
                UNION SELECT publisher FROM copies c WHERE {visible("c")} AND publisher IS NOT NULL
                ORDER BY publisher"""
        names = self._ids(sql)
        return tuple(names)

    def stories(self, article_ids: Collection[str]) -> dict[str, Story]:
        """Return the story of each article with all its carriers, without unknown ids."""
        sql = f"""WITH RECURSIVE members (of_article, text_row) AS (
                    SELECT a.id, a.text_row FROM articles a WHERE {is_listed("a.id", "ids")} AND {visible("a")}
                    UNION
                    SELECT m.of_article, p.other_row FROM members m
                    JOIN alike p ON p.text_row = m.text_row AND {visible("p")}
                    JOIN articles other ON other.text_row = p.other_row AND {visible("other")}
                )
                SELECT m.of_article, a.id, a.publisher, a.day, length(t.text) AS length, (
                    SELECT json_group_array(DISTINCT c.publisher) FROM copies c
                    WHERE c.article_id = a.id AND c.content_hash = a.content_hash AND {visible("c")}
                    AND c.publisher IS NOT NULL
                ) AS copied_by
                FROM members m JOIN articles a ON a.text_row = m.text_row AND {visible("a")}
                JOIN texts t ON t.row = a.text_row"""
        rows = self._rows(sql, ids=article_ids)
        carriers: dict[str, list[Carrier]] = {}
        for row in rows:
            copied_by = tuple(sorted(json.loads(row["copied_by"])))
            carrier = Carrier(row["id"], row["publisher"], copied_by, parse_date(row["day"]), row["length"])
            carriers.setdefault(row["of_article"], []).append(carrier)
        return {article_id: build_story(found) for article_id, found in carriers.items()}

    def coverage(self, scope: Scope) -> Coverage:
        """Return the number of articles in scope, with their first and last day."""
        return self._full_coverage if scope.everything else self._coverage(scope)

    @cached_property
    def _full_coverage(self) -> Coverage:
        return self._coverage(Scope())

    def _coverage(self, scope: Scope) -> Coverage:
        sql = f"""SELECT count(*), min(a.day), max(a.day) FROM articles a
                WHERE {scope_condition(scope).sql} AND {visible("a")}"""
        [[articles, first, last]] = self._rows(sql, scope)
        return Coverage(articles, parse_date(first), parse_date(last))

    def totals(self) -> Totals:
        return self._totals

    @cached_property
    def _totals(self) -> Totals:
        stored = self._rows("SELECT articles, passages, statements FROM generations WHERE generation = :generation")
        if stored:
            return Totals(*stored[0])
        tables = ("articles", "passages", "statements")
        counts = (f"(SELECT count(*) FROM {table} WHERE {visible(table)})" for table in tables)
        return Totals(*self._rows(f"SELECT {', '.join(counts)}")[0])
