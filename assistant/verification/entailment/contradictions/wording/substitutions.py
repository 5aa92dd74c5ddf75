"""Find a word of the claim that stands where the evidence has another: "nine metres of its length" for "thickness"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.retrieval.thesaurus.lookup import ABOVE, relatedness
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.quantities import quantities_in
from assistant.verification.entailment.contradictions.events.mentions import days_and_months
from assistant.verification.entailment.contradictions.wording.alignment import (
    Difference,
    Token,
    differences,
    has_words,
)
from assistant.verification.entailment.contradictions.wording.opposites import are_opposite
from assistant.verification.entailment.verbs import is_finite, is_past
from assistant.verification.entailment.words import Sentence, Word, read_sentence
from index.statements.lexicon.words import ORGANISATION_NOUNS, PERSON_NOUNS, ROLES

_MAX_REPLACED = 3
_MIN_CONTEXT = 2
"""Equal words before a replaced one, and content words around it."""
_MANY = 3
"""Equal words after two replaced ones."""
_CLOSE = 0.6
_SAME_EVENT = 0.7
"""Share of the claim's content words from which any word in the place of another is a different fact."""
_DIRECTIONS = frozenset("by to from".split())
_NEAR_DAYS = frozenset("last next early late mid".split())
_CONJUNCTIONS = frozenset("if unless until when once because so although".split())
_OPPOSITE_PLACES = tuple(
    frozenset(pair.split("/"))
    for pair in """before/after above/below over/under inside/outside with/without until/from until/since all/some
    most/some most/few many/few more/less more/fewer""".split()
)


def find_substitution(comparison: Comparison) -> str | None:
    """Return which word of the evidence the claim replaced; None if the words around it are not the evidence's own."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _CLOSE)[:2]:
            for one in differences(part, sentence):
                if max(len(one.own), len(one.other)) > _MAX_REPLACED or not _is_known(one):
                    continue
                if _is_changed(one, part, sentence, comparison) and not has_words(comparison.evidence, part, one.own):
                    return f"the evidence says “{_written(one.other, sentence)}”, not “{_written(one.own, part)}”"
    return None


def _is_known(one: Difference) -> bool:
    around = [*one.before[-4:], *one.after[:4]]
    is_framed = len(one.before) >= _MIN_CONTEXT and (len(one.after) >= _MIN_CONTEXT or one.ends)
    return is_framed and sum(token.word.is_content for token in around) >= _MIN_CONTEXT


def _is_changed(one: Difference, part: Sentence, sentence: Sentence, comparison: Comparison) -> bool:
    """Return whether the claim's words cannot mean what the words of the evidence mean in their place."""
    ours, theirs = ([token.word for token in tokens if token.word.is_content] for tokens in (one.own, one.other))
    if _beside_days(ours) == _beside_days(theirs):
        written, original = _written(one.own, part), _written(one.other, sentence)
        if _is_other_day(written, original, comparison) or _is_other_number(written, original, comparison):
            return True
    if len(one.own) == len(one.other) == 1 and _are_opposite(one.own[0].word, one.other[0].word):
        return True
    if not ours or not theirs or ours[0].stem in sentence.stems or comparison.share(part, sentence) < _SAME_EVENT:
        return False
    longest = 2 if len(one.after) >= _MANY else 1
    if max(len(one.own), len(one.other)) > 2 or min(len(ours), len(theirs)) > longest:
        return False
    if ours[0].is_name and ours[0].stem in comparison.evidence_stems:
        return not _can_be_same(ours[0], theirs[0], comparison)
    return ours[0].is_name == theirs[0].is_name and _mean_different_things(ours, theirs, comparison)


def _are_opposite(own: Word, other: Word) -> bool:
    pair = frozenset((own.folded, other.folded))
    is_turned = pair <= _DIRECTIONS or pair in _OPPOSITE_PLACES or (pair & _CONJUNCTIONS and "and" in pair)
    return bool(is_turned) or are_opposite(own.stem, other.stem)


def _mean_different_things(ours: Sequence[Word], theirs: Sequence[Word], comparison: Comparison) -> bool:
    """Return whether both are nouns without a common meaning; verbs and adjectives differ more freely."""
    if any(is_finite(word) or is_past(word) or word.folded.endswith("ing") for word in (*ours, *theirs)):
        return False
    return relatedness(ours[-1].stem, theirs[-1].stem) < ABOVE and theirs[-1].stem not in comparison.claim.stems


def _can_be_same(name: Word, other: Word, comparison: Comparison) -> bool:
    """Return whether a name of the evidence can be the name of what another word means."""
    if other.is_name or other.folded in PERSON_NOUNS or other.folded in ROLES or other.folded in ORGANISATION_NOUNS:
        return True
    return any({name.stem, other.stem} <= one.stems for one in (*comparison.evidence, *comparison.background))


def _beside_days(words: Sequence[Word]) -> list[str]:
    return [word.stem for word in words if word.folded not in _NEAR_DAYS]


def _written(tokens: Sequence[Token], sentence: Sentence) -> str:
    return sentence.text[tokens[0].word.start : tokens[-1].word.end]


def _is_other_day(own: str, other: str, comparison: Comparison) -> bool:
    """Return whether both are days, or both are months, and not the same."""
    ours = days_and_months(read_sentence(own), comparison.published)
    theirs = days_and_months(read_sentence(other), comparison.published)
    return any(one.kind == two.kind for one in ours for two in theirs) and not any(
        one.kind == two.kind and one.days & two.days for one in ours for two in theirs
    )


def _is_other_number(own: str, other: str, comparison: Comparison) -> bool:
    """Return whether both are numbers, and the claim's is told of something else. It may have worked out any other."""
    ours, theirs = (quantities_in(read_sentence(text)) for text in (own, other))
    if len(ours) != 1 or len(theirs) != 1 or ours[0].is_vague or theirs[0].is_vague:
        return False
    told = {one.value for sentence in comparison.evidence for one in quantities_in(sentence)}
    return ours[0].bound == theirs[0].bound == "exact" and ours[0].value != theirs[0].value and ours[0].value in told
