"""Words that tell a day or a period, read against the day the article was published."""

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
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_NUMBERS |= {"a": 1, "an": 1}
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class When:
    """Words that tell a time: the tokens `[first, stop)`, and what they come to where that can be known."""

    first: int
    stop: int
    period: Period | None


def read_when(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """The time that the tokens from `at` on tell, its preposition included; None where they tell none."""
    if published is not None and not 1 < published.year < date.max.year:
        published = None  # nothing could be counted back from it
    first = at
    while at - first < 3 and _low(tokens, at) in _OPENERS:
        at += 1
    opened = at > first
    found = _day(tokens, at, published) or _ago(tokens, at, published) or _stretch(tokens, at, published)
    if found is None and opened:
        found = _month_or_year(tokens, at, published)
    if found is None or tokens[found.stop - 1].possessive:
        return None
    period = found.period if published is None else periods.until(published, found.period)
    return When(first, found.stop, period)


def weekday_among(tokens: Sequence[Token], published: date | None) -> When | None:
    """The weekday by which an occasion is called: "Thursday's debate", "a Thursday rally"."""
    for number, token in enumerate(tokens):
        if token.low in _WEEKDAYS and _low(tokens, number - 1) not in {"next", "every", "each"}:
            period = periods.weekday_before(published, _WEEKDAYS.index(token.low)) if published else None
            return When(number, number + 1, period)
    return None


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _day(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    return _calendar_day(tokens, at, published) or _weekday(tokens, at, published) or _near(tokens, at, published)


def _calendar_day(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "Aug. 17", "August 17, 2024", "17 August 2024", "the 17th of August"."""
    at += _low(tokens, at) == "the"
    month, day, stop = _month(tokens, at), _number(tokens, at + 1), at + 2
    if month is None or day is None:
        stop += _low(tokens, at + 1) == "of"
        day, month = _number(tokens, at), _month(tokens, stop - 1)
    if month is None or day is None:
        return None
    comma = stop + (_low(tokens, stop) == ",")
    year = _year(tokens, comma)
    return When(at, comma + 1 if year else stop, periods.calendar_day(month, day, year, published))


def _weekday(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "Thursday", "last Thursday", "this past Thursday night", "Thursday, Aug. 17"."""
    first = at
    while at - first < 2 and _low(tokens, at) in {"this", "past", "last"}:
        at += 1
    if _low(tokens, at) not in _WEEKDAYS or not tokens[at].capital or _is_part_of_a_name(tokens, at):
        return None
    weekday = _WEEKDAYS.index(tokens[at].low)
    stop = at + 1 + (_low(tokens, at + 1) in _PARTS_OF_DAY)
    dated = _calendar_day(tokens, stop + (_low(tokens, stop) == ","), published)
    if dated is not None:
        return dated
    if published is None:
        return When(first, stop, None)
    read = periods.last_weekday if at > first and tokens[first].low == "last" else periods.weekday_before
    return When(first, stop, read(published, weekday))


def _is_part_of_a_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a weekday is no day: "Black Friday", "the Sunday Times"."""
    following = at + 1 < len(tokens) and tokens[at + 1].kind == "word" and tokens[at + 1].capital
    dated = _month(tokens, at + 1) is not None
    return (following and not dated) or _low(tokens, at - 1) in {"black", "good", "super", "holy", "cyber", "bloody"}


def _near(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "Yesterday", "today", "this morning", "last night"."""
    low, following = _low(tokens, at), _low(tokens, at + 1)
    if low in {"today", "tonight", "yesterday"} and not tokens[at].text.isupper():  # "USA TODAY"
        back, stop = int(low == "yesterday"), at + 1 + (following in _PARTS_OF_DAY)
    elif low == "this" and following in _PARTS_OF_DAY:
        back, stop = 0, at + 2
    elif low == "last" and following in {"night", "evening"}:
        back, stop = 1, at + 2
    else:
        return None
    return When(at, stop, periods.days_before(published, back) if published else None)


def _ago(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "Two days ago", "a week ago": a day by the day, longer ago only about so."""
    low, unit = _low(tokens, at), _UNITS.get(_low(tokens, at + 1))
    number = _NUMBERS.get(low) or (int(low) if re.fullmatch(r"[1-9]\d?", low) else None)
    if number is None or unit is None or _low(tokens, at + 2) != "ago":
        return None
    return When(at, at + 3, _back(published, number, unit) if published else None)


def _back(published: date, number: int, unit: str) -> Period | None:
    match unit:
        case "day":
            return periods.days_before(published, number)
        case "week":
            return periods.week_around(published - timedelta(days=7 * number))
        case "month":
            return periods.month_before(published, number)
        case _:
            return periods.year_of(published.year - number)


def _stretch(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "Last week", "this month", "the weekend"."""
    low, following = _low(tokens, at), _low(tokens, at + 1)
    if low not in {"last", "this", "the"} or (low == "the" and following != "weekend"):
        return None
    if not following or tokens[at + 1].capital:  # a programme is called so
        return None
    period: Period | None = None
    if following == "weekend":
        if published is not None:
            early = low == "last" and published.weekday() >= 5
            period = periods.weekend_before(published - timedelta(days=7 * early))
    elif following in {"week", "month", "year"}:
        period = _back(published, int(low == "last"), following) if published else None
    else:
        return None
    return When(at, at + 2, period)


def _month_or_year(tokens: Sequence[Token], at: int, published: date | None) -> When | None:
    """ "In March", "in early March 2015", "in 2015"."""
    year = _year(tokens, at)
    if year is not None:
        return When(at, at + 1, periods.year_of(year)) if _low(tokens, at - 1) == "in" else None
    month = _month(tokens, at)
    if month is None or _low(tokens, at - 1) == "on" or _number(tokens, at + 1) is not None:
        return None
    after = at + 1 + (_low(tokens, at + 1) in {"of", ","})
    year = _year(tokens, after)
    if year is not None:
        return When(at, after + 1, periods.month_of(year, month))
    return When(at, at + 1, periods.recent_month(published, month) if published else None)


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
