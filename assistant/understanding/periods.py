"""Reads the period that a question asks about: when something was said or reported.

A date that names a subject ("the 2020 climate act"), belongs to reported words or lies in the future narrows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.understanding.date_expressions import (
    ADVERB,
    BACK,
    BESIDE,
    DATE,
    ONE_DAY,
    WEEKDAYS,
    YEAR,
    read_back,
    read_beside,
    read_days,
)
from index.types import Period

_EVENT = r"(?:(?:the |that |its |their |his |her )?(?:[a-z][\w-]* ){1,3}(?:of|on) )"
"""An event with its day: "before the summit of 3 May"."""
_PERIOD = re.compile(
    r"(?<![\w’'-])(?:"
    rf"(?:between|from) (?P<first>{DATE}|\d{{1,2}}(?:st|nd|rd|th)?) (?:and|to|until|till|through) (?P<second>{DATE})"
    rf"|as (?:of|at) (?P<as_of>{DATE})"
    rf"|(?:in|over|during|within|for|throughout) (?P<length>{BESIDE}) (?P<anchor>{DATE})"
    rf"|(?P<bound>before|prior to|after|since|until|till|by|(?<!leading )up to|through|no later than|starting) "
    rf"(?:the time of |around )?(?:{_EVENT}(?P<event>{ONE_DAY})|(?P<edge>{DATE}))"
    rf"|(?:in|over|during|within|for|throughout|from) (?P<back>{BACK})"
    rf"|(?:on|in|during|over|within|throughout|at|from) (?P<within>{DATE})(?P<onwards> on(?:wards?)?(?=[?!. ]*$|,))?"
    rf"|(?P<adverb>{ADVERB})"
    rf"|(?P<bare>{ONE_DAY})"
    r")(?![\w’'-]|[.,]\d)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:$|[?!.,;:)]|(?:about|on|of|that|whether|if|regarding|concerning|to|and|or|did|does|do|has|have|had|was|were"
    r"|is|are|according|in|at|from|by|for|with|what|who|when|where|how|why|after|before|since|until|which|say|said|over|as|when)\b)",
    re.IGNORECASE,
)
"""Words that may follow a date in its own right; "World Cup hosts" after "in 2026" may not."""
_NAMES_A_SUBJECT = re.compile(r"\b(?:about|of|regarding|concerning|than|versus|and|or|called|titled) $", re.IGNORECASE)
_NAMED_DAY = re.compile(
    r"\b(?:ash|black|bloody|cyber|easter|fat|giving|good|holy|maundy|palm|shrove|spy|super|whit) $", re.IGNORECASE
)
"""Words before a named day: "Super Tuesday" is not a day of this week."""
_WITHIN_A_SUBJECT = re.compile(
    r"\b(?:about|on|of) .*\b(?:he|she|they|we|who|which|that) [a-z]+ (?:.* )?$", re.IGNORECASE
)
"""A relative clause that a date may belong to: "the record he set in 2019"."""
_SAYS = (
    r"(?:said|says?|saying|claim(?:ed|s)?|argue[ds]?|insist(?:ed|s)?|warn(?:ed|s)?|promise[ds]?|think|thinks|thought"
    r"|believe[ds]?|suggest(?:ed|s)?|admit(?:ted|s)?|confirm(?:ed|s)?|den(?:y|ied|ies)|announce[ds]?|predict(?:ed|s)?"
    r"|expect(?:ed|s)?|declare[ds]?|stated?|explain(?:ed|s)?|acknowledge[ds]?|told \S+|tell \S+|true)"
)
_CONTENT = re.compile(rf"\b{_SAYS}\b.{{0,40}}? (?P<at>that|whether|if) (?!was\b|is\b)", re.IGNORECASE)
_BARE_CONTENT = re.compile(
    r"^(?:and )?(?:who|which|why|when|where|how|did|does|has|have|had|is)\b.*?\b(?:said|says?|saying|claim(?:ed|s)?"
    r"|insist(?:ed|s)?|think|thinks|believe[ds]?|argued?) (?P<at>(?:the|a|an|it|he|she|they|nothing|nobody|there|we|you"
    r"|no|his|her|their|our|all|(?-i:[A-Z][\w-]+))\b)",
    re.IGNORECASE,
)
"""The start of the reported words in a question."""


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A time expression in a question: a period, or an as-of day."""

    start: int
    end: int
    period: Period = field(default_factory=Period)
    as_of: date | None = None
    relative: bool = False
    """Whether it counts from today ("last week", "on Monday"), so that an article does not name it."""


