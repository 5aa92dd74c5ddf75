"""Matches the people named in a question to the speakers of an index."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from math import ceil
from pathlib import Path

from assistant.understanding.cited_sources import without_base
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import COMMON_NAMES
from index.people.aliases import name_words, without_article, without_suffix
from index.people.name_merging import MergedSpeaker
from index.people.name_parts import phonetic_key
from index.people.namesakes import distinguishing_gender
from index.people.registry import SpeakerRegistry, build_registry
from index.types import Speaker

_DESCRIPTIONS = frozenset(
    "republican democrat democratic independent conservative liberal labour tory green socialist billionaire candidate"
    " nominee frontrunner former ex incumbent rival".split()
)
JOINED = re.compile(r",? and |, | or |/", re.IGNORECASE)
_MIN_RATIO = 0.86
"""The difflib ratio from which a name counts as a misspelling: one letter in seven differs."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name from a question, and the indexed speakers it may refer to."""

    asked: str
    names: tuple[str, ...]


class SpeakerMatcher:
    """Finds the speakers of an index by any form of their names."""

    def __init__(self, registry: SpeakerRegistry) -> None:
        self._registry = registry

    @classmethod
    def of(cls, speakers: Iterable[MergedSpeaker | Speaker]) -> SpeakerMatcher:
        """Return a matcher for speakers that are not in an index."""
        return cls(
            build_registry(
                one if isinstance(one, MergedSpeaker) else MergedSpeaker(one.name, one.kind, (one.name,))
                for one in speakers
            )
        )

    def resolve(self, asked: str) -> Resolved:
        """Return the speakers that a name, surname or titled name may refer to, allowing for a small misspelling.

        A group or an unnamed speaker matches if its words contain all the words of the question's name.
        """
        wanted, suffix = without_suffix(name_words(without_article(asked)))
        if not wanted:
            return Resolved(asked, ())
        groups = [one.voice for one in self._registry.groups(wanted[-1]) if set(one.words).issuperset(wanted)]
        people = self._find_people(wanted, [wanted[-1]])
        found = dict.fromkeys(people or groups or self._without_description(wanted) or self._similar_spelling(wanted))
        return Resolved(asked, _filter_by_suffix(found, suffix) if len(wanted) > 1 else tuple(found))

    def is_first_name(self, word: str) -> bool:
        """Return whether some speaker has this first name, which alone does not identify anyone."""
        return self._registry.is_first_name(fold(word.strip()))

    def _find_people(self, wanted: Sequence[str], surnames: Iterable[str]) -> list[str]:
        """Return the people with one of these surnames who fit the name; a surname alone only if it is unambiguous."""
        forms: dict[tuple[str, ...], dict[str, None]] = {}
        for last in surnames:
            for one in self._registry.find_people(last):
                forms.setdefault(one.words, {})[one.voice] = None
        full = {words for words in forms if len(words) > 1}
        matching = {words for words in full if _may_be_same((*wanted[:-1], words[-1]), words)}
        is_unique = len(wanted) == 1 or matching == full or distinguishing_gender(matching, full - matching)
        fitting = matching | (forms.keys() - full if is_unique else set())
        return [name for words in forms if words in fitting for name in forms[words]]

    def _without_description(self, wanted: Sequence[str]) -> list[str]:
        """Find the person of "Republican Ann Fox", whose description may be part of an organisation's name."""
        bare = list(dropwhile(_DESCRIPTIONS.__contains__, wanted))
        return self._find_people(bare, [bare[-1]]) if bare and len(bare) < len(wanted) else []

    def _similar_spelling(self, wanted: Sequence[str]) -> list[str]:
        last = wanted[-1]
        if len(last) < 5:
            return []
        found = self._find_people(wanted, self._registry.surnames_sounding_like(phonetic_key(last)))
        if found:
            return found
        # The ratio is 2 * shared letters / letters of both: no other length can reach it.
        lengths = (ceil(len(last) * _MIN_RATIO / (2 - _MIN_RATIO)), int(len(last) * (2 - _MIN_RATIO) / _MIN_RATIO))
        candidates = self._registry.surnames(first=last[0], shortest=lengths[0], longest=lengths[1])
        return self._find_people(wanted, difflib.get_close_matches(last, candidates, cutoff=_MIN_RATIO))


def _filter_by_suffix(names: Iterable[str], suffix: str) -> tuple[str, ...]:
    """Return the names with the suffix of the question ("Jr."), else the father's, and surnames that fit either."""
    words = {name: without_suffix(name_words(name)) for name in names}
    full = [name for name, (bare, _) in words.items() if len(bare) > 1]
    matching = [name for name in full if words[name][1] == suffix]
    if suffix and (not full or matching != full):
        return tuple(matching)
    return tuple(name for name in words if name in (matching or full) or name not in full)


def _may_be_same(wanted: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether two names with equal surnames fit: `marco rubio` and `m rubio`, but not `antonio rubio`."""
    if len(wanted) == 1 or len(name) == 1 or tuple(name[-len(wanted) :]) == tuple(wanted):
        return True  # "Bo Tran" matches Nurse Bo Tran
    if len(wanted) > 2 and len(name) > 2 and wanted[1][0] != name[1][0]:
        return False  # George H. is not George W.
    first, other = wanted[0], name[0]
    return phonetic_key(first) == phonetic_key(other) or (min(len(first), len(other)) == 1 and first[0] == other[0])


def nickname_variants(name: str) -> tuple[str, ...]:
    """Return a full name with each variant of its first name: "Bill Tarn" for William Tarn. Empty for one word."""
    first, _, rest = name.strip().partition(" ")
    return tuple(f"{other.capitalize()} {rest}" for other in sorted(_variants().get(fold(first), ()))) if rest else ()


@cache
def _variants() -> dict[str, set[str]]:
    variants: dict[str, set[str]] = {}
    for line in Path(__file__).with_name("nicknames.txt").read_text(encoding="utf-8").splitlines():
        formal, *short = line.split()
        for nickname in short:
            variants.setdefault(nickname, set()).add(formal)
            variants.setdefault(formal, set()).add(nickname)
    return variants


def resolve_name(name: str, registry: SpeakerMatcher) -> Resolved:
    """Resolve a name, else its nickname variants."""
    name = without_base(name)
    found = registry.resolve(name)
    if found.names:
        return found
    variants = nickname_variants(" ".join(split_words(re.sub(r"['’]s?$", "", name))))
    return Resolved(name, tuple(dict.fromkeys(one for other in variants for one in registry.resolve(other).names)))


def are_known(names: str | None, registry: SpeakerMatcher) -> bool:
    """Return whether each of the joined names is a speaker of the index."""
    parts = [part for part in JOINED.split(names or "") if part.strip()]
    return bool(parts) and all(name_words(part) and resolve_name(part, registry).names for part in parts)


def is_named(speaker: str | None, registry: SpeakerMatcher) -> bool:
    """Return whether the words name speakers. A common word that is also a name does not: "Hope on the horizon?" """
    return are_known(speaker, registry) and fold(speaker or "") not in COMMON_NAMES
