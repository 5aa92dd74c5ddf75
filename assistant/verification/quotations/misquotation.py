"""Classify a quotation that is not in the evidence as typed: altered, spliced or fabricated.

The work is linear in the quotation and the evidence: word pairs are looked up in an index, once each.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.verification.quotations.alignment import WORD, FoldedText, fold
from index.types import Span

Fault = Literal["altered", "spliced", "misattributed", "fabricated"]
"""The verdict on a quotation or inserted statement that is wrong."""
MAX_OCCURRENCES = 12
"""Occurrences of one word pair that are followed; common pairs such as "of the" identify no source."""
MIN_RUN = 3
"""Consecutive words that cannot match by chance."""
ALTERED_SHARE = 0.5
"""Share of a quotation's words found in order in one source from which it is an altered quotation."""
SPLICED_SHARE = 0.7
"""Share of a quotation's words found in several sources from which it is spliced."""
MAX_GAP = 60
"""Words that may be left out between two runs from one source."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words that a quotation (from word `first`) shares with text number `text` (from word `at`)."""

    text: int
    first: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Misquotation:
    """The fault of a quotation, and its sources as text numbers and spans."""

    fault: Fault
    places: tuple[tuple[int, Span], ...] = ()


class SourceIndex:
    """An index of texts by their pairs of adjacent words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._folded: list[FoldedText] = [fold(text) for text in texts]
        self._words: list[list[str]] = []
        self._spans: list[list[tuple[int, int]]] = []
        self._pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for number, folded in enumerate(self._folded):
            matches = list(WORD.finditer(folded.text))
            words = [match.group().casefold() for match in matches]
            self._words.append(words)
            self._spans.append([match.span() for match in matches])
            for at, pair in enumerate(pairwise(words)):
                occurrences = self._pairs.setdefault(pair, [])
                if len(occurrences) < MAX_OCCURRENCES:
                    occurrences.append((number, at))

    def classify(self, quote: str, *, source: Callable[[int, Span], Hashable]) -> Misquotation:
        """Return the fault of a quotation. `source` maps a text number and a span to its statement or passage.

        *Spliced*: assembled from several sources. *Altered*: most words are from one source, in order. *Fabricated*:
        neither.
        """
        words = [match.group().casefold() for match in WORD.finditer(fold(quote).text)]
        runs = self._find_runs(words)
        if not runs:
            return Misquotation("fabricated")

        def source_of(run: Run) -> Hashable:
            return source(run.text, self._span([run]))

        anchor = max(runs, key=lambda run: run.length)
        anchor_source = source_of(anchor)
        same_source = [run for run in self._around(anchor, words) if source_of(run) == anchor_source]
        long_runs = [run for run in runs if run.length >= MIN_RUN]
        sources: dict[Hashable, Run] = {}
        for run in long_runs:
            sources.setdefault(source_of(run), run)
        found = sum(run.length for run in long_runs)
        found_in_one = sum(run.length for run in same_source)
        if len(sources) > 1 and found >= SPLICED_SHARE * len(words) and found - found_in_one >= MIN_RUN:
            return Misquotation("spliced", tuple((run.text, self._span([run])) for run in sources.values()))
        if found_in_one >= ALTERED_SHARE * len(words):
            return Misquotation("altered", ((anchor.text, self._span(same_source)),))
        return Misquotation("fabricated")

    def _find_runs(self, words: Sequence[str]) -> list[Run]:
        """Return the longest run from each word on that is not part of an earlier run."""
        found: list[Run] = []
        first = 0
        while first + 1 < len(words):
            pair = (words[first], words[first + 1])
            places = self._pairs.get(pair, ())
            runs = [(_common_length(words, first, self._words[text], at, 2), text, at) for text, at in places]
            length, text, at = max(runs, key=lambda run: run[0], default=(1, 0, 0))
            if runs:
                found.append(Run(text, first, at, length))
            first += length
        return found

    def _around(self, anchor: Run, words: Sequence[str]) -> list[Run]:
        """Return the runs around the anchor in the same text and order, each word once."""
        text = self._words[anchor.text]
        start = max(0, anchor.at - anchor.first - MAX_GAP)
        first, at = anchor.first + anchor.length, anchor.at + anchor.length
        before = _ordered_runs(words[: anchor.first], text[start : anchor.at])
        after = _ordered_runs(words[first:], text[at:][: len(words) - first + MAX_GAP])
        return [
            *(Run(anchor.text, run.first, run.at + start, run.length) for run in before),
            anchor,
            *(Run(anchor.text, run.first + first, run.at + at, run.length) for run in after),
        ]

    def _span(self, runs: Sequence[Run]) -> Span:
        spans = self._spans[runs[0].text]
        first, last = runs[0], runs[-1]
        return self._folded[first.text].original(spans[first.at][0], spans[last.at + last.length - 1][1])


def _common_length(words: Sequence[str], first: int, text: Sequence[str], at: int, length: int) -> int:
    """Return how many words from `first` and `at` on are equal; the first `length` are known to be."""
    while first + length < len(words) and at + length < len(text) and words[first + length] == text[at + length]:
        length += 1
    return length


def _ordered_runs(words: Sequence[str], text: Sequence[str]) -> list[Run]:
    """Return runs of words that occur in `text` in the same order, always taking the first occurrence."""
    occurrences: dict[tuple[str, str], list[int]] = {}
    for at in range(len(text) - 2, -1, -1):
        occurrences.setdefault((text[at], text[at + 1]), []).append(at)
    found: list[Run] = []
    first = at = 0
    while first < len(words):
        if at < len(text) and words[first] == text[at]:
            length = 1
        else:
            later = occurrences.get((words[first], words[first + 1]), []) if first + 1 < len(words) else []
            while later and later[-1] < at:
                later.pop()
            if not later:
                first += 1
                continue
            at, length = later[-1], 2
        length = _common_length(words, first, text, at, length)
        found.append(Run(0, first, at, length))
        first, at = first + length, at + length
    return found
