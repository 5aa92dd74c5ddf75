"""What articles report of an event themselves: of each the sentence that speaks of it most, without anybody's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.find import search_passages, statements_in
from assistant.overviews.reading import read_articles
from assistant.overviews.sentences import candidates, without_dateline
from assistant.types import Query
from assistant.understand.topic import Topic
from assistant.understand.words import stem_set
from index.notices import takes_back
from index.search import View
from index.sentences import split_sentences
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
    """One sentence an article, of those that speak of the event; none of what is somebody's words, or a correction."""
    best: dict[str, tuple[float, Reported]] = {}
    for hit, said in statements_in(search_passages(query, view, k=PASSAGES), view):
        if hit.article.kind in _COMMENT:
            continue
        for share, one in _own_sentences(hit, said, topic):
            if hit.article.id not in best or share > best[hit.article.id][0]:
                best[hit.article.id] = (share, one)
    leads = _leads([one for _, one in best.values()], topic, view)
    return [leads.get(article_id, one) for article_id, (_, one) in best.items()]


def _leads(found: Sequence[Reported], topic: Topic, view: View) -> dict[str, Reported]:
    """The first sentences of articles that speak of the event, where they can be shown and have a word of it: an article
    tells its news in its first sentence, and what led up to it further down."""
    leads: dict[str, Reported] = {}
    for reading in read_articles([one.article.id for one in found], view):
        for one in candidates(reading):
            shown = one.leads and one.introduced is None and one.role == "happened"
            if shown and topic.coverage(stem_set(one.span.of(reading.article.text))):
                leads[reading.article.id] = Reported(reading.article, one.span, reading.also_carried_by)
    return leads


def _own_sentences(hit: Hit, said: tuple[Statement, ...], topic: Topic) -> list[tuple[float, Reported]]:
    text, found = hit.article.text, []
    start = hit.passage.span.start
    for sentence in split_sentences(hit.passage.span.of(text)):
        span = without_dateline(Span(start + sentence.start, start + sentence.end), text)
        words = span.of(text)
        theirs = any(piece.overlap(span) for one in said for piece in one.pieces)
        if theirs or takes_back(text, span) or not topic.is_filled_by(words, hit.article.title):
            continue
        found.append((topic.coverage(stem_set(words)), Reported(hit.article, span, hit.also_carried_by)))
    return found
