"""Find a number of the claim that the evidence neither contains nor lets a reader work out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from assistant.understanding.content_words import content_stems
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import Quantity, quantities_in
from assistant.verification.entailment.words import Sentence

_SMALL = 4
"""Up to here, readers count for themselves: "the two ministers"."""
_MAX_DERIVED = 24
"""Numbers of the evidence that are combined with each other."""
_SHARE_TOLERANCE = Fraction(3, 100)
"""How far a fraction may be from a percentage: "a third" is 32 %."""
_REST = re.compile(r" (?:rest|others?|remaining|remainder|not|no|never|without|n't|left) ")
_CALENDAR = tuple(Fraction(number) for number in (7, 12, 24, 52, 60, 365))
"""What a day, a week, a year and an hour are divided into."""
_WORKED_OUT = re.compile(
    r" (?:longer|shorter|further|per|for every|average|averaged|apiece|would|total|altogether|in all|difference|remaining|"
    r"left|rest|comes to|each|days? after|days? before|weeks? after|weeks? before|years? after|years? before|"
    r"days? later|weeks? later|years? later|days? earlier|weeks? earlier|years? earlier|a (?:day|week|month|year)|old) "
)
"""Words of a sentence whose number the reader works out from the evidence, or from dates."""
_TIME = re.compile(r"(?:minute|hour|day|night|week|fortnight|month|year|decade)s?\b", re.IGNORECASE)
_YEARS_APART = re.compile(r"\b(?:year|years|decade|decades) (?:before|after|earlier|later|ago)\b|\b(?:last|next) year\b")
_ROUNDING = Fraction(1, 10)
"""How far a rounded number may be from the value: "nearly 2 million" is 1.9 million."""


def find_wrong_number(comparison: Comparison) -> str | None:
    """Return why a number of the claim is wrong; None if each is in the evidence, or follows from it."""
    known = [one for sentence in comparison.evidence for one in quantities_in(sentence)]
    values = {one.value for one in known}
    derived: set[Fraction] | None = None
    for quantity in quantities_in(comparison.claim):
        if quantity.is_vague or quantity.value in values or _is_rounded(quantity, known):
            continue
        if quantity.is_year and _is_known_year(quantity, comparison):
            continue
        rival = _rival(quantity, comparison.claim, comparison.evidence)
        if quantity.value <= _SMALL and not quantity.is_part and not quantity.unit and not rival:
            continue
        if derived is None:
            derived = set(_derive(values | set(_durations(known)), comparison))
        if quantity.value in derived and (not rival or _is_worked_out(comparison)):
            continue
        is_time = _TIME.match(quantity.following) is not None or quantity.value.denominator == 1
        if _is_worked_out(comparison) and is_time and (not rival or _is_rounded_value(quantity, derived)):
            continue
        if not rival and _is_rounded_value(quantity, derived):
            continue
        if rival:
            return f"the evidence says “{rival.written} {rival.following.split(' ')[0]}”, not “{quantity.written}”"
        return f"“{quantity.written}” is not in the evidence"
    return None


def _is_rounded(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    return any(
        _is_close(quantity, one.value)
        for one in known
        if one.unit == quantity.unit or (one.is_part and quantity.is_part)
    )


def _is_rounded_value(quantity: Quantity, values: Iterable[Fraction]) -> bool:
    return any(_is_close(quantity, value) for value in values)


def _is_close(quantity: Quantity, value: Fraction) -> bool:
    if quantity.is_part and quantity.value < 1 and value < 1:
        tolerance = _SHARE_TOLERANCE if quantity.bound != "exact" or quantity.unit != "percent" else Fraction(5, 1000)
        return abs(quantity.value - value) <= tolerance
    if quantity.bound == "exact" or not quantity.value:
        return False
    distance = (value - quantity.value) / quantity.value
    if quantity.bound in ("least", "above"):
        return 0 <= distance <= 2 * _ROUNDING
    if quantity.bound in ("most", "below"):
        return -2 * _ROUNDING <= distance <= 0
    return abs(distance) <= _ROUNDING


def _is_known_year(quantity: Quantity, comparison: Comparison) -> bool:
    if any(quantity.written in sentence.text for sentence in comparison.background):
        return True
    if comparison.published is not None and abs(int(quantity.written) - comparison.published.year) <= 1:
        return True
    return any(_YEARS_APART.search(sentence.text) for sentence in comparison.evidence)


def _is_worked_out(comparison: Comparison) -> bool:
    return _WORKED_OUT.search(comparison.claim.plain) is not None


def _rival(quantity: Quantity, claim: Sentence, evidence: Sequence[Sentence]) -> Quantity | None:
    """Return a number of the evidence that counts the same thing in a sentence about the same event."""
    counted = content_stems(quantity.following)[:1]
    if not counted:
        return None
    context = claim.content - set(counted)
    for sentence in evidence:
        if len(context & sentence.stems) < max(2, len(context) // 2):
            continue
        for other in quantities_in(sentence):
            if other.unit == quantity.unit and content_stems(other.following)[:1] == counted:
                return other
    return None


def _durations(known: Sequence[Quantity]) -> Iterable[Fraction]:
    """Yield "two hours and ten minutes" in minutes."""
    for one, other in pairwise(known):
        if one.following.startswith("hour") and other.following.startswith("minute"):
            yield one.value * 60 + other.value


def _derive(values: set[Fraction], comparison: Comparison) -> Iterable[Fraction]:
    """Yield what a reader can work out: sums, differences, products and shares of two numbers, and years elapsed."""
    chosen = sorted(values)[:_MAX_DERIVED]
    whole = [*chosen, *(value * 60 for value in chosen)]
    for one, other in combinations(whole, 2):
        yield one + other
        yield abs(one - other)
    for one, other in combinations(chosen, 2):
        yield one * other
        if one and other:
            yield one / other
            yield other / one
            if one < 1:
                yield other * (1 + one)
                yield other * (1 - one)
    if len(chosen) > 2:
        yield sum(chosen, Fraction())
    if comparison.published:
        for value in chosen:
            yield abs(comparison.published.year - value)
    for value in chosen:
        for number in _CALENDAR:
            yield value * number
            yield value / number
        if value < 1 and _REST.search(comparison.claim.plain):
            yield 1 - value
