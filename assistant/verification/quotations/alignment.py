"""Align a quotation with the texts it may come from, and return its place in the text's own offsets.

Typography is folded on both sides. Letters, digits and case are not: a difference there makes another quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.types import Verdict
from index.types import Span

_FOLDING = str.maketrans(
    {
        **dict.fromkeys('"“”„‟«»‘’‚‛`´′″「」『』＂＇', "'"),
        **dict.fromkeys("‐‑‒–—―−﹘－", "-"),
        **dict.fromkeys("[{［｛〔【（", "("),
        **dict.fromkeys("]}］｝〕】）", ")"),
        # Invisible: soft hyphen, zero-width characters, direction marks and the byte-order mark.
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e", "\x00"),
    }
)
_PIECE = re.compile(r"-+|…|\.\.\.|(?:(?!\.\.\.)[^\s\x00…-])+")
# Ignored: quotation marks (an apostrophe inside a word stays) and a hyphen at the end of a line.
_IGNORED = re.compile(r"(?<![^\W_])'|'(?![^\W_])|(?<=[^\W\d_])-[^\S\n]*\n[^\S\n]*(?=[^\W\d_A-Z])")
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*\.?\s*[\])]?\s*")
_INSERTION = re.compile(r"\[[^\[\]]{1,80}\]")
_NEW_CASE = re.compile(r"\[([^\W\d_])\](?=[^\W_])")
""" "[T]he harbour": a capital that the quoting writer changed."""
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:'[^\W_]+)*")
_TRIMMED_END = " \t\n.,;:"
MIN_PIECE_WORDS = 2
"""Words on each side of an ellipsis; a single word could be found anywhere."""
MAX_REPLACED = 60
"""Characters of the article that a bracketed insertion may replace. They are shown in its place."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text, as runs that map back to the offsets of the original."""

    text: str
    starts: tuple[int, ...]
    """Start of each run in `text`."""
    spans: tuple[tuple[int, int], ...]
    """Code points of the original that each run stands for."""

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original for a range of the folded text."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Span(self._offset(first, start), self._offset(last, end))

    def _offset(self, run: int, position: int) -> int:
        start, end = self.spans[run]
        length = (self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)) - self.starts[run]
        offset = position - self.starts[run]
        return end if offset >= length else min(start + offset, end)


@dataclass(frozen=True, slots=True)
class Alignment:
    """A quotation found in text number `text`: its pieces in order."""

    text: int
    spans: tuple[Span, ...]
    verdict: Verdict


@lru_cache(maxsize=512)
def fold(text: str) -> FoldedText:
    """Fold the typography of a text."""
    translated = _IGNORED.sub(lambda marks: "\x00" * len(marks.group()), text.translate(_FOLDING))
    out: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    length = previous_end = 0
    for piece in _PIECE.finditer(translated):
        run = piece.group()
        run = "-" if run[0] == "-" else "…" if run == "..." else run
        gap = translated[previous_end : piece.start()]
        # Dashes match with or without spaces around them; a soft hyphen does not split a word.
        if out and gap.strip("\x00") and run != "-" and out[-1] != "-":
            out.append(" ")
            starts.append(length)
            spans.append((previous_end, piece.start()))
            length += 1
        out.append(run)
        starts.append(length)
        spans.append(piece.span())
        length += len(run)
        previous_end = piece.end()
    return FoldedText("".join(out), tuple(starts), tuple(spans))


def align(quote: str, texts: Sequence[FoldedText]) -> Alignment | None:
    """Return the first alignment of the quotation; None if no text contains it."""
    return next(alignments(quote, texts), None)


def alignments(quote: str, texts: Sequence[FoldedText]) -> Iterator[Alignment]:
    """Yield every place of the quotation, whole or else in pieces around a marked ellipsis."""
    whole = _fold_quote(quote)
    if not whole:
        return
    found = False
    for number, text in enumerate(texts):
        for start, end in _occurrences(whole, text.text):
            found = True
            yield Alignment(number, (text.original(start, end),), "verbatim")
    pieces = [] if found else _split_pieces(quote)
    sizes = [sum(part.count(" ") + 1 for part in piece) for piece in pieces]
    if not pieces or (len(pieces) > 1 and min(sizes) < MIN_PIECE_WORDS):
        return
    for number, text in enumerate(texts):
        spans = _align_pieces(pieces, text)
        if spans:
            yield Alignment(number, spans, "ellipsis" if len(spans) > 1 else "verbatim")


