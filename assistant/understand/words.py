"""Words as questions and statements are compared by: folded, stemmed, without the ones that carry no topic."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("english")

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


_IRREGULAR = {
    form: verb
    for verb, forms in {
        "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built", "burn": "burnt", "buy": "bought",
        "catch": "caught", "choose": "chose chosen", "cut": "cutting", "draw": "drew drawn",
        "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen", "feel": "felt", "fight": "fought",         "fly": "flew flown", "forget": "forgot forgotten", "grow": "grew grown",
        "hear": "heard", "hide": "hid hidden", "hold": "held", "keep": "kept", "lead": "led",
        "leave": "left", "lend": "lent", "lie": "lay lain lying", "lose": "lost losing", "meet": "met",
        "pay": "paid", "ride": "rode ridden", "ring": "rang rung", "rise": "rose risen",         "seek": "sought", "sell": "sold", "send": "sent", "shake": "shook shaken", "shoot": "shot", "show": "shown",
        "sing": "sang sung", "sink": "sank sunk", "sit": "sat", "sleep": "slept", "spend": "spent", "stand": "stood",
        "steal": "stole stolen", "strike": "struck stricken", "swear": "swore sworn", "swim": "swam swum",         "teach": "taught", "tear": "tore torn", "think": "thought", "throw": "threw thrown", "understand": "understood",
        "wear": "wore worn", "win": "won", "write": "wrote written", "person": "people", "child": "children", "man": "men",
        "woman": "women", "bus": "buses", "foot": "feet",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Forms that no stemmer joins: strong verbs, and a few nouns."""


def fold(text: str) -> str:
    """Lower case without diacritics, so that "Müller" and "Muller" are one. Changes lengths: never for offsets."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The folded stem of one word; possessives lose their ending."""
    folded = re.sub(r"'s?$", "", fold(word))
    return str(_STEMMER.stemWord(_IRREGULAR.get(folded, folded)))


def words_of(text: str) -> list[str]:
    """The words of a text as written, "U.S." as one."""
    return _WORD.findall(_ACRONYM.sub(lambda m: m.group().replace(".", ""), text))


def stems_of(text: str) -> list[str]:
    """Every word's stem, in order. The country "US" is kept apart from the pronoun."""
    return ["u.s" if word == "US" else stem(word) for word in words_of(text)]


def is_topical(word: str) -> bool:
    """False for a word that says nothing about a topic."""
    return word == "US" or (fold(word) not in STOPWORDS and not re.fullmatch(r"'?[a-z]", fold(word)))
