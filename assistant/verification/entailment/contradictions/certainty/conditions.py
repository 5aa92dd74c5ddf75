"""Find a condition that the claim loses, invents or turns: "if the grant arrives" is neither "even if" nor nothing."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, any_of, read_sentence

_CONDITION = re.compile(
    r"\b(?P<word>only if|even if|if|unless|provided(?: that)?|(?:as|so) long as|on (?:the )?condition (?:that|of)|"
    r"only (?:when|once|after|while)|depends? on|depending on|conditional on|subject to)\b",
    re.IGNORECASE,
)
_INVENTED = re.compile(
    r"\b(?:only if|if|unless|provided that|(?:as|so) long as|on condition that|depends on|depending on)\b"
)
_QUESTION = re.compile(r"\b(?:ask|asked|know|see|wonder|as|what|say|decide|even)\s+$")
"""Before an "if" that is no condition."""
_ANY_CONDITION = any_of(
    """if unless provided providing long_as condition* in_case when whenever once until till depend* subject only
    without require* need* must have_to has_to had_to exempt* should otherwise except whether as_soon in_return exchange
    first"""
)
"""Words of the evidence that can state a condition."""
_KEPT = any_of(
    """if unless provided providing long_as condition* case when whenever once until till depend* subject only before
    after without require* need* must should otherwise failing while except with in_the_event had were given assuming on
    for could may might can would as_soon through by"""
)
"""Words of the claim that can keep a condition."""
_SAME_EVENT = 0.5
_SAME_WORDS = 0.75


def find_changed_condition(comparison: Comparison) -> str | None:
    """Return which condition is lost, invented or turned; None if none certainly is."""
    return _find_invented(comparison) or _find_turned(comparison) or _find_lost(comparison)


def _find_invented(comparison: Comparison) -> str | None:
    text = comparison.claim.text
    match = _INVENTED.search(text)
    if not match or _QUESTION.search(text, 0, match.start()):
        return None
    condition = read_sentence(re.split(r"[,;]", text[match.end() :])[0])
    is_told = all(not comparison.meanings(stem).isdisjoint(comparison.evidence_stems) for stem in condition.content)
    if is_told or any(_ANY_CONDITION.search(one.plain) for one in comparison.evidence):
        return None
    return f"the evidence gives no such condition (“{match.group()}”)"


def _find_turned(comparison: Comparison) -> str | None:
    """Find "even if" told for "if", and the reverse."""
    claim = comparison.claim.plain
    for sentence in comparison.closest(comparison.claim, _SAME_EVENT):
        if " even if " in claim and " if " in sentence.plain and " even " not in sentence.plain:
            return "the evidence says “if”, not “even if”"
        if " even if " in sentence.plain and " if " in claim and " even " not in claim:
            return "the evidence says “even if”"
    return None


def _find_lost(comparison: Comparison) -> str | None:
    if _KEPT.search(comparison.claim.plain):
        return None
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _SAME_WORDS):
            word, condition, main = _split_condition(sentence)
            stems = condition.content - main.content
            if stems and stems.isdisjoint(comparison.claim.stems) and comparison.share(part, main) >= _SAME_WORDS:
                return f"the evidence says this only “{word} {' '.join(condition.text.split()[:6])}”"
    return None


def _split_condition(sentence: Sentence) -> tuple[str, Sentence, Sentence]:
    """Return the first condition of a sentence: its word, what it says, and the rest of the sentence."""
    match = _CONDITION.search(sentence.text)
    if match is None:
        return "", read_sentence(""), sentence
    end = re.compile(r"[,;.]").search(sentence.text, match.end())
    stop = end.start() if end else len(sentence.text)
    inside = read_sentence(sentence.text[match.end() : stop])
    return match["word"], inside, read_sentence(sentence.text[: match.start()] + sentence.text[stop:])
