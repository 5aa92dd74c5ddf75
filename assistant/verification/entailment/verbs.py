"""Recognises finite verbs by their form, without a dictionary of parts of speech."""

from __future__ import annotations

from assistant.verification.entailment.words import Word
from index.statements.lexicon.words import AUXILIARIES, COMMON_VERBS

AUXILIARY = AUXILIARIES
PAST_FORMS = frozenset(
    """became began broke brought built bought caught chose came dealt drew drove ate fell fought found flew forgot
    froze gave went grew heard held kept knew laid led left lent lost made meant met paid ran rose said saw sought sold
    sent shook shot showed sang sank sat slept spoke spent stood stole struck swore swept swam took taught tore told
    thought threw understood wore won withdrew wrote fled felt overcame undertook forbade""".split()
)
"""Past tenses without -ed that are no participles of the same form as their present."""
_NO_VERBS = frozenset(
    """need bed red hundred seed speed feed breed indeed shed sacred united wicked naked deed greed weed wed led
    embed""".split()
)


def is_past(word: Word) -> bool:
    """Return whether the word can be a past tense: "signed", "won"."""
    folded = word.folded
    if folded in PAST_FORMS:
        return True
    return len(folded) > 3 and folded.endswith("ed") and folded not in _NO_VERBS and not word.is_name


def is_finite(word: Word) -> bool:
    """Return whether the word can open a predicate: an auxiliary, a past tense, or a frequent present tense."""
    return word.folded in AUXILIARY or is_past(word) or (word.folded in COMMON_VERBS and not word.is_name)
