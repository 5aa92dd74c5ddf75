"""Read the lines above an article: front matter, the headline, the byline and dates, and furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from index.reading.cleaning import classify
from index.reading.cleaning.byline import DateLine, read_byline, read_date, read_date_line, read_names

_MARKDOWN_MARK = re.compile(r"#{1,6}\s+")
_MAX_LINES = 15  # that are not blank, above an article
_MAX_WRAPPED = 100  # a longer line is a whole paragraph, not a line of wrapped text

_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z _-]{1,24}):(?:\s+(?P<value>\S.*))?$")
_FIELD_NAMES = {
    "title": ("title", "headline"),
    "authors": ("author", "authors", "by", "byline"),
    "published": ("date", "published", "publication date"),
    "updated": ("updated", "last updated", "modified"),
    "publisher": ("publisher", "publication"),
    "url": ("url", "link", "canonical url"),
}
_KNOWN_FIELDS = {name for names in _FIELD_NAMES.values() for name in names}
_MAX_FIELDS = 60


@dataclass(slots=True)
class Head:
    """The metadata above an article, the line numbers to drop, and the line at which the article begins."""

    title: str = ""
    end: int = 0
    dropped: set[int] = field(default_factory=set)
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    publisher: str | None = None
    url: str | None = None

    def add_date(self, line: DateLine) -> None:
        if line.updated:
            self.updated = self.updated or line.moment
        else:
            self.published = self.published or line.moment


def read_head(lines: Sequence[str], *, title: str = "") -> Head:
    """Read the lines above the first paragraph. If `title` is given, only its repetitions count as the headline."""
    head = _read_front_matter(lines)
    head.title = title or head.title
    head.dropped.update(range(head.end))
    top = list(islice((i for i in range(head.end, len(lines)) if lines[i]), _MAX_LINES))
    above = _above_paragraphs(lines, top)
    if not head.title:
        _find_title(lines, top[: len(above) + 1], len(above), head)
    for position, i in enumerate(above):
        if i not in head.dropped:
            _read_line(lines, i, above[position + 1 : position + 2], head)
    head.end = above[-1] + 1 if above else head.end
    return head


def _read_front_matter(lines: Sequence[str]) -> Head:
    """Return the fields between `---` lines, or of at least two labelled lines (`Title: …`)."""
    if lines and lines[0] == "---":
        end = next((i for i in range(1, min(len(lines), _MAX_FIELDS)) if lines[i] in ("---", "...")), None)
        return Head() if end is None else _parse_fields(lines[1:end], end=end + 1)
    first = next((i for i in range(min(len(lines), 5)) if lines[i]), 0)
    end = first
    while end < min(len(lines), first + _MAX_FIELDS) and (match := _match_field(lines[end])):
        if match["name"].lower() not in _KNOWN_FIELDS:
            break
        end += 1
    return _parse_fields(lines[first:end], end=end) if end - first >= 2 else Head()


def _match_field(line: str) -> re.Match[str] | None:
    match = _FIELD.match(line) if len(line) <= 400 else None
    return match if match and match["value"] else None


def _parse_fields(lines: Sequence[str], *, end: int) -> Head:
    matches = [match for line in lines if (match := _match_field(line))]
    values = {match["name"].lower(): match["value"].strip(" \"'") for match in matches}
    first = {
        key: next((value for name, value in values.items() if name in names), "") for key, names in _FIELD_NAMES.items()
    }
    return Head(
        first["title"],
        end,
        authors=read_names(first["authors"].strip("[]").replace('"', "")) if first["authors"] else (),
        published=read_date(first["published"]),
        updated=read_date(first["updated"]),
        publisher=first["publisher"] or None,
        url=first["url"] if first["url"].startswith(("http://", "https://")) else None,
    )


def _above_paragraphs(lines: Sequence[str], top: Sequence[int]) -> list[int]:
    """Return the lines above the first paragraph, or above the text after the byline if a summary precedes it."""
    first = next(
        (n for n, i in enumerate(top) if classify.is_paragraph(lines[i]) and not classify.is_edge_furniture(lines[i])),
        len(top),
    )
    bylines = [n for n, i in enumerate(top[: first + 4]) if read_byline(lines[i])]
    if bylines and bylines[-1] >= first:
        first = bylines[-1] + 1
        while first < len(top) and read_date_line(lines[top[first]]):
            first += 1
    return list(top[:first])


def _is_metadata(line: str) -> bool:
    return classify.is_edge_furniture(line) or read_byline(line) is not None or read_date_line(line) is not None


def _find_title(lines: Sequence[str], top: Sequence[int], above: int, head: Head) -> None:
    """Set the headline and drop its line: the line that occurs twice, else the first that can be a headline."""
    candidates = [i for i in top[:above] if not _is_metadata(lines[i])]
    counts = Counter(classify.normalize(lines[i]) for i in candidates)
    repeated = next(
        (i for i in candidates if counts[classify.normalize(lines[i])] > 1 and _is_long_headline(lines[i])), None
    )
    if repeated is not None:
        head.dropped.update(
            i for i in candidates if i < repeated and len(lines[i]) < 80 and not classify.ends_sentence(lines[i])
        )
        found = repeated
    elif candidates and _is_first_headline(lines, candidates[0], top):
        found = candidates[0]
    else:
        return
    head.title = _MARKDOWN_MARK.sub("", lines[found])
    head.dropped.add(found)
    underline = lines[found + 1] if found + 1 < len(lines) else ""
    if len(underline) >= 3 and set(underline) <= {"="}:
        head.dropped.add(found + 1)


def _is_long_headline(line: str) -> bool:
    """Return whether a headline is more than a name: many articles have the paper's name above them twice."""
    return classify.is_headline(line) and (len(line.split()) >= 4 or any(char >= "\u3000" for char in line))


def _is_first_headline(lines: Sequence[str], i: int, top: Sequence[int]) -> bool:
    """Return whether a line that occurs once, and first, is a headline and not the beginning of the text."""
    line = lines[i]
    below = [lines[j] for j in top if j > i] or [following for following in lines[i + 1 : i + 3] if following]
    if not below:
        return False
    if line.startswith("# "):
        return True
    if not classify.is_headline(line) or (
        classify.is_speaker_turn(line) and any(map(classify.is_speaker_turn, below[:4]))
    ):
        return False
    return not lines[i + 1] or len(below[0]) > _MAX_WRAPPED or _is_metadata(below[0])


def _read_line(lines: Sequence[str], i: int, following: Sequence[int], head: Head) -> None:
    """Drop a line that is furniture, the headline or metadata, and store its metadata."""
    line = lines[i]
    if classify.is_edge_furniture(line) or classify.is_same_headline(line, head.title):
        head.dropped.add(i)
    elif byline := read_byline(line):
        head.authors = head.authors or byline.authors
        if byline.date:
            head.add_date(byline.date)
        head.dropped.add(i)
    elif date_line := read_date_line(line):
        head.add_date(date_line)
        head.dropped.add(i)
    elif classify.is_name(line) and following and classify.is_staff_job(lines[following[0]]):
        head.authors = head.authors or (line,)
        head.dropped.update((i, following[0]))
