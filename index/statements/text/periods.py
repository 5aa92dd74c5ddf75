"""Days and stretches of days, counted back from the day an article was published.

What news writing leaves open stays open: where a word can mean two days or weeks, the period holds both.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from index.types import Period

_LONGEST_BACK = 300
"""Days. News names a month and a day without the year for what is not longer ago; what would be, is to come."""


def one_day(day: date) -> Period:
    return Period(day, day)


def days_before(published: date, days: int) -> Period:
    return one_day(published - timedelta(days=days))


def weekday_before(published: date, weekday: int) -> Period:
    """ "Thursday": the last one, and on a Thursday that day itself."""
    return one_day(published - timedelta(days=(published.weekday() - weekday) % 7))


def last_weekday(published: date, weekday: int) -> Period:
    """ "Last Thursday": the one before today; where this week has had one, that or the one a week before it."""
    back = (published.weekday() - weekday) % 7 or 7
    day = published - timedelta(days=back)
    return Period(day - timedelta(days=7), day) if back <= published.weekday() else one_day(day)


def calendar_day(month: int, day: int, year: int | None, published: date | None) -> Period | None:
    """A day of a month; without its year the last such day, unless that is so long ago that the next may be meant."""
    if year is not None:
        found = _date(year, month, day)
    elif published is None:
        return None
    else:
        found = _date(published.year, month, day)
        if found is None or found > published + timedelta(days=1):  # it may be tomorrow already where it was said
            found = _date(published.year - 1, month, day)
        if found is not None and (published - found).days > _LONGEST_BACK and found.year < published.year:
            return None
    return one_day(found) if found is not None else None


def week_around(day: date) -> Period:
    """The week of a day, whether weeks begin on Sunday or on Monday."""
    monday = day - timedelta(days=day.weekday())
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    return Period(min(monday, sunday), max(monday, sunday) + timedelta(days=6))


def weekend_before(day: date) -> Period:
    """The Saturday and Sunday that are nearest before a day, or that it is in."""
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
    """ "In March": this year's or, where that is to come, last year's."""
    return month_of(published.year if month <= published.month else published.year - 1, month)


def until(published: date, period: Period | None) -> Period | None:
    """The part of a period that was over when the article came out; None where it had not begun."""
    if period is None or period.until is None or period.until <= published + timedelta(days=1):
        return period
    return Period(period.since, published) if period.since is not None and period.since <= published else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
