"""Time expressions such as "last Thursday" and "in March", resolved against the publication day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.statements.text import periods
from index.statements.text.tokens import Token
from index.types import Period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = frozenset(
    "january february march april may june july august september october november december sept".split()
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS_OF_DAY = frozenset("morning afternoon evening night".split())
_OPENERS = frozenset("on in over during early late earlier later back".split())
_UNITS = {unit + s: unit for unit in ("day", "week", "month", "year") for s in ("", "s")}
_NUMBERS = {
    word: n for n, word in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())
}
_NUMBERS |= {"a": 1, "an": 1}
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """The tokens `[first, stop)` of a time, and its period if that can be computed."""

    first: int
    stop: int
    period: Period | None


def parse_time(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Return the time expression that begins at token `at`, preposition included, or None."""
    if published is not None and not 1 < published.year < date.max.year:
        published = None  # date arithmetic would overflow
    first = at
    while at - first < 3 and _low(tokens, at) in _OPENERS:
        at += 1
    parsers = (_parse_calendar_day, _parse_weekday, _parse_recent_day, _parse_ago, _parse_relative_period)
    found = next((time for parse in parsers if (time := parse(tokens, at, published)) is not None), None)
    if found is None and at > first:
        found = _parse_month_or_year(tokens, at, published)
    if found is None or tokens[found.stop - 1].possessive:
        return None
    period = found.period if published is None else periods.clip_to_past(published, found.period)
    return TimeExpression(first, found.stop, period)


def find_weekday(tokens: Sequence[Token], published: date | None) -> TimeExpression | None:
    """Return the weekday in the name of an occasion: "Thursday's debate", "a Thursday rally"."""
    for number, token in enumerate(tokens):
        if token.low in _WEEKDAYS and _low(tokens, number - 1) not in {"next", "every", "each"}:
            period = periods.weekday_before(published, _WEEKDAYS.index(token.low)) if published else None
            return TimeExpression(number, number + 1, period)
    return None


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _parse_calendar_day(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "Aug. 17", "August 17, 2024", "17 August 2024", "the 17th of August"."""
    at += _low(tokens, at) == "the"
    month, day, stop = _month(tokens, at), _number(tokens, at + 1), at + 2
    if month is None or day is None:
        stop += _low(tokens, at + 1) == "of"
        day, month = _number(tokens, at), _month(tokens, stop - 1)
    if month is None or day is None:
        return None
    comma = stop + (_low(tokens, stop) == ",")
    year = _year(tokens, comma)
    return TimeExpression(at, comma + 1 if year else stop, periods.calendar_day(month, day, year, published))


def _parse_weekday(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "Thursday", "last Thursday", "this past Thursday night", "Thursday, Aug. 17"."""
    first = at
    while at - first < 2 and _low(tokens, at) in {"this", "past", "last"}:
        at += 1
    if _low(tokens, at) not in _WEEKDAYS or not tokens[at].capital or _is_part_of_name(tokens, at):
        return None
    weekday = _WEEKDAYS.index(tokens[at].low)
    stop = at + 1 + (_low(tokens, at + 1) in _PARTS_OF_DAY)
    dated = _parse_calendar_day(tokens, stop + (_low(tokens, stop) == ","), published)
    if dated is not None:
        return dated
    if published is None:
        return TimeExpression(first, stop, None)
    resolve = periods.last_weekday if at > first and tokens[first].low == "last" else periods.weekday_before
    return TimeExpression(first, stop, resolve(published, weekday))


def _is_part_of_name(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a weekday belongs to a name: "Black Friday", "the Sunday Times"."""
    followed = at + 1 < len(tokens) and tokens[at + 1].kind == "word" and tokens[at + 1].capital
    dated = _month(tokens, at + 1) is not None
    return (followed and not dated) or _low(tokens, at - 1) in {"black", "good", "super", "holy", "cyber", "bloody"}


def _parse_recent_day(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "yesterday", "today", "this morning", "last night"."""
    low, following = _low(tokens, at), _low(tokens, at + 1)
    if low in {"today", "tonight", "yesterday"} and not tokens[at].text.isupper():  # "USA TODAY"
        days, stop = int(low == "yesterday"), at + 1 + (following in _PARTS_OF_DAY)
    elif low == "this" and following in _PARTS_OF_DAY:
        days, stop = 0, at + 2
    elif low == "last" and following in {"night", "evening"}:
        days, stop = 1, at + 2
    else:
        return None
    return TimeExpression(at, stop, periods.days_before(published, days) if published else None)


def _parse_ago(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "two days ago" (that day), "a week ago" (the whole week)."""
    low, unit = _low(tokens, at), _UNITS.get(_low(tokens, at + 1))
    number = _NUMBERS.get(low) or (int(low) if re.fullmatch(r"[1-9]\d?", low) else None)
    if number is None or unit is None or _low(tokens, at + 2) != "ago":
        return None
    return TimeExpression(at, at + 3, _count_back(published, number, unit) if published else None)


def _count_back(published: date, number: int, unit: str) -> Period | None:
    match unit:
        case "day":
            return periods.days_before(published, number)
        case "week":
            return periods.week_around(published - timedelta(days=7 * number))
        case "month":
            return periods.month_before(published, number)
        case _:
            return periods.year_of(published.year - number)


def _parse_relative_period(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "last week", "this month", "the weekend"."""
    low, following = _low(tokens, at), _low(tokens, at + 1)
    if low not in {"last", "this", "the"} or (low == "the" and following != "weekend"):
        return None
    if not following or tokens[at + 1].capital:  # the name of a programme
        return None
    period: Period | None = None
    if following == "weekend":
        if published is not None:
            early = low == "last" and published.weekday() >= 5
            period = periods.weekend_before(published - timedelta(days=7 * early))
    elif following in {"week", "month", "year"}:
        period = _count_back(published, int(low == "last"), following) if published else None
    else:
        return None
    return TimeExpression(at, at + 2, period)


def _parse_month_or_year(tokens: Sequence[Token], at: int, published: date | None) -> TimeExpression | None:
    """Examples: "in March", "in early March 2015", "in 2015"."""
    year = _year(tokens, at)
    if year is not None:
        return TimeExpression(at, at + 1, periods.year_of(year)) if _low(tokens, at - 1) == "in" else None
    month = _month(tokens, at)
    if month is None or _low(tokens, at - 1) == "on" or _number(tokens, at + 1) is not None:
        return None
    after = at + 1 + (_low(tokens, at + 1) in {"of", ","})
    year = _year(tokens, after)
    if year is not None:
        return TimeExpression(at, after + 1, periods.month_of(year, month))
    return TimeExpression(at, at + 1, periods.recent_month(published, month) if published else None)


def _month(tokens: Sequence[Token], at: int) -> int | None:
    low = _low(tokens, at).rstrip(".")
    if not 0 <= at < len(tokens) or not tokens[at].capital or low[:3] not in _MONTHS:
        return None
    return _MONTHS.index(low[:3]) + 1 if low in _MONTHS or low in _FULL_MONTHS else None


def _number(tokens: Sequence[Token], at: int) -> int | None:
    match = _DAY.match(_low(tokens, at))
    return int(match.group(1)) if match and not tokens[at].possessive else None


def _year(tokens: Sequence[Token], at: int) -> int | None:
    return int(_low(tokens, at)) if _YEAR.match(_low(tokens, at)) else None
