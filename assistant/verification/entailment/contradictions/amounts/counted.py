"""Find a number of the evidence that counts something else in the claim: "44 shops" for "44 flats", "a year" for "a month"."""

from __future__ import annotations

import re

from assistant.retrieval.thesaurus.lookup import ABOVE, relatedness
from assistant.understanding.content_words import STOPWORDS, stem
from assistant.understanding.stemming import fold, split_words
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import Quantity, quantities_in
from assistant.verification.entailment.words import Sentence
from index.statements.lexicon.words import PERSON_NOUNS

_TIMES = frozenset("second minute hour day night week month year decade centuri".split())
_PEOPLE = frozenset(stem(word) for word in "people person persons men women others staff".split())
_PERSONS = frozenset(stem(word) for word in PERSON_NOUNS) | frozenset(
    stem(word)
    for word in """inhabitants residents workers employees members passengers pupils students patients voters players
    children adults soldiers officers victims survivors migrants refugees nurses teachers traders jobs staff
    signatories visitors guests fans supporters protesters demonstrators crew""".split()
)
_RATE = re.compile(r"\s+(?:[^\W\d_]+\s+){0,2}(?:a|an|per|each|every)\s+(?P<unit>day|week|month|year|hour|night)\b")
_EACH = re.compile(r"\s+(?:[^\W\d_]+\s+){0,2}(?:each|apiece)\b")
_TOTAL = re.compile(r"\b(?:a total of|in total|altogether|in all|between them)\b")
_SMALL = 4
"""Up to here a number occurs too often to be the same one."""
_LEAST = 0.3


def find_other_counted(comparison: Comparison) -> str | None:
    """Return what the evidence counts with a number of the claim, if it certainly is something else."""
    known = [(one, sentence) for sentence in comparison.evidence for one in quantities_in(sentence)]
    for quantity in quantities_in(comparison.claim):
        if quantity.value <= _SMALL and not _RATE.match(comparison.claim.text, quantity.end):
            continue
        if quantity.is_part or quantity.is_year or quantity.is_vague:
            continue
        same = [
            (one, sentence) for one, sentence in known if one.value == quantity.value and one.unit == quantity.unit
        ]
        if not same or all(comparison.share(comparison.claim, sentence) < _LEAST for _, sentence in same):
            continue
        reason = _compare(quantity, same, comparison)
        if reason:
            return reason
    return None


def _compare(quantity: Quantity, same: list[tuple[Quantity, Sentence]], comparison: Comparison) -> str | None:
    text = comparison.claim.text
    rate = _RATE.match(text, quantity.end)
    rates = [_RATE.match(sentence.text, one.end) for one, sentence in same]
    if rate and all(other and other["unit"] != rate["unit"] for other in rates):
        other = rates[0]
        assert other is not None
        return f"the evidence says a {other['unit']}, not a {rate['unit']}"
    if _TOTAL.search(text) and all(_EACH.match(sentence.text, one.end) for one, sentence in same):
        return f"the evidence says {same[0][0].written} each"
    own = _head(quantity)
    others = [_head(one) for one, _ in same]
    if own is None or any(other is None or _can_be_same(own, other) for other in others):
        return None
    if any(own in sentence.stems for _, sentence in same):
        return None
    return f"the evidence says “{same[0][0].written} {_first_word(same[0][0])}”, not “{_first_word(quantity)}”"


def _head(quantity: Quantity) -> str | None:
    """Return the stem of the noun that follows directly; None if there is none, or it is described first."""
    words = split_words(quantity.following)
    if not words or fold(words[0]) in STOPWORDS or not fold(words[0]).endswith("s") and fold(words[0]) != "people":
        return None
    return stem(words[0])


def _first_word(quantity: Quantity) -> str:
    return quantity.following.split()[0]


def _can_be_same(one: str, other: str) -> bool:
    if (one in _TIMES) != (other in _TIMES):
        return False
    if one in _TIMES:
        return one == other
    if one in _PEOPLE:
        return other in _PERSONS or other in _PEOPLE
    return relatedness(one, other) >= ABOVE or {one, other} <= _PERSONS
