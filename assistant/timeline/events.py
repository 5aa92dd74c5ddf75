"""What articles report of an event themselves: of each the sentence that speaks of it most, without anybody's words."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.find import search_passages, statements_in
from assistant.types import Query
from assistant.understand.topic import Topic
from assistant.understand.words import stem_set
from index.notices import takes_back
from index.search import View
from index.sentences import split_sentences
from index.types import Article, Hit, Span, Statement

PASSAGES = 60


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
        for share, one in _own_sentences(hit, said, topic):
            if hit.article.id not in best or share > best[hit.article.id][0]:
                best[hit.article.id] = (share, one)
    return [one for _, one in best.values()]


def _own_sentences(hit: Hit, said: tuple[Statement, ...], topic: Topic) -> list[tuple[float, Reported]]:
    text, found = hit.article.text, []
    start = hit.passage.span.start
    for sentence in split_sentences(hit.passage.span.of(text)):
        span = Span(start + sentence.start, start + sentence.end)
        words = span.of(text)
        theirs = any(piece.overlap(span) for one in said for piece in one.pieces)
        if theirs or takes_back(text, span) or not topic.is_filled_by(words, hit.article.title):
            continue
        found.append((topic.coverage(stem_set(words)), Reported(hit.article, span, hit.also_carried_by)))
    return found
