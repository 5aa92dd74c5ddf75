"""Find a weekday, a date or a month that the evidence gives to nothing, or to something else."""

from __future__ import annotations

import re
from datetime import date

from assistant.understanding.stemming import fold
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.events.mentions import Mention, days_and_months
from assistant.verification.entailment.words import Sentence
from assistant.verification.reported_speech import NEUTRAL_VERBS

_SAME = 0.99
_DAY_OFFSET = re.compile(
    r"\b(?:(?:day|days|week|weeks|fortnight|month|months)\s+(?:later|earlier|before|after|ago|from)"
    r"|(?:next|last|same) (?:day|week|month)|evening before|weekend|eve|fortnight)\b",
    re.IGNORECASE,
)
"""Words from which a reader works out a day."""


def find_wrong_day(comparison: Comparison) -> str | None:
    """Return which day of the claim the evidence does not give to the event; None if none is certainly wrong."""
    everywhere = [one for sentence in comparison.evidence for one in days_and_months(sentence, comparison.published)]
    for part in comparison.propositions:
        for own in days_and_months(part, comparison.published):
            if own.kind == "month" and any(letter.isdigit() for letter in own.written):
                continue
            is_told = any(_is_same(own, other) for other in everywhere)
            if not is_told and comparison.background and not _can_be_worked_out(own, comparison):
                return f"{own.written} is not in the evidence"
            if is_told and (other := _find_other_day(part, own, comparison)):
                return f"the evidence says {other} of this"
    return None


def _find_other_day(part: Sentence, own: Mention, comparison: Comparison) -> str | None:
    """Return when the evidence puts the event, if no sentence about anything of it can mean the claim's day."""
    rest = Sentence(part.text, tuple(word for word in part.words if _tells(word.folded) and word.is_content))
    named = [days_and_months(sentence, comparison.published) for sentence in comparison.closest(rest, _SAME)]
    own_stems = {word.stem for word in rest.words if not word.is_name}
    if len(own_stems) < 2 or not named or not all(named):
        return None
    carried: list[Mention] = []
    for sentence in comparison.evidence:  # a day holds for the next sentences, until they name another
        told = [one for one in days_and_months(sentence, comparison.published) if one.kind == own.kind]
        carried = told or carried
        is_related = any(not comparison.meanings(stem).isdisjoint(sentence.stems) for stem in own_stems)
        if is_related and any(_is_same(own, one) for one in carried):
            return None
    return named[0][0].written


def _tells(folded: str) -> bool:
    return folded not in NEUTRAL_VERBS and not folded[0].isdigit()


def _is_same(one: Mention, other: Mention) -> bool:
    return one.kind == other.kind and not one.days.isdisjoint(other.days)


def _can_be_worked_out(own: Mention, comparison: Comparison) -> bool:
    published = comparison.published
    if published and any(_is_near(day, published) for day in own.days):
        return True
    if any(_is_same(own, one) for other in comparison.background for one in days_and_months(other, published)):
        return True
    return any(_DAY_OFFSET.search(one.text) for one in (*comparison.evidence, comparison.claim))


def _is_near(day: object, published: date) -> bool:
    if isinstance(day, date):
        return day == published
    return day in (published.month, (published.month, published.day), fold(f"{published:%A}"))
