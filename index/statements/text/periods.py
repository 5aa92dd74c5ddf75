"""Days and periods counted back from the publication day.

If a time expression is ambiguous, the period covers every possible day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from index.types import Period

_MAX_DAYS_BACK = 300
"""News gives a date without its year only for recent days. An older date may mean one in the future."""


def _single_day(day: date) -> Period:
    return Period(day, day)


def days_before(published: date, days: int) -> Period:
    return _single_day(published - timedelta(days=days))


def weekday_before(published: date, weekday: int) -> Period:
    """Return the last such weekday, which may be the publication day itself."""
    return days_before(published, (published.weekday() - weekday) % 7)


def last_weekday(published: date, weekday: int) -> Period:
    """Return "last Thursday". If this week already had a Thursday, that one and the one before are both possible."""
    days = (published.weekday() - weekday) % 7 or 7
    day = published - timedelta(days=days)
    return Period(day - timedelta(days=7), day) if days <= published.weekday() else _single_day(day)


def calendar_day(month: int, day: int, year: int | None, published: date | None) -> Period | None:
    """Return a calendar day. Without its year, return the last such day, or None if that is too long ago."""
    if year is not None:
        found = _date(year, month, day)
    elif published is None:
        return None
    else:
        found = _date(published.year, month, day)
        if found is None or found > published + timedelta(days=1):  # the speaker may be in a later time zone
            found = _date(published.year - 1, month, day)
        if found is not None and (published - found).days > _MAX_DAYS_BACK and found.year < published.year:
            return None
    return _single_day(found) if found is not None else None


def week_around(day: date) -> Period:
    """Return the week of a day, whether weeks begin on Sunday or on Monday."""
    monday = day - timedelta(days=day.weekday())
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    return Period(min(monday, sunday), max(monday, sunday) + timedelta(days=6))


def weekend_before(day: date) -> Period:
    """Return the last weekend that began on or before a day."""
    saturday = day - timedelta(days=(day.weekday() - 5) % 7)
    return Period(saturday, saturday + timedelta(days=1))


def month_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def month_before(published: date, months: int) -> Period | None:
    number = published.year * 12 + published.month - 1 - months
    return month_of(number // 12, number % 12 + 1) if number >= 12 else None


def year_of(year: int) -> Period | None:
    return Period(date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9999 else None


def recent_month(published: date, month: int) -> Period:
    """Return the month in this year or, if it has not begun, in the last."""
    return month_of(published.year if month <= published.month else published.year - 1, month)


def clip_to_past(published: date, period: Period | None) -> Period | None:
    """Return the part of a period up to publication; None if the period begins later."""
    if period is None or period.until is None or period.until <= published + timedelta(days=1):
        return period
    return Period(period.since, published) if period.since is not None and period.since <= published else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
