"""What stands above an article: the headline, who wrote it, when; and furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from index.reading.cleaning import lines as line_is
from index.reading.cleaning.byline import Byline, DateLine, read_byline, read_date, read_date_line, read_names

_MARK = re.compile(r"#{1,6}\s+")
_DEEPEST = 15
"""Lines with words in them that can stand above an article."""
_COLUMN = 100
"""A longer line is a whole paragraph on one line, not a line of a wrapped one."""


@dataclass(slots=True)
class Head:
    """What the head told, the lines of it to drop, and where the article's own lines begin."""

    title: str = ""
    end: int = 0
    dropped: set[int] = field(default_factory=set)
    fields: Fields = field(default_factory=Fields)
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None


def read_head(lines: Sequence[str], *, title: str = "") -> Head:
    """Reads the lines above the first paragraph. With a `title`, only its repetitions are looked for."""
    fields = read_fields(lines)
    head = Head(fields=fields, title=title or fields.title, authors=fields.authors)
    head.published, head.updated = fields.published, fields.updated
    head.dropped.update(range(fields.end))
    top = list(islice((i for i in range(fields.end, len(lines)) if lines[i]), _DEEPEST))
    zone = _zone(lines, top)
    if not head.title:
        _find_title(lines, top[: len(zone) + 1], len(zone), head)
    for position, i in enumerate(zone):
        if i not in head.dropped:
            _read_line(lines, i, zone[position + 1 : position + 2], head)
    head.end = zone[-1] + 1 if zone else fields.end
    return head


def _zone(lines: Sequence[str], top: Sequence[int]) -> list[int]:
    """The lines above the first paragraph, and on to the byline where a summary stands above it."""
    first = next((n for n, i in enumerate(top) if _is_body(lines[i])), len(top))
    bylines = [n for n, i in enumerate(top[: first + 4]) if read_byline(lines[i])]
    if bylines and bylines[-1] >= first:
        first = bylines[-1] + 1
        while first < len(top) and read_date_line(lines[top[first]]):
            first += 1
    return list(top[:first])


def _is_body(line: str) -> bool:
    return line_is.is_paragraph(line) and not _is_away(line)


def _is_away(line: str) -> bool:
    return line_is.is_furniture(line, at_the_edge=True) or line_is.is_caption(line)


def _is_known(line: str) -> bool:
    return _is_away(line) or read_byline(line) is not None or read_date_line(line) is not None


def _find_title(lines: Sequence[str], top: Sequence[int], zone: int, head: Head) -> None:
    """Sets the headline and drops it: the line that stands twice, else the first that can head a story."""
    candidates = [i for i in top[:zone] if not _is_known(lines[i])]
    times = Counter(line_is.normalize(lines[i]) for i in candidates)
    twice = next((i for i in candidates if times[line_is.normalize(lines[i])] > 1 and _is_telling(lines[i])), None)
    if twice is not None:
        head.dropped.update(
            i for i in candidates if i < twice and len(lines[i]) < 80 and not line_is.ends_sentence(lines[i])
        )
        found = twice
    elif candidates and _heads(lines, candidates[0], top):
        found = candidates[0]
    else:
        return
    head.title = _MARK.sub("", lines[found])
    head.dropped.add(found)
    underline = lines[found + 1] if found + 1 < len(lines) else ""
    if len(underline) >= 3 and set(underline) <= {"="}:
        head.dropped.add(found + 1)


def _is_telling(line: str) -> bool:
    """A headline of more than a name: the paper's name stands twice above many articles."""
    return line_is.is_headline(line) and (len(line.split()) >= 4 or any(char >= "\u3000" for char in line))


def _heads(lines: Sequence[str], i: int, top: Sequence[int]) -> bool:
    """Whether a line that stands once, and first, is a headline and not the beginning of the text."""
    line = lines[i]
    below = [lines[j] for j in top if j > i] or [one for one in lines[i + 1 : i + 3] if one]
    if not below:
        return False
    if line.startswith("# "):
        return True
    if not line_is.is_headline(line) or (
        line_is.is_speaker_turn(line) and any(map(line_is.is_speaker_turn, below[:4]))
    ):
        return False
    return not lines[i + 1] or len(below[0]) > _COLUMN or _is_known(below[0])


def _read_line(lines: Sequence[str], i: int, following: Sequence[int], head: Head) -> None:
    """Drops a line of the head that is furniture, and keeps what it told."""
    line = lines[i]
    if _is_away(line) or line_is.same_headline(line, head.title):
        head.dropped.add(i)
    elif byline := read_byline(line):
        _learn(byline, head)
        head.dropped.add(i)
    elif told := read_date_line(line):
        _learn_date(told, head)
        head.dropped.add(i)
    elif line_is.is_name(line) and following and line_is.is_staff_job(lines[following[0]]):
        head.authors = head.authors or (line,)
        head.dropped.update((i, following[0]))


def _learn(byline: Byline, head: Head) -> None:
    head.authors = head.authors or byline.authors
    if byline.date:
        _learn_date(byline.date, head)


def _learn_date(told: DateLine, head: Head) -> None:
    if told.updated:
        head.updated = head.updated or told.moment
    else:
        head.published = head.published or told.moment


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
