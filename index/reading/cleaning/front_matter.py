"""The labelled lines some texts begin with: front matter between `---` lines, or `Title: …`, `Date: …` at the top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.reading.cleaning.byline import read_names
from index.reading.cleaning.dates import read_date

_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z _-]{1,24}):(?:\s+(?P<value>\S.*))?$")
_TITLE, _AUTHORS, _PUBLISHED = (
    {"title", "headline"},
    {"author", "authors", "by", "byline"},
    {"date", "published", "publication date"},
)
_UPDATED, _PUBLISHER, _URL = (
    {"updated", "last updated", "modified"},
    {"publisher", "publication"},
    {"url", "link", "canonical url"},
)
_KNOWN = _TITLE | _AUTHORS | _PUBLISHED | _UPDATED | _PUBLISHER | _URL
_MOST = 60


@dataclass(frozen=True, slots=True)
class Fields:
    """What the labelled lines said, and where the lines after them begin."""

    end: int = 0
    title: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    publisher: str | None = None
    url: str | None = None


def read_fields(lines: Sequence[str]) -> Fields:
    """The fields at the top of a text; nothing unless it begins with front matter or with two known labels."""
    if lines and lines[0] == "---":
        close = next((i for i in range(1, min(len(lines), _MOST)) if lines[i] in ("---", "...")), None)
        return Fields() if close is None else _fields(lines[1:close], end=close + 1)
    first = next((i for i in range(min(len(lines), 5)) if lines[i]), 0)
    end = first
    while end < min(len(lines), first + _MOST) and _known(lines[end]):
        end += 1
    return _fields(lines[first:end], end=end) if end - first >= 2 else Fields()


def _known(line: str) -> bool:
    match = _FIELD.match(line) if len(line) <= 400 else None
    return match is not None and match["value"] is not None and match["name"].lower() in _KNOWN


def _fields(lines: Sequence[str], *, end: int) -> Fields:
    matches = [match for line in lines if len(line) <= 400 and (match := _FIELD.match(line)) and match["value"]]
    told = {match["name"].lower(): match["value"].strip(" \"'") for match in matches}

    def first(names: set[str]) -> str:
        return next((value for name, value in told.items() if name in names), "")

    return Fields(
        end=end,
        title=first(_TITLE),
        authors=read_names(first(_AUTHORS).strip("[]").replace('"', "")) if first(_AUTHORS) else (),
        published=read_date(first(_PUBLISHED)),
        updated=read_date(first(_UPDATED)),
        publisher=first(_PUBLISHER) or None,
        url=first(_URL) if first(_URL).startswith(("http://", "https://")) else None,
    )
