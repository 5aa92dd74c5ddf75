"""Comparison of person names: equal surnames and compatible first names denote one person."""

from __future__ import annotations

import re

_TITLES = frozenset(
    "mr mrs ms miss dr sen senator rep representative congressman congresswoman gov governor president vice "
    "mayor judge justice sir lord lady prof professor gen general col colonel capt captain lt sgt sheriff chief "
    "secretary attorney ambassador minister prime chancellor king queen prince pope rev reverend father speaker "
    "chairman chairwoman candidate nominee republican democrat democratic gop former ex-president mister madam "
    "delegate commissioner director host the".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_SHORT_FORMS = tuple(
    frozenset(pair.split("/"))
    for pair in """
    bill/william mike/michael joe/joseph tim/timothy bernie/bernard ted/rafael ted/edward jim/james bob/robert
    rob/robert dan/daniel tom/thomas chris/christopher ben/benjamin rudy/rudolph liz/elizabeth dick/richard
    don/donald newt/newton kate/katherine matt/matthew steve/stephen steve/steven dave/david ron/ronald
    greg/gregory jeff/jeffrey chuck/charles al/albert andy/andrew sam/samuel pat/patrick ken/kenneth
    jon/jonathan nick/nicholas
    """.split()
)
_PRONOUNS = frozenset(
    "he she they it i we you who which that his her their its him them my our your himself herself themselves "
    "one this these those".split()
)
_BRACKETS = re.compile(r"\([^)]*\)")
_POSSESSIVE = re.compile(r"[’']s\b|[’']$")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'\-]*\.?")
_CONJUNCTIONS = re.compile(r",|\band\b|\bboth\b|\balong with\b", re.IGNORECASE)
_RELATION = re.compile(r"\b(of|to|for|by|with|from|at|in)\b|[’']s")


def name_parts(name: str) -> list[str]:
    """Return the lower-case parts of a name without titles and suffixes: "Sen. Ada Venn Jr. (R)" is ada, venn."""
    bare = _POSSESSIVE.sub("", _BRACKETS.sub(" ", name).split(",")[0])
    words = [word.strip(".").lower() for word in _NAME_WORD.findall(bare)]
    while words and words[0] in _TITLES:
        words.pop(0)
    while words and words[-1] in _SUFFIXES:
        words.pop()
    return words


def is_full_name(name: str) -> bool:
    return len(name_parts(name)) > 1


def is_pronoun(words: str) -> bool:
    return words.lower() in _PRONOUNS


def same_person(first: str, second: str) -> bool:
    """Return whether two names can denote one person. A bare surname matches everybody with that surname."""
    short, long = sorted((name_parts(first), name_parts(second)), key=len)
    if not short or not long:
        return False
    if len(short) == 1 or short[-1] != long[-1]:
        return len(short) == 1 and short[0] == long[-1]
    given, other = short[0], long[0]
    initial = min(len(given), len(other)) == 1 and given[0] == other[0]
    return given == other or frozenset((given, other)) in _SHORT_FORMS or initial


def names_jointly(source: str, name: str) -> bool:
    """Return whether a source of several people names this person; "advisers to X and others" does not name X."""
    parts = _CONJUNCTIONS.split(source)
    return len(parts) > 1 and any(_is_named(part, name) for part in parts)


def _is_named(part: str, name: str) -> bool:
    words = name_parts(part)
    if not words or _RELATION.search(part):
        return False
    return same_person(" ".join(words[-2:]), name) or (len(words) <= 3 and same_person(words[-1], name))
