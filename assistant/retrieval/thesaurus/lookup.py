"""Looks up how close two stems are in meaning."""

from __future__ import annotations

import mmap
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("wordnet.txt")
SAME = 1.0
"""The relatedness of stems that can mean the same,"""
ABOVE = 0.7
"""of a stem and a more general or derived one,"""
BESIDE = 0.3
"""and of stems that share a more general meaning."""


@lru_cache(maxsize=65_536)
def relatedness(one: str, other: str) -> float:
    """Return how close two stems are in meaning, from 0 to 1, in either order."""
    if one == other:
        return SAME
    (own, above), (other_own, other_above) = _meanings(one), _meanings(other)
    if own & other_own:
        return SAME
    if own & other_above or above & other_own:
        return ABOVE
    return BESIDE if above & other_above else 0.0


def most_related(one: str, others: Collection[str]) -> float:
    """Return the relatedness of a stem and the closest of others."""
    if one in others:
        return SAME
    return max((relatedness(one, other) for other in others), default=0.0)


@lru_cache(maxsize=16_384)
def _meanings(stemmed: str) -> tuple[frozenset[str], frozenset[str]]:
    """Find a stem's meanings, and more general ones, by binary search in the sorted table."""
    table = _table()
    wanted = stemmed.encode("ascii", "ignore")
    low, high = 0, len(table)
    while low < high:
        start = table.rfind(b"\n", 0, (low + high) // 2) + 1
        end = table.find(b"\n", start)
        word, own, above = table[start:end].split(b" ")
        if word == wanted:
            return frozenset(own.decode().split(",")), frozenset(filter(None, above.decode().split(",")))
        if word < wanted:
            low = end + 1
        else:
            high = start
    return frozenset(), frozenset()


@cache
def _table() -> mmap.mmap:
    with TABLE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
