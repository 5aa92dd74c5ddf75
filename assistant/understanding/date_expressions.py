"""Parses dates as people write them into periods: "yesterday", "last week", "17 August", "spring 2024".

A date without a year means the latest one that has begun, because questions about news look back.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from index.types import Period

MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct
        |november nov|december dec""".split("|"),
        start=1,
    )
    for name in names.split()
}
_DAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday".split()
WEEKDAYS = {name: number for number, name in enumerate(_DAY_NAMES)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first month of each season. A winter has the year of its December."""
_COUNTS = {"a": 1, "an": 1, "one": 1, "couple of": 2, "few": 3} | {
    word: number for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_M = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_Y = r"(?:19|20)\d\d"
_W = rf"(?:{'|'.join(WEEKDAYS)})"
_S = rf"(?:{'|'.join(_SEASONS)})"
_N = rf"(?:\d{{1,3}}|(?:a )?(?:{'|'.join(sorted(_COUNTS, key=len, reverse=True))}))"
_U = r"(?:day|week|month|year)"
_PART = (
    r"(?:early(?: in)?|mid|late(?: in)?|the (?:beginning|start|middle|end) of|the (?:first|second) half of"
    r"|the (?:first|second|third|fourth|last) quarter of)"
)
_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
ONE_DAY = (
    rf"(?:{_Y}-\d\d-\d\d|{_D}(?: of)? {_M}(?:,? {_Y})?|{_M} {_D}(?!\d)(?:,? {_Y})?"
    rf"|(?:(?:last|this|next) )?{_W}{_OF_DAY}|the {_D[:-1]})"
)
ADVERB = (
    rf"(?:the day before yesterday|yesterday{_OF_DAY}|today|tonight|last night|this (?:morning|afternoon|evening)"
    rf"|(?:earlier |later |late |early )?(?:last|this|next) (?:week(?:end)?|month|year|quarter|{_S}|{_M}|{_W}{_OF_DAY})"
    rf"|{_N} {_U}s? ago)"
)
"""A time that needs no preposition."""
SPAN = rf"(?:(?:{_PART}[ -])?(?:{_M}(?:,? (?:of )?{_Y})?|{_Y})|(?:the )?{_S}(?: (?:of )?{_Y})?|q[1-4] {_Y}|the weekend)"
"""A time longer than a day, which needs a preposition."""
BACK = rf"(?:(?:the|these) (?:last|past|previous) (?:{_N} )?|(?:last|past|previous) {_N} |past )(?:hour|{_U})s?"
"""A length of time until now. "Last week" without an article is a calendar week, see ADVERB."""
BESIDE = rf"the (?:{_N} )?{_U}s? (?:leading up to|running up to|up to|before|prior to|after|following)"
"""A length of time before or after a date: "the six months leading up to January"."""
DATE = rf"(?:{ONE_DAY}|{ADVERB}|{SPAN})"
YEAR = re.compile(_Y)


def read_days(words: str, today: date) -> Period | None:
    """Return the period that the words name, as seen from `today`, or None if they are no date ("31 June")."""
    plain = re.sub(r"\s+", " ", words.lower().replace(",", "")).strip()
    for pattern, read in _READERS:
        if match := re.fullmatch(pattern, plain):
            try:
                return read({key: text or "" for key, text in match.groupdict().items()}, today)
            except (ValueError, OverflowError):
                return None
    return None


def read_back(words: str, today: date) -> Period | None:
    """Return the period of "the last three days", which includes today, or None."""
    pattern = rf"(?:the |these )?(?:last|past|previous) (?:(?P<n>{_N}) )?(?P<unit>hour|{_U})s?"
    match = re.fullmatch(pattern, words.lower())
    if not match:
        return None
    unit, count = match["unit"], _count(match["n"] or "one")
    try:
        return Period(today - timedelta(hours=count) if unit == "hour" else _ago(unit, count, today), today)
    except (ValueError, OverflowError):
        return None


def read_beside(length: str, anchor: str, today: date) -> Period | None:
    """Return the period of "the six months leading up to" with "January"; without a number, it has no length."""
    match = re.fullmatch(rf"the (?:(?P<n>{_N}) )?(?P<unit>{_U})s? (?P<side>.+)", length.lower())
    days = read_days(anchor, today)
    if match is None or days is None or days.since is None or days.until is None:
        return None
    count = _count(match["n"]) if match["n"] else 0 if match["unit"] + "s " in length.lower() else 1
    try:
        if match["side"] in ("after", "following"):
            first = days.until + timedelta(days=1)
            return Period(first, _ago(match["unit"], -count, first) - timedelta(days=1) if count else None)
        return Period(_ago(match["unit"], count, days.since) if count else None, days.since - timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _day(day: date) -> Period:
    return Period(day, day)


def _ago(unit: str, count: int, today: date) -> date:
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _count(words: str) -> int:
    words = words.removeprefix("a ") if words != "a" else words
    return int(words) if words.isdigit() else _COUNTS[words]


def _months(year: int, month: int, count: int = 1) -> Period:
    last = year * 12 + month - 1 + count
    return Period(date(year, month, 1), date(last // 12, last % 12 + 1, 1) - timedelta(days=1))


def _day_of_month(found: dict[str, str], today: date) -> Period:
    month, day = MONTHS[found["month"].rstrip(".")], int(re.sub(r"\D", "", found["day"]))
    if found["year"]:
        return _day(date(int(found["year"]), month, day))
    for year in range(today.year, today.year - 5, -1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= today:
            return _day(date(year, month, day))
    raise ValueError(f"no day {day} in month {month}")


def _weekday(found: dict[str, str], today: date) -> Period:
    ahead = WEEKDAYS[found["weekday"]] - today.weekday()
    back = -ahead % 7
    days = {"last": -(back or 7), "this": ahead, "next": 7 - back}.get(found["which"], -back)
    return _day(today + timedelta(days=days))


def _day_of_latest_month(found: dict[str, str], today: date) -> Period:
    day = int(re.sub(r"\D", "", found["day"]))
    return _day((today if day <= today.day else _ago("month", 1, today)).replace(day=day))


def _month(found: dict[str, str], today: date) -> Period:
    month = MONTHS[found["month"].rstrip(".")]
    if found.get("year"):
        year = int(found["year"])
    else:
        which = found.get("which", "")
        begun = month < today.month or (month == today.month and which != "last")
        year = today.year if begun or which == "this" else today.year - 1
        year += which == "next"
    return _part(found.get("part", ""), _months(year, month))


def _season(found: dict[str, str], today: date) -> Period:
    month = _SEASONS[found["season"]]
    if found["year"]:
        return _months(int(found["year"]), month, 3)
    which = found["which"]
    year = today.year + (which == "next")
    while which != "next" and not _has_come(_months(year, month, 3), today, over=which == "last"):
        year -= 1
    return _months(year, month, 3)


def _has_come(season: Period, today: date, *, over: bool) -> bool:
    return any(day and day < today for day in ((season.until,) if over else (season.since,))) or season.since == today


def _calendar_unit(found: dict[str, str], today: date) -> Period:
    back, unit = {"last": 1, "next": -1}.get(found["which"], 0), found["unit"]
    return _unit_of(unit, _ago("month", 3 * back, today) if unit == "quarter" else _ago(unit, back, today))


def _weekend(found: dict[str, str], today: date) -> Period:
    """Return the latest weekend that has begun; "last" means the latest that is over."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found.get("which") == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    if found.get("which") == "next":
        saturday += timedelta(days=7)
    return Period(saturday, saturday + timedelta(days=1))


def _units_ago(found: dict[str, str], today: date) -> Period:
    return _unit_of(found["unit"], _ago(found["unit"], _count(found["n"]), today))


def _unit_of(unit: str, day: date) -> Period:
    """Return the calendar unit that contains the day."""
    if unit == "day":
        return _day(day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    first, count = {"month": (day.month, 1), "quarter": ((day.month - 1) // 3 * 3 + 1, 3)}.get(unit, (1, 12))
    return _months(day.year, first, count)


def _part(part: str, whole: Period) -> Period:
    """Narrow a year to a half, quarter or third in whole months, and a month to a range of days."""
    if not part or whole.since is None or whole.until is None:
        return whole
    since, until = whole.since, whole.until
    word = re.sub(r"^the | of$| in$| half of$| quarter of$", "", part).split()[0]
    if since.month != until.month:
        fraction = "half " if " half" in part else "quarter " if "quarter" in part else ""
        month, count = _PARTS_OF_YEAR[fraction + word]
        return _months(since.year, month, count)
    first, last = _PARTS_OF_MONTH[word]
    return Period(since.replace(day=first), since.replace(day=min(last, until.day)))


_EARLY, _MIDDLE, _LATE = ("early", "beginning", "start"), ("mid", "middle"), ("late", "end")
_PARTS_OF_YEAR = {
    "half first": (1, 6),
    "half second": (7, 6),
    "quarter first": (1, 3),
    "quarter second": (4, 3),
    "quarter third": (7, 3),
    "quarter fourth": (10, 3),
    "quarter last": (10, 3),
    **dict.fromkeys(_EARLY, (1, 4)),
    **dict.fromkeys(_MIDDLE, (5, 4)),
    **dict.fromkeys(_LATE, (9, 4)),
}
"""The first month of each part and its number of months."""
_PARTS_OF_MONTH = {
    "first": (1, 15),
    "second": (16, 31),
    **dict.fromkeys(_EARLY, (1, 10)),
    **dict.fromkeys(_MIDDLE, (11, 20)),
    **dict.fromkeys(_LATE, (21, 31)),
}
"""The first and the last day of each part."""
_WHICH = r"(?:(?:earlier|later|late|early) )?(?P<which>last|this|next)"
_READERS: tuple[tuple[str, Callable[[dict[str, str], date], Period]], ...] = (
    (r"(?P<iso>\d{4}-\d\d-\d\d)", lambda found, _: _day(date.fromisoformat(found["iso"]))),
    (rf"(?P<day>{_D})(?: of)? (?P<month>{_M})(?: (?P<year>{_Y}))?", _day_of_month),
    (rf"(?P<month>{_M}) (?P<day>{_D})(?: (?P<year>{_Y}))?", _day_of_month),
    (rf"(?:{_WHICH} )?(?P<weekday>{_W}){_OF_DAY}", _weekday),
    (rf"the (?P<day>{_D})", _day_of_latest_month),
    (r"the day before yesterday", lambda _, today: _day(today - timedelta(days=2))),
    (rf"yesterday{_OF_DAY}", lambda _, today: _day(today - timedelta(days=1))),
    (r"today|tonight|this (?:morning|afternoon|evening)", lambda _, today: _day(today)),
    (r"last night", lambda _, today: Period(today - timedelta(days=1), today)),
    (rf"{_WHICH} (?P<unit>week|month|quarter|year)", _calendar_unit),
    (rf"(?:{_WHICH}|the) weekend", _weekend),
    (rf"(?P<n>{_N}) (?P<unit>{_U})s? ago", _units_ago),
    (rf"(?:(?P<part>{_PART})[ -])?(?P<month>{_M})(?: (?:of )?(?P<year>{_Y}))?", _month),
    (rf"{_WHICH} (?P<month>{_M})", _month),
    (rf"(?:(?P<part>{_PART})[ -])?(?P<year>{_Y})", lambda x, _: _part(x["part"], _months(int(x["year"]), 1, 12))),
    (rf"(?:{_WHICH} |the )?(?P<season>{_S})(?: (?:of )?(?P<year>{_Y}))?", _season),
    (rf"q(?P<q>[1-4]) (?P<year>{_Y})", lambda found, _: _months(int(found["year"]), 3 * int(found["q"]) - 2, 3)),
)
