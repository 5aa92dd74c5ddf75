"""The period a question asks about, and the words that tell it.

A date narrows a question only where it tells when something was said or reported. One that names a subject ("the 2020
climate act", "last week's summit"), stands in the words that are asked about ("who said that … before June") or lies in
the future does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.understanding.dates import ADVERB, BACK, DATE, ONE_DAY, YEAR, read_back, read_days
from index.types import Period

_EVENT = r"(?:(?:the |that |its |their |his |her )?(?:[a-z][\w-]* ){1,3}(?:of|on) )"
"""What happened on a day: "before the summit of 3 May"."""
_PERIOD = re.compile(
    r"(?<![\w’'-])(?:"
    rf"(?:between|from) (?P<first>{DATE}|\d{{1,2}}(?:st|nd|rd|th)?) (?:and|to|until|till|through) (?P<second>{DATE})"
    rf"|as (?:of|at) (?P<known>{DATE})"
    rf"|(?P<bound>before|prior to|after|since|until|till|by|up to|through|no later than|starting) "
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
"""What may follow a date that stands for itself: "in 2026" does not in "in 2026 World Cup hosts"."""
_NAMES_A_SUBJECT = re.compile(r"\b(?:about|of|regarding|concerning|than|versus|and|or|called|titled) $", re.IGNORECASE)
_NAMED_DAY = re.compile(
    r"\b(?:ash|black|bloody|cyber|easter|fat|giving|good|holy|maundy|palm|shrove|spy|super|whit) $", re.IGNORECASE
)
""" "Super Tuesday", "Good Friday": the name of a day, not a day of this week."""
_WITHIN_A_SUBJECT = re.compile(
    r"\b(?:about|on|of) .*\b(?:he|she|they|we|who|which|that) [a-z]+ (?:.* )?$", re.IGNORECASE
)
""" "the record he set in 2019": a clause that says which record."""
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
"""Where the words begin that somebody is asked to have said."""


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A stretch of a question that tells a time: a period, or the day up to which things are known."""

    start: int
    end: int
    period: Period = field(default_factory=Period)
    as_of: date | None = None
    relative: bool = False
    """It names no year, month or day that an article would name too: "last week"."""


def read_periods(question: str, today: date) -> tuple[PeriodMention, ...]:
    """The stretches that narrow the question, in order; the periods of several of them overlap. `today` is the
    question's own day, and an as-of day in its words takes its place."""
    told = [one for match in _PERIOD.finditer(question) if (one := _read(match, today)) and _stands(match, question)]
    known = next((one for one in told if one.as_of), None)
    if known and known.as_of and known.as_of < today:
        return (known, *(one for one in read_periods(_blank(question, known), known.as_of) if not one.as_of))
    return tuple(_agreeing([one for one in told if not _lies_ahead(one, today)]))


def merge_periods(one: Period, other: Period) -> Period | None:
    """The days of both; None where there are none."""
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return None if since and until and since > until else Period(since, until)


def _agreeing(told: list[PeriodMention]) -> Iterator[PeriodMention]:
    so_far = Period()
    for one in told:
        both = merge_periods(so_far, one.period)
        if both is not None:
            so_far = both
            yield one


def _blank(question: str, told: PeriodMention) -> str:
    return question[: told.start] + "," * (told.end - told.start) + question[told.end :]


def _read(match: re.Match[str], today: date) -> PeriodMention | None:
    words = {name: text for name, text in match.groupdict().items() if text}
    found = _period(words, today)
    if found is None:
        return None
    relative = not re.search(r"\d{4}|\b\d{1,2}\b", match.group()) or "back" in words or "ago" in match.group().lower()
    if "known" in words:
        return PeriodMention(match.start(), match.end(), as_of=found.until, relative=True) if found.until else None
    return PeriodMention(match.start(), match.end(), found, relative=relative)


def _period(words: dict[str, str], today: date) -> Period | None:
    if "second" in words:
        return _between(words["first"], words["second"], today)
    if "back" in words:
        return read_back(words["back"], today)
    found = read_days(next(words[name] for name in _DATES if name in words), today)
    if found is None or found.since is None or found.until is None:
        return None
    bound = "since" if "onwards" in words else words.get("bound", "").lower()
    return _bounded(bound, found.since, found.until)


def _bounded(bound: str, since: date, until: date) -> Period:
    """The days that a preposition makes of the days from `since` to `until`."""
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


_DATES = ("known", "event", "edge", "within", "adverb", "bare")


def _between(first: str, second: str, today: date) -> Period | None:
    """ "1 and 15 August", "June and August": the first takes from the second what it leaves out."""
    last = read_days(second, today)
    if last is None or last.since is None or last.until is None:
        return None
    year = YEAR.search(second)
    number = re.match(r"\d{1,2}", first)
    if number and len(first) <= 4:
        try:
            return Period(last.since.replace(day=int(number.group())), last.until)
        except ValueError:
            return None
    dated = f"{first} {year.group()}" if year and not YEAR.search(first) and not re.search(r"day$", first) else first
    begin = read_days(dated, min(today, last.until) if not year else today)
    return Period(begin.since, last.until) if begin and begin.since and begin.since <= last.until else None


def _stands(match: re.Match[str], question: str) -> bool:
    """Whether the date stands for itself, where a question tells its time."""
    before, after = question[: match.start()], question[match.end() :]
    if not _ENDS.match(after) or re.match(r",? \d", after):
        return before.strip() == "" and bool(match["adverb"])
    if (match["adverb"] or match["bare"]) and _NAMES_A_SUBJECT.search(before):
        return False
    if match["bare"] and _NAMED_DAY.search(before):
        return False
    if match["bare"] and before.strip(" ,(") and not re.fullmatch(r"[\s?!.)]*", after):
        return False
    if _WITHIN_A_SUBJECT.search(before):
        return False
    contents = (pattern.search(question) for pattern in (_CONTENT, _BARE_CONTENT))
    return not any(content and content.start("at") < match.start() for content in contents)


def _lies_ahead(told: PeriodMention, today: date) -> bool:
    """A bound that leaves nothing out, or everything: nothing was published yet."""
    since, until = told.period.since, told.period.until
    return (since is not None and since > today) or (since is None and until is not None and until > today)
