"""By which words somebody is called: what a question's name and an article's speaker are compared by."""

from __future__ import annotations

import re

from index.people.name_parts import SUFFIXES, fold_name
from index.tokenization import fold, words_of

TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady prof professor president minister chancellor secretary state senator sen
    representative rep congressman congresswoman governor gov mayor deputy judge justice general gen colonel col captain
    chief envoy ambassador king queen prince princess pope reverend rev chairman chairwoman chair speaker commissioner
    director spokesman spokeswoman spokesperson councillor councilman councilwoman alderman master sergeant inspector
    superintendent officer engineer librarian coach bishop archbishop cardinal rabbi imam sheriff treasurer manager
    editor author historian economist scientist doctor lawyer farmer fisherman""".split()
)
"""Words that may stand before a name and are none of it: everything up to the last of them is left out."""
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le van von zu".split())
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_WHOSE = re.compile(r" (?:for|of|to|from|with|near)\b|['’]s\b")


def name_words(asked: str) -> tuple[str, ...]:
    """The folded words of a name without what describes its bearer ("deputy mayor Ruan Pellick", "Mr Pellick's")."""
    words = words_of(_POSSESSIVE.sub("", asked.strip()))
    titles = [position for position, word in enumerate(words[:-1]) if fold(word) in TITLES]
    if titles:
        words = words[titles[-1] + 1 :]
    if words and words[-1][0].isupper():
        # "the hydrologist Lantry": a name that is capitalised has no small words before it, but for particles inside.
        while len(words) > 1 and words[0].islower() and fold(words[0]) not in _PARTICLES:
            words = words[1:]
    return tuple(fold_name(word) for word in words)


def without_suffix(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The words of a name, and its suffix ("jr"), "" where it has none."""
    return (words[:-1], words[-1]) if len(words) > 1 and words[-1] in SUFFIXES else (words, "")


def bare_name(asked: str) -> tuple[str, ...]:
    """The words of a name without its suffix, too: a surname alone is one word, and the last is the surname."""
    return without_suffix(name_words(asked))[0]


def without_article(name: str) -> str:
    return _ARTICLE.sub("", name.strip())


def own_words(name: str) -> tuple[str, ...]:
    """The words by which an organisation or somebody unnamed is asked for: "a lawyer for Ola Berg" not by her client's
    name."""
    own: str = _WHOSE.split(without_article(name))[0]
    return name_words(own)
