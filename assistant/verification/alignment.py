"""Finds a quotation in the texts it is said to come from, and gives the place back in the text's own offsets.

Both sides are folded alike (quotation marks, dashes, brackets, white space, invisible characters, a word parted at the
end of a line) and compared as strings, so that the time is that of `str.find`. Letters, numbers and their case are
never folded: what differs in them is another quotation.
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

_FOLDED = str.maketrans(
    {
        **dict.fromkeys('"“”„‟«»‘’‚‛`´′″「」『』＂＇', "'"),
        **dict.fromkeys("‐‑‒–—―−﹘－", "-"),
        **dict.fromkeys("[{［｛〔【（", "("),
        **dict.fromkeys("]}］｝〕】）", ")"),
        # Soft hyphen, zero-width characters, direction marks and the byte-order mark: not seen by a reader.
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e", "\x00"),
    }
)
_PIECE = re.compile(r"-+|…|\.\.\.|(?:(?!\.\.\.)[^\s\x00…-])+")
# Not seen as parts of a word: quotation marks (an apostrophe inside a word stays), a hyphen at the end of a line.
_MARKS = re.compile(r"(?<![^\W_])'|'(?![^\W_])|(?<=[^\W\d_])-[^\S\n]*\n[^\S\n]*(?=[^\W\d_A-Z])")
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*\.?\s*[\])]?\s*")
_INSERTION = re.compile(r"\[[^\[\]]{1,80}\]")
_NEW_CASE = re.compile(r"\[([^\W\d_])\](?=[^\W_])")
""" "[T]he harbour": the quoting writer's own capital."""
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:'[^\W_]+)*")
_TRIMMED_END = " \t\n.,;:"
SHORTEST_PIECE = 2
"""Words on each side of an ellipsis; a single word could be found anywhere."""
REPLACED = 60
"""Characters of the article that the words in an insertion's brackets may stand for. They are shown in its place."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as quotations are compared with it, and the way back to its own offsets."""

    text: str
    starts: tuple[int, ...]
    """Where each run begins in `text`."""
    spans: tuple[tuple[int, int], ...]
    """Which code points of the original each run stands for."""

    def original(self, start: int, end: int) -> Span:
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Span(self._inside(first, start), self._inside(last, end))

    def _inside(self, run: int, position: int) -> int:
        start, end = self.spans[run]
        length = (self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)) - self.starts[run]
        offset = position - self.starts[run]
        return end if offset >= length else min(start + offset, end)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Where a quotation stands: which of the texts, and its pieces there in order."""

    text: int
    spans: tuple[Span, ...]
    verdict: Verdict

    @property
    def span(self) -> Span:
        return Span(self.spans[0].start, self.spans[-1].end)


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """The text with one spelling for all marks; runs keep where they came from."""
    translated = _MARKS.sub(lambda marks: "\x00" * len(marks.group()), text.translate(_FOLDED))
    out: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    length = before = 0
    for piece in _PIECE.finditer(translated):
        run = piece.group()
        run = "-" if run[0] == "-" else "…" if run == "..." else run
        gap = translated[before : piece.start()]
        # A dash is set with or without spaces around it; a soft hyphen parts no word.
        if out and gap.strip("\x00") and run != "-" and out[-1] != "-":
            out.append(" ")
            starts.append(length)
            spans.append((before, piece.start()))
            length += 1
        out.append(run)
        starts.append(length)
        spans.append(piece.span())
        length += len(run)
        before = piece.end()
    return Folded("".join(out), tuple(starts), tuple(spans))


def align(quote: str, texts: Sequence[Folded]) -> Aligned | None:
    """The first text that holds the quotation, whole or in pieces around a marked ellipsis; None if none does."""
    return next(alignments(quote, texts), None)


def alignments(quote: str, texts: Sequence[Folded]) -> Iterator[Aligned]:
    """Every place of the quotation, the first of each text first."""
    whole = _needle(quote)
    if not whole:
        return
    found = False
    for number, text in enumerate(texts):
        for span in _places(whole, text):
            found = True
            yield Aligned(number, (span,), "verbatim")
    groups = [] if found else _groups(quote)
    if not groups or (len(groups) > 1 and any(_words_in(group) < SHORTEST_PIECE for group in groups)):
        return
    for number, text in enumerate(texts):
        spans = _in_order(groups, text)
        if spans:
            yield Aligned(number, spans, "ellipsis" if len(spans) > 1 else "verbatim")


def rejoined(quote: str, text: str, pieces: Sequence[Span]) -> tuple[Span, ...] | None:
    """Where the words of a quotation stand in the pieces of one statement, read without what parts them.

    `"A," she said. "B."` is typed "A B", "A, B" or "A. B". The spans are one for each piece that it touches, in the
    offsets of the text.
    """
    wanted = WORD.findall(_needle(quote))
    folded = [fold(piece.of(text)) for piece in pieces]
    held = [(number, match) for number, one in enumerate(folded) for match in WORD.finditer(one.text)]
    line = " ".join(match.group() for _, match in held)
    hit = _find(" ".join(wanted), line, 0) if wanted else None
    if hit is None:
        return None
    first = line.count(" ", 0, hit)
    touched: dict[int, list[re.Match[str]]] = {}
    for number, match in held[first : first + len(wanted)]:
        touched.setdefault(number, []).append(match)
    spans = [(pieces[n].start, folded[n].original(words[0].start(), words[-1].end())) for n, words in touched.items()]
    return tuple(Span(start + span.start, start + span.end) for start, span in spans)


def _needle(quote: str) -> str:
    needle = fold(quote.strip().rstrip(_TRIMMED_END)).text.strip("'").rstrip(_TRIMMED_END)
    return needle if any(character.isalnum() for character in needle) else ""


def _groups(quote: str) -> list[list[str]]:
    """What stands between the ellipses, each parted at the quoting writer's insertions."""
    found = []
    for piece in _ELLIPSIS.split(_NEW_CASE.sub(r"\1", quote)):
        needles = [needle for needle in map(_needle, _INSERTION.split(piece)) if needle]
        if needles:
            found.append(needles)
    return found


