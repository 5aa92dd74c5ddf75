"""Detect near duplicates: texts with the same prose, the same quotations and no differing figure.

A wire story that a paper trims at the end and gives another headline and a local paragraph is a near duplicate. Two
reports from one press conference, weather reports from one template, and a follow-up with the same background are not.

Texts are compared by shingles, the hashes of all runs of `_SHINGLE_WORDS` words. A sketch is a bottom-k MinHash of them
(Broder 1997; Thorup 2013), which a trimmed copy partly keeps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

WORDING_RULES = "wording-1"
"""The version that the index records. Raise it when the rules match other texts."""
SKETCH = 24
"""Hashes in a sketch. A copy with a quarter of the words shares about 6 of them; a match requires two."""

Shingles: TypeAlias = NDArray[np.uint64]
Contexts: TypeAlias = Mapping[tuple[str, ...], frozenset[str]]

_SHINGLE_WORDS = 4
_MIN_SHINGLES = 20  # less prose can match by chance; then quotations count as prose
_MIN_SHARED_OF_SHORTER = 0.7  # a follow-up that repeats the background shares half
_MIN_SHARED_OF_LONGER = 0.2  # a round-up that includes a whole brief is no copy of it
_TRIMMED = 0.5  # a copy that shares less of the longer text was trimmed at the end, so both have the same lead
_LEAD_WORDS = 40
_MIN_SHARED_LEAD = 0.5
_MIN_SHARED_QUOTATIONS = 0.5
_MIN_SHARED_PASSAGE = 0.6

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_QUOTED = re.compile(r"“[^“”\n]*”?|\"[^\"\n]*\"|«[^«»\n]*»|„[^„“”\n]*[“”]|(?<!\w)‘[^‘\n]*?’(?!\w)")
_FIGURES = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million "
    "billion monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december".split()
)
"""Words for numbers and days. Texts that differ in one of them are different reports."""
_CONTEXT_WORDS = 2
_NEGATIONS = frozenset("not no never nor neither none nobody nothing without cannot t denied denies refused".split())
"""With the "t" of "won't"."""
_MARGIN_WORDS = 10
_SEED = b"onrecord"
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


@dataclass(frozen=True)
class Fingerprint:
    """The lowercase words of a text, their hashes, and which of them are quoted. Its shingles are sorted and unique.
    They are lazy because most comparisons need only those of the prose."""

    words: tuple[str, ...]
    hashes: Shingles
    quoted: NDArray[np.bool_]

    @cached_property
    def everything(self) -> Shingles:
        return _shingles(self.hashes)

    @cached_property
    def prose(self) -> Shingles:
        return _shingles(self.hashes[~self.quoted])

    @cached_property
    def quotations(self) -> Shingles:
        return _shingles(self.hashes[self.quoted])

    @cached_property
    def lead(self) -> Shingles:
        return _shingles(self.hashes[~self.quoted][:_LEAD_WORDS])

    def says(self, words: str) -> bool:
        """Whether the text contains some words in a row, regardless of punctuation."""
        return f" {' '.join(words_in(words))} " in f" {' '.join(self.words)} "


def words_in(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case."""
    return _WORD.findall(text.lower())


def fingerprint(text: str) -> Fingerprint:
    """Build the fingerprint of a text in linear time."""
    words: list[str] = []
    is_quoted: list[bool] = []
    for part, quoted in _parts(text.lower()):
        found = _WORD.findall(part)
        words += found
        is_quoted += [quoted] * len(found)
    hashes = np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))
    return Fingerprint(tuple(words), hashes, np.array(is_quoted, dtype=np.bool_))


def sketch(text: Fingerprint) -> tuple[int, ...]:
    """Return the smallest hashes of the prose as signed 64-bit integers."""
    chosen = text.prose if len(text.prose) >= _MIN_SHINGLES else text.everything
    return tuple(chosen[:SKETCH].astype(np.int64).tolist())


