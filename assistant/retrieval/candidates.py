"""Which statements are worth reading, told by the sentences they stand in.

Somebody who is quoted every day has thousands of statements, and reading one takes ten times what looking at its
sentences does. Nothing is left out here that could be on the topic; what is, is decided on the statements themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.understanding.stemming import fold, stem_prefixes
from assistant.understanding.topic import Topic
from assistant.understanding.topic_words import topic_stems
from index.storage.catalog.types import StatementContext


def filter_candidates(topic: Topic, settings: Iterable[StatementContext]) -> list[StatementContext]:
    """Those that can be on the topic, read under their article's title."""
    return [one for one in settings if not one.whole or _may_fit(topic, one)]


def filter_by_overlap(topic: Topic, settings: Iterable[StatementContext], *, share: float) -> list[StatementContext]:
    """Those whose own sentences can hold so much of the topic."""
    return [one for one in settings if topic_overlap(topic, one) >= share]


def order_by_overlap(topic: Topic, settings: Sequence[StatementContext]) -> list[StatementContext]:
    """Those whose sentences hold most of the topic, of equals the newest."""
    newest = sorted(settings, key=lambda one: one.day, reverse=True)
    return sorted(newest, key=lambda one: -topic_overlap(topic, one))


def topic_overlap(topic: Topic, one: StatementContext) -> float:
    """The share of the topic that stands in a statement's sentences: its own words hold no more."""
    return topic.coverage(topic_stems(one.words)) if _may_stand(topic, one.words) else 0.0


def _may_fit(topic: Topic, one: StatementContext) -> bool:
    if not topic:
        return True
    if not _may_stand(topic, one.words) and not _may_stand(topic, one.title):
        return False
    return topic.may_be_filled_by(topic_stems(one.title) | topic_stems(one.words))


def _may_stand(topic: Topic, words: str) -> bool:
    """False where no word can be one of the topic's: told without cutting and stemming them, which takes five times as
    long."""
    plain = fold(words).replace(".", "")
    return any(beginning in plain for term in topic.terms for beginning in stem_prefixes(term.stem))
