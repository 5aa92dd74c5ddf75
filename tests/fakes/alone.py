"""Story groups of an index in which every story has one article."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from index.types import ArticleStatement


class Alone:
    def once(self, found: Iterable[ArticleStatement]) -> tuple[ArticleStatement, ...]:
        return tuple(found)

    def count_independent_outlets(self, article_ids: Collection[str]) -> int:
        return len(set(article_ids))
