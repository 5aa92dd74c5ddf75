"""Decide whether cited evidence supports a claim: certain contradictions by rules, the rest by a chosen checker.

The package knows no model: a checker that calls one implements the port elsewhere.
"""

from assistant.verification.entailment.checking import check_claims
from assistant.verification.entailment.port import Claim, EntailmentChecker, Judgement, Verdict

__all__ = ["Claim", "EntailmentChecker", "Judgement", "Verdict", "check_claims"]
