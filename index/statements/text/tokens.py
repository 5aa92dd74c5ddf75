"""Tokenization of an article into paragraphs in which every quotation is one token.

A rule that looks for a subject or a verb can therefore never find one inside a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.statements.text.quotation_marks import MARKS, Quotation, find_quotations
from index.tokenization import iter_sentences, split_paragraphs
from index.types import Span

TokenKind = Literal["word", "mark", "quote"]

_TOKEN = re.compile(r"[^\W_]+(?:[-‑.'’&/@_][^\W_]+)*|\S")
_MAX_DATELINE = 16  # tokens
_MAX_TITLE = 48  # characters
_DASHES = frozenset("—–-")
_DASH_VARIANTS = {"―": "—", "‒": "–"}
_IN_DATELINE = frozenset(",.()/")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
# "They've" becomes a subject and its auxiliary. A name keeps its 's, which is more often a genitive.
_CONTRACTION = re.compile(r"(he|she|they|it|i|we|you|who|that|there|what|which)(['’](?:s|ve|re|ll|d|m))", re.IGNORECASE)


@dataclass(slots=True)
class Token:
    """A word, a punctuation mark, or a whole quotation.

    `low` is the word in lower case, with straight apostrophes and without a possessive ending. The `text` of a
    quotation is its last character inside the marks.
    """

    text: str
    low: str
    start: int
    end: int
    kind: TokenKind
    possessive: bool = False
    capital: bool = False
    quotation: int = -1
    like_title: bool = False
    """Whether a quotation could be the name of a book or a show: it is short and begins with a capital."""
    opens_low: bool = False
    """Whether a quotation begins in lower case."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph's tokens and sentences, as token ranges. A sentence never ends inside a quotation.

    The first `dateline` tokens are the dateline, which counts as a separate sentence.
    """

    span: Span
    tokens: list[Token]
    sentences: list[range]
    sentence_of: list[int]
    dateline: int = 0


@dataclass(slots=True)
class TokenizedArticle:
    """The paragraphs and quotations of an article."""

    text: str
    paragraphs: list[Paragraph]
    quotations: tuple[Quotation, ...]


def read(text: str) -> TokenizedArticle:
    """Tokenize a text in time linear in its length."""
    spans = split_paragraphs(text)
    quotations = find_quotations(text, spans)
    pieces = [(piece, number) for number, quotation in enumerate(quotations) for piece in quotation.spans]
    paragraphs: list[Paragraph] = []
    at = 0
    for span in spans:
        first = at
        while at < len(pieces) and pieces[at][0].end <= span.end:
            at += 1
        paragraphs.append(_build_paragraph(text, span, pieces[first:at]))
    return TokenizedArticle(text, paragraphs, quotations)


def tokens_of(text: str, span: Span) -> Iterator[Token]:
    """Yield the words and marks of a span, including quotation marks."""
    for match in _TOKEN.finditer(text, span.start, span.end):
        word = match.group()
        contracted = _CONTRACTION.fullmatch(word)
        if contracted is not None:
            first, second = contracted.groups()
            middle = match.start() + len(first)
            yield Token(first, first.lower(), match.start(), middle, "word", capital=first[0].isupper())
            yield Token(second, f"'{second[1:].lower()}", middle, match.end(), "word")
        elif word[0].isalnum():
            bare = _POSSESSIVE.sub("", word) if word[-1] in "s'’S" else word
            low = bare.lower().replace("’", "'")
            yield Token(word, low, match.start(), match.end(), "word", len(bare) < len(word), word[0].isupper())
        else:
            mark = _DASH_VARIANTS.get(word, word)
            yield Token(mark, mark, match.start(), match.end(), "mark")


def _build_paragraph(text: str, span: Span, pieces: Sequence[tuple[Span, int]]) -> Paragraph:
    ends = _sentence_ends(text, span, [piece for piece, _ in pieces])
    closing = set(ends)
    tokens: list[Token] = []
    at = span.start
    for piece, number in pieces:
        if at < piece.start:
            tokens.extend(_join_endings(text, Span(at, piece.start), closing))
        inside = text[piece.start : piece.end].strip(MARKS)
        quote = Token(inside[-1:], "", piece.start, piece.end, "quote", quotation=number)
        quote.like_title = inside[:1].isupper() and piece.end - piece.start <= _MAX_TITLE
        quote.opens_low = inside[:1].islower()
        tokens.append(quote)
        at = piece.end
    if at < span.end:
        tokens.extend(_join_endings(text, Span(at, span.end), closing))
    dateline = _dateline_length(tokens)
    if dateline:
        ends = sorted({*ends, tokens[dateline - 1].end})
    return Paragraph(span, tokens, *_split_sentences(tokens, ends), dateline)


def _dateline_length(tokens: Sequence[Token]) -> int:
    """Return the number of tokens of a leading "PARIS, May 3 —" or "Paris (Wire) —"."""
    if not tokens:
        return 0
    shouted = tokens[0].text.isupper() and len(tokens[0].text) > 2
    bracket = False
    for number, token in enumerate(tokens[:_MAX_DATELINE]):
        if token.text in _DASHES and number:
            if not shouted and tokens[number - 1].text != ")":
                return 0
            return number + 1 + (number + 1 < len(tokens) and tokens[number + 1].text == token.text)  # or "--"
        bracket = token.text == "(" or (bracket and token.text != ")")
        word = token.kind == "word" and (token.capital or token.text[0].isdigit() or bracket)
        if not word and token.text not in _IN_DATELINE:
            return 0
    return 0


def _join_endings(text: str, span: Span, closing: set[int]) -> Iterator[Token]:
    """Yield tokens, with an abbreviation's full stop and a plural genitive's apostrophe joined to their word."""
    pending: Token | None = None
    for token in tokens_of(text, span):
        if pending is not None:
            adjacent = token.start == pending.end
            bracketed = text[token.end : token.end + 1] in {")", "]"} and token.end + 1 in closing  # "(Fox said.)"
            if adjacent and token.text == "." and not (token.end in closing or bracketed):
                pending.end, pending.text, pending.low = token.end, pending.text + ".", pending.low + "."
                continue
            if adjacent and token.text in {"'", "’"} and pending.low.endswith("s"):
                pending.end, pending.text, pending.possessive = token.end, pending.text + token.text, True
                continue
            yield pending
        pending = token if token.kind == "word" else None
        if pending is None:
            yield token
    if pending is not None:
        yield pending


def _sentence_ends(text: str, span: Span, quoted: Sequence[Span]) -> list[int]:
    """Return the offsets where sentences end outside quotations."""
    ends: list[int] = []
    at = 0
    for sentence in iter_sentences(text, span):
        while at < len(quoted) and quoted[at].end < sentence.end:
            at += 1
        if at == len(quoted) or not quoted[at].start < sentence.end < quoted[at].end:
            ends.append(sentence.end)
    return ends


def _split_sentences(tokens: Sequence[Token], ends: Sequence[int]) -> tuple[list[range], list[int]]:
    """Return the sentences as token ranges, and the sentence number of every token."""
    sentences: list[range] = []
    sentence_of: list[int] = []
    first = at = 0
    for number, token in enumerate(tokens):
        sentence_of.append(len(sentences))
        while at < len(ends) and ends[at] < token.end:
            at += 1
        if (at < len(ends) and ends[at] == token.end) or number == len(tokens) - 1:
            sentences.append(range(first, number + 1))
            first = number + 1
    return sentences, sentence_of
