"""What a question is about, and whether a text speaks of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.understanding.stemming import fold, stem, words_of
from assistant.understanding.topic_words import SPEECH, is_topical, stems_of

_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{2,200})[\"“”«»]")
_NUMBERED = re.compile(r"\b[A-Z][\w-]*\s+\d+[\w.-]*\b")
_ALNUM = re.compile(r"[^\W_]+")
FEW_TERMS = 2
ENOUGH = 0.6
"""Share of a longer topic's weight that must stand in a text. A wrong match costs more than a miss: two terms must both
stand there, three need two, and a term that can be checked (a number, a name) weighs one and a half."""


@dataclass(frozen=True, slots=True)
class Term:
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """The terms and phrases of a topic. An empty topic is on everything."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def coverage(self, stems: Collection[str]) -> float:
        """The share of the topic's weight whose stems are given, from 0 to 1."""
        total = sum(term.weight for term in self.terms)
        return sum(term.weight for term in self.terms if term.stem in stems) / total if total else 1.0

    def is_spoken_of(self, text: str) -> bool:
        """Whether the text is on this topic: every phrase word for word, and enough of the terms."""
        if not self.holds_phrases(text):
            return False
        return self.may_be_filled_by(set(stems_of(text)))

    def is_filled_by(self, text: str, title: str) -> bool:
        """Whether the text is on this topic, read under its article's title: a short topic may stand half there."""
        if self.is_spoken_of(text):
            return True
        stems = set(stems_of(text))
        half = self.holds_phrases(text) and self.coverage(stems) >= 1 / FEW_TERMS
        return half and self.coverage(stems | set(stems_of(title))) == 1.0

    def may_be_filled_by(self, stems: Collection[str]) -> bool:
        """Whether a text of these stems can be on this topic: with fewer terms, no text is, whatever its title."""
        return self.coverage(stems) >= (1.0 if len(self.terms) <= FEW_TERMS else ENOUGH)

    def stands_together(self, text: str) -> bool:
        """Whether a short topic stands in the text as it was asked for: its words side by side and in their order; a
        lone word as the same noun, not only of the same stem ("response" is no "responsible").
        """
        if len(self.terms) == 1:
            asked = [_number_forms(word) for word in words_of(self.text) if stem(word) == self.terms[0].stem]
            spoken_forms = [_number_forms(word) for word in words_of(text) if stem(word) == self.terms[0].stem]
            return any(one & other for one in asked for other in spoken_forms)
        wanted = [term.stem for term in self.terms]
        spoken = [one for word in words_of(text) if is_topical(word) for one in stems_of(word)]
        return any(spoken[at : at + len(wanted)] == wanted for at in range(len(spoken) - len(wanted) + 1))

    def holds_phrases(self, text: str) -> bool:
        return all(phrase in _flat(text) for phrase in map(_flat, self.phrases))


def read_topic(text: str, *, but: Collection[str] = (), speech: bool = False) -> Topic:
    """The topic of some words of a question. `but` are words that are not topic (the asked speaker's name).

    Words of speech ("said", "comment") are no topic of a statement; `speech` keeps them for questions of fact.
    """
    left_out = {stem(word) for word in but}
    phrases = tuple(match.strip() for match in _QUOTED.findall(text))
    phrases += tuple(match for match in _NUMBERED.findall(text) if fold(match.split()[0]) not in _MONTHS)
    terms: dict[str, Term] = {}
    for position, word in enumerate(words_of(text)):
        if not is_topical(word) or (fold(word) in SPEECH and not speech):
            continue
        for stemmed in stems_of(word):
            if stemmed not in left_out:
                checkable = word[0].isdigit() or (position > 0 and word[0].isupper())
                terms.setdefault(stemmed, Term(stemmed, 1.5 if checkable else 1.0))
    return Topic(text.strip(), tuple(terms.values()), phrases)


_MONTHS = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec""".split()
)


def _number_forms(word: str) -> set[str]:
    """The folded word, without a possessive's ending, in what may be its singular and its plural."""
    folded = re.sub(r"'s?$", "", fold(word))
    singular = f"{folded[:-3]}y" if folded.endswith("ies") else folded.removesuffix("s")
    return {folded, singular, f"{folded}s", f"{folded}es"}


def _flat(text: str) -> str:
    """Words and digits with single spaces around them, so that a phrase can be looked up whole."""
    words = " ".join(_ALNUM.findall(fold(text)))
    return f" {words} "
