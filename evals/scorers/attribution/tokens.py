"""An article's words and marks, numbered: two spans agree as far as they touch the same ones."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from index.types import Span

_TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*|''|``|[^\w\s]")
_HALF = 0.5

TokenSet = frozenset[int]


class Tokens:
    """The tokens of one text."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._words = frozenset(number for number, match in enumerate(found) if re.search(r"\w", match.group()))

    def touched(self, spans: Iterable[Span]) -> TokenSet:
        """The tokens that have a character in the spans."""
        return frozenset(
            number
            for span in spans
            for number in range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))
        )

    def words(self, spans: Iterable[Span]) -> TokenSet:
        """The same without punctuation."""
        return self.touched(spans) & self._words


def jaccard(one: TokenSet, other: TokenSet) -> float:
    """What two sets share, of all that either has; 0 where one is empty."""
    return len(one & other) / len(one | other) if one and other else 0.0


def mostly(part: TokenSet, whole: TokenSet) -> bool:
    """At least half of the one lies in the other."""
    return bool(part) and len(part & whole) >= _HALF * len(part)


def matched(found: Sequence[TokenSet], gold: Sequence[TokenSet], *, least: float) -> dict[int, int]:
    """Each found one's partner in gold, one to one, the best pairs first, none with less in common than `least`."""
    holders: dict[int, list[int]] = {}
    for number, tokens in enumerate(gold):
        for token in tokens:
            holders.setdefault(token, []).append(number)
    pairs = sorted(
        (-share, number, other)
        for number, tokens in enumerate(found)
        for other in {other for token in tokens for other in holders.get(token, ())}
        if (share := jaccard(tokens, gold[other])) >= least
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, other in pairs:
        if number not in partner and other not in taken:
            partner[number] = other
            taken.add(other)
    return partner
