"""The place of a statement or sentence in its article, and the sentence that introduces it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from assistant.understanding.stemming import fold
from index.search.view import View
from index.tokenization import split_paragraphs, split_sentences
from index.types import Article, ArticleStatement, Span, Statement

INTERVIEW_TURN = "turn"
"""The rule that attributes `NAME: …` in an interview."""
MAX_PLACE_LENGTH = 2_000
"""In characters. A longer place, of quotations far below their speaker's name, is cited without that name."""

_sentences_of = lru_cache(maxsize=2048)(split_sentences)
"""Cached, because the statements of a paragraph are judged one after the other, and by the next question."""
_BEGINS_WITH_REFERENCE = re.compile(r"[“\"']?(?:He|She|It|They|His|Her|Its|Their|This|These|That|Those|The [a-z])")
_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+))*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENING_WORDS = 8
_MIN_SURNAME_LETTERS = 3
_MAX_INTRODUCTION_OFFSET = 20_000
"""In characters from the start of the article."""


def sentences_over(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the sentences that overlap the spans, in reading order. Only their paragraphs are parsed."""
    found: set[Span] = set()
    for span in sorted(spans):
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        paragraph = text[start : len(text) if end < 0 else end]
        sentences = (Span(start + one.start, start + one.end) for one in _sentences_of(paragraph))
        found.update(sentence for sentence in sentences if sentence.overlap(span))
    return tuple(sorted(found))


def statement_place(statement: Statement, article: Article) -> Span:
    """Return the span from the first to the last sentence with the statement's source, cue or content.

    An answer in an interview includes its question, because "No." alone has no meaning.
    """
    parts = [part for part in (statement.source, statement.cue, *statement.pieces) if part]
    spans = [*sentences_over(article.text, parts), *statement.pieces]
    place = Span(min(span.start for span in spans), max(span.end for span in spans))
    if statement.rule == INTERVIEW_TURN and statement.source:
        place = Span(_previous_paragraph_start(article.text, statement.source.start), place.end)
    return place if place.end - place.start <= MAX_PLACE_LENGTH else statement.content


def paragraphs_around(text: str, span: Span) -> tuple[list[Span], bool, bool]:
    """Return the span's paragraphs with one neighbour on each side, and whether more precede and follow."""
    paragraphs = split_paragraphs(text)
    inside = [place for place, one in enumerate(paragraphs) if one.overlap(span)] or [0]
    first, end = max(0, inside[0] - 1), inside[-1] + 2
    return list(paragraphs[first:end]), first > 0, end < len(paragraphs)


def own_context(statement: Statement, article: Article, neighbours: Sequence[Statement]) -> str:
    """Return the text of the statement's place without statements of other speakers."""
    place = statement_place(statement, article)
    others = [one for one in neighbours if one.id != statement.id]
    others = [one for one in others if one.speaker is None or one.speaker != statement.speaker]
    texts: list[str] = []
    at = place.start
    for piece in sorted(piece for other in others for piece in other.pieces):
        if piece.end <= at or piece.start >= place.end or any(piece.overlap(own) for own in statement.pieces):
            continue
        texts.append(article.text[at : max(at, piece.start)])
        at = piece.end
    return " ".join([*texts, article.text[at : place.end], *(own.of(article.text) for own in statement.pieces)])


def with_contexts(statements: Sequence[ArticleStatement], view: View) -> list[tuple[ArticleStatement, str]]:
    """Return each statement with its own context."""
    places = [(one.article.id, statement_place(one.statement, one.article)) for one in statements]
    neighbours = by_article(view.snapshot.statements_within(places)) if places else {}
    return [(one, own_context(one.statement, one.article, neighbours.get(one.article.id, ()))) for one in statements]


def by_article(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    grouped: dict[str, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(statement.article_id, []).append(statement)
    return grouped


def find_introduction(sentence: Span, article: Article, *, known: Collection[str]) -> Span | None:
    """Return the sentence that identifies the person or thing that this sentence is about, or None.

    For a surname alone it is the first sentence with the full name. For "She" or "The company" it is the sentence
    before, if that contains a name. Names in `known` need no introduction.
    """
    words = sentence.of(article.text)
    for found in _NAME.finditer(words):
        name = _POSSESSIVE.sub("", found[0])
        if " " in name or len(name) < _MIN_SURNAME_LETTERS or fold(name) in known:
            continue
        pattern = rf"(?<![\w’'-])[A-Z][\w’'-]+(?: [A-Z]\.)? {re.escape(name)}(?!\w)"
        full = re.search(pattern, article.text[:_MAX_INTRODUCTION_OFFSET])
        if full is not None and not sentence.overlap(Span(full.start(), full.end())):
            return next(iter(sentences_over(article.text, [Span(full.start(), full.end())])), None)
    opening = " ".join(words.split()[1:_OPENING_WORDS])  # "The actor, Ann Fox, …" introduces its subject itself
    needs_sentence_before = _BEGINS_WITH_REFERENCE.match(words) and not re.search(r"[A-Z]", opening)
    return _introducing_sentence_before(sentence, article) if needs_sentence_before else None


def _introducing_sentence_before(sentence: Span, article: Article) -> Span | None:
    """Return the sentence before, if it contains a name and is not a question."""
    end = len(article.text[: sentence.start].rstrip())
    found = sentences_over(article.text, [Span(end - 1, end)]) if end else ()
    words = found[-1].of(article.text) if found else ""
    is_named = any(name.start() or " " in name[0] for name in _NAME.finditer(words))
    return found[-1] if is_named and not words.rstrip("”\"' ").endswith("?") else None


def _previous_paragraph_start(text: str, offset: int) -> int:
    """Return the start of the paragraph before the offset's paragraph, or of its own if it is the first."""
    start = text.rfind("\n", 0, offset) + 1
    before = text[:start].rstrip()
    return before.rfind("\n") + 1 if before else start
