"""Cuts an article into passages: whole sentences, few enough tokens, and no quotation without its speaker."""

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
_MIN_TOKENS = 40  # a last passage smaller than this joins the one before, where it fits

PASSAGE_RULES = f"passages-2 ({TARGET_TOKENS}-{MAX_TOKENS} tokens, {STATEMENT_RULES})"

_SLICE_CHARACTERS = 500  # characters that are rarely more than the most tokens
_CLAUSE_END = re.compile(r"[,;:—–]\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sentences that stay together, and how many tokens they have."""

    span: Span
    tokens: int


def split_passages(
    article: Article, counter: TokenCounter, *, find: Callable[[Article], Sequence[Statement]] = find_statements
) -> tuple[Passage, ...]:
    """The passages of an article in order; together they hold every sentence.

    A statement's content, cue and source stand in one passage unless they alone exceed the most tokens a passage may
    have: then they are parted at sentences, and a sentence that is too long at a clause or a word. What a notice says
    was wrong stands in no passage with what the article reports.
    """
    pieces = [
        piece for sentence in split_sentences(article.text) for piece in _split_long_sentence(article.text, sentence, counter)
    ]
    atoms = [atom for group in _group_by_statement(pieces, find(article)) for atom in _fitting(group)]
    parts = groupby(atoms, key=lambda atom: is_in_correction(article.text, atom.span))
    return tuple(
        Passage(
            id=passage_id(article, atom.span),
            article_id=article.id,
            position=position,
            span=atom.span,
            tokens=atom.tokens,
        )
        for position, atom in enumerate(packed for _, part in parts for packed in _pack(list(part)))
    )


def _split_long_sentence(text: str, sentence: Span, counter: TokenCounter) -> Iterator[_Piece]:
    """The sentence, or where it is too long its pieces."""
    todo = [sentence] if sentence.end - sentence.start <= 2 * _SLICE_CHARACTERS else list(_slices(text, sentence))[::-1]
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
    """The last clause boundary of a stretch, else its last white space, else its end."""
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
    """Runs of pieces that no statement's words reach across."""
    reaches = sorted(_statement_span(statement) for statement in statements)
    group: list[_Piece] = []
    hold = 0  # up to where the statements seen so far reach
    at = 0
    for piece in pieces:
        if group and piece.span.start >= hold:
            yield group
            group = []
        group.append(piece)
        while at < len(reaches) and reaches[at].start < piece.span.end:
            hold = max(hold, reaches[at].end)
            at += 1
    if group:
        yield group


def _statement_span(statement: Statement) -> Span:
    spans = [*statement.pieces, *(span for span in (statement.source, statement.cue) if span is not None)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _fitting(group: Sequence[_Piece]) -> list[_Piece]:
    """The group as one atom, or where that is too much as few as will do."""
    return _pack(group, target=MAX_TOKENS)


def _pack(atoms: Sequence[_Piece], *, target: int = TARGET_TOKENS) -> list[_Piece]:
    out: list[_Piece] = []
    for atom in atoms:
        if out and (out[-1].tokens + atom.tokens <= target):
            out[-1] = _join(out[-1], atom)
        else:
            out.append(atom)
    if len(out) > 1 and out[-1].tokens < _MIN_TOKENS and out[-2].tokens + out[-1].tokens <= MAX_TOKENS:
        last = out.pop()
        out[-1] = _join(out[-1], last)
    return out


def _join(left: _Piece, right: _Piece) -> _Piece:
    return _Piece(Span(left.span.start, right.span.end), left.tokens + right.tokens)
