"""Read dates, and bylines such as "By Jane Roe and John Doe | March 3, 2025".

Only unambiguous dates are read: `03/04/2025` may be two different days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from index.reading.cleaning import patterns
from index.reading.cleaning.classify import is_name

_BY = re.compile(r"(?i:(?:written |words |story )?by:?\s+)(?=[^\W\d_a-z])")
_SEPARATORS = re.compile(r"\s*(?:[|•·]|\s[–—-]\s)\s*")
_BETWEEN_NAMES = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)\s*")
_PLACE = re.compile(r"\s+(?:in|for|at)\s+[A-Z].*$")
_AGENCY = re.compile(r"(?:The )?(?:Associated Press|Reuters|AFP|Agence France-Presse|AP|BBC News|Bloomberg News)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
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
    """A date alone on a line; `updated` if the page labels it as the last change."""

    moment: date
    updated: bool = False


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[str, ...]
    date: DateLine | None = None


def read_byline(line: str) -> Byline | None:
    """Return the authors and date of a byline; None if any part is not a name, a job, a place or a date."""
    if len(line) > 160 or not (by := _BY.match(line)):
        return None
    names, *rest = _SEPARATORS.split(line[by.end() :].strip())
    authors = read_names(names)
    parts = [(part, read_date_line(part)) for part in rest]
    dates = [found for _, found in parts if found is not None]
    is_unknown = any(found is None and not _is_job_or_counter(part) for part, found in parts)
    if not authors or is_unknown or len(dates) > 1:
        return None
    return Byline(authors, dates[0] if dates else None)


def read_names(text: str) -> tuple[str, ...]:
    """Return the people in a list of names; empty if a part of it is not a name."""
    parts = [_PLACE.sub("", part) for part in _BETWEEN_NAMES.split(text.strip().rstrip(",;"))]
    people = [part for part in parts if not patterns.JOB.search(part)]
    if not all(is_name(name) or _AGENCY.fullmatch(name) for name in people):
        return ()
    # Some papers write whole bylines in capitals: `JANE ROE` becomes `Jane Roe`.
    return tuple(dict.fromkeys(name.title() if name.isupper() and " " in name else name for name in people))


def _is_job_or_counter(part: str) -> bool:
    return bool(patterns.JOB.search(part) or patterns.COUNTERS.fullmatch(part) or is_name(part))


def parse_iso_date(text: str) -> date:
    """Return an ISO 8601 date as a `date`, and a time as a `datetime`, by default in UTC. Raises ValueError."""
    text = text.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def try_parse_iso_date(text: object) -> date | None:
    """Return the same as `parse_iso_date`, or None for anything that is not an ISO 8601 date."""
    try:
        return parse_iso_date(text) if isinstance(text, str) else None
    except ValueError:
        return None


def read_date(text: str) -> date | None:
    """Return the day or time if the whole text is one, written out in English or as ISO 8601."""
    text = text.strip()
    if len(text) > 80:
        return None
    try:
        if _ISO.fullmatch(text):
            return parse_iso_date(re.sub(r"\s?UTC$", "+00:00", text))
        if written := _WRITTEN.fullmatch(text):
            month = (written["month"] or written["month2"])[:3].lower()
            return date(int(written["year"]), _MONTHS.index(month) + 1, int(written["day"] or written["day2"]))
    except ValueError:
        pass  # for example February 31
    return None


def read_date_line(line: str) -> DateLine | None:
    """Return the date of a line that has nothing else but perhaps a label ("Updated: March 3, 2025")."""
    if len(line) > 120:
        return None
    label = _LABEL.match(line)
    rest = line
    if label:
        gap = _AFTER_LABEL.match(line, label.end())
        rest = line[gap.end() if gap else label.end() :]
    moment = read_date(rest)
    return None if moment is None else DateLine(moment, updated=bool(label and label["updated"]))
