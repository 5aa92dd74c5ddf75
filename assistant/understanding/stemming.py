"""Folds and stems words, so that questions and claims can be compared with articles."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from index.tokenization import fold, split_words

__all__ = ["fold", "split_words", "stem", "stem_prefixes"]

_STEMMER = Stemmer.Stemmer("english")
_IRREGULAR = {
    form: word
    for word, *forms in (
        entry.split()
        for entry in """
    begin began begun, break broke broken, bring brought, build built, burn burnt, bus buses, buy bought,
    catch caught, child children, choose chose chosen, come came, cut cutting, deal dealt, die dying, draw drew drawn,
    drive drove driven, eat ate eaten, fall fell fallen, feel felt, fight fought, find found, fly flew flown,
    foot feet, forget forgot forgotten, give gave given, go went gone, grow grew grown, hear heard,
    hide hid hidden, hold held, hurt hurt, keep kept, know knew known, lay laid, lead led, leave left, lend lent,
    lie lain lying, lose lost losing, make made, man men, mean meant, meet met, pay paid, person people,
    ride rode ridden, ring rang rung, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold,
    send sent, shake shook shaken, shoot shot, show shown, sing sang sung, sink sank sunk, sky skies, sit sat,
    sleep slept, speak spoke spoken, spend spent, stand stood, steal stole stolen,
    strike struck stricken, swear swore sworn, sweep swept,
    swim swam swum, take took taken, teach taught, tear tore torn, tell told, think thought,
    throw threw thrown, tie tying, understand understood, wear wore worn, win won, withdraw withdrew withdrawn,
    woman women, write wrote written
    """.split(",")
    )
    for form in forms
}
"""Irregular forms that the stemmer does not join: strong verbs and a few nouns."""
_UNSTEMMED = frozenset("earnings findings savings takings".split())
"""Nouns with a meaning apart from their verb ("takings" are no taking), kept unstemmed."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the folded stem of one word, without a possessive ending."""
    folded = re.sub(r"'s?$", "", fold(word))
    return folded if folded in _UNSTEMMED else str(_STEMMER.stemWord(_IRREGULAR.get(folded, folded)))


_PREFIX_LENGTH = 3


@lru_cache(maxsize=4096)
def stem_prefixes(stemmed: str) -> frozenset[str]:
    """Return the first letters, three at most, of every word with this stem, folded and without dots."""
    forms = (stemmed, *(form for form, word in _IRREGULAR.items() if stem(word) == stemmed))
    if len(stemmed) == _PREFIX_LENGTH and stemmed[-1] in "ei":
        forms = (*forms, stemmed[:-1])  # "using" and "why" have the stems "use" and "whi"
    return frozenset(form.replace(".", "")[:_PREFIX_LENGTH] for form in forms)
