"""Find a number of the claim that the evidence neither contains nor lets a reader work out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from assistant.understanding.content_words import content_stems
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import Quantity, quantities_in
from assistant.verification.entailment.words import Sentence, any_of

_SMALL = 4
"""Up to here, readers count for themselves: "the two ministers"."""
_MAX_DERIVED = 24
"""Numbers of the evidence that are combined with each other."""
_SHARE_TOLERANCE = Fraction(3, 100)
"""How far a fraction may be from a percentage: "a third" is 32 %."""
_REST = any_of("rest other others remaining remainder not no never without *n't left")
_CALENDAR = tuple(Fraction(number) for number in (7, 12, 24, 52, 60, 365))
"""The units into which a day, a week, a year and an hour are divided."""
_WORKED_OUT = any_of(
    """longer shorter further per for_every average averaged apiece would total altogether in_all difference remaining
    left rest comes_to each day_after days_after days_before week_after weeks_after weeks_before years_after
    years_before days_later weeks_later years_later days_earlier weeks_earlier years_earlier a_day a_week a_month
    a_year old"""
)
"""Words of a sentence whose number the reader works out from the evidence, or from dates."""
_TIME = re.compile(r"(?:minute|hour|day|night|week|fortnight|month|year|decade)s?\b", re.IGNORECASE)
_YEARS_APART = re.compile(
    r"\b(?:year|years|decade|decades) (?:before|after|earlier|later|ago)\b|\b(?:last|next) year\b"
)
_ROUNDING = Fraction(1, 10)
"""How far a rounded number may be from the value: "nearly 2 million" is 1.9 million."""


def find_wrong_number(comparison: Comparison) -> str | None:
    """Return why a number of the claim is wrong; None if each is in the evidence, or follows from it."""
    is_worked_out = _WORKED_OUT.search(comparison.claim.plain) is not None
    derived: frozenset[Fraction] | None = None
    for quantity in _not_told(comparison):
        derived = derived if derived is not None else _derive(comparison)
        rival = _rival(quantity, comparison.claim, comparison.evidence)
        is_derived = quantity.value in derived
        is_near = any(_is_close(quantity, value) for value in derived)
        can_be_time = _TIME.match(quantity.following) is not None or quantity.value.denominator == 1
        if rival:
            if not _is_sum(quantity, comparison) and not (is_worked_out and (is_derived or (can_be_time and is_near))):
                return f"the evidence says “{rival.written} {rival.following.split(' ')[0]}”, not “{quantity.written}”"
        elif not (is_derived or is_near or _is_small(quantity) or (is_worked_out and can_be_time)):
            return f"“{quantity.written}” is not in the evidence"
    return None


def unknown_numbers(comparison: Comparison) -> list[Quantity]:
    """Return the numbers of the claim that are not in the evidence and do not follow from two of its numbers."""
    missing = [one for one in _not_told(comparison) if not _is_small(one)]
    derived = _derive(comparison) if missing else frozenset()
    return [one for one in missing if one.value not in derived and not any(_is_close(one, value) for value in derived)]


def _not_told(comparison: Comparison) -> list[Quantity]:
    known = [one for sentence in comparison.evidence for one in quantities_in(sentence)]
    values = {one.value for one in known}
    bare = {one.value for one in known if not one.unit}  # "by four per cent, but not by seven"
    return [
        quantity
        for quantity in quantities_in(comparison.claim)
        if not (
            quantity.is_vague
            or quantity.value in values
            or (quantity.unit == "percent" and quantity.value * 100 in bare)
            or _is_rounded(quantity, known)
            or _is_converted(quantity, comparison.claim)
            or (quantity.is_year and _is_known_year(quantity, comparison))
        )
    ]


def _is_converted(quantity: Quantity, claim: Sentence) -> bool:
    """Return whether the amount is another in a second currency: "$565m (£397m)"."""
    return bool(quantity.unit) and claim.text[: quantity.start].endswith("(")


def _is_small(quantity: Quantity) -> bool:
    return quantity.value <= _SMALL and not quantity.is_part and not quantity.unit


def _is_rounded(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    return any(
        _is_close(quantity, one.value)
        for one in known
        if one.unit == quantity.unit or (one.is_part and quantity.is_part)
    )


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


def _is_sum(quantity: Quantity, comparison: Comparison) -> bool:
    """Return whether the number is the sum or the difference of two that count the same: "12 barns" and "40 barns"."""
    same = [
        one.value
        for sentence in comparison.evidence
        for one in quantities_in(sentence)
        if one.unit == quantity.unit and content_stems(one.following)[:1] == content_stems(quantity.following)[:1]
    ]
    pairs = combinations(same[:_MAX_DERIVED], 2)
    return any(quantity.value in (one + other, abs(one - other)) for one, other in pairs)


def _durations(known: Sequence[Quantity]) -> Iterable[Fraction]:
    """Yield "two hours and ten minutes" in minutes."""
    for one, other in pairwise(known):
        if one.following.startswith("hour") and other.following.startswith("minute"):
            yield one.value * 60 + other.value


def _derive(comparison: Comparison) -> frozenset[Fraction]:
    """Return what a reader can work out: sums, differences, products and shares of two numbers, and years elapsed."""
    known = [one for sentence in comparison.evidence for one in quantities_in(sentence)]
    chosen = sorted({one.value for one in known} | set(_durations(known)))[:_MAX_DERIVED]
    return frozenset(_of_one(chosen, comparison)) | frozenset(_of_two(chosen))


def _of_one(chosen: Sequence[Fraction], comparison: Comparison) -> Iterable[Fraction]:
    yield sum(chosen, Fraction())
    for value in chosen:
        if comparison.published:
            yield abs(comparison.published.year - value)
        if value < 1 and _REST.search(comparison.claim.plain):
            yield 1 - value
        for number in _CALENDAR:
            yield value * number
            yield value / number


def _of_two(chosen: Sequence[Fraction]) -> Iterable[Fraction]:
    for one, other in combinations([*chosen, *(value * 60 for value in chosen)], 2):
        yield one + other
        yield other - one
    for one, other in combinations(chosen, 2):
        yield one * other
        if one:
            yield other / one
            yield one / other
        if 0 < one < 1:
            yield other * (1 + one)
            yield other * (1 - one)
