"""Find a reason or a purpose that the evidence does not give."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, any_of, read_sentence

_REASON = re.compile(
    r"\b(?:because(?: of)?|in order to|so as to|owing to|thanks to|on account of|as a result of)\s+(.+)"
)
_CAUSAL = any_of(
    """because since as so due owing thanks over cause* reason* result* led lead leads therefore thus hence after
    in_order_to why explain* blam* fault account following amid for given means meant forc* make makes made trigger*
    prompt* response driven reflect* cit*"""
)
_FOREIGN = 0.34
_TOLD = 0.4
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
    main = read_sentence(comparison.claim.text[: match.start()])
    if given and all(comparison.share(own, one) == 0 for one in given):
        sentence = comparison.closest(own, 0.0)
        if sentence and any(
            comparison.share(main, one) >= 0.4 and _EXPLICIT.search(one.text) for one in comparison.evidence
        ):
            return f"the evidence gives another reason: “{' '.join(given[0].text.split()[:8])}”"
    if len(own.content) > 1 and comparison.share(own, _joined(comparison)) <= _FOREIGN:
        return "the evidence does not give this reason"
    told = [*comparison.closest(main, _TOLD), *comparison.closest(own, _TOLD)]
    if told and not any(_CAUSAL.search(one.plain) for one in told):
        return "the evidence gives no reason"
    return None


def _joined(comparison: Comparison) -> Sentence:
    return Sentence("", tuple(word for one in comparison.evidence for word in one.words))
