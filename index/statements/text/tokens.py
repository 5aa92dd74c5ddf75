"""An article as the rules read it: paragraphs of tokens in which every quotation is one token.

A rule that looks for a subject or a verb can then never find one inside somebody's quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.statements.text.quotation_marks import MARKS, Quotation, find_quotations
from index.tokenization import sentences_of, split_paragraphs
from index.types import Span

TokenKind = Literal["word", "mark", "quote"]

_TOKEN = re.compile(r"[^\W_]+(?:[-‑.'’&/@_][^\W_]+)*|\S")
_DATELINE = 16  # tokens
_LONGEST_TITLE = 48  # letters
_DASHES = frozenset("—–-")
_ALSO_DASHES = {"―": "—", "‒": "–"}  # other code points that look and serve like the two
_IN_DATELINE = frozenset(",.()/")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
# "They've" is a subject and its auxiliary; a name's 's is more often a genitive and stays.
_CONTRACTION = re.compile(r"(he|she|they|it|i|we|you|who|that|there|what|which)(['’](?:s|ve|re|ll|d|m))", re.IGNORECASE)


@dataclass(slots=True)
class Token:
    """A word, a punctuation mark, or a whole quotation.

    `low` is the lower-cased word without a possessive ending, its apostrophe straight; a quotation's `text` is its last
    character inside the marks.
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
    """For a quotation: whether it is as short as a book's or a show's name and begins with a capital."""
    opens_low: bool = False
    """For a quotation: whether it begins in the middle of a sentence."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its tokens and, as token ranges, its sentences. A sentence never ends inside a quotation.

    The first `dateline` tokens say where the article was written; where there are any they are a sentence of their own.
    """

    span: Span
    tokens: list[Token]
    sentences: list[range]
    sentence_of: list[int]
    dateline: int = 0


@dataclass(slots=True)
class Reading:
    """A whole article, read once."""

    text: str
    paragraphs: list[Paragraph]
    quotations: tuple[Quotation, ...]


def read(text: str) -> Reading:
    """Cuts a text into paragraphs of tokens. Linear in its length."""
    spans = split_paragraphs(text)
    quotations = find_quotations(text, spans)
    pieces = [(piece, number) for number, quotation in enumerate(quotations) for piece in quotation.spans]
    paragraphs: list[Paragraph] = []
    at = 0
    for span in spans:
        first = at
        while at < len(pieces) and pieces[at][0].end <= span.end:
            at += 1
        paragraphs.append(_paragraph(text, span, pieces[first:at]))
    return Reading(text, paragraphs, quotations)


def tokens_of(text: str, span: Span) -> Iterator[Token]:
    """The words and marks of a span, quotation marks and all."""
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
            mark = _ALSO_DASHES.get(word, word)
            yield Token(mark, mark, match.start(), match.end(), "mark")


def _paragraph(text: str, span: Span, pieces: Sequence[tuple[Span, int]]) -> Paragraph:
    ends = _narrative_ends(text, span, [piece for piece, _ in pieces])
    closing = set(ends)
    tokens: list[Token] = []
    at = span.start
    for piece, number in pieces:
        if at < piece.start:
            tokens.extend(_joined(text, Span(at, piece.start), closing))
        inside = text[piece.start : piece.end].strip(MARKS)
        titled = inside[:1].isupper() and piece.end - piece.start <= _LONGEST_TITLE
        low = inside[:1].islower()
        tokens.append(
            Token(inside[-1:], "", piece.start, piece.end, "quote", quotation=number, like_title=titled, opens_low=low)
        )
        at = piece.end
    if at < span.end:
        tokens.extend(_joined(text, Span(at, span.end), closing))
    dateline = _dateline(tokens)
    if dateline:
        ends = sorted({*ends, tokens[dateline - 1].end})
    return _with_sentences(span, tokens, ends, dateline)


def _dateline(tokens: Sequence[Token]) -> int:
    """How many tokens "PARIS, May 3 —" or "Paris (Wire) —" takes at the head of a paragraph."""
    if not tokens:
        return 0
    shouted = tokens[0].text.isupper() and len(tokens[0].text) > 2
    bracket = False
    for number, token in enumerate(tokens[:_DATELINE]):
        if token.text in _DASHES and number:
            if not shouted and tokens[number - 1].text != ")":
                return 0
            return number + 1 + (number + 1 < len(tokens) and tokens[number + 1].text == token.text)  # or "--"
        bracket = token.text == "(" or (bracket and token.text != ")")
        word = token.kind == "word" and (token.capital or token.text[0].isdigit() or bracket)
        if not word and token.text not in _IN_DATELINE:
            return 0
    return 0


def _joined(text: str, span: Span, closing: set[int]) -> Iterator[Token]:
    """Tokens with the full stop of an abbreviation and the apostrophe of a plural's genitive joined to their word."""
    held: Token | None = None
    for token in tokens_of(text, span):
        if held is not None:
            if token.start == held.end and token.text == "." and not _closes(text, token.end, closing):
                held.end, held.text, held.low = token.end, held.text + ".", held.low + "."
                continue
            if token.start == held.end and token.text in {"'", "’"} and held.low.endswith("s"):
                held.end, held.text, held.possessive = token.end, held.text + token.text, True
                continue
            yield held
        held = token if token.kind == "word" else None
        if held is None:
            yield token
    if held is not None:
        yield held


def _closes(text: str, end: int, closing: set[int]) -> bool:
    """Whether a full stop ends a sentence, there or with the bracket behind it: "(Fox said.)"."""
    return end in closing or (text[end : end + 1] in {")", "]"} and end + 1 in closing)


def _narrative_ends(text: str, span: Span, quoted: Sequence[Span]) -> list[int]:
    """Where the paragraph's sentences end, leaving out the ends inside a quotation."""
    ends: list[int] = []
    at = 0
    for sentence in sentences_of(text, span):
        while at < len(quoted) and quoted[at].end < sentence.end:
            at += 1
        if at == len(quoted) or not quoted[at].start < sentence.end < quoted[at].end:
            ends.append(sentence.end)
    return ends


def _with_sentences(span: Span, tokens: list[Token], ends: Sequence[int], dateline: int) -> Paragraph:
    sentences: list[range] = []
    sentence_of: list[int] = []
    first = 0
    at = 0
    for number, token in enumerate(tokens):
        sentence_of.append(len(sentences))
        while at < len(ends) and ends[at] < token.end:
            at += 1
        if (at < len(ends) and ends[at] == token.end) or number == len(tokens) - 1:
            sentences.append(range(first, number + 1))
            first = number + 1
    return Paragraph(span, tokens, sentences, sentence_of, dateline)
