"""The answer type of a question of fact (a date, a number, a name), and whether a sentence contains one."""

from __future__ import annotations

import re

from assistant.retrieval.demonyms import countries_in, states_in
from assistant.types import Query
from assistant.understanding.stemming import fold, split_words, stem
from assistant.understanding.topic import is_topical, topic_stems

OPTIONAL_STEMS = topic_stems("US American many much week recently currently newly soon around approximately")
"""Words that an answer may omit or rephrase: a paper omits its own country, and says when "recently" was."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|noon|midnight|morning|evening"
_WHEN = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|(?:1\d|20)\d\d|{_DAY}|\d{{1,2}}(?::\d\d)? ?[ap]\.?m"
    rf"|(?:last|next|this) (?:week|month|year)|{_MONTH} of)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|half|third|quarter)\b",
    re.IGNORECASE,
)
_LENGTH = (
    r"(?<!cubic )(?<!square )(?:(?:millimet|centimet|met|kilomet)(?:re|er)s?|(?:mm|cm|m|km)\b|miles?|feet|foot|ft"
    r"|inch(?:es)?|yards?|store?ys?)"
)
_TIME = r"seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)"
_MONEY = (
    r"[$€£¥₹]\s?\d|\b(?:crowns?|dollars?|euros?|pounds?|cents?|pence|yen|yuan|roubles?|rubles?|rupees?|pesos?|francs?"
    r"|kron(?:e|er|a|or)|liras?|dinars?|zloty|shillings?|USD|EUR|GBP)\b"
)
_MEASURES = tuple(
    (re.compile(question, re.IGNORECASE), re.compile(unit, re.IGNORECASE))
    for question, unit in (
        (r"how old\b", r"\byears?[- ]old\b|\baged? (?:of )?\d|, \d{1,3},"),
        (r"how long\b", rf"\b(?:{_TIME}|{_LENGTH})\b"),
        (r"how (?:far|high|tall|deep|wide)\b", rf"\b(?:{_LENGTH})\b"),
        (r"how fast\b", rf"\b(?:{_LENGTH}|mph|knots)\b"),
        (r"how (?:cold|hot|warm)\b", r"\bdegrees?\b|°"),
        (r"(?:how much|what)\b.*\b(?:costs?|price|fee|pay|paid|worth|earn\w*|spen[dt]|charged?|fined?)\b", _MONEY),
    )
)
"""A question for a measure needs an answer in its unit."""
_PLACE = re.compile(r"\b(?:in|at|near|on|from|to|outside|inside|beside|under|off) (?:the |a |an )?(\w[\w’'-]+)")
_VERB = (
    r"(?:is|was|were|are|did|does|do|has|have|had|will|would|can|could|should|may|might|\w+ed|won|took|hit|said|told"
    r"|became|got|made)"
)
_TYPE = re.compile(
    r"\b(?:which|what) (?:(?:type|kind|sort)s? of )?"
    rf"(?P<type>(?!{_VERB}\b)[\w’'-]+(?: (?!{_VERB}\b)[\w’'-]+(?= {_VERB}\b|$))?)",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+|de|van|von|bin|al|la))* [A-Z][\w’'-]+")
_PEOPLE = topic_stems(
    "actor actress singer star rapper musician player athlete golfer racer driver runner swimmer celebrity politician"
    " figure filmmaker director author writer novelist artist painter comedian host judge justice official person man"
    " woman president minister chancellor senator governor mayor king queen prince princess pope cardinal bishop leader"
    " candidate nominee billionaire scientist astronaut chef designer model journalist lawyer coach manager legend"
)
_SHARE = re.compile(r"\d ?%|\bper ?cent\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(r"\b(?:what|which) (?:percentage|percent|per cent|share|proportion)\b", re.IGNORECASE)


def names_answer_type(query: Query, sentence: str) -> bool | None:
    """Return whether the sentence adds a name of the requested type; None if it requests none that a name shows."""
    if _ASKS_SHARE.search(query.question):
        return bool(_SHARE.search(sentence))
    if query.asks not in ("fact", "who"):  # "when was the flood in which people died" requests a day
        return None
    types = answer_type_stems(query.topic)
    if stem("country") in types or stem("nation") in types:
        return bool(countries_in(sentence) - countries_in(query.question))
    if stem("state") in types:
        return bool(states_in(sentence) - states_in(query.question))
    if query.asks == "who" or types & _PEOPLE:
        given = words_given(query)
        names = (split_words(found) for found in _FULL_NAME.findall(sentence))
        return any(not given & set(map(fold, name)) for name in names)
    return None


def words_given(query: Query) -> frozenset[str]:
    """Return the folded words of the question, which do not answer it."""
    return frozenset(map(fold, split_words(query.question)))


def answer_type_stems(question: str) -> frozenset[str]:
    """Return the stems that only name the answer type: an answer to "which football team" says "Arsenal"."""
    return topic_stems(" ".join(_TYPE.findall(question)))


def focus(query: Query) -> frozenset[str]:
    """Return the stem that the answer must contain: the counted thing, or the person's role or act."""
    match query.asks:
        case "number":
            counted = re.match(r"how many (?:U\.?S\.? |American )?(\w+)", query.question.strip(), re.IGNORECASE)
            measured = [word for word in split_words(query.question)[2:] if is_topical(word)]
            if query.question.lower().startswith("how much") and measured:
                return frozenset({stem(measured[-1])})
            return frozenset({stem(counted[1])} if counted else ())
        case "who":
            words = (word for word in split_words(query.question)[1:] if is_topical(word))
            first = next((word for word in words if stem(word) not in OPTIONAL_STEMS), "")
            return frozenset({stem(first)} if first.islower() else ())
        case _:
            return frozenset()


def has_answer_type(query: Query, sentence: str) -> bool:
    """Return whether the sentence has a date for "when", a number for "how many", or a new place or name."""
    given = words_given(query)
    if not all(unit.search(sentence) for question, unit in _MEASURES if question.match(query.topic)):
        return False
    match query.asks:
        case "when":
            return bool(_WHEN.search(sentence))
        case "number":
            return bool(_NUMBER.search(sentence))
        case "where":
            return any(fold(place) not in given for place in _PLACE.findall(sentence))
        case "who":
            return any(word[0].isupper() and fold(word) not in given for word in split_words(sentence)[1:])
        case _:
            return True
