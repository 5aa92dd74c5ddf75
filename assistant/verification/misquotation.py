"""Where the words of a quotation come from that stands nowhere as it was typed, and so what was done to them.

The work is linear in the quotation and in the evidence: pairs of words are looked up, few places of each are followed,
and what was followed is not looked up again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.verification.alignment import WORD, Folded, fold
from assistant.verification.evidence import Misquotation
from index.types import Span

MOST_PLACES = 12
"""Places of one pair of words that are followed; commoner pairs ("of the") tell nothing."""
TELLING = 3
"""Words side by side that cannot be there by chance."""
MOSTLY = 0.5
"""The share of a quotation's words that stand in one place in order, from which it is that place, altered."""
TAKEN = 0.7
"""The share that stands somewhere, from which a quotation is put together from there."""
GAP = 60
"""Words that may have been left out between two runs of one place."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a quotation that stand side by side in a text: how many, from which word of each on."""

    text: int
    first: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a quotation is that stands nowhere, and what stands there instead: a text's number and a span of it."""

    fault: Misquotation
    places: tuple[tuple[int, Span], ...] = ()


class SourceIndex:
    """The words of some texts by the pairs that they stand in."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._folded: list[Folded] = [fold(text) for text in texts]
        self._words: list[list[str]] = []
        self._spans: list[list[tuple[int, int]]] = []
        self._pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for number, folded in enumerate(self._folded):
            matches = list(WORD.finditer(folded.text))
            words = [match.group().casefold() for match in matches]
            self._words.append(words)
            self._spans.append([match.span() for match in matches])
            for at, pair in enumerate(pairwise(words)):
                places = self._pairs.setdefault(pair, [])
                if len(places) < MOST_PLACES:
                    places.append((number, at))

    def origin_of(self, quote: str, *, source: Callable[[int, Span], Hashable]) -> Origin:
        """What was done to a quotation that is none. `source` tells which places are one piece of speech or of prose.

        *Spliced*: put together from several of them. *Altered*: most of its words stand in one, in order. *Fabricated*:
        neither.
        """
        words = [match.group().casefold() for match in WORD.finditer(fold(quote).text)]
        runs = self._runs(words)
        if not runs:
            return Origin("fabricated")
        anchor = max(runs, key=lambda run: run.length)
        whose = source(anchor.text, self._span([anchor]))
        beside = [one for one in self._beside(anchor, words) if source(one.text, self._span([one])) == whose]
        origins: dict[Hashable, Run] = {}
        telling = [run for run in runs if run.length >= TELLING]
        for run in telling:
            origins.setdefault(source(run.text, self._span([run])), run)
        taken = sum(run.length for run in telling)
        in_one_place = sum(run.length for run in beside)
        if len(origins) > 1 and taken >= TAKEN * len(words) and taken - in_one_place >= TELLING:
            return Origin("spliced", tuple((run.text, self._span([run])) for run in origins.values()))
        if in_one_place >= MOSTLY * len(words):
            return Origin("altered", ((anchor.text, self._span(beside)),))
        return Origin("fabricated")

    def _runs(self, words: Sequence[str]) -> list[Run]:
        """The longest run from each word on that no run before it holds."""
        found: list[Run] = []
        at = 0
        while at + 1 < len(words):
            places = self._pairs.get((words[at], words[at + 1]), ())
            best = max((self._run(words, at, *place) for place in places), key=lambda run: run.length, default=None)
            if best is None:
                at += 1
                continue
            found.append(best)
            at += best.length
        return found

    def _run(self, words: Sequence[str], first: int, text: int, at: int) -> Run:
        held = self._words[text]
        length = 2
        while first + length < len(words) and at + length < len(held) and words[first + length] == held[at + length]:
            length += 1
        return Run(text, first, at, length)

    def _beside(self, anchor: Run, words: Sequence[str]) -> list[Run]:
        """The runs of the quotation around the anchor, in the same text and in the same order; each word once."""
        start = max(0, anchor.at - anchor.first - GAP)
        held = self._words[anchor.text]
        before = _in_order(words[: anchor.first], held[start : anchor.at])
        behind = anchor.first + anchor.length
        rest = held[anchor.at + anchor.length :][: len(words) - behind + GAP]
        after = _in_order(words[behind:], rest)
        return [
            *(Run(anchor.text, run.first, run.at + start, run.length) for run in before),
            anchor,
            *(Run(anchor.text, run.first + behind, run.at + anchor.at + anchor.length, run.length) for run in after),
        ]

    def _span(self, runs: Sequence[Run]) -> Span:
        spans = self._spans[runs[0].text]
        first, last = runs[0], runs[-1]
        return self._folded[first.text].original(spans[first.at][0], spans[last.at + last.length - 1][1])


def _in_order(words: Sequence[str], held: Sequence[str]) -> list[Run]:
    """Runs of words and of pairs that stand in `held` one after the other, the nearest place of each taken."""
    places: dict[tuple[str, str], list[int]] = {}
    for at in range(len(held) - 2, -1, -1):
        places.setdefault((held[at], held[at + 1]), []).append(at)
    found: list[Run] = []
    first = at = 0
    while first < len(words):
        if at < len(held) and words[first] == held[at]:
            length = 1
        else:
            of_pair = places.get((words[first], words[first + 1]), []) if first + 1 < len(words) else []
            while of_pair and of_pair[-1] < at:
                of_pair.pop()
            if not of_pair:
                first += 1
                continue
            at, length = of_pair[-1], 2
        while first + length < len(words) and at + length < len(held) and words[first + length] == held[at + length]:
            length += 1
        found.append(Run(0, first, at, length))
        first, at = first + length, at + length
    return found
