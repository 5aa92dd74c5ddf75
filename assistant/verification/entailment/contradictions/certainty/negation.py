"""Find a verb that the claim denies and the evidence affirms, or the reverse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.verbs import AUXILIARY
from assistant.verification.entailment.words import Sentence, Word, any_of, read_sentence

_NOT = frozenset("not never no none nobody nothing neither nor cannot without".split())
_IMPLICIT = any_of(
    """not never no none nobody nothing nowhere neither nor cannot without hardly barely scarcely rarely seldom few
    little fail* refus* deny denie* denial* reject* declin* lack* unable prevent* avoid* ban* stop* halt* block*
    unlikely impossible absen* miss* oppos* against un* in*able dis* non* *n't less free instead but only rather
    yet until unless if whether doubt* rul*_out abandon* drop* cancel* scrap* except apart other exclud* before
    wrong false end* quit* clos* lost los* withh* any empty left remain* still too dismiss* contradict* disput*
    neglect* spar* exempt* forbid* forbad* prohibit* beyond zero vacan* shun* spurn* turn*_down"""
)
_DENIED = re.compile(r"\b(?:denied|denies|denying)\s+(?:that\s+)?(.+)", re.IGNORECASE)
_SAME = 0.7
_REACH = 3


def find_turned_negation(comparison: Comparison) -> str | None:
    """Return what the evidence affirms or denies, if the claim does the reverse; None if it certainly does not."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _SAME):
            reason = _compare(part, sentence, comparison)
            if reason:
                return reason
    return _find_false_denial(comparison)


def _compare(part: Sentence, sentence: Sentence, comparison: Comparison) -> str | None:
    for at, word in enumerate(part.words):
        if not word.is_content or word.is_name or word.stem not in sentence.stems:
            continue
        own = _is_negated(part.words, at)
        others = [_is_negated(sentence.words, n) for n, one in enumerate(sentence.words) if one.stem == word.stem]
        if own and not any(others) and not _IMPLICIT.search(sentence.plain):
            return f"the evidence affirms “{word.written}”"
        if not own and all(others) and not _IMPLICIT.search(comparison.claim.plain):
            return f"the evidence denies “{word.written}”"
    return None


def _is_negated(words: Sequence[Word], at: int) -> bool:
    """Return whether a negation stands just before a word, with only auxiliaries and short words between."""
    for word in reversed(words[max(0, at - _REACH) : at]):
        if word.folded in _NOT or word.folded.endswith("n't"):
            return True
        if word.is_content and word.folded not in AUXILIARY:
            return False
    return False


def _find_false_denial(comparison: Comparison) -> str | None:
    """Return what somebody said and, according to the claim, denied."""
    match = _DENIED.search(comparison.claim.text)
    if not match:
        return None
    denied = read_sentence(re.split(r"[,;]|\band\b", match.group(1))[0])
    if len(denied.content) < 2:
        return None
    same = comparison.closest(denied, 0.75)
    if same and not any(_IMPLICIT.search(one.plain) for one in same):
        return f"the evidence denies none of this: “{same[0].text[:80]}”"
    return None
