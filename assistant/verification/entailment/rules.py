"""Rules."""
from assistant.verification.entailment.contradictions.counted import find_other_counted
from assistant.verification.entailment.contradictions.doubts import find_lost_doubt
from assistant.verification.entailment.contradictions.speakers import find_other_speaker
from assistant.verification.entailment.contradictions.people import find_exchanged_roles, find_other_person
from assistant.verification.entailment.contradictions.quantifiers import find_changed_share
from assistant.verification.entailment.contradictions.negation import find_turned_negation
from assistant.verification.entailment.contradictions.days import find_wrong_day

from assistant.verification.entailment.contradictions.conditions import find_changed_condition
from assistant.verification.entailment.contradictions.hedges import find_lost_limit
from assistant.verification.entailment.contradictions.modality import find_lost_modality
from assistant.verification.entailment.contradictions.names import find_unknown_name
from assistant.verification.entailment.contradictions.numbers import find_wrong_number
from assistant.verification.entailment.contradictions.opposites import find_opposite
from assistant.verification.entailment.contradictions.order import find_turned_order
from assistant.verification.entailment.contradictions.reasons import find_invented_reason
from assistant.verification.entailment.contradictions.stances import find_changed_stance
from assistant.verification.entailment.contradictions.substitutions import find_substitution

FAMILIES = (
    find_wrong_number,
    find_lost_limit,
    find_substitution,
    find_changed_stance,
    find_lost_modality,
    find_changed_condition,
    find_invented_reason,
    find_opposite,
    find_turned_order,
    find_other_counted,
    find_lost_doubt,
    find_other_speaker,
    find_unknown_name,
    find_wrong_day,
    find_turned_negation,
    find_changed_share,
    find_other_person,
    find_exchanged_roles,
)