def align_interrupted(quote: str, text: str, pieces: Sequence[Span]) -> tuple[Span, ...] | None:
    """Return where the words of a quotation occur in the pieces of one statement; None if they do not.

    The article interrupts the statement, as in `"A," she said. "B."`, and the model types "A B", "A, B" or "A. B". Each
    piece that the quotation touches gives one span of the text.
    """
    wanted = WORD.findall(_fold_quote(quote))
    folded = [fold(piece.of(text)) for piece in pieces]
    words = [(number, match) for number, one in enumerate(folded) for match in WORD.finditer(one.text)]
    line = " ".join(match.group() for _, match in words)
    hit = _find(" ".join(wanted), line, 0) if wanted else None
    if hit is None:
        return None
    first = line.count(" ", 0, hit)
    touched: dict[int, list[re.Match[str]]] = {}
    for number, match in words[first : first + len(wanted)]:
        touched.setdefault(number, []).append(match)
    spans = [(pieces[n].start, folded[n].original(found[0].start(), found[-1].end())) for n, found in touched.items()]
    return tuple(Span(start + span.start, start + span.end) for start, span in spans)


def _fold_quote(quote: str) -> str:
    folded = fold(quote.strip().rstrip(_TRIMMED_END)).text.strip("'").rstrip(_TRIMMED_END)
    return folded if any(character.isalnum() for character in folded) else ""


def _split_pieces(quote: str) -> list[list[str]]:
    """Return the pieces between the ellipses, each split at the quoting writer's bracketed insertions."""
    pieces = (_INSERTION.split(piece) for piece in _ELLIPSIS.split(_NEW_CASE.sub(r"\1", quote)))
    folded = ([part for part in map(_fold_quote, piece) if part] for piece in pieces)
    return [piece for piece in folded if piece]


def _occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while (hit := _find(words, text, position)) is not None:
        position = hit + len(words)
        yield hit, position


def _align_pieces(pieces: Sequence[Sequence[str]], text: FoldedText) -> tuple[Span, ...] | None:
    spans = []
    position = 0
    for number, piece in enumerate(pieces):
        hit = _find_piece(piece, text.text, position, any_case=number == 0)
        if hit is None:
            return None
        spans.append(text.original(*hit))
        position = hit[1]
    return tuple(spans)


def _find_piece(piece: Sequence[str], text: str, start: int, *, any_case: bool) -> tuple[int, int] | None:
    """Return the range from the first to the last part of a piece, with little text in between."""
    first = _find(piece[0], text, start, any_case=any_case)
    while first is not None:
        position: int | None = first + len(piece[0])
        for _, part in pairwise(piece):
            assert position is not None
            hit = _find(part, text, position, until=position + MAX_REPLACED + len(part), any_case=False)
            if hit is None:
                position = None
                break
            position = hit + len(part)
        if position is not None:
            return first, position
        first = _find(piece[0], text, first + len(piece[0]), any_case=any_case)
    return None


def _find(words: str, text: str, start: int, *, until: int | None = None, any_case: bool = True) -> int | None:
    """Return the next position of the words as whole words. With `any_case`, their first letter may differ in case."""
    hits = [_find_exactly(words, text, start, until)]
    swapped = words[0].swapcase()
    if any_case and len(swapped) == 1 and swapped != words[0]:
        hits.append(_find_exactly(swapped + words[1:], text, start, until))
    return min((hit for hit in hits if hit is not None), default=None)


def _find_exactly(words: str, text: str, start: int, until: int | None) -> int | None:
    hit = text.find(words, start, until)
    while hit >= 0:
        end = hit + len(words)
        cut_before = hit > 0 and words[0].isalnum() and text[hit - 1].isalnum()
        cut_after = end < len(text) and words[-1].isalnum() and text[end].isalnum()
        if not cut_before and not cut_after:
            return hit
        hit = text.find(words, hit + 1, until)
    return None
