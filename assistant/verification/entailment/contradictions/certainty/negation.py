"""Find what the claim denies and the evidence affirms, or the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.entailment.comparison import Comparison, own_words
from assistant.verification.entailment.contradictions.wording.alignment import Run, Token, has_words, runs
from assistant.verification.entailment.verbs import AUXILIARY
from assistant.verification.entailment.words import Sentence, Word, any_of, read_sentence

_NOT = frozenset("not never cannot".split())
_NOTHING = any_of("not never no none nobody nothing neither nor cannot without *n't")
_REVERSING = frozenset(
    """deny denies denied denying doubt doubts doubted reject rejects rejected refuse refuses refused if whether unless
    nobody none neither nor nothing without false untrue wrong impossible unlikely rather instead""".split()
)
"""Words that deny or leave open what follows them."""
_LIMITING = frozenset("until unless only without except but".split())
_LIMITED = any_of("until unless only without except but since before after yet again more less longer if whether")
_IMPLICIT = any_of(
    """nowhere hardly barely scarcely rarely seldom few little fail* refus* deny denie* denial* reject* declin* lack*
    unable prevent* avoid* ban* stop* halt* block* unlikely impossible absen* miss* oppos* against dis* free instead
    rather doubt* rul*_out abandon* drop* cancel* scrap* apart exclud* wrong false end* quit* clos* lost los* withh*
    empty left gone remain* still too dismiss* contradict* neglect* spar* exempt* forbid* forbad* prohibit* beyond zero
    vacan* turn*_down"""
)
_DENIED = re.compile(r"\b(?:denied|denies|denying)\s+(?:that\s+)?(.+)", re.IGNORECASE)
_SAME = 0.99
_MIN_RUN = 5
_REACH = 3


def find_turned_negation(comparison: Comparison) -> str | None:
    """Return what the evidence affirms or denies, if the claim does the reverse; None if it certainly does not."""
    for part in comparison.propositions:
        for sentence in comparison.evidence:
            for token in _reversed(part, sentence, comparison):
                return _reason(token.word, is_denied=token.negated)
        for sentence in comparison.closest(part, _SAME):
            word = _find_turned_verb(part, sentence)
            if word:
                return _reason(word, is_denied=is_denied(part.words, part.words.index(word)))
    return _find_false_denial(comparison)


def _reason(word: Word, *, is_denied: bool) -> str:
    return f"the evidence {'affirms' if is_denied else 'denies'} “{word.written}”"


def _reversed(part: Sentence, sentence: Sentence, comparison: Comparison) -> Iterator[Token]:
    """Yield the words that only one of the two denies, among words that both have."""
    for run in runs(part, sentence):
        for token in run.reversed:
            at = run.own.index(token)
            if not _is_long(run, at) or _limits(part, run.own[at]) != _limits(sentence, run.other[at]):
                continue
            if not has_words(comparison.evidence, part, [token]):
                yield token


def _is_long(run: Run, at: int) -> bool:
    if at < 1 or (len(run.own) - at < 2 and not run.ends):
        return False
    content = sum(token.word.is_content for token in run.own)
    return content >= 2 and (len(run.own) >= _MIN_RUN or (run.ends and len(run.own) >= _MIN_RUN - 1))


def _limits(sentence: Sentence, token: Token) -> set[str]:
    """Return what else reverses or limits what is said at a place."""
    before = {word.folded for word in sentence.words if word.start < token.word.start}
    after = {word.folded for word in sentence.words if word.start > token.word.start}
    return (before & _REVERSING) | (after & _LIMITING)


def _find_turned_verb(part: Sentence, sentence: Sentence) -> Word | None:
    """Return the verb that only one of the two denies, if the sentence has every content word of the part."""
    if len(part.content) < 3 or _IMPLICIT.search(part.plain) or _IMPLICIT.search(sentence.plain):
        return None
    if _LIMITED.search(part.plain) or _LIMITED.search(sentence.plain):
        return None
    for at, word in enumerate(part.words):
        if not word.is_content or word.is_name or not any(one.folded in AUXILIARY for one in part.words[:at][-_REACH:]):
            continue
        places = [number for number, one in enumerate(sentence.words) if one.stem == word.stem]
        others = {is_denied(sentence.words, number) for number in places}
        if is_denied(part.words, at) and others == {False} and not _NOTHING.search(sentence.plain):
            return word
        if others == {True} and not _NOTHING.search(part.plain):
            return word
    return None


def find_denied_word(comparison: Comparison) -> str | None:
    """Return a word that the claim affirms and the evidence only denies. Free words can be right all the same."""
    for part in comparison.propositions:
        if _NOTHING.search(part.plain) or _IMPLICIT.search(part.plain) or _LIMITED.search(part.plain):
            continue
        for word in own_words(part, comparison.quoted):
            places = [
                is_denied(sentence.words, number) and not _LIMITED.search(sentence.plain)
                for sentence in comparison.evidence
                for number, one in enumerate(sentence.words)
                if one.stem == word.stem
            ]
            if places and all(places):
                return f"the evidence denies “{word.written}”"
    return None


def is_denied(words: Sequence[Word], at: int) -> bool:
    """Return whether a negation stands just before a word, with only auxiliaries and short words between."""
    following = words[at]
    for word in reversed(words[max(0, at - _REACH) : at]):
        if following.start - word.end > 1:  # a comma or a quotation mark
            return False
        following = word
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
    if same and not any(_IMPLICIT.search(one.plain) or _NOTHING.search(one.plain) for one in same):
        return f"the evidence denies none of this: “{same[0].text[:80]}”"
    return None
