"""Find a word of the claim that stands where the evidence has another: "nine metres of its length" for "thickness"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.retrieval.thesaurus.lookup import ABOVE, relatedness
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.verbs import is_finite, is_past
from assistant.verification.entailment.words import Sentence, Word

_MAX_WORDS = 80
_MAX_REPLACED = 2
_CLOSE = 0.6
_DIRECTIONS = frozenset("by to from".split())
_CONJUNCTIONS = frozenset("if unless until when once because so although".split())


def find_substitution(comparison: Comparison) -> str | None:
    """Return which word of the evidence the claim replaced; None if the words around it are not the evidence's own."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _CLOSE)[:2]:
            for own, other in _replaced(part.words[:_MAX_WORDS], sentence.words[:_MAX_WORDS]):
                reason = _explain(own, other, sentence, comparison)
                if reason:
                    return reason
    return None


def _replaced(own: Sequence[Word], other: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Yield the words that differ between two equal runs of words."""
    matcher = SequenceMatcher(None, [word.stem for word in own], [word.stem for word in other], autojunk=False)
    codes = matcher.get_opcodes()
    for number, (tag, first, last, start, end) in enumerate(codes):
        if tag != "replace" or not 0 < number:
            continue
        before = codes[number - 1]
        after = codes[number + 1] if number + 1 < len(codes) else None
        if before[0] != "equal" or (after is not None and after[0] != "equal"):
            continue
        left = own[before[1] : before[2]]
        right = own[after[1] : after[2]] if after else ()
        has_context = sum(word.is_content for word in [*left[-4:], *right[:4]]) >= 2 and len(left) >= 2
        if has_context and (len(right) >= 2 or last == len(own)):
            if last - first <= _MAX_REPLACED and end - start <= _MAX_REPLACED:
                yield own[first:last], other[start:end]


def _explain(own: Sequence[Word], other: Sequence[Word], sentence: Sentence, comparison: Comparison) -> str | None:
    if len(own) == len(other) == 1 and own[0].folded != other[0].folded:
        pair = {own[0].folded, other[0].folded}
        if pair <= _DIRECTIONS or (pair & _CONJUNCTIONS and "and" in pair) or pair in _OPPOSITE_PLACES:
            return f"the evidence says “{other[0].written}”, not “{own[0].written}”"
    ours = [word for word in own if word.is_content]
    theirs = [word for word in other if word.is_content]
    if not 0 < len(ours) <= 2 or not 0 < len(theirs) <= 2 or len(ours) + len(theirs) > 3 or ours[0].stem in sentence.stems:
        return None
    if ours[0].stem in comparison.evidence_stems and ours[0].is_name:
        return None
    if ours[0].is_name != theirs[0].is_name or is_past(ours[0]) or is_past(theirs[0]) or _is_verb(own, other):
        return None
    if relatedness(ours[0].stem, theirs[0].stem) >= ABOVE or theirs[0].stem in comparison.claim.stems:
        return None
    return f"the evidence says “{theirs[0].written}”, not “{ours[0].written}”"


def _is_verb(own: Sequence[Word], other: Sequence[Word]) -> bool:
    return any(is_finite(word) or word.folded.endswith("ing") for word in (*own, *other))


_OPPOSITE_PLACES = (
    {"before", "after"},
    {"above", "below"},
    {"over", "under"},
    {"inside", "outside"},
    {"with", "without"},
    {"until", "from"},
    {"until", "since"},
    {"all", "some"},
    {"most", "some"},
    {"most", "few"},
    {"many", "few"},
    {"more", "less"},
    {"more", "fewer"},
)
