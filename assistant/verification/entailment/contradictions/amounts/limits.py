"""Find a number whose limit the claim loses or turns: "as many as three" is neither "three" nor "at least three"."""

from __future__ import annotations

from assistant.understanding.content_words import content_stems
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import Bound, Quantity, quantities_in

_WORDS: dict[Bound, str] = {
    "exact": "exactly",
    "about": "about",
    "most": "at most",
    "below": "less than",
    "least": "at least",
    "above": "more than",
}
_FAITHFUL: dict[Bound, frozenset[Bound]] = {
    "exact": frozenset({"exact", "about", "least", "most"}),
    "about": frozenset({"about", "below", "above"}),
    "most": frozenset({"most"}),
    "below": frozenset({"below", "about", "most"}),
    "least": frozenset({"least", "above", "about"}),
    "above": frozenset({"above", "least", "about"}),
}
"""How the claim may limit a number, by how the evidence does."""


def find_lost_limit(comparison: Comparison) -> str | None:
    """Return why the claim limits a number otherwise than the evidence; None if all limits are kept."""
    known = [(one, sentence) for sentence in comparison.evidence for one in quantities_in(sentence)]
    for quantity in quantities_in(comparison.claim):
        if quantity.is_year or (quantity.is_part and quantity.value > 1):
            continue
        same = [(one, sentence) for one, sentence in known if one.value == quantity.value and one.unit == quantity.unit]
        same = [(one, sentence) for one, sentence in same if _counts_same(one, quantity)]
        if not same or any(quantity.bound in _FAITHFUL[one.bound] for one, _ in same):
            continue
        other, sentence = same[0]
        if comparison.share(comparison.claim, sentence) >= 0.4:
            said = f"{sentence.text[max(0, other.start - 12) : other.end]}".split(" ", 1)[-1]
            return f"the evidence says {_WORDS[other.bound]} {other.written} (“{said.strip()}”)"
    return None


def _counts_same(one: Quantity, other: Quantity) -> bool:
    counted, others = content_stems(one.following)[:2], content_stems(other.following)[:2]
    return not counted or not others or not set(counted).isdisjoint(others)