def _words_in(group: Sequence[str]) -> int:
    return sum(needle.count(" ") + 1 for needle in group)


def _places(needle: str, text: Folded) -> Iterator[Span]:
    position = 0
    while (hit := _find(needle, text.text, position)) is not None:
        yield text.original(hit, hit + len(needle))
        position = hit + len(needle)


def _in_order(groups: Sequence[Sequence[str]], text: Folded) -> tuple[Span, ...] | None:
    spans = []
    position = 0
    for number, group in enumerate(groups):
        hit = _find_group(group, text.text, position, any_case=number == 0)
        if hit is None:
            return None
        spans.append(text.original(*hit))
        position = hit[1]
    return tuple(spans)


def _find_group(group: Sequence[str], text: str, start: int, *, any_case: bool) -> tuple[int, int] | None:
    """From the first to the last of the needles, with little between them."""
    first = _find(group[0], text, start, any_case=any_case)
    while first is not None:
        position: int | None = first + len(group[0])
        for _, needle in pairwise(group):
            assert position is not None
            hit = _find(needle, text, position, until=position + REPLACED + len(needle), any_case=False)
            if hit is None:
                position = None
                break
            position = hit + len(needle)
        if position is not None:
            return first, position
        first = _find(group[0], text, first + len(group[0]), any_case=any_case)
    return None


def _find(needle: str, text: str, start: int, *, until: int | None = None, any_case: bool = True) -> int | None:
    """Where whole words of the text are the needle, from `start` on; its first letter may differ in case."""
    hits = [_find_exactly(needle, text, start, until)]
    swapped = needle[0].swapcase()
    if any_case and len(swapped) == 1 and swapped != needle[0]:
        hits.append(_find_exactly(swapped + needle[1:], text, start, until))
    return min((hit for hit in hits if hit is not None), default=None)


def _find_exactly(needle: str, text: str, start: int, until: int | None) -> int | None:
    hit = text.find(needle, start, until)
    while hit >= 0:
        end = hit + len(needle)
        cut_before = hit > 0 and needle[0].isalnum() and text[hit - 1].isalnum()
        cut_after = end < len(text) and needle[-1].isalnum() and text[end].isalnum()
        if not cut_before and not cut_after:
            return hit
        hit = text.find(needle, hit + 1, until)
    return None
