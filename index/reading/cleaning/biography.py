"""Who the author is, as the page tells below the article. Told apart from an article that is about a journalist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import lines as line_is
from index.reading.cleaning import patterns as words

_CAPITAL = r"[^\W\d_a-z]"
_BIOGRAPHY = re.compile(
    rf"(?P<name>{_CAPITAL}[\w.'’-]*(?: (?:(?:de|da|del|der|van|von|den|di|al|el|bin)\b|{_CAPITAL}[\w.'’-]*)){{1,4}}?),?"
    r" (?:is|was|works|has (?:been|worked|covered)|joined|covers|writes|reports|serves)\b(?P<rest>.*)"
)
_GOES_ON = re.compile(r"(?:(?:she|he|they|her|his|their|before|previously|prior|originally|born|based|in \d{4}|contact|e-?mail|follow)\b|@|\S+@\S+$)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_PUBLISHER = re.compile(
    rf"\b(?:for|at|with|of)\s+(?P<name>(?:The\s+)?{_CAPITAL}[\w'’&-]*(?:\s+(?:of|and|&|{_CAPITAL}[\w'’&-]*))*)"
)
_MOST_PARAGRAPHS = 5
_MOST_LABELS = 4


@dataclass(frozen=True, slots=True)
class Biography:
    start: int
    name: str
    publisher: str | None


def read_biography(lines: Sequence[str], start: int, end: int, authors: tuple[str, ...]) -> Biography | None:
    """The biography that ends at `end`. Its person must be named above it, on a line of their own or in the byline."""
    described = _described(lines, start, end)
    if described is None:
        return _card_without_text(lines, start, end)
    line, name, sentence = described
    top, job, named = line, "", name in authors
    for i in _labels(lines, start, line):
        label = lines[i]
        bare = line_is.folded(label)
        if bare == name.casefold():
            top, named = i, True
        elif line_is.is_picture(label) or bare in words.ABOUT_THE_AUTHOR:
            top, named = i, True
            break
        elif line_is.is_job(label):
            job = bare
        else:
            break
    if not named:
        return None
    return Biography(top, name, _publisher(job, sentence))


def _described(lines: Sequence[str], start: int, end: int) -> tuple[int, str, str] | None:
    """The line that says who somebody is, with every line below it going on about them."""
    seen = 0
    for i in range(end - 1, start - 1, -1):
        line = lines[i]
        if not line:
            continue
        match = _BIOGRAPHY.match(line[:1000])
        if match and words.JOB.search(match["rest"][:250]):
            return i, match["name"], match["rest"]
        seen += 1
        if seen >= _MOST_PARAGRAPHS or not _GOES_ON.match(line):
            return None
    return None


def _labels(lines: Sequence[str], start: int, line: int) -> list[int]:
    """The lines with words in them right above `line`, nearest first."""
    near = range(line - 1, max(start, line - 4 * _MOST_LABELS) - 1, -1)
    return [i for i in near if lines[i]][:_MOST_LABELS]


def _card_without_text(lines: Sequence[str], start: int, end: int) -> Biography | None:
    """A name with a newsroom job under it, at the very end."""
    below = _labels(lines, start, end)[:2]
    if len(below) == 2 and line_is.is_staff_job(lines[below[0]]) and line_is.is_name(lines[below[1]]):
        return Biography(below[1], lines[below[1]], None)
    return None


def _publisher(job: str, sentence: str) -> str | None:
    """The outlet, where the person's job there is told twice: that is the page's own staff, not a guest."""
    match = words.STAFF.search(sentence)
    if match is None or words.NOT_STAFF.search(sentence[: match.end()]):
        return None
    told_twice = bool(words.STAFF.search(job)) and job in sentence.casefold()
    outlet = _PUBLISHER.match(sentence[match.end() :].strip())
    return outlet["name"].strip() if told_twice and outlet else None
