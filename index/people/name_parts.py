"""Names as they are compared: folded, taken into parts, and freed of what differs between ways to transliterate.

`phonetic_key` is a table of rules over groups of letters, true of names that come from another script (Zelenskyy, Zelenskiy,
Zelensky). It is for comparing names that agree in everything else, never for finding who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SUFFIXES = frozenset("jr sr ii iii iv".split())
_ARTICLES = frozenset("al el".split())
"""Arabic articles, which one paper writes and another leaves out: al-Assad, Assad."""
_PARTICLES = frozenset("bin ibn da de del della den der des di do dos du la le ten ter van von zu zum".split())
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"})
_SHORTEST = 5
"""Letters. Short names differ by a letter because they are different names: Lee and Li, Ann and An."""
_INITIALS = re.compile("[bcdfghjklmnpqrstvwxz]{2,3}")
"""H.W. without its dots."""
_NICKNAME = re.compile(r"[\"“”(][^\"“”()]*[\"“”)]|(?<!\w)['‘][^'‘’]+['’](?!\w)")

_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"([oue])e(?=[a-z])", r"\1"),  # Schroeder, Mueller beside ö, ü without their dots
    (r"dzh|zh", "j"),
    (r"kh", "h"),
    (r"tz|cz$", "ts"),
    (r"shch|sch", "sh"),
    (r"tch", "ch"),
    (r"ou", "u"),
    (r"ks", "x"),
    (r"q", "k"),
    (r"([a-z])\1+", r"\1"),  # Gaddafi, Gadafi; yy and ii too
    (r"(?:iy|i|y)a", "ya"),
    (r"(?:iy|i|y)u", "yu"),
    (r"^ye", "e"),
    (r"(?<=[^aeiou])ye", "e"),
    (r"(o|e)(?:w|f)$", r"\1v"),  # Romanoff, Romanow, Romanov
    (r"(?:iy|yi|ij|ey|ei|y|i)$", "y"),
    (r"(?<=[^aeiou])y(?=[^aeiou].*(?:enko|chuk|sky|[eo]v|ich|ych)$)", "i"),  # Tymoshenko, Timoshenko
    (r"ych$", "ich"),
)
_RULES = tuple((re.compile(pattern), put) for pattern, put in _SOUNDS)


_TRANSLITERATED = re.compile(r"(?:sk(?:y+|iy?|yi|ij)|enko|chuk|[oe](?:v|ff)a?|v[iy](?:ch|tch|tz|c)|shvili|dze)$")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name taken apart, folded. `surname` holds its particles ("vonderleyen")."""

    first: str
    middles: tuple[str, ...]
    surname: str
    suffix: str


def fold_name(text: str) -> str:
    """Lower case without diacritics; letters that are no letter with a mark (ø, ł) become their nearest."""
    low = text.casefold()
    if low.isascii():
        return low
    decomposed = unicodedata.normalize("NFKD", low.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def name_parts(name: str) -> NameParts | None:
    """The parts of a full name; None for a lone name, which alone tells nobody from another."""
    folded = fold_name(name)
    plain = folded if folded.replace(" ", "").isalnum() else _NICKNAME.sub(" ", folded)
    words = [bare for word in plain.split() if (bare := _bare(word))]
    suffix = words.pop() if len(words) > 2 and words[-1] in SUFFIXES else ""
    if len(words) < 2:
        return None
    # Initials at the head are one first name, however they are dotted and spaced: J.D., JD, J. D.
    head = 1
    while head < len(words) - 1 and len(words[0]) == 1 and len(words[head]) == 1:
        head += 1
    last = len(words) - 1
    while last > head and words[last - 1] in _PARTICLES | _ARTICLES:
        last -= 1
    surname = "".join(word for word in words[last:-1] if word not in _ARTICLES) + words[-1]
    middles = (letters for word in words[head:last] for letters in (word if _INITIALS.fullmatch(word) else (word,)))
    return NameParts("".join(words[:head]), tuple(middles), surname, suffix)


@lru_cache(maxsize=65_536)
def phonetic_key(word: str) -> str:
    """A folded word by the rules of transliteration; short words as they are."""
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
        return word
    for pattern, put in _RULES:
        word = pattern.sub(put, word)
    return word


def is_transliterated(surname: str) -> bool:
    """Whether a folded surname has the shape of one from another script, so that papers may spell its bearer variously.

    Without that shape a letter tells two people apart: Terry and Terri Jones, Karen Zhang and Karen Jang.
    """
    return len(surname) >= _SHORTEST and _TRANSLITERATED.search(surname) is not None


def _bare(word: str) -> str:
    """A word without dots, hyphens, apostrophes, and an article joined to it: "al-Assad", "O'Hara", "J.D."."""
    if word.isalnum():
        return word
    article, hyphen, rest = word.partition("-")
    if hyphen and article in _ARTICLES:
        word = rest
    return "".join(c for c in word if c.isalnum())
