"""An index that holds one article, without a disk: for tests that ask thousands of texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast

from assistant.pipeline import AnswerContext
from assistant.understanding.speakers import SpeakerMatcher
from index.ingest.passages import split_passages
from index.search.view import View
from index.statements import find_statements
from index.storage.catalog.types import StatementContext
from index.types import Article, ArticleStatement, Coverage, Hit, Scope, Statement
from tests.fakes.alone import Alone
from tests.fakes.newsroom import WordCounter


class _Snapshot:
    """The article as the catalog would give it."""

    def __init__(self, found: tuple[Statement, ...]) -> None:
        self._found = found

    def statements_within(self, places: object) -> list[Statement]:
        return list(self._found)

    def speaker_names_in(self, article_ids: Collection[str]) -> dict[str, set[str]]:
        return {one: {said.speaker.name for said in self._found if said.speaker} for one in article_ids}

    def coverage(self, scope: Scope) -> Coverage:
        return Coverage(1, None, None)


class OneArticle:
    """A View of one article: every search finds all of it."""

    stories = Alone()
    used_embedders = ("none",)

    def __init__(self, article: Article, found: tuple[Statement, ...]) -> None:
        self.snapshot = _Snapshot(found)
        self._article = article
        self._found = found

    def search(self, words: str, **_: object) -> tuple[Hit, ...]:
        passages = split_passages(self._article, WordCounter())
        return tuple(Hit(rank, 1.0, ("lexical",), p, self._article) for rank, p in enumerate(passages, start=1))

    def statements(self, *, rows: Collection[int] | None = None, **_: object) -> tuple[ArticleStatement, ...]:
        chosen = range(len(self._found)) if rows is None else rows
        return tuple(ArticleStatement(self._found[row], self._article) for row in chosen)

    def with_canonical_names(self, statements: Iterable[Statement]) -> list[Statement]:
        return list(statements)

    def settings(self, *, speakers: Collection[str] = (), **_: object) -> list[StatementContext]:
        return [
            StatementContext(row, self._article.title, self._article.text, whole=True, day="")
            for row, one in enumerate(self._found)
            if one.speaker is not None and (not speakers or one.speaker.name in speakers)
        ]

    def contexts_about(self, words: str, **_: object) -> list[StatementContext]:
        return self.settings()


def desk_over(article: Article) -> AnswerContext:
    """What questions about the article are answered with."""
    found = find_statements(article)
    speakers = dict.fromkeys(one.speaker for one in found if one.speaker)
    return AnswerContext(cast(View, OneArticle(article, found)), SpeakerMatcher.of(speakers))
