"""The topic of a question, and whether a text is on it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from assistant.understanding.date_expressions import MONTHS
from assistant.understanding.stemming import fold, split_words, stem

STOPWORDS = frozenset(
    """a about above after again against ago all also am an and any anybody anyone are as asked at be because been
    before being between both but by can could did do does doing done during each else ever for from get gets
    getting got had has have having he her hers him his how i if in into is it its itself just like may me might
    more most must my no nor of on once one only or other our out over own per please shall she should since so some
    such than that the their them then there these they this those through to too under until up upon us was we were
    what when where whether which while who whom whose why will with would you your yes ever s t""".split()
)
SPEECH = frozenset(
    """say says said saying tell tells told telling state states stated comment comments commented claim claims claimed
    mention mentions mentioned talk talks talked speak speaks spoke spoken statement statements quote quotes quoted
    remark remarks remarked word words think thinks thought position stance view views opinion reaction response
    respond responded react reacted according""".split()
)
COMMON_NAMES = frozenset(
    """april august autumn baker banks bill black bob brook brown bush case chase church cook day dean drew
    faith field fields ford frank friday gale gold good grace grant green hall hill holiday hope hunter ivy
    jack joy june king lake lane law long love march mark marsh mason may mercy miles monday page pat pope
    power powers price reed rice rich rob rose sharp short spring stone street strong sue summer sunny swift
    walker west white will winter wise wood young""".split()
)
"""Names that are also common words. One alone names a person only if the form of the question says so."""
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{2,200})[\"“”«»]")
_NUMBERED = re.compile(r"\b[A-Z][\w-]*\s+\d+[\w.-]*\b")
_ALNUM = re.compile(r"[^\W_]+")
FEW_TERMS = 2
MIN_COVERAGE = 0.6
"""The share of a longer topic's weight that a text must contain. A topic of FEW_TERMS needs all of its terms: a wrong
match costs more than a miss."""
CHECKABLE_WEIGHT = 1.5
"""The weight of a number or a name, which can be checked; other terms weigh 1."""


@dataclass(frozen=True, slots=True)
class Term:
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """The weighted terms and the phrases of a topic. Every text is on an empty topic."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def coverage(self, stems: Collection[str]) -> float:
        """Return the share of the topic's weight that the stems cover, from 0 to 1."""
        total = sum(term.weight for term in self.terms)
        return sum(term.weight for term in self.terms if term.stem in stems) / total if total else 1.0

    def matches(self, text: str) -> bool:
        """Return whether the text contains every phrase word for word, and enough of the terms."""
        return self.contains_phrases(text) and self.may_match(set(stems_of(text)))

    def matches_under_title(self, text: str, title: str) -> bool:
        """Return whether the text matches, where half of a short topic may stand in the article's title."""
        if self.matches(text):
            return True
        stems = set(stems_of(text))
        half = self.contains_phrases(text) and self.coverage(stems) >= 1 / FEW_TERMS
        return half and self.coverage(stems | set(stems_of(title))) == 1.0

    def may_match(self, stems: Collection[str]) -> bool:
        """Return whether a text with these stems covers enough of the terms to match."""
        return self.coverage(stems) >= (1.0 if len(self.terms) <= FEW_TERMS else MIN_COVERAGE)

    def matches_in_order(self, text: str) -> bool:
        """Return whether the text has the topic's words side by side and in order; a single word as the same noun."""
        if len(self.terms) == 1:
            own, found = (
                [_number_forms(word) for word in split_words(words) if stem(word) == self.terms[0].stem]
                for words in (self.text, text)
            )
            return any(one & other for one in own for other in found)
        wanted = [term.stem for term in self.terms]
        stems = [one for word in split_words(text) if is_topical(word) for one in stems_of(word)]
        return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems) - len(wanted) + 1))

    def contains_phrases(self, text: str) -> bool:
        return all(phrase in _padded_words(text) for phrase in map(_padded_words, self.phrases))


def read_topic(text: str, *, but: Collection[str] = (), speech: bool = False) -> Topic:
    """Return the topic of a question without the words in `but` and, unless `speech`, words like "said"."""
    excluded = {stem(word) for word in but}
    phrases = tuple(match.strip() for match in _QUOTED.findall(text))
    phrases += tuple(match for match in _NUMBERED.findall(text) if fold(match.split()[0]) not in MONTHS)
    terms: dict[str, Term] = {}
    for position, word in enumerate(split_words(text)):
        if not is_topical(word) or (fold(word) in SPEECH and not speech):
            continue
        for stemmed in stems_of(word):
            if stemmed not in excluded:
                checkable = word[0].isdigit() or (position > 0 and word[0].isupper())
                terms.setdefault(stemmed, Term(stemmed, CHECKABLE_WEIGHT if checkable else 1.0))
    return Topic(text.strip(), tuple(terms.values()), phrases)


def _number_forms(word: str) -> set[str]:
    """Return the folded word with its possible singular and plural forms, without a possessive ending."""
    folded = re.sub(r"'s?$", "", fold(word))
    singular = f"{folded[:-3]}y" if folded.endswith("ies") else folded.removesuffix("s")
    return {folded, singular, f"{folded}s", f"{folded}es"}


def _padded_words(text: str) -> str:
    """Return the words with single spaces around them, so that a phrase only matches whole words."""
    return f" {' '.join(_ALNUM.findall(fold(text)))} "


def stems_of(text: str) -> list[str]:
    """Return every word's stem, in order. The country "US" has a stem of its own, apart from the pronoun."""
    return ["u.s" if word == "US" else stem(word) for word in split_words(text)]


@lru_cache(maxsize=4096)
def topic_stems(text: str) -> frozenset[str]:
    """Return the set of stems. Cached, because one paragraph holds several statements."""
    return frozenset(stems_of(text))


def is_topical(word: str) -> bool:
    """Return whether a word can be part of a topic."""
    return word == "US" or (fold(word) not in STOPWORDS and not re.fullmatch(r"'?[a-z]", fold(word)))
