"""Whether two names can denote one person: equal surnames, and first names that do not contradict each other."""

from __future__ import annotations

import re

_TITLES = frozenset(
    """
    mr mrs ms miss dr sen senator rep representative congressman congresswoman gov governor president vice
    mayor judge justice sir lord lady prof professor gen general col colonel capt captain lt sgt sheriff chief
    secretary attorney ambassador minister prime chancellor king queen prince pope rev reverend father speaker
    chairman chairwoman candidate nominee republican democrat democratic gop former ex-president mister madam
    delegate commissioner director host the
    """.split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_SHORT = tuple(
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
    """
    he she they it i we you who which that his her their its him them my our your himself herself themselves
    one this these those
    """.split()
)
_BRACKETS = re.compile(r"\([^)]*\)")
_POSSESSIVE = re.compile(r"[’']s\b|[’']$")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'\-]*\.?")
_JOINTS = re.compile(r",|\band\b|\bboth\b|\balong with\b", re.IGNORECASE)
_BELONGING = re.compile(r"\b(of|to|for|by|with|from|at|in)\b|[’']s")


def name_parts(name: str) -> list[str]:
    """The small-letter words of a name without titles and what follows it: "Sen. Ada Venn Jr. (R)" is ada, venn."""
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


def same_person(one: str, other: str) -> bool:
    """A bare surname can be anybody of that name; full names need first names that go together."""
    short, long = sorted((name_parts(one), name_parts(other)), key=len)
    if not short or not long:
        return False
    if len(short) == 1 or short[-1] != long[-1]:
        return len(short) == 1 and short[0] == long[-1]
    first, second = short[0], long[0]
    initial = min(len(first), len(second)) == 1 and first[0] == second[0]
    return first == second or frozenset((first, second)) in _SHORT or initial


def speaks_jointly(source: str, name: str) -> bool:
    """Whether a source of several names this person as one of them; "advisers to X and others" does not name X."""
    parts = _JOINTS.split(source)
    return len(parts) > 1 and any(_is_named(part, name) for part in parts)


def _is_named(part: str, name: str) -> bool:
    words = name_parts(part)
    if not words or _BELONGING.search(part):
        return False
    return same_person(" ".join(words[-2:]), name) or (len(words) <= 3 and same_person(words[-1], name))
