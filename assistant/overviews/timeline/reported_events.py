"""What articles report of an event themselves: of each the sentence that speaks of it most, without anybody's words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.overviews.headlines import without_dateline
from assistant.overviews.reading import read_articles
from assistant.overviews.summary.self_contained import stands_first
from assistant.overviews.summary.sentence_selection import candidates
from assistant.overviews.types import Sentence
from assistant.retrieval.evidence import search_passages, statements_by_hit
from assistant.types import Query
from assistant.understanding.topic import Topic, topic_stems
from index.search.view import View
from index.stories.corrections import is_in_correction
from index.tokenization import split_sentences
from index.types import Article, Hit, Span, Statement

PASSAGES = 60
_COMMENT = ("opinion", "analysis")


@dataclass(frozen=True, slots=True)
class Reported:
    """A sentence of an article's own."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()


def reported_on(query: Query, topic: Topic, view: View) -> list[Reported]:
    """One sentence an article, of those that speak of the event; none of comment, of what is somebody's words, or of a
    correction. It is the article's first where that can be shown: an article tells its news there."""
    best: dict[str, tuple[float, Reported]] = {}
    hits = [hit for hit in search_passages(query, view, k=PASSAGES) if hit.article.kind not in _COMMENT]
    for hit, said in statements_by_hit(hits, view):
        for share, one in _own_sentences(hit, said, topic):
            if hit.article.id not in best or share > best[hit.article.id][0]:
                best[hit.article.id] = (share, one)
    found = {article_id: one for article_id, (_, one) in best.items()}
    return list((found | _leads([hit.article.id for hit in hits], found, topic, view)).values())


def _leads(ids: Sequence[str], found: Collection[str], topic: Topic, view: View) -> dict[str, Reported]:
    """The first sentences of the articles that are on the event, and of those that have a word of it where another
    sentence of theirs is."""
    leads: dict[str, Reported] = {}
    for reading in read_articles(list(dict.fromkeys(ids)), view):
        article = reading.article
        lead = next((one for one in candidates(reading) if one.leads and one.introduced is None), None)
        if lead is None or _is_told_by_somebody(lead):
            continue
        words = lead.span.of(article.text)
        short = article.id in found and topic.coverage(topic_stems(words)) > 0
        if short or topic.is_filled_by(words, article.title):
            leads[article.id] = Reported(article, lead.span, reading.also_carried_by)
    return leads


def _is_told_by_somebody(one: Sentence) -> bool:
    """Whether a sentence is mostly somebody's words: a statement of its own in a timeline."""
    theirs = max(
        (
            sum(piece.overlap(one.span) for piece in said.statement.pieces)
            for said in one.reading.statements
            if said.statement.speaker is not None
        ),
        default=0,
    )
    return theirs > (one.span.end - one.span.start) / 2


def _own_sentences(hit: Hit, said: tuple[Statement, ...], topic: Topic) -> list[tuple[float, Reported]]:
    text, found = hit.article.text, []
    start = hit.passage.span.start
    for sentence in split_sentences(hit.passage.span.of(text)):
        span = without_dateline(Span(start + sentence.start, start + sentence.end), text)
        words = span.of(text)
        theirs = any(piece.overlap(span) for one in said for piece in one.pieces)
        aside = theirs or is_in_correction(text, span) or not stands_first(words)
        if aside or not topic.is_filled_by(words, hit.article.title):
            continue
        found.append((topic.coverage(topic_stems(words)), Reported(hit.article, span, hit.also_carried_by)))
    return found
