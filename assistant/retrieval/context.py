"""Where a statement stands in its article: what a citation of it must show, and what introduces it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.search.view import View
from index.tokenization import split_paragraphs, split_sentences
from index.types import Article, ArticleStatement, Span, Statement

INTERVIEW_TURN = "turn"
"""The rule by which `index.statements` credits `NAME: …` in an interview."""
LONGEST_PLACE = 2_000
"""Characters. A run of quotations whose speaker was named far above is cited by its own sentences only."""


def sentences_over(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The sentences that the spans touch, in reading order. Only the paragraphs around them are read."""
    found: dict[Span, None] = {}
    for span in sorted(spans):
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        paragraph = text[start : len(text) if end < 0 else end]
        for sentence in _sentences_of(paragraph):
            placed = Span(start + sentence.start, start + sentence.end)
            if placed.overlap(span):
                found[placed] = None
    return tuple(sorted(found))


def statement_place(statement: Statement, article: Article) -> Span:
    """From the first to the last sentence that holds the statement's source, cue or content: who, how and what.

    An answer in an interview is shown with the question that was put: "No." says nothing without it.
    """
    parts = [part for part in (statement.source, statement.cue, *statement.pieces) if part]
    whole = _hull(sentences_over(article.text, parts), statement)
    if statement.rule == INTERVIEW_TURN and statement.source:
        whole = Span(_paragraph_before(article.text, statement.source.start), whole.end)
    return whole if whole.end - whole.start <= LONGEST_PLACE else statement.content


def paragraphs_around(text: str, span: Span, *, around: int = 1) -> tuple[list[Span], bool, bool]:
    """The paragraphs that the span touches and `around` of those before and after them; and whether there are more
    before these, and after."""
    paragraphs = split_paragraphs(text)
    inside = [place for place, one in enumerate(paragraphs) if one.overlap(span)] or [0]
    first, end = max(0, inside[0] - around), inside[-1] + 1 + around
    return list(paragraphs[first:end]), first > 0, end < len(paragraphs)


def own_context(statement: Statement, article: Article, neighbours: Sequence[Statement]) -> str:
    """The words of the statement's place without what others say there: what may decide that it is on a topic."""
    place = statement_place(statement, article)
    others = [piece for other in neighbours if _not_by_the_same(other, statement) for piece in other.pieces]
    kept: list[str] = []
    at = place.start
    for piece in sorted(others):
        if piece.end <= at or piece.start >= place.end:
            continue
        if any(piece.overlap(own) for own in statement.pieces):
            continue
        kept.append(article.text[at : max(at, piece.start)])
        at = piece.end
    return " ".join([*kept, article.text[at : place.end], *(own.of(article.text) for own in statement.pieces)])


def with_contexts(statements: Sequence[ArticleStatement], view: View) -> list[tuple[ArticleStatement, str]]:
    """Each with the words of its place that others did not say."""
    places = [(one.article.id, statement_place(one.statement, one.article)) for one in statements]
    neighbours = by_article(view.snapshot.statements_within(places)) if places else {}
    return [(one, own_context(one.statement, one.article, neighbours.get(one.article.id, ()))) for one in statements]


def by_article(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    grouped: dict[str, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(statement.article_id, []).append(statement)
    return grouped


def _paragraph_before(text: str, offset: int) -> int:
    """Where the paragraph before the offset's own begins; the beginning of its own where it is the first."""
    start = text.rfind("\n", 0, offset) + 1
    before = text[:start].rstrip()
    return before.rfind("\n") + 1 if before else start


@lru_cache(maxsize=2048)
def _sentences_of(paragraph: str) -> tuple[Span, ...]:
    """Kept, because the statements of one paragraph are judged one after the other, and again by the next question."""
    return split_sentences(paragraph)


def _not_by_the_same(other: Statement, statement: Statement) -> bool:
    return other.id != statement.id and (other.speaker is None or other.speaker != statement.speaker)


def _hull(sentences: Sequence[Span], statement: Statement) -> Span:
    spans = [*sentences, *statement.pieces]
    return Span(min(span.start for span in spans), max(span.end for span in spans))
