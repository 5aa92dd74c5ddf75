"""Decide whether cited evidence supports a claim: by rules, and by a checker of meaning that the user chooses."""

from assistant.verification.entailment.checking import check_claims
from assistant.verification.entailment.port import Claim, EntailmentChecker, Judgement, Verdict

__all__ = ["Claim", "EntailmentChecker", "Judgement", "Verdict", "check_claims"]
