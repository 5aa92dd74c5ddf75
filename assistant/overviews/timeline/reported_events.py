"""Sentences in which articles themselves report an event, one for each article."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.overviews.headlines import without_dateline
from assistant.overviews.inputs import read_articles
from assistant.overviews.summary.self_contained import is_opening
from assistant.overviews.summary.sentence_selection import find_candidates
from assistant.overviews.types import Sentence
from assistant.retrieval.evidence import search_passages, statements_by_hit
from assistant.types.types import Query
from assistant.understanding.topic import Topic
from assistant.understanding.topic_words import topic_stems
from index.search.search import View
from index.stories.corrections import is_in_correction
from index.tokenization import split_sentences
from index.types import Article, Hit, Span, Statement

MAX_PASSAGES = 60


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """A sentence of an article that is nobody's statement."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()


def find_reported_events(query: Query, topic: Topic, view: View) -> list[ReportedEvent]:
    """Return the best sentence on the event of each article, preferably its first, which has the news."""
    best: dict[str, tuple[float, ReportedEvent]] = {}
    hits = [
        hit for hit in search_passages(query, view, k=MAX_PASSAGES) if hit.article.kind not in ("opinion", "analysis")
    ]
    for hit, statements in statements_by_hit(hits, view):
        for coverage, event in _own_sentences(hit, statements, topic):
            if hit.article.id not in best or coverage > best[hit.article.id][0]:
                best[hit.article.id] = (coverage, event)
    found = {article_id: event for article_id, (_, event) in best.items()}
    return list((found | _leads([hit.article.id for hit in hits], found, topic, view)).values())


def _leads(ids: Sequence[str], found: Collection[str], topic: Topic, view: View) -> dict[str, ReportedEvent]:
    """Return first sentences on the event. One word of the topic suffices if another sentence is on it."""
    leads: dict[str, ReportedEvent] = {}
    for reading in read_articles(list(dict.fromkeys(ids)), view):
        article = reading.article
        lead = next((one for one in find_candidates(reading) if one.leads and one.introduced is None), None)
        if lead is None or _is_mostly_statement(lead):
            continue
        words = lead.span.of(article.text)
        has_topic_word = article.id in found and topic.coverage(topic_stems(words)) > 0
        if has_topic_word or topic.is_filled_by(words, article.title):
            leads[article.id] = ReportedEvent(article, lead.span, reading.also_carried_by)
    return leads


def _is_mostly_statement(sentence: Sentence) -> bool:
    """Return whether one statement covers most of the sentence; the timeline shows it as that statement."""
    overlaps = (
        sum(piece.overlap(sentence.span) for piece in item.statement.pieces)
        for item in sentence.reading.statements
        if item.statement.speaker is not None
    )
    return max(overlaps, default=0) > (sentence.span.end - sentence.span.start) / 2


def _own_sentences(hit: Hit, statements: Sequence[Statement], topic: Topic) -> Iterator[tuple[float, ReportedEvent]]:
    """Yield the passage's sentences on the topic that are no statement, with their coverage of the topic."""
    text, start = hit.article.text, hit.passage.span.start
    for sentence in split_sentences(hit.passage.span.of(text)):
        span = without_dateline(Span(start + sentence.start, start + sentence.end), text)
        words = span.of(text)
        is_statement = any(piece.overlap(span) for statement in statements for piece in statement.pieces)
        if is_statement or is_in_correction(text, span) or not is_opening(words):
            continue
        if topic.is_filled_by(words, hit.article.title):
            yield topic.coverage(topic_stems(words)), ReportedEvent(hit.article, span, hit.also_carried_by)
