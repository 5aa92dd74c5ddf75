"""The passages nearest to a question that has no record, cut to the sentences closest to its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers.phrases import one_line
from assistant.retrieval.context import sentences_over
from assistant.types import Draft, NearPassage, Query
from assistant.understanding.stemming import fold
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.types import Article, Hit, Span

MAX_PASSAGES = 3
MAX_SENTENCES = 3
MAX_CHARACTERS = 320
"""A single sentence may be longer, because its end can reverse its beginning."""
_PRONOUN = re.compile(r"[“\"']?(?:He|She|It|They|His|Her|Its|Their|This|These|That|Those)\b")
"""The beginning of a sentence that needs the one before."""

Place = tuple[str, Span]
"""The id of an article and a span of its text."""


def with_nearest(draft: Draft, hits: Sequence[Hit], *, query: Query) -> Draft:
    """Return a draft without a record with the nearest passages that it does not show yet; others unchanged."""
    if draft.status != "no_evidence":
        return draft
    shown = [(one.article.id, one.span) for one in draft.citations]
    shown += [(one.article.id, one.span) for one in (*draft.statements, *draft.related)]
    return replace(draft, nearest=nearest_passages(hits, query=query, shown=shown))


def nearest_passages(hits: Sequence[Hit], *, query: Query, shown: Sequence[Place] = ()) -> tuple[NearPassage, ...]:
    """Return the best passages, one for each article and story, without the sentences that are `shown` already.

    A passage without a word of the question can only be near in meaning. It is returned if nothing else is shown.
    """
    topic = read_topic(query.search_words)
    found = [_cut(hit, topic, [span for article_id, span in shown if article_id == hit.article.id]) for hit in hits]
    cut = [passage for passage in found if passage is not None]
    with_words = [passage for passage in cut if _coverage(topic, passage.quote)]
    return _distinct(with_words if with_words or shown else cut)


def _cut(hit: Hit, topic: Topic, shown: Sequence[Span]) -> NearPassage | None:
    """Return the sentences of a passage that cover most of the topic, as few as possible; None if all are shown."""
    text = hit.article.text
    runs = list(_runs(hit, shown))
    if not runs:
        return None

    def closeness(run: Span) -> tuple[float, bool, int, int]:
        coverage = _coverage(topic, run.of(text))
        length = run.end - run.start
        if not coverage:
            return 0.0, False, -run.start, length  # the beginning of the passage
        return coverage, not _PRONOUN.match(run.of(text)), -length, -run.start

    return NearPassage(hit.article, max(runs, key=closeness), hit.score, hit.also_carried_by)


def _coverage(topic: Topic, text: str) -> float:
    """Return the share of the topic in a text. The words of a phrase ("Article 5") only count together."""
    apart = frozenset() if topic.contains_phrases(text) else topic_stems(" ".join(topic.phrases))
    return topic.coverage(topic_stems(text) - apart) if topic else 0.0


def _distinct(passages: Sequence[NearPassage]) -> tuple[NearPassage, ...]:
    """Return the first passages, without a second one of an article or a story."""
    chosen: list[NearPassage] = []
    for passage in passages:
        if len(chosen) < MAX_PASSAGES and not any(_repeats(passage, one) for one in chosen):
            chosen.append(passage)
    return tuple(chosen)


def _runs(hit: Hit, shown: Sequence[Span]) -> Iterator[Span]:
    """Yield every run of sentences that is short enough, of those that may be shown."""
    sentences = _sentences(hit.article, hit.passage.span)
    for first, start in enumerate(sentences):
        for end in sentences[first : first + MAX_SENTENCES]:
            run = Span(start.start, end.end)
            if any(span.overlap(run) for span in shown):
                break
            if end != start and run.end - run.start > MAX_CHARACTERS:
                break
            yield run


def _sentences(article: Article, passage: Span) -> list[Span]:
    """Return the sentences of a passage. It may hold only a part of a very long one."""
    sentences = sentences_over(article.text, [passage])
    inside = (Span(max(one.start, passage.start), min(one.end, passage.end)) for one in sentences)
    return [one for one in inside if one.of(article.text).strip()]


def _repeats(passage: NearPassage, other: NearPassage) -> bool:
    """Return whether a passage is in the article of another, has its words, or is in a story of the same outlets."""
    if passage.article.id == other.article.id or _words(passage.quote) == _words(other.quote):
        return True
    if passage.article.publisher not in other.also_carried_by or other.article.publisher not in passage.also_carried_by:
        return False
    return _words(passage.article.title) == _words(other.article.title)


def _words(text: str) -> str:
    return fold(one_line(text))
