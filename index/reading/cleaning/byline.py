"""Who wrote it, as a page says above the article: "By Jane Roe and John Doe | March 3, 2025"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from index.reading.cleaning import patterns as words
from index.reading.cleaning.lines import is_name

_BY = re.compile(r"(?i:(?:written |words |story )?by:?\s+)(?=[^\W\d_a-z])")
_PARTS = re.compile(r"\s*(?:[|•·]|\s[–—-]\s)\s*")
_BETWEEN = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)\s*")
_PLACE = re.compile(r"\s+(?:in|for|at)\s+[A-Z].*$")
_AGENCY = re.compile(r"(?:The )?(?:Associated Press|Reuters|AFP|Agence France-Presse|AP|BBC News|Bloomberg News)")


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[str, ...]
    date: DateLine | None = None


def read_byline(line: str) -> Byline | None:
    """The authors of a byline, and its date. None where any of it is neither a name, a job, a place nor a date."""
    if len(line) > 160 or not (by := _BY.match(line)):
        return None
    names, *rest = _PARTS.split(line[by.end() :].strip())
    authors = read_names(names)
    found = [read_date_line(part) for part in rest]
    dates = [one for one in found if one is not None]
    strange = [part for part, one in zip(rest, found, strict=True) if one is None and not _harmless(part)]
    if not authors or strange or len(dates) > 1:
        return None
    return Byline(authors, dates[0] if dates else None)


def read_names(text: str) -> tuple[str, ...]:
    """The people named in a list of names; empty where something in it is no name."""
    parts = [_PLACE.sub("", part) for part in _BETWEEN.split(text.strip().rstrip(",;"))]
    people = [part for part in parts if not words.JOB.search(part)]
    if not all(is_name(one) or _AGENCY.fullmatch(one) for one in people):
        return ()
    return tuple(dict.fromkeys(_capitals(one) for one in people))


def _harmless(part: str) -> bool:
    return bool(words.JOB.search(part) or words.COUNTERS.fullmatch(part) or is_name(part))


def _capitals(name: str) -> str:
    """`JANE ROE` as `Jane Roe`: whole bylines in capitals are a matter of style."""
    return name.title() if name.isupper() and " " in name else name


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


def parse_iso_date(text: str) -> date:
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
            return parse_iso_date(re.sub(r"\s?UTC$", "+00:00", text))
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
