"""An index that holds one article, without a disk: for tests that ask thousands of texts."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from assistant.qa import Desk
from assistant.understand import Registry
from index.passages import split_passages
from index.search import View
from index.statements import find_statements
from index.types import Article, Attributed, Coverage, Hit, Scope, Statement
from tests.fakes.newsroom import WordCounter


class _Snapshot:
    """The article as the catalog would give it."""

    def __init__(self, found: tuple[Statement, ...]) -> None:
        self._found = found

    def statements(self, **_: object) -> list[Statement]:
        return list(self._found)

    def coverage(self, scope: Scope) -> Coverage:
        return Coverage(1, None, None)


class OneArticle:
    """A View of one article: every search finds all of it."""

    def __init__(self, article: Article, found: tuple[Statement, ...]) -> None:
        self.snapshot = _Snapshot(found)
        self._article = article
        self._found = found

    def search(self, words: str, **_: object) -> tuple[Hit, ...]:
        passages = split_passages(self._article, WordCounter())
        return tuple(Hit(rank, 1.0, ("lexical",), p, self._article) for rank, p in enumerate(passages, start=1))

    def statements(self, *, speakers: Collection[str] | None = None, **_: object) -> tuple[Attributed, ...]:
        return tuple(
            Attributed(one, self._article)
            for one in self._found
            if speakers is None or (one.speaker is not None and one.speaker.name in speakers)
        )

    def statements_about(self, words: str, **_: object) -> tuple[Attributed, ...]:
        return self.statements()


def desk_over(article: Article) -> Desk:
    """What questions about the article are answered with."""
    found = find_statements(article)
    speakers = dict.fromkeys(one.speaker for one in found if one.speaker)
    return Desk(cast(View, OneArticle(article, found)), Registry(speakers))
