"""Certain contradictions between a claim and its evidence, one module for each kind of change.

Each function returns the reason in words that a reader understands, or None. They run before every other checker, so a
change that a free but true paraphrase could also make is none for them.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.amounts.counted import find_other_counted
from assistant.verification.entailment.contradictions.amounts.limits import find_lost_limit
from assistant.verification.entailment.contradictions.amounts.numbers import find_wrong_number
from assistant.verification.entailment.contradictions.certainty.conditions import find_changed_condition
from assistant.verification.entailment.contradictions.certainty.doubts import find_lost_doubt
from assistant.verification.entailment.contradictions.certainty.modality import find_lost_modality
from assistant.verification.entailment.contradictions.certainty.negation import find_turned_negation
from assistant.verification.entailment.contradictions.certainty.reasons import find_invented_reason
from assistant.verification.entailment.contradictions.certainty.stances import find_changed_stance
from assistant.verification.entailment.contradictions.events.days import find_wrong_day
from assistant.verification.entailment.contradictions.events.order import find_turned_order
from assistant.verification.entailment.contradictions.people.actors import find_exchanged_roles, find_other_actor
from assistant.verification.entailment.contradictions.people.names import find_unknown_name
from assistant.verification.entailment.contradictions.people.speakers import find_other_speaker
from assistant.verification.entailment.contradictions.wording.copies import find_edited_copy
from assistant.verification.entailment.contradictions.wording.substitutions import find_substitution

FINDERS: tuple[Callable[[Comparison], str | None], ...] = (
    find_unknown_name,
    find_wrong_number,
    find_other_counted,
    find_lost_limit,
    find_wrong_day,
    find_turned_order,
    find_substitution,
    find_lost_modality,
    find_lost_doubt,
    find_changed_condition,
    find_invented_reason,
    find_changed_stance,
    find_turned_negation,
    find_other_speaker,
    find_other_actor,
    find_exchanged_roles,
    find_edited_copy,
)
"""In the order in which a reader would best understand a sentence with several changes."""

__all__ = ["FINDERS"]
