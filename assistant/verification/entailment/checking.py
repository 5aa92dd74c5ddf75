"""Check claims: certain contradictions first, by rules, and then by the chosen checker."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verification.entailment.port import Claim, EntailmentChecker, Judgement
from assistant.verification.entailment.rules import find_contradiction


def check_claims(claims: Sequence[Claim], checker: EntailmentChecker) -> list[Judgement]:
    """Return one judgement for each claim, in order. No checker can show what the rules certainly contradict."""
    judgements: list[Judgement | None] = []
    for claim in claims:
        why = find_contradiction(claim)
        judgements.append(Judgement("contradicted", why) if why else None)
    left = [claim for claim, judgement in zip(claims, judgements, strict=True) if judgement is None]
    checked = iter(checker.check(left) if left else ())
    return [judgement or next(checked) for judgement in judgements]
