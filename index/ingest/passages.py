"""Splits an article into passages: whole sentences within a token limit, no quotation without its speaker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.ports import TokenCounter
from index.reading.identifiers import passage_id
from index.statements import STATEMENT_RULES, find_statements
from index.stories.corrections import is_in_correction
from index.tokenization import split_sentences
from index.types import Article, Passage, Span, Statement

TARGET_TOKENS = 160
MAX_TOKENS = 220
_MIN_TOKENS = 40  # a smaller last passage joins the one before if it fits

PASSAGE_RULES = f"passages-2 ({TARGET_TOKENS}-{MAX_TOKENS} tokens, {STATEMENT_RULES})"

_SLICE_CHARACTERS = 500  # rarely more than MAX_TOKENS
_CLAUSE_END = re.compile(r"[,;:—–]\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that stays in one passage, with its number of tokens."""

    span: Span
    tokens: int


def split_passages(
    article: Article, counter: TokenCounter, *, find: Callable[[Article], Sequence[Statement]] = find_statements
) -> tuple[Passage, ...]:
    """Return the passages of an article in order; together they contain every sentence. A statement's content, cue and
    source stay in one passage unless they exceed the limit. Then they are split between sentences, and a sentence that
    is too long at a clause or a word. A correction notice shares no passage with the rest of the article."""
    sentences = split_sentences(article.text)
    pieces = [piece for sentence in sentences for piece in _split_long_sentence(article.text, sentence, counter)]
    groups = _group_by_statement(pieces, find(article))
    fitting = [piece for group in groups for piece in _pack(group, target=MAX_TOKENS)]
    parts = groupby(fitting, key=lambda piece: is_in_correction(article.text, piece.span))
    return tuple(
        Passage(passage_id(article, piece.span), article.id, position, piece.span, piece.tokens)
        for position, piece in enumerate(packed for _, part in parts for packed in _pack(list(part)))
    )


def _split_long_sentence(text: str, sentence: Span, counter: TokenCounter) -> Iterator[_Piece]:
    """Yield the sentence, or its parts if it is too long."""
    todo = list(_slices(text, sentence))[::-1] if sentence.end - sentence.start > 2 * _SLICE_CHARACTERS else [sentence]
    while todo:
        span = todo.pop()
        tokens = counter.count(span.of(text))
        if tokens <= MAX_TOKENS or span.end - span.start < 2:
            yield _Piece(span, tokens)
        else:
            todo.extend(_halves(text, span)[::-1])


def _slices(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > _SLICE_CHARACTERS:
        cut = _find_cut(text, start + _SLICE_CHARACTERS // 2, start + _SLICE_CHARACTERS)
        yield from _strip(text, start, cut)
        start = cut
    yield from _strip(text, start, sentence.end)


def _halves(text: str, span: Span) -> list[Span]:
    middle = (span.start + span.end) // 2
    cut = _find_cut(text, max(span.start + 1, middle - (span.end - span.start) // 4), middle + 1)
    return [*_strip(text, span.start, cut), *_strip(text, cut, span.end)]


def _find_cut(text: str, earliest: int, latest: int) -> int:
    """Return the last clause boundary in a range, else the last white space, else the end."""
    clauses = [clause.end() for clause in _CLAUSE_END.finditer(text, earliest, latest)]
    if clauses:
        return clauses[-1]
    space = max((at for at in range(earliest, latest) if text[at].isspace()), default=None)
    return latest if space is None else space + 1


def _strip(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _group_by_statement(pieces: Sequence[_Piece], statements: Sequence[Statement]) -> Iterator[list[_Piece]]:
    """Yield groups of pieces such that no statement crosses from one group into the next."""
    spans = sorted(_statement_span(statement) for statement in statements)
    group: list[_Piece] = []
    end, at = 0, 0  # the end of the statements seen so far, and their number
    for piece in pieces:
        if group and piece.span.start >= end:
            yield group
            group = []
        group.append(piece)
        while at < len(spans) and spans[at].start < piece.span.end:
            end = max(end, spans[at].end)
            at += 1
    if group:
        yield group


def _statement_span(statement: Statement) -> Span:
    spans = [*statement.pieces, *(span for span in (statement.source, statement.cue) if span is not None)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _pack(pieces: Sequence[_Piece], *, target: int = TARGET_TOKENS) -> list[_Piece]:
    """Join neighbouring pieces up to the target."""
    packed: list[_Piece] = []
    for piece in pieces:
        if packed and packed[-1].tokens + piece.tokens <= target:
            packed[-1] = _join(packed[-1], piece)
        else:
            packed.append(piece)
    if len(packed) > 1 and packed[-1].tokens < _MIN_TOKENS and packed[-2].tokens + packed[-1].tokens <= MAX_TOKENS:
        last = packed.pop()
        packed[-1] = _join(packed[-1], last)
    return packed


def _join(left: _Piece, right: _Piece) -> _Piece:
    return _Piece(Span(left.span.start, right.span.end), left.tokens + right.tokens)