def read_periods(question: str, today: date) -> tuple[PeriodMention, ...]:
    """Return the overlapping times that narrow the question, in order, relative to `today` or to its as-of day."""
    matches = (match for match in _PERIOD.finditer(question) if _is_time_of_question(match, question))
    found = [mention for match in matches if (mention := _read(match, today))]
    as_of = next((mention for mention in found if mention.as_of), None)
    if as_of and as_of.as_of and as_of.as_of < today:
        blanked = question[: as_of.start] + "," * (as_of.end - as_of.start) + question[as_of.end :]
        return (as_of, *(mention for mention in read_periods(blanked, as_of.as_of) if not mention.as_of))
    return tuple(_overlapping(mention for mention in found if not _is_in_future(mention, today)))


def merge_periods(one: Period, other: Period) -> Period | None:
    """Return the days in both periods, or None if they share none."""
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return None if since and until and since > until else Period(since, until)


def _overlapping(mentions: Iterable[PeriodMention]) -> Iterator[PeriodMention]:
    common = Period()
    for mention in mentions:
        merged = merge_periods(common, mention.period)
        if merged is not None:
            common = merged
            yield mention


def _read(match: re.Match[str], today: date) -> PeriodMention | None:
    words = {name: text for name, text in match.groupdict().items() if text}
    found = _period(words, today)
    if found is None:
        return None
    relative = "back" in words or bool(_FROM_TODAY.search(match.group()) and not YEAR.search(match.group()))
    if "as_of" in words:
        return PeriodMention(match.start(), match.end(), as_of=found.until, relative=True) if found.until else None
    return PeriodMention(match.start(), match.end(), found, relative=relative)


def _period(words: dict[str, str], today: date) -> Period | None:
    if "second" in words:
        return _between(words["first"], words["second"], today)
    if "back" in words:
        return read_back(words["back"], today)
    if "length" in words:
        return read_beside(words["length"], words["anchor"], today)
    found = read_days(next(words[name] for name in _DATES if name in words), today)
    if found is None or found.since is None or found.until is None:
        return None
    bound = "since" if "onwards" in words else words.get("bound", "").lower()
    return _bounded(bound, found.since, found.until)


def _bounded(bound: str, since: date, until: date) -> Period:
    """Return the period that a preposition and the days from `since` to `until` describe."""
    match bound:
        case "":
            return Period(since, until)
        case "since" | "starting":
            return Period(since)
        case "after":
            return Period(until + timedelta(days=1))
        case "before" | "prior to":
            return Period(until=since - timedelta(days=1))
        case _:
            return Period(until=until)


_FROM_TODAY = re.compile(
    rf"\b(?:yesterday|today|tonight|ago|last|this|next|past|previous|weekend|{'|'.join(WEEKDAYS)})\b", re.IGNORECASE
)
_DATES = ("as_of", "event", "edge", "within", "adverb", "bare")


def _between(first: str, second: str, today: date) -> Period | None:
    """Return the period of "1 and 15 August": the first date takes its missing parts from the second."""
    last = read_days(second, today)
    if last is None or last.since is None or last.until is None:
        return None
    year = YEAR.search(second)
    number = re.match(r"\d{1,2}(?!\d)", first)
    if number and len(first) <= 4:
        try:
            return Period(last.since.replace(day=int(number.group())), last.until)
        except ValueError:
            return None
    completed = f"{first} {year.group()}" if year and not YEAR.search(first) and not first.endswith("day") else first
    begin = read_days(completed, today if year else min(today, last.until))
    return Period(begin.since, last.until) if begin and begin.since and begin.since <= last.until else None


def _is_time_of_question(match: re.Match[str], question: str) -> bool:
    """Return whether the date gives the question's time, and is not part of a name, a subject or reported words."""
    before, after = question[: match.start()], question[match.end() :]
    if not _ENDS.match(after) or re.match(r",? \d", after):
        return before.strip() == "" and bool(match["adverb"])
    if (match["adverb"] or match["bare"]) and _NAMES_A_SUBJECT.search(before):
        return False
    is_at_end = not before.strip(" ,(") or re.fullmatch(r"[\s?!.)]*", after)
    if match["bare"] and (_NAMED_DAY.search(before) or not is_at_end):
        return False
    if _WITHIN_A_SUBJECT.search(before):
        return False
    contents = (pattern.search(question) for pattern in (_CONTENT, _BARE_CONTENT))
    return not any(content and content.start("at") < match.start() for content in contents)


def _is_in_future(mention: PeriodMention, today: date) -> bool:
    """Return whether the period excludes every published article, or none of them."""
    since, until = mention.period.since, mention.period.until
    return (since is not None and since > today) or (since is None and until is not None and until > today)
