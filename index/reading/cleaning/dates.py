"""Dates as pages write them. Only what is certain: `03/04/2025` is two different days and is left unread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

_MONTHS = "january february march april may june july august september october november december".split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # fmt: skip  # noqa: E501
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_CLOCK = (
    r"(?:[\s,|•·–—-]+(?:at\s+)?\d{1,2}(?:[:.]\d{2}){0,2}(?:\s?[ap]\.?m\.?)?(?:\s?\(?[A-Z]{2,5}(?:[+-]\d{1,2})?\)?)?)?"
)
_WRITTEN = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH}\s+{_DAY},?\s+|{_DAY.replace('day', 'day2')}\s+{_MONTH.replace('month', 'month2')},?\s+)"
    rf"(?P<year>(?:19|20)\d\d){_CLOCK}",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:?\d\d|UTC)?)?")
_LABEL = re.compile(
    r"(?P<updated>(?:last\s+)?(?:updated|modified|edited))|(?:first\s+|originally\s+)?(?:published|posted)|date",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(r"\s*(?:on\b|at\b)?\s*[:|•·–—-]?\s*")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date that stands alone, and whether the page calls it the day of its last change."""

    moment: date
    updated: bool = False


def parse_moment(text: str) -> date:
    """An ISO 8601 date as a `date`, a time as a `datetime`, in UTC where it has no offset. Raises ValueError."""
    text = text.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_date(text: str) -> date | None:
    """The day or time that the whole of a text is, written out in English or as ISO 8601."""
    text = text.strip()
    if len(text) > 80:
        return None
    try:
        if _ISO.fullmatch(text):
            return parse_moment(re.sub(r"\s?UTC$", "+00:00", text))
        if written := _WRITTEN.fullmatch(text):
            month = (written["month"] or written["month2"])[:3].lower()
            return date(int(written["year"]), _SHORT[month], int(written["day"] or written["day2"]))
    except ValueError:
        pass  # the 31st of February
    return None


def read_date_line(line: str) -> DateLine | None:
    """A line that is a date and nothing else, with or without a label ("Updated: March 3, 2025")."""
    if len(line) > 120:
        return None
    label = _LABEL.match(line)
    rest = line
    if label:
        gap = _AFTER_LABEL.match(line, label.end())
        rest = line[gap.end() if gap else label.end() :]
    moment = read_date(rest)
    return None if moment is None else DateLine(moment, updated=bool(label and label["updated"]))
