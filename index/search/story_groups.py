"""What is shown of a story that several articles carry: each passage and each statement once, with who else has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from index.storage.catalog import Snapshot
from index.stories.near_duplicates import Fingerprint, contains_text, fingerprint, shared_runs, words_in
from index.stories.story import Story, independent_outlets
from index.types import Article, ArticleStatement, Passage, Scope, Statement

_CACHED_TEXTS = 256
"""How many texts are kept ready to be compared: some ten megabytes."""
_CACHED_COMPARISONS = 8_192
"""How many passages it is remembered of who holds them: comparing one with a text takes a millisecond."""


class StoryGroups:
    """The stories of one generation, as far as they were asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, Story] = {}
        self._wording = lru_cache(maxsize=_CACHED_TEXTS)(self._read)
        self._holds = lru_cache(maxsize=_CACHED_COMPARISONS)(self._compare)
        self._told_by = lru_cache(maxsize=_CACHED_COMPARISONS)(self._nearest)

    def of(self, article_ids: Collection[str]) -> dict[str, Story]:
        """The story of each article; most are alone in theirs."""
        missing = [one for one in article_ids if one not in self._known]
        if missing:
            self._known.update(self._snapshot.stories(missing))
        return {one: self._known[one] for one in article_ids if one in self._known}

    def independent_outlets(self, article_ids: Collection[str]) -> int:
        """How many outlets reported themselves what stands in some articles."""
        return independent_outlets(list(self.of(article_ids).values()))

    def carried_by(self, article_id: str) -> tuple[str, ...]:
        """Every other publisher of an article's story, by name."""
        return self.of([article_id])[article_id].outlets_beside(article_id, which=lambda _: True)

    def spoken_for(self, passages: Sequence[Passage], scope: Scope) -> list[Passage]:
        """For each passage the one that is shown in its place: its own, or where an article that comes before its own
        in the story holds the same words, and is in scope, that article's."""
        stories = self.of({one.article_id for one in passages})
        shared = {one.article_id for story in stories.values() if len(story.carriers) > 1 for one in story.carriers}
        if not shared:
            return list(passages)
        allowed = shared if scope.everything else self._snapshot.articles_within(shared, scope)
        return [self._in_place_of(one, stories[one.article_id], allowed) for one in passages]

    def beside_passage(self, passage: Passage, article: Article) -> tuple[str, ...]:
        """The other publishers whose articles hold a passage, by name."""
        story = self.of([article.id])[article.id]
        if len(story.carriers) == 1:
            return story.outlets_beside(article.id, which=lambda _: False)
        return story.outlets_beside(article.id, which=lambda other: self._holds(other, passage))

    def beside_statement(self, statement: Statement, article: Article) -> tuple[str, ...]:
        """The other publishers whose articles hold the words of a statement, by name."""
        said = [piece.of(article.text) for piece in statement.pieces]
        story = self.of([article.id])[article.id]
        return story.outlets_beside(
            article.id, which=lambda other: all(self._wording(other).says(piece) for piece in said)
        )

    def once(self, found: Iterable[ArticleStatement]) -> tuple[ArticleStatement, ...]:
        """The statements in their order, of one story only one from the same speaker in the same words."""
        found = tuple(found)
        stories = self.of({one.article.id for one in found})
        if all(len(story.carriers) == 1 for story in stories.values()):
            return found
        shown: dict[object, ArticleStatement] = {}
        for one in found:
            order = _precedence(stories[one.article.id])
            known = shown.setdefault(_duplicate_key(one, stories[one.article.id]), one)
            if order[one.article.id] < order[known.article.id]:
                shown[_duplicate_key(one, stories[one.article.id])] = one
        kept = {(one.article.id, one.statement.id) for one in shown.values()}
        return tuple(one for one in found if (one.article.id, one.statement.id) in kept)

    def _in_place_of(self, passage: Passage, story: Story, allowed: Collection[str]) -> Passage:
        if len(story.carriers) == 1:
            return passage
        for one in story.carriers:
            if one.article_id == passage.article_id:
                break
            if one.article_id in allowed and self._holds(one.article_id, passage):
                return self._told_by(one.article_id, passage)
        return passage

    def _compare(self, article_id: str, passage: Passage) -> bool:
        return contains_text(self._wording(article_id), self._words_of(passage))

    def _words_of(self, passage: Passage) -> Fingerprint:
        text = self._snapshot.articles([passage.article_id])[passage.article_id].text
        return fingerprint(passage.span.of(text))

    def _nearest(self, article_id: str, passage: Passage) -> Passage:
        """The passage of an article that has most in common with one of another's."""
        words = self._words_of(passage)
        text = self._snapshot.articles([article_id])[article_id].text
        passages = self._snapshot.passages_of([article_id])
        return max(passages, key=lambda one: (shared_runs(fingerprint(one.span.of(text)), words), -one.position))

    def _read(self, article_id: str) -> Fingerprint:
        return fingerprint(self._snapshot.articles([article_id])[article_id].text)


def _precedence(story: Story) -> dict[str, int]:
    return {one.article_id: place for place, one in enumerate(story.carriers)}


def _duplicate_key(one: ArticleStatement, story: Story) -> object:
    """Equal for statements of which one is shown; two of the same article are always two."""
    words = tuple(words_in(" ".join(piece.of(one.article.text) for piece in one.statement.pieces)))
    twins = (story.id, one.statement.speakers, one.statement.commitment, words)
    return twins if words else (one.article.id, one.statement.id)
