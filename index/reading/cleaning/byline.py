"""Who wrote it, as a page says above the article: "By Jane Roe and John Doe | March 3, 2025"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.reading.cleaning import patterns as words
from index.reading.cleaning.dates import DateLine, read_date_line
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
