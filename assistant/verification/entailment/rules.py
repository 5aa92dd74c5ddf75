"""Decides by rules, without a model, whether evidence supports a claim."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from assistant.verification.entailment.comparison import Comparison, compare
from assistant.verification.entailment.contradictions import FINDERS
from assistant.verification.entailment.contradictions.certainty.negation import find_denied_word
from assistant.verification.entailment.coverage import find_unmentioned, measure_support
from assistant.verification.entailment.port import Claim, Judgement

MIN_SUPPORT: Final = 0.3
"""Support from which a claim without a contradiction is entailed. It keeps out what is about something else, and lets
half of the true, freely paraphrased sentences of `evals/golden/claims.jsonl` pass. On DeFacto 0.5 separates better, but
it drops one true reply in five of `evals/golden/replies.jsonl`."""


@lru_cache(maxsize=64)
def find_contradiction(claim: Claim) -> str | None:
    """Return why the evidence certainly contradicts the claim, in words that a reader understands, or None.

    The last results are kept: every checker is preceded by this search, and the checker by rules begins with it.
    """
    return _find(compare(claim)) if claim.text.strip() and claim.evidence.strip() else None


class RuleChecker:
    """An EntailmentChecker without a model."""

    name = "rules"
    reads_whole_reply = False

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return one judgement for each claim, in order."""
        return [_judge(claim) for claim in claims]


def _judge(claim: Claim) -> Judgement:
    if not claim.text.strip() or not claim.evidence.strip():
        return Judgement("not_enough", "there is nothing to compare", 0.0)
    comparison = compare(claim)
    support, missing = measure_support(comparison)
    if not comparison.propositions:
        return Judgement("entailed", support=1.0)
    contradiction = find_contradiction(claim)
    if contradiction:
        return Judgement("contradicted", contradiction, support)
    unmentioned = find_unmentioned(comparison)
    reason = find_denied_word(comparison)
    if not (unmentioned or reason) and support >= MIN_SUPPORT:
        return Judgement("entailed", support=support)
    missing = unmentioned or missing
    if missing and not reason:
        reason = f"the evidence does not mention “{missing}”"
    return Judgement("not_enough", reason or "the evidence says too little of this", support)


def _find(comparison: Comparison) -> str | None:
    if not comparison.propositions:  # the claim only quotes
        return None
    return next((reason for find in FINDERS if (reason := find(comparison))), None)
