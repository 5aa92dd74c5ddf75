"""The passages nearest to a question that has no record, cut to the sentences closest to its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers.phrases import one_line
from assistant.retrieval.context import begins_with_reference, sentences_over
from assistant.types import Draft, NearPassage, Query
from assistant.understanding.stemming import fold
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.types import Article, Hit, Span

MAX_PASSAGES = 3
MAX_SENTENCES = 3
MAX_CHARACTERS = 320
"""A single sentence may be longer, because its end can reverse its beginning."""

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
    """Return the best passages, one for each article and story, without the sentences that are `shown` already."""
    topic = read_topic(query.search_words)
    chosen: list[NearPassage] = []
    for hit in hits:
        if any(one.article.id == hit.article.id for one in chosen):
            continue
        span = _closest_sentences(hit, topic, [span for article_id, span in shown if article_id == hit.article.id])
        if span is None:
            continue
        passage = NearPassage(hit.article, span, hit.score, hit.also_carried_by)
        if not any(_repeats(passage, one) for one in chosen):
            chosen.append(passage)
        if len(chosen) == MAX_PASSAGES:
            break
    return tuple(chosen)


def _closest_sentences(hit: Hit, topic: Topic, shown: Sequence[Span]) -> Span | None:
    """Return the consecutive sentences that cover most of the topic, as few as possible. None if none is left.

    What is left of a passage that is partly shown must be on the topic.
    """
    text = hit.article.text
    covered = [(topic.coverage(topic_stems(span.of(text))), span) for span in _runs(hit, shown)]
    if not covered:
        return None
    coverage, best = max(
        covered,
        key=lambda one: (one[0], not begins_with_reference(one[1].of(text)), one[1].start - one[1].end, -one[1].start),
    )
    is_partly_shown = any(span.overlap(hit.passage.span) for span in shown)
    return None if is_partly_shown and not (topic and coverage) else best


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
    """Return whether a passage has the words of another, or is in the same story of the same outlets."""
    if _words(passage.quote) == _words(other.quote):
        return True
    if passage.article.publisher not in other.also_carried_by or other.article.publisher not in passage.also_carried_by:
        return False
    return _words(passage.article.title) == _words(other.article.title)


def _words(text: str) -> str:
    return fold(one_line(text))
