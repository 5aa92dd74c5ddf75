"""Which kind of thing a question of fact asks for, and whether a sentence tells one: a date, a number, a name."""

from __future__ import annotations

import re

from assistant.retrieval.demonyms import countries_in, states_in
from assistant.types.types import Query
from assistant.understanding.stemming import fold, stem, words_of
from assistant.understanding.topic_words import is_topical, topic_stems

NEVER_NEEDED = topic_stems("US American many much week recently currently newly soon around approximately")
"""What papers leave out or say otherwise: the country they are of, and when "recently" was."""
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
    (re.compile(how, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for how, told in (
        (r"how old\b", r"\byears?[- ]old\b|\baged? (?:of )?\d|, \d{1,3},"),
        (r"how long\b", rf"\b(?:{_TIME}|{_LENGTH})\b"),
        (r"how (?:far|high|tall|deep|wide)\b", rf"\b(?:{_LENGTH})\b"),
        (r"how fast\b", rf"\b(?:{_LENGTH}|mph|knots)\b"),
        (r"how (?:cold|hot|warm)\b", r"\bdegrees?\b|°"),
        (r"(?:how much|what)\b.*\b(?:costs?|price|fee|pay|paid|worth|earn\w*|spen[dt]|charged?|fined?)\b", _MONEY),
    )
)
"""What is asked for in a unit must be told in one."""
_PLACE = re.compile(r"\b(?:in|at|near|on|from|to|outside|inside|beside|under|off) (?:the |a |an )?(\w[\w’'-]+)")
_VERB = (
    r"(?:is|was|were|are|did|does|do|has|have|had|will|would|can|could|should|may|might|\w+ed|won|took|hit|said|told"
    r"|became|got|made)"
)
_KIND = re.compile(
    r"\b(?:which|what) (?:(?:type|kind|sort)s? of )?"
    rf"(?P<kind>(?!{_VERB}\b)[\w’'-]+(?: (?!{_VERB}\b)[\w’'-]+(?= {_VERB}\b|$))?)",
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
    """Whether a sentence has a name of the kind that is asked for and that the question does not give: a country for
    "which country", a person for "who" and "which actor". None where no kind is asked for, or none that shows."""
    if _ASKS_SHARE.search(query.question):
        return bool(_SHARE.search(sentence))
    if query.asks not in ("fact", "who"):  # "when was the flood in which people died" asks for a day
        return None
    kinds = answer_type_stems(query.topic)
    if stem("country") in kinds or stem("nation") in kinds:
        return bool(countries_in(sentence) - countries_in(query.question))
    if stem("state") in kinds:
        return bool(states_in(sentence) - states_in(query.question))
    if query.asks == "who" or kinds & _PEOPLE:
        asked = words_given(query)
        names = (words_of(found) for found in _FULL_NAME.findall(sentence))
        return any(not asked & set(map(fold, name)) for name in names)
    return None


def words_given(query: Query) -> frozenset[str]:
    """The folded words of a question, which an answer need not tell."""
    return frozenset(map(fold, words_of(query.question)))


def answer_type_stems(question: str) -> frozenset[str]:
    """Of the words that only tell what is asked for, "which football team": the answer says "Arsenal"."""
    return topic_stems(" ".join(_KIND.findall(question)))


def focus(query: Query) -> frozenset[str]:
    """The word the sentence cannot do without: what is counted, or what somebody is or did."""
    match query.asks:
        case "number":
            counted = re.match(r"how many (?:U\.?S\.? |American )?(\w+)", query.question.strip(), re.IGNORECASE)
            measured = [word for word in words_of(query.question)[2:] if is_topical(word)]
            if query.question.lower().startswith("how much") and measured:
                return frozenset({stem(measured[-1])})
            return frozenset({stem(counted[1])} if counted else ())
        case "who":
            words = (word for word in words_of(query.question)[1:] if is_topical(word))
            first = next((word for word in words if stem(word) not in NEVER_NEEDED), "")
            return frozenset({stem(first)} if first.islower() else ())
        case _:
            return frozenset()


def has_answer_type(query: Query, sentence: str) -> bool:
    """A date for "when", a number for "how many", a place for "where", a name the question did not give for "who"."""
    asked = words_given(query)
    if not all(told.search(sentence) for how, told in _MEASURES if how.match(query.topic)):
        return False
    match query.asks:
        case "when":
            return bool(_WHEN.search(sentence))
        case "number":
            return bool(_NUMBER.search(sentence))
        case "where":
            return any(fold(place) not in asked for place in _PLACE.findall(sentence))
        case "who":
            return any(word[0].isupper() and fold(word) not in asked for word in words_of(sentence)[1:])
        case _:
            return True
