"""Find a verb that the claim denies and the evidence affirms, or the reverse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.verbs import AUXILIARY
from assistant.verification.entailment.words import Sentence, Word, read_sentence

_NOT = frozenset("not never no none nobody nothing neither nor cannot without".split())
_IMPLICIT = re.compile(
    r" (?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|without|hardly|barely|scarcely|rarely|seldom|few|little|"
    r"fail\w*|refus\w*|den(?:y|ie\w*|ial\w*)|reject\w*|declin\w*|lack\w*|unable|prevent\w*|avoid\w*|ban\w*|stop\w*|halt\w*|block\w*|"
    r"unlikely|impossible|absen\w*|miss\w*|oppos\w*|against|un\w+|in\w+able|dis\w+|non\w*|[a-z]+n't|less|free|instead|but|only|"
    r"rather|yet|until|unless|if|whether|doubt\w*|rul\w* out|abandon\w*|drop\w*|cancel\w*|scrap\w*|except|apart|other|exclud\w*|"
    r"before|wrong|false|end\w*|quit\w*|clos\w*|lost|los\w+|miss\w+|withh\w+|any|empty|left|remain\w*|still|too|dismiss\w*|contradict\w*|"
    r"disput\w*|neglect\w*|spar\w*|exempt\w*|forbid\w*|forbad\w*|prohibit\w*|beyond|zero|vacan\w*|shun\w*|spurn\w*|turn\w* down) "
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
