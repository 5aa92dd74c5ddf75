"""Measure how much of a claim its evidence mentions."""

from __future__ import annotations

import math
from typing import Final

from assistant.retrieval.thesaurus.lookup import SAME, most_related
from assistant.understanding.content_words import is_negated
from assistant.verification.entailment.comparison import Comparison, own_words
from assistant.verification.entailment.contradictions.amounts.numbers import unknown_numbers
from assistant.verification.entailment.contradictions.amounts.quantities import quantities_in
from assistant.verification.entailment.contradictions.people.names import unknown_names
from assistant.verification.entailment.verbs import is_finite
from assistant.verification.entailment.words import Word
from assistant.verification.reported_speech import ATTITUDE_VERBS

_BIAS: Final = 0.59
_COVERAGE: Final = 0.43
_UNKNOWN_WORD: Final = -0.32
_UNKNOWN_NAME: Final = -1.25
_UNKNOWN_NUMBER: Final = -2.44
"""Weights of a logistic regression on the training claims of DeFacto, one half by article, each label with the same
weight: 1,249 sentences about BBC articles, corrected by people."""
_MOST = 6
"""Unknown words that count; a longer list says no more."""
_SHORT = 2
_FEW: Final = 5


def measure_support(comparison: Comparison) -> tuple[float, str]:
    """Return the support of a claim, from 0 to 1, and the first word that the evidence does not mention, or ""."""
    known = comparison.evidence_stems
    closeness = {stem: _closeness(stem, comparison) for stem in comparison.claim.content}
    if not closeness and not quantities_in(comparison.claim):
        return 0.0, ""
    unknown = [word for word in comparison.claim.words if closeness.get(word.stem) == 0]
    names = _unknown_names(comparison, known)
    numbers = unknown_numbers(comparison)
    coverage = sum(closeness.values()) / len(closeness) if closeness else 1.0
    score = (
        _BIAS
        + _COVERAGE * coverage
        + _UNKNOWN_WORD * min(_MOST, len({word.stem for word in unknown}))
        + _UNKNOWN_NAME * min(_MOST, len(names))
        + _UNKNOWN_NUMBER * min(_MOST, len(numbers))
    )
    first = [word.written for word in (*names, *unknown)] or [one.written for one in numbers]
    return 1 / (1 + math.exp(-score)), first[0] if first else ""


def find_unmentioned(comparison: Comparison) -> str | None:
    """Return a word of a proposition of which the evidence mentions nothing; None if it mentions some of each.

    A proposition of one or two words must be mentioned entirely, unless it denies something, and of a claim of a few
    words more than half.
    """
    claimed = set(comparison.claim.content)
    unknown = [stem for stem in claimed if not _closeness(stem, comparison)]
    if len(claimed) <= _FEW and 2 * len(unknown) >= len(claimed) > 0:
        return next(word.written for word in comparison.claim.words if word.stem in unknown)
    for part in comparison.propositions:
        if len(comparison.propositions) > 1 and not any(is_finite(word) for word in part.words):
            continue
        own = own_words(part, comparison.quoted)
        missing = [word for word in own if not _closeness(word.stem, comparison)]
        facts = [word for word in missing if word.folded not in ATTITUDE_VERBS]
        is_short = len({word.stem for word in own}) <= _SHORT and not is_negated(part.text)
        if len(missing) == len(own) > 0 or (facts and is_short):
            return (facts or missing)[0].written
    return None


def _closeness(stem: str, comparison: Comparison) -> float:
    return SAME if stem in comparison.evidence_stems else most_related(stem, comparison.related.get(stem, ()))


def _unknown_names(comparison: Comparison, known: frozenset[str]) -> list[Word]:
    """Return the names that neither the evidence nor the background has."""
    texts = (*comparison.evidence, *comparison.background)
    folded = {word.folded.removesuffix("'s") for one in texts for word in one.words}
    return unknown_names(comparison.claim.words, known | comparison.background_stems, folded)
