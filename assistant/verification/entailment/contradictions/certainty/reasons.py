"""Find a reason or a purpose that the evidence does not give."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, read_sentence

_REASON = re.compile(r"\b(?:because(?: of)?|in order to|so as to|owing to|thanks to|on account of|as a result of)\s+(.+)")
_CAUSAL = re.compile(
    r" (?:because|since|as|so|due|owing|thanks|over|cause\w*|reason\w*|result\w*|led|lead|leads|therefore|thus|hence|after|to|"
    r"why|explain\w*|blam\w*|fault|account|following|amid|for|since|given|from|means|meant|mean|forc\w*|make|makes|made|in order|"
    r"trigger\w*|prompt\w*|response|driven|reflect\w*|with|by|cit\w*) "
)
_FOREIGN = 0.34
_EXPLICIT = re.compile(r"\b(?:because(?: of)?|since|due to|owing to|as a result of)\s+([^.;]+)")


def find_invented_reason(comparison: Comparison) -> str | None:
    """Return why the claim's reason is not the evidence's; None if it may be."""
    match = _REASON.search(comparison.claim.text)
    if match is None:
        return None
    own = read_sentence(re.split(r"[,;]", match.group(1))[0])
    if not own.content:
        return None
    given = [read_sentence(found.group(1)) for one in comparison.evidence for found in _EXPLICIT.finditer(one.text)]
    given = [one for one in given if one.content]
    if given and all(comparison.share(own, one) == 0 for one in given):
        sentence = comparison.closest(own, 0.0)
        main = read_sentence(comparison.claim.text[: match.start()])
        if sentence and any(comparison.share(main, one) >= 0.4 and _EXPLICIT.search(one.text) for one in comparison.evidence):
            return f"the evidence gives another reason: “{' '.join(given[0].text.split()[:8])}”"
    if len(own.content) > 1 and comparison.share(own, _joined(comparison)) <= _FOREIGN:
        return "the evidence does not give this reason"
    if not any(_CAUSAL.search(one.plain) for one in comparison.evidence):
        return "the evidence gives no reason"
    return None


def _joined(comparison: Comparison) -> Sentence:
    return Sentence("", tuple(word for one in comparison.evidence for word in one.words))
