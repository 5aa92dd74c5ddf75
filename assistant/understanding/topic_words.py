"""The words of questions: without the ones that carry no topic."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.understanding.stemming import fold, stem, words_of

STOPWORDS = frozenset(
    """a about above after again against ago all also am an and any anybody anyone are as asked at be because been
    before being between both but by can could did do does doing done during each else ever for from get gets
    getting got had has have having he her hers him his how i if in into is it its itself just like may me might
    more most must my no nor of on once one only or other our out over own per please shall she should since so some
    such than that the their them then there these they this those through to too under until up upon us was we were
    what when where whether which while who whom whose why will with would you your yes ever s t""".split()
)
SPEECH = frozenset(
    """say says said saying tell tells told telling state states stated comment comments commented claim claims claimed
    mention mentions mentioned talk talks talked speak speaks spoke spoken statement statements quote quotes quoted
    remark remarks remarked word words think thinks thought position stance view views opinion reaction response
    respond responded react reacted according""".split()
)


def stems_of(text: str) -> list[str]:
    """Every word's stem, in order. The country "US" is kept apart from the pronoun."""
    return ["u.s" if word == "US" else stem(word) for word in words_of(text)]


@lru_cache(maxsize=4096)
def topic_stems(text: str) -> frozenset[str]:
    """The same without their order. Kept: one paragraph holds several statements, and is asked about again."""
    return frozenset(stems_of(text))


def is_topical(word: str) -> bool:
    """False for a word that says nothing about a topic."""
    return word == "US" or (fold(word) not in STOPWORDS and not re.fullmatch(r"'?[a-z]", fold(word)))


COMMON_NAMES = frozenset(
    """april august autumn baker banks bill black bob brook brown bush case chase church cook day dean drew
    faith field fields ford frank friday gale gold good grace grant green hall hill holiday hope hunter ivy
    jack joy june king lake lane law long love march mark marsh mason may mercy miles monday page pat pope
    power powers price reed rice rich rob rose sharp short spring stone street strong sue summer sunny swift
    walker west white will winter wise wood young""".split()
)
"""Names that are common words too: such a word alone names somebody only where the form of the question says so."""
