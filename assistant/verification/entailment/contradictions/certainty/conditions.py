"""Find a condition that the claim loses, invents or turns: "if the grant arrives" is neither "even if" nor nothing."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, read_sentence

_CONDITION = re.compile(
    r"\b(?P<word>only if|even if|if|unless|provided(?: that)?|as long as|so long as|on (?:the )?condition (?:that|of)|in case|"
    r"only (?:when|once|after|while)|once|until|depends? on|depending on|conditional on|subject to)\b",
    re.IGNORECASE,
)
_ANY_CONDITION = re.compile(
    r" (?:if|unless|provided|providing|long as|condition\w*|case|when|whenever|once|until|till|depend\w*|subject|only|before|after|without|"
    r"require\w*|need\w*|must|would|could|should|otherwise|or else|while|except|exempt\w*|had to|have to|has to|whether|"
    r"as soon|no \w+ \w+ without|in return|exchange|first|during|under) "
)
_STRICT = frozenset("if unless provided depends".split())
_KEPT = re.compile(
    r" (?:if|unless|provided|providing|long as|condition\w*|case|when|whenever|once|until|till|depend\w*|subject|only|before|after|without|"
    r"require\w*|need\w*|must|should|otherwise|failing|while|except|with|in the event|had|were|given|assuming|on|for|"
    r"could|may|might|can|would|as soon|through|by) "
)
_MAIN_SHARE = 0.75


def find_changed_condition(comparison: Comparison) -> str | None:
    """Return which condition is lost, invented or turned; None if none certainly is."""
    return _find_invented(comparison) or _find_turned(comparison) or _find_lost(comparison)


def _find_invented(comparison: Comparison) -> str | None:
    match = re.search(
        r"\b(only if|even if|if|unless|provided that|as long as|so long as|on condition that|depends on|depending on)\b",
        comparison.claim.text,
    )
    if not match or re.search(r"\b(?:ask|asked|know|see|wonder|as|what|say|decide|even)\s+$", comparison.claim.text[: match.start()]):
        return None
    condition = read_sentence(re.split(r"[,;]", comparison.claim.text[match.end() :])[0])
    known = [stem for stem in condition.content if not comparison.meanings(stem).isdisjoint(comparison.evidence_stems)]
    if len(known) >= len(condition.content):
        return None
    text = "".join(one.plain for one in comparison.evidence)
    if not _ANY_CONDITION.search(text):
        return f"the evidence gives no such condition (“{match.group()}”)"
    return None


def _find_turned(comparison: Comparison) -> str | None:
    """Find "even if" told for "if", and "if" for "unless"."""
    claim = comparison.claim
    for sentence in comparison.closest(claim, 0.5):
        if " even if " in claim.plain and " if " in sentence.plain and " even " not in sentence.plain:
            return "the evidence says “if”, not “even if”"
        if " even if " in sentence.plain and " if " in claim.plain and " even " not in claim.plain:
            return "the evidence says “even if”"
    return None


def _find_lost(comparison: Comparison) -> str | None:
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _MAIN_SHARE):
            found = _condition_of(sentence)
            if found is None or _KEPT.search(comparison.claim.plain):
                continue
            word, condition, main = found
            stems = condition.content - main.content
            if not stems or stems & comparison.claim.stems:
                continue
            if comparison.share(part, main) >= _MAIN_SHARE:
                return f"the evidence says this only “{word} {' '.join(condition.text.split()[:6])}”"
    return None


def _condition_of(sentence: Sentence) -> tuple[str, Sentence, Sentence] | None:
    """Return the first condition of a sentence: its word, what it says, and the rest of the sentence."""
    match = _CONDITION.search(sentence.text)
    if match is None or match["word"].lower() in ("once", "until", "in case"):
        return None
    end = re.compile(r"[,;.]").search(sentence.text, match.end())
    stop = end.start() if end else len(sentence.text)
    inside = read_sentence(sentence.text[match.end() : stop])
    rest = read_sentence(sentence.text[: match.start()] + sentence.text[stop:])
    return (match["word"], inside, rest) if inside.words and rest.words else None
