"""Whether two texts are one story in print: the same prose, the same quotations and no figure that differs.

A wire story is trimmed at the end, gets another headline and a paragraph of local colour. Two reporters at one press
conference quote the same words in prose of their own; yesterday's weather report is today's with other figures; a
follow-up repeats the background. Only the first is one story.

Texts are compared by their shingles, every run of `_RUN` words as a hash. A text's sketch is the smallest of those: a
bottom-k MinHash (Broder 1997; Thorup 2013), in which a trimmed copy keeps what it kept of the text.
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
"""Recorded in the index: raise it when other texts would be found alike."""
SKETCH = 24
"""Hashes kept of a text. A copy that kept a quarter of the words is expected to have 6 of them; two are asked for."""

Shingles: TypeAlias = NDArray[np.uint64]
Contexts: TypeAlias = Mapping[tuple[str, ...], frozenset[str]]

_RUN = 4
_LEAST = 20
"""Shingles. Less prose than that can be alike by chance; then the quotations count as prose."""
_COPIED = 0.7
"""Share of the shorter text's prose that a copy has of the longer; a follow-up that repeats the background has half."""
_KEPT = 0.2
"""Share of the longer text that must be left: a round-up that takes in a whole brief is no copy of it."""
_TRIMMED = 0.5
"""A copy that kept less than this was trimmed at the end: it begins as the longer text does."""
_LEAD = 40
_SAME_LEAD = 0.5
_SAME_QUOTATIONS = 0.5
_HELD = 0.6

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_QUOTED = re.compile(r"“[^“”\n]*”?|\"[^\"\n]*\"|«[^«»\n]*»|„[^„“”\n]*[“”]|(?<!\w)‘[^‘\n]*?’(?!\w)")
_FIGURES = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million "
    "billion monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december".split()
)
"""Words that tell a number or a day. What differs in one of them is another report."""
_BESIDE = 2
_NEGATIONS = frozenset("not no never nor neither none nobody nothing without cannot t denied denies refused".split())
"""With the "t" that is left of "won't"."""
_AROUND = 10
_SEED = b"onrecord"
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


@dataclass(frozen=True)
class Fingerprint:
    """A text as it is compared: its words in lower case, their hashes, and which of them stand between quotation marks.

    Its shingles are sorted, each once. Most comparisons are decided by those of the prose and need no others.
    """

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
        return _shingles(self.hashes[~self.quoted][:_LEAD])

    def says(self, words: str) -> bool:
        """Whether some words stand in the text one after the other, whatever the marks between them."""
        wanted = " ".join(words_in(words))
        return f" {wanted} " in f" {' '.join(self.words)} "


def words_in(text: str) -> list[str]:
    """The words and numbers of a text, in lower case."""
    return _WORD.findall(text.lower())


def fingerprint(text: str) -> Fingerprint:
    """What is compared of a text. Needs time linear in its length."""
    words: list[str] = []
    is_quoted: list[bool] = []
    for part, quoted in _parts(text.lower()):
        found = _WORD.findall(part)
        words += found
        is_quoted += [quoted] * len(found)
    hashes = np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))
    return Fingerprint(tuple(words), hashes, np.array(is_quoted, dtype=np.bool_))


def sketch(wording: Fingerprint) -> tuple[int, ...]:
    """The smallest hashes of the prose, as integers that SQLite can keep."""
    chosen = wording.prose if len(wording.prose) >= _LEAST else wording.everything
    return tuple(chosen[:SKETCH].astype(np.int64).tolist())


def are_one_story(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one text is the other, or a copy that was shortened or added to. The same whichever comes first."""
    prose = min(len(one.prose), len(other.prose)) >= _LEAST
    first, second = (one.prose, other.prose) if prose else (one.everything, other.everything)
    if min(len(first), len(second)) < _LEAST:
        return False
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared < _COPIED * min(len(first), len(second)) or shared < _KEPT * max(len(first), len(second)):
        return False
    if shared < _TRIMMED * max(len(first), len(second)):
        longer, shorter = (one, second) if len(first) > len(second) else (other, first)
        if _share(longer.lead, shorter) < _SAME_LEAD:
            return False
    fewer, more = sorted((one.quotations, other.quotations), key=len)
    return _share(fewer, more) >= _SAME_QUOTATIONS and not _differ_in_figures(one, other)


def is_revision(new: Fingerprint, old: Fingerprint) -> bool:
    """Whether two texts have enough prose in common to be versions of one article."""
    return _share(*sorted((new.everything, old.everything), key=len)) >= 1 - _COPIED


def contains_text(whole: Fingerprint, part: Fingerprint) -> bool:
    """Whether a text holds a passage of another, word for word but for a few: none of them a figure or a negation."""
    if not len(part.everything):
        return whole.says(" ".join(part.words))
    share = _share(part.everything, whole.everything)
    return share == 1 or (
        share >= _HELD and not _differ_in_figures(whole, part) and not _differ_in_negation(whole.words, part.words)
    )


def shared_runs(one: Fingerprint, other: Fingerprint) -> int:
    """How many runs of words two texts have in common."""
    return len(np.intersect1d(one.everything, other.everything, assume_unique=True))


def _share(part: Shingles, whole: Shingles) -> float:
    return len(np.intersect1d(part, whole, assume_unique=True)) / len(part) if len(part) else 1.0


def _differ_in_figures(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether a number or a day stands in one text where another stands in the other, between the same words."""
    here, there = _figures(one.words), _figures(other.words)
    shared = here.keys() & there.keys()
    return any(not (here[place] <= there[place] or there[place] <= here[place]) for place in shared)


def _differ_in_negation(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether what differs between a passage and the place where a text holds it has a negation in it."""
    longest = SequenceMatcher(None, part, whole, autojunk=False).find_longest_match()
    start = max(0, longest.b - longest.a - _AROUND)
    there = whole[start : longest.b - longest.a + len(part) + _AROUND]
    for change, mine, my_end, theirs, their_end in SequenceMatcher(None, part, there, autojunk=False).get_opcodes():
        inside = 0 < mine < len(part) or my_end > mine  # what stands before or after the passage is no part of it
        if change != "equal" and inside and not _NEGATIONS.isdisjoint((*part[mine:my_end], *there[theirs:their_end])):
            return True
    return False


def _figures(words: tuple[str, ...]) -> Contexts:
    masked = ["#" if _is_figure(word) else word for word in words]
    found: dict[tuple[str, ...], set[str]] = {}
    for at, mask in enumerate(masked):
        if mask == "#":
            beside = (*masked[max(0, at - _BESIDE) : at], "", *masked[at + 1 : at + 1 + _BESIDE])
            found.setdefault(beside, set()).add(words[at])
    return {place: frozenset(figures) for place, figures in found.items()}


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in _FIGURES


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its quotation marks, each part with whether it stands between them."""
    start = 0
    for quotation in _QUOTED.finditer(text):
        yield text[start : quotation.start()], False
        yield quotation[0], True
        start = quotation.end()
    yield text[start:], False


def _shingles(hashes: Shingles) -> Shingles:
    """One hash for every run of words, sorted, each once."""
    count = len(hashes) - _RUN + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(_RUN):
        mixed = mixed * _BASE + hashes[at : at + count]
    for shift, factor in _MIX:
        mixed = (mixed ^ (mixed >> shift)) * factor
    return np.unique(mixed)


@lru_cache(maxsize=1 << 16)  # the words of a newspaper are few
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8, key=_SEED).digest(), "big")
