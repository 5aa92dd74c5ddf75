"""Normalize names to the words that match a name in a question with a speaker in the index."""

from __future__ import annotations

import re

from index.people.name_parts import SUFFIXES, fold_name
from index.tokenization import fold, split_words

TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady prof professor president minister chancellor secretary state senator sen
    representative rep congressman congresswoman governor gov mayor deputy judge justice general gen colonel col captain
    chief envoy ambassador king queen prince princess pope reverend rev chairman chairwoman chair speaker commissioner
    director spokesman spokeswoman spokesperson councillor councilman councilwoman alderman master sergeant inspector
    superintendent officer engineer librarian coach bishop archbishop cardinal rabbi imam sheriff treasurer manager
    editor author historian economist scientist doctor lawyer farmer fisherman""".split()
)
"""Words before a name that are no part of it. A name begins after the last of them."""
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le van von zu".split())
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_COMPLEMENT = re.compile(r" (?:for|of|to|from|with|near)\b|['’]s\b")


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without titles or a possessive ("deputy mayor Ruan Pellick's")."""
    words = split_words(_POSSESSIVE.sub("", name.strip()))
    titles = [position for position, word in enumerate(words[:-1]) if fold(word) in TITLES]
    if titles:
        words = words[titles[-1] + 1 :]
    if words and words[-1][0].isupper():
        # "the hydrologist Lantry": the only lowercase words in a capitalized name are particles.
        while len(words) > 1 and words[0].islower() and fold(words[0]) not in _PARTICLES:
            words = words[1:]
    return tuple(fold_name(word) for word in words)


def without_suffix(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the words of a name and its suffix ("jr"), or "" if it has none."""
    return (words[:-1], words[-1]) if len(words) > 1 and words[-1] in SUFFIXES else (words, "")


def bare_name(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without its suffix, so that the last word is the surname."""
    return without_suffix(name_words(name))[0]


def without_article(name: str) -> str:
    return _ARTICLE.sub("", name.strip())


def group_words(name: str) -> tuple[str, ...]:
    """Return the words that find an organisation or an unnamed speaker: "lawyer" for "a lawyer for Ola Berg"."""
    head: str = _COMPLEMENT.split(without_article(name))[0]
    return name_words(head)
