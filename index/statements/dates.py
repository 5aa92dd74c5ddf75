"""The day something was said, from the words beside the cue and the day the article was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from index.statements.words import Token

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = frozenset(
    "january february march april june july august sept september october november december".split()
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "yesterday": 1, "tonight": 0}
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d$")


def said_on(tokens: Sequence[Token], published: date | None) -> date | None:
    """The day that a run of tokens names, or None where it names none or leaves the year open."""
    for number, token in enumerate(tokens):
        month = _month(token)
        if month is not None:
            day = _explicit(tokens, number, month, published)
            if day is not None:
                return day
        if published is None:
            continue
        if token.low in _WEEKDAYS:
            if number and tokens[number - 1].low in {"last", "next", "every", "previous"}:
                return None
            back = (published.weekday() - _WEEKDAYS.index(token.low)) % 7
            return published - timedelta(days=back)
        if token.low in _NEAR:
            return published - timedelta(days=_NEAR[token.low])
    return None


def _month(token: Token) -> int | None:
    low = token.low.rstrip(".")
    if not token.capital or low[:3] not in _MONTHS or len(low) < 3:
        return None
    return _MONTHS.index(low[:3]) + 1 if low in _MONTHS or low in _FULL_MONTHS else None


def _explicit(tokens: Sequence[Token], number: int, month: int, published: date | None) -> date | None:
    day = _number_after(tokens, number) or _number_before(tokens, number)
    if day is None:
        return None
    ahead = [t.text for t in tokens[number + 1 : number + 4]]
    year = next((int(text) for text in ahead if _YEAR.match(text)), None)
    if year is not None:
        return _date(year, month, day)
    if published is None:
        return None
    this_year = _date(published.year, month, day)
    if this_year is not None and this_year <= published + timedelta(days=1):
        return this_year
    return _date(published.year - 1, month, day)


def _number_after(tokens: Sequence[Token], number: int) -> int | None:
    match = _DAY.match(tokens[number + 1].text) if number + 1 < len(tokens) else None
    return int(match.group(1)) if match else None


def _number_before(tokens: Sequence[Token], number: int) -> int | None:
    match = _DAY.match(tokens[number - 1].text) if number else None
    return int(match.group(1)) if match else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