def are_one_story(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts are near duplicates: equal, or one a shortened or extended copy. The order does not matter."""
    prose = min(len(one.prose), len(other.prose)) >= _MIN_SHINGLES
    first, second = (one.prose, other.prose) if prose else (one.everything, other.everything)
    if min(len(first), len(second)) < _MIN_SHINGLES:
        return False
    shared = _count_shared(first, second)
    longest = max(len(first), len(second))
    if shared < _MIN_SHARED_OF_SHORTER * min(len(first), len(second)) or shared < _MIN_SHARED_OF_LONGER * longest:
        return False
    if shared < _TRIMMED * longest:
        longer, shorter = (one, second) if len(first) > len(second) else (other, first)
        if _share(longer.lead, shorter) < _MIN_SHARED_LEAD:
            return False
    fewer, more = sorted((one.quotations, other.quotations), key=len)
    return _share(fewer, more) >= _MIN_SHARED_QUOTATIONS and not _differ_in_figures(one, other)


def is_revision(new: Fingerprint, old: Fingerprint) -> bool:
    """Whether two texts share enough prose to be versions of one article."""
    return _share(*sorted((new.everything, old.everything), key=len)) >= 1 - _MIN_SHARED_OF_SHORTER


def contains_text(whole: Fingerprint, part: Fingerprint) -> bool:
    """Whether a text contains a passage with few changed words, none of them a figure or a negation."""
    if not len(part.everything):
        return whole.says(" ".join(part.words))
    share = _share(part.everything, whole.everything)
    return share == 1 or (
        share >= _MIN_SHARED_PASSAGE
        and not _differ_in_figures(whole, part)
        and not _differ_in_negation(whole.words, part.words)
    )


def shared_runs(one: Fingerprint, other: Fingerprint) -> int:
    """Count the shingles that two texts share."""
    return _count_shared(one.everything, other.everything)


def _count_shared(one: Shingles, other: Shingles) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def _share(part: Shingles, whole: Shingles) -> float:
    return _count_shared(part, whole) / len(part) if len(part) else 1.0


def _differ_in_figures(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts have different numbers or days between the same words."""
    here, there = _figures(one.words), _figures(other.words)
    return any(not (here[one] <= there[one] or there[one] <= here[one]) for one in here.keys() & there.keys())


def _differ_in_negation(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a passage and the best matching place in a text differ in a negation."""
    longest = SequenceMatcher(None, part, whole, autojunk=False).find_longest_match()
    start = max(0, longest.b - longest.a - _MARGIN_WORDS)
    there = whole[start : longest.b - longest.a + len(part) + _MARGIN_WORDS]
    for change, mine, my_end, theirs, their_end in SequenceMatcher(None, part, there, autojunk=False).get_opcodes():
        inside = 0 < mine < len(part) or my_end > mine  # words around the passage do not count
        if change != "equal" and inside and not _NEGATIONS.isdisjoint((*part[mine:my_end], *there[theirs:their_end])):
            return True
    return False


def _figures(words: tuple[str, ...]) -> Contexts:
    """Return the numbers and days of a text by the words around them."""
    masked = ["#" if _is_figure(word) else word for word in words]
    found: dict[tuple[str, ...], set[str]] = {}
    for at, mask in enumerate(masked):
        if mask == "#":
            context = (*masked[max(0, at - _CONTEXT_WORDS) : at], "", *masked[at + 1 : at + 1 + _CONTEXT_WORDS])
            found.setdefault(context, set()).add(words[at])
    return {context: frozenset(figures) for context, figures in found.items()}


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in _FIGURES


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text inside and outside quotations, with whether they are quoted."""
    start = 0
    for quotation in _QUOTED.finditer(text):
        yield text[start : quotation.start()], False
        yield quotation[0], True
        start = quotation.end()
    yield text[start:], False


def _shingles(hashes: Shingles) -> Shingles:
    """Return the hashes of all runs of words, sorted and unique."""
    count = len(hashes) - _SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(_SHINGLE_WORDS):
        mixed = mixed * _BASE + hashes[at : at + count]
    for shift, factor in _MIX:
        mixed = (mixed ^ (mixed >> shift)) * factor
    return np.unique(mixed)


@lru_cache(maxsize=1 << 16)  # newspapers use few different words
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8, key=_SEED).digest(), "big")
