"""Words made comparable: folded, and stemmed. What questions and claims are both compared with articles by."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from index.tokenization import fold, words_of

__all__ = ["fold", "stem", "stem_prefixes", "words_of"]

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
"""Forms that no stemmer joins: strong verbs, and a few nouns."""
_OWN_WORDS = frozenset("earnings findings savings takings".split())
"""Nouns that are not what their verbs do: takings are no taking."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The folded stem of one word; possessives lose their ending."""
    folded = re.sub(r"'s?$", "", fold(word))
    return folded if folded in _OWN_WORDS else str(_STEMMER.stemWord(_IRREGULAR.get(folded, folded)))


_TOLD_BY = 3


@lru_cache(maxsize=4096)
def stem_prefixes(stemmed: str) -> frozenset[str]:
    """What every word of this stem begins with, folded and without dots: three letters, or fewer where it is short."""
    forms = (stemmed, *(form for form, word in _IRREGULAR.items() if stem(word) == stemmed))
    if len(stemmed) == _TOLD_BY and stemmed[-1] in "ei":
        forms = (*forms, stemmed[:-1])  # "using" and "why" have the stems "use" and "whi"
    return frozenset(form.replace(".", "")[:_TOLD_BY] for form in forms)
