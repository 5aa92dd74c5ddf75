"""Find a stance that the evidence does not report: a refusal to answer told as a denial, or a denial as a statement."""

from __future__ import annotations

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import any_of

_DECLINES = any_of(
    """declin*_to refus*_to_say refus*_to_comment refus*_to_answer refus*_to_discuss refus*_to_reply refus*_to_explain
    would_not_say would_not_comment did_not_want_to_say did_not_say did_not_comment did_not_answer did_not_reply
    did_not_respond has_not_said had_not_said not_immediately_respond not_immediately_comment no_comment
    without_comment* without_answer* without_speaking left_open left_it_open"""
)
_DENIES = any_of("denied denies denial denials deny denying")
_RULES_OUT = any_of("ruled_out rules_out rule_out ruling_out")
_OUT_OF_PLAY = any_of("be_ruled_out been_ruled_out was_ruled_out were_ruled_out is_ruled_out are_ruled_out")
"""An injured player, or a course that somebody else excludes."""
_NEGATIVE = any_of(
    """den* reject* dismiss* disput* contradict* not no never none nobody nothing neither nor refut* untrue false wrong
    without insist* *n't lie lies repudiat* disown* contest*"""
)
_EXCLUDES = any_of("never not no rul* exclud* reject* refus* impossib*")
_SAID = any_of("said says saying announced announces confirmed confirms told promised pledged vowed insisted")
_WILL_NOT_SAY = any_of(
    """declin* refus* would_not will_not won't did_not didn't has_not hasn't not_say no_comment without silent open
    whether unanswered avoid* dodg* evad* nothing never"""
)


def find_changed_stance(comparison: Comparison) -> str | None:
    """Return why somebody's stance is not the one in the evidence; None if it may be."""
    claim, text = comparison.claim.plain, "".join(one.plain for one in comparison.evidence)
    denies, rules_out = _DENIES.search(claim), _RULES_OUT.search(_OUT_OF_PLAY.sub(" ", claim))
    if denies and not _NEGATIVE.search(text):
        return "the evidence reports no denial"
    if (denies or rules_out) and _DECLINES.search(text) and not (_DENIES.search(text) or _RULES_OUT.search(text)):
        return "the evidence reports a refusal to answer, and no denial"
    if rules_out and not _EXCLUDES.search(text):
        return "the evidence does not say that this was ruled out"
    return None if _WILL_NOT_SAY.search(claim) else _find_answer(comparison)


def _find_answer(comparison: Comparison) -> str | None:
    """Return that somebody gave no answer, if the claim tells one."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, 0.4):
            if _DECLINES.search(sentence.plain) and _SAID.search(part.plain) and not _SAID.search(sentence.plain):
                return "the evidence says that no answer was given"
    return None
