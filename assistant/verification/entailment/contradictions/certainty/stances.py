"""Find a stance that the evidence does not report: a refusal to answer told as a denial, or a denial told as a claim."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison

_DECLINES = re.compile(
    r" (?:declin(?:ed|es|ing)|refus(?:ed|es|ing)|would not|did not want) (?:to )?(?:say|comment|answer|discuss|reply|respond|explain|specify|give|elaborate)\b"
    r"| (?:did not|didn't|has not|have not|had not|not) (?:immediately )?(?:said|say|comment|answer|reply|respond|replied|answered|commented|responded)\b"
    r"| no comment | without (?:comment|answer|speak)ing? | left open | left it open "
)
_DENIES = re.compile(r" (?:deni(?:ed|es|al|als)|deny|denying) ")
_RULES_OUT = re.compile(r" (?:ruled|rules|rule|ruling) out ")
_NEGATIVE = re.compile(
    r" (?:deni(?:ed|es|al|als)|deny|denying|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es|ed|e|ing)|contradict(?:s|ed)?|"
    r"not|no|never|none|nobody|nothing|neither|nor|refut(?:es|ed)|untrue|false|wrong|without|insist(?:s|ed)?|[a-z]+n't|lie|lies|"
    r"repudiat(?:es|ed)|disown(?:s|ed)|contest(?:s|ed)?) "
)
_SAID = re.compile(
    r" (?:said|says|saying|announced|announces|confirmed|confirms|told|promised|pledged|vowed|insisted) "
)
_WILL_NOT_SAY = re.compile(
    r" (?:declin|refus|would not|will not|won't|did not|didn't|has not|hasn't|not say|no comment|without|silent|"
    r"open |whether|unanswered|avoid|dodg|evad|nothing|never)"
)


def find_changed_stance(comparison: Comparison) -> str | None:
    """Return why somebody's stance is not the one in the evidence; None if it may be."""
    claim, text = comparison.claim.plain, "".join(one.plain for one in comparison.evidence)
    if _DENIES.search(claim) and not _NEGATIVE.search(text):
        return "the evidence reports no denial"
    for part in comparison.propositions:
        for sentence in comparison.closest(part, 0.4):
            if not _DECLINES.search(sentence.plain) or _WILL_NOT_SAY.search(comparison.claim.plain):
                continue
            if _SAID.search(part.plain) and not _SAID.search(sentence.plain):
                return "the evidence says that no answer was given"
    if (_DENIES.search(claim) or _RULES_OUT.search(claim)) and _DECLINES.search(text):
        if not _DENIES.search(text) and not _RULES_OUT.search(text):
            return "the evidence reports a refusal to answer, and no denial"
    if _RULES_OUT.search(claim) and not re.search(r" (?:never|not|no|rul|exclud|reject|refus|impossib)", text):
        return "the evidence does not say that this was ruled out"
    return None
