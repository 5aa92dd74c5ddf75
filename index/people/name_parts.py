"""Fold names, split them into parts, and compare their transliterations. `phonetic_key` maps transliterations of one
name to one key (Zelenskyy, Zelenskiy, Zelensky). Use it only to compare names that agree in everything else, never to
find out who somebody is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SUFFIXES = frozenset("jr sr ii iii iv".split())
_ARTICLES = frozenset("al el".split())  # Arabic; some papers leave them out: al-Assad, Assad
_PARTICLES = frozenset("bin ibn da de del della den der des di do dos du la le ten ter van von zu zum".split())
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"})
_MIN_LENGTH = 5  # letters; shorter names that differ by a letter are different names: Lee and Li, Ann and An
_INITIALS = re.compile("[bcdfghjklmnpqrstvwxz]{2,3}")  # written without dots: HW for H.W.
_NICKNAME = re.compile(r"[\"“”(][^\"“”()]*[\"“”)]|(?<!\w)['‘][^'‘’]+['’](?!\w)")

_PHONETIC_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
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
)
_TRANSLITERATED = re.compile(r"(?:sk(?:y+|iy?|yi|ij)|enko|chuk|[oe](?:v|ff)a?|v[iy](?:ch|tch|tz|c)|shvili|dze)$")


@dataclass(frozen=True, slots=True)
class NameParts:
    """The folded parts of a person's name. `surname` includes its particles ("vonderleyen")."""

    first: str
    middles: tuple[str, ...]
    surname: str
    suffix: str


def fold_name(text: str) -> str:
    """Return text in lower case and plain letters, without diacritics."""
    low = text.casefold()
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low.translate(_LETTERS)) if not unicodedata.combining(c))


def name_parts(name: str) -> NameParts | None:
    """Return the parts of a full name, or None for a single word, which does not identify anybody."""
    folded = fold_name(name)
    plain = folded if folded.replace(" ", "").isalnum() else _NICKNAME.sub(" ", folded)
    words = [bare for word in plain.split() if (bare := _without_marks(word))]
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
    """Return a key that different transliterations of a folded word share; short words stay unchanged."""
    if len(word) < _MIN_LENGTH or not word.isascii() or not word.isalpha():
        return word
    for pattern, replacement in _PHONETIC_RULES:
        word = pattern.sub(replacement, word)
    return word


def is_transliterated(surname: str) -> bool:
    """Whether a folded surname looks transliterated, so that papers may spell it differently. In any other name, one
    letter distinguishes two people: Terry and Terri Jones, Karen Zhang and Karen Jang."""
    return len(surname) >= _MIN_LENGTH and _TRANSLITERATED.search(surname) is not None


def _without_marks(word: str) -> str:
    """Return a word without its punctuation and without an article joined to it: "al-Assad", "O'Hara", "J.D."."""
    if word.isalnum():
        return word
    article, hyphen, rest = word.partition("-")
    if hyphen and article in _ARTICLES:
        word = rest
    return "".join(c for c in word if c.isalnum())
