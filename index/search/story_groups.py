"""Deduplicates passages and statements of stories that several articles carry, and names the other publishers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from index.storage.catalog.catalog import Snapshot
from index.stories.near_duplicates import Fingerprint, contains_text, fingerprint, shared_runs, words_in
from index.stories.story import Story, count_independent_outlets
from index.types import Article, ArticleStatement, Passage, Scope, Statement

_CACHED_TEXTS = 256
"""Fingerprints of texts: some ten megabytes."""
_CACHED_COMPARISONS = 8_192
"""Comparisons of a passage with a text, each of which takes a millisecond."""


class StoryGroups:
    """The stories of one generation, read on demand."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._stories: dict[str, Story] = {}
        self._fingerprint = lru_cache(maxsize=_CACHED_TEXTS)(lambda article_id: fingerprint(self._text(article_id)))
        self._has_passage = lru_cache(maxsize=_CACHED_COMPARISONS)(self._compare)
        self._counterpart = lru_cache(maxsize=_CACHED_COMPARISONS)(self._find_counterpart)

    def of(self, article_ids: Collection[str]) -> dict[str, Story]:
        """Return the story of each article. Most stories have one article."""
        missing = [article_id for article_id in article_ids if article_id not in self._stories]
        if missing:
            self._stories.update(self._snapshot.stories(missing))
        return {article_id: self._stories[article_id] for article_id in article_ids if article_id in self._stories}

    def count_independent_outlets(self, article_ids: Collection[str]) -> int:
        """Return how many outlets independently reported the content of some articles."""
        return count_independent_outlets(list(self.of(article_ids).values()))

    def carried_by(self, article_id: str) -> tuple[str, ...]:
        """Return the other publishers of an article's story, sorted."""
        return self.of([article_id])[article_id].outlets_beside(article_id, which=lambda _: True)

    def representatives(self, passages: Sequence[Passage], scope: Scope) -> list[Passage]:
        """Replace each passage by that of the first article in scope, in its story, that contains the same words."""
        stories = self.of({passage.article_id for passage in passages})
        shared = {one.article_id for story in stories.values() if len(story.carriers) > 1 for one in story.carriers}
        if not shared:
            return list(passages)
        allowed = shared if scope.everything else self._snapshot.articles_in_scope(shared, scope)
        return [self._representative(passage, stories[passage.article_id], allowed) for passage in passages]

    def publishers_of_passage(self, passage: Passage, article: Article) -> tuple[str, ...]:
        """Return the other publishers whose articles contain a passage, sorted."""
        story = self.of([article.id])[article.id]
        if len(story.carriers) == 1:
            return story.outlets_beside(article.id, which=lambda _: False)
        return story.outlets_beside(article.id, which=lambda other: self._has_passage(other, passage))

    def publishers_of_statement(self, statement: Statement, article: Article) -> tuple[str, ...]:
        """Return the other publishers whose articles contain the words of a statement, sorted."""
        words = [piece.of(article.text) for piece in statement.pieces]
        return self.of([article.id])[article.id].outlets_beside(
            article.id, which=lambda other: all(self._fingerprint(other).says(piece) for piece in words)
        )

    def once(self, found: Iterable[ArticleStatement]) -> tuple[ArticleStatement, ...]:
        """Return the statements in order, with only one of those in a story with the same speaker and words."""
        found = tuple(found)
        stories = self.of({attributed.article.id for attributed in found})
        if all(len(story.carriers) == 1 for story in stories.values()):
            return found
        chosen: dict[object, ArticleStatement] = {}
        for attributed in found:
            story = stories[attributed.article.id]
            precedence = {carrier.article_id: place for place, carrier in enumerate(story.carriers)}
            key = _duplicate_key(attributed, story)
            first = chosen.setdefault(key, attributed)
            if precedence[attributed.article.id] < precedence[first.article.id]:
                chosen[key] = attributed
        kept = {(attributed.article.id, attributed.statement.id) for attributed in chosen.values()}
        return tuple(attributed for attributed in found if (attributed.article.id, attributed.statement.id) in kept)

    def _representative(self, passage: Passage, story: Story, allowed: Collection[str]) -> Passage:
        if len(story.carriers) == 1:
            return passage
        for carrier in story.carriers:
            if carrier.article_id == passage.article_id:
                break
            if carrier.article_id in allowed and self._has_passage(carrier.article_id, passage):
                return self._counterpart(carrier.article_id, passage)
        return passage

    def _compare(self, article_id: str, passage: Passage) -> bool:
        return contains_text(self._fingerprint(article_id), self._passage_fingerprint(passage))

    def _find_counterpart(self, article_id: str, passage: Passage) -> Passage:
        """Return the passage of an article that shares most with a passage of another article."""
        words = self._passage_fingerprint(passage)
        text = self._text(article_id)
        passages = self._snapshot.passages_of([article_id])
        return max(passages, key=lambda other: (shared_runs(fingerprint(other.span.of(text)), words), -other.position))

    def _passage_fingerprint(self, passage: Passage) -> Fingerprint:
        return fingerprint(passage.span.of(self._text(passage.article_id)))

    def _text(self, article_id: str) -> str:
        return self._snapshot.articles([article_id])[article_id].text


def _duplicate_key(attributed: ArticleStatement, story: Story) -> object:
    """Return a key that is equal for duplicates. Statements without words are never duplicates."""
    words = tuple(words_in(" ".join(piece.of(attributed.article.text) for piece in attributed.statement.pieces)))
    key = (story.id, attributed.statement.speakers, attributed.statement.commitment, words)
    return key if words else (attributed.article.id, attributed.statement.id)
