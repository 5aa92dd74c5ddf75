"""Find what was changed in a claim that otherwise repeats a sentence of the evidence: a negation, a number or a day.

In a paraphrase such a difference can be harmless; in a copy it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.understanding.content_words import CALENDAR
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import quantities_in
from assistant.verification.entailment.words import Sentence, Word, read_sentence

_MIN_WORDS = 5
_MIN_SHARE = 0.8
"""Share of the claim's words that it repeats in the order of the evidence."""
_MIN_CONTEXT = 2
"""Equal words before a difference and after it, unless the claim begins or ends there."""
_NOT = frozenset("not never no cannot".split())
_SUPPORT = frozenset("do does did".split())


def find_edited_copy(comparison: Comparison) -> str | None:
    """Return what the evidence has in the place of the changed words, or None."""
    own = comparison.claim
    if len(own.words) < _MIN_WORDS:
        return None
    for sentence in comparison.evidence:
        if len(set(own.folded) & set(sentence.folded)) < _MIN_SHARE * len(set(own.folded)):
            continue
        for ours, theirs in _differences(own, sentence):
            if reason := _explain(ours, theirs):
                return reason
    return None


def _differences(own: Sentence, other: Sentence) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Yield the words of the claim and of the evidence that stand in each other's place between equal words."""
    blocks = SequenceMatcher(None, other.folded, own.folded, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < _MIN_SHARE * len(own.words):
        return
    for before, after in pairwise(blocks):
        is_last = before.b + before.size == len(own.words) or after.size == 0
        is_first = before.b == 0 < before.size
        if (before.size >= _MIN_CONTEXT or is_first) and (after.size >= _MIN_CONTEXT or is_last):
            ours = own.words[before.b + before.size : after.b]
            theirs = other.words[before.a + before.size : after.a]
            yield ours, theirs if after.size else theirs[: len(ours)]


def _explain(ours: Sequence[Word], theirs: Sequence[Word]) -> str | None:
    denied, affirmed = _without_negation(ours), _without_negation(theirs)
    if denied == affirmed and len(denied) <= 1 and _negations(ours) % 2 != _negations(theirs) % 2:
        return "the evidence denies this" if _negations(theirs) else "the evidence affirms this"
    if len(ours) != 1 or len(theirs) != 1:
        return None
    mine, its = ours[0], theirs[0]
    if mine.folded in CALENDAR and its.folded in CALENDAR:
        return f"the evidence says “{its.written}”, not “{mine.written}”"
    values = [[one.value for one in quantities_in(read_sentence(word.written))] for word in (mine, its)]
    if values[0] and values[1] and values[0] != values[1]:
        return f"the evidence says “{its.written}”, not “{mine.written}”"
    return None


def _negations(words: Sequence[Word]) -> int:
    return sum(word.folded in _NOT or word.folded.endswith(("n't", "n’t")) for word in words)


def _without_negation(words: Sequence[Word]) -> list[str]:
    """Return the words without negations and without the auxiliaries that a negation needs."""
    return [word.stem for word in words if not _negations([word]) and word.folded not in _SUPPORT]
