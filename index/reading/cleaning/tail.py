"""Find the end of an article above readers' comments, other stories, author biographies and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import classify, patterns

_COMMENTS_HEADING = re.compile(
    r"(?:\d{1,6} comments?|comments? ?\(\d{1,6}\)|readers?'? comments|(?:leave|add|post) a (?:comment|reply)"
    r"|join the (?:conversation|discussion))"
)
_COMMENT_LINE = re.compile(r"reply|report|flag|\d{1,2} (?:minute|hour|day|week|month|year)s? ago|.{1,40} says:?")
_CORRECTION = re.compile(r"(?:correction|clarification|editor['’]s note|update)\b", re.IGNORECASE)
_MAX_LINKS = 60
_CAPITAL = r"[^\W\d_a-z]"
_BIOGRAPHY = re.compile(
    rf"(?P<name>{_CAPITAL}[\w.'’-]*(?: (?:(?:de|da|del|der|van|von|den|di|al|el|bin)\b|{_CAPITAL}[\w.'’-]*)){{1,4}}?),?"
    r" (?:is|was|works|has (?:been|worked|covered)|joined|covers|writes|reports|serves)\b(?P<rest>.*)"
)
_CONTINUATION = re.compile(r"(?:(?:she|he|they|her|his|their|before|previously|prior|originally|born|based|in \d{4}|contact|e-?mail|follow)\b|@|\S+@\S+$)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_PUBLISHER = re.compile(
    rf"\b(?:for|at|with|of)\s+(?P<name>(?:The\s+)?{_CAPITAL}[\w'’&-]*(?:\s+(?:of|and|&|{_CAPITAL}[\w'’&-]*))*)"
)
_MAX_LABELS = 4


@dataclass(frozen=True, slots=True)
class Tail:
    """The line at which an article ends, and the authors and publisher named below it."""

    end: int
    authors: tuple[str, ...] = ()
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Biography:
    """An author's biography below an article, and the line at which it starts."""

    start: int
    name: str
    publisher: str | None


def read_tail(lines: Sequence[str], *, start: int, authors: tuple[str, ...]) -> Tail:
    """Remove furniture, biographies and cards of other stories from the end, as long as one of them is last."""
    end = _above_other_stories(lines, start, _above_comments(lines, start))
    people: list[Biography] = []
    card_below = False
    while True:
        above = _above_furniture(lines, start, end)
        card_below |= any(map(classify.is_picture, lines[above:end]))
        biography = _find_biography(lines, start, above, authors)
        if biography:
            people.append(biography)
            end, card_below = biography.start, True
            continue
        card = find_card(lines, start, above) if card_below else None
        if card is None:
            break
        end = card
    publisher = next((person.publisher for person in people if person.publisher), None)
    return Tail(above, tuple(dict.fromkeys(person.name for person in reversed(people))), publisher)


def find_card(lines: Sequence[str], start: int, end: int) -> int | None:
    """Return the start of the card of another story that ends at `end`: a headline and a summary that is cut off."""
    summary = _last_line(lines, start, end)
    heading = _last_line(lines, start, summary)
    if heading < start or not classify.is_cut_off(lines[summary]) or len(lines[heading].split()) < 4:
        return None
    is_adjacent = heading == summary - 1 or lines[summary].endswith(("...", "…"))
    fits = is_adjacent and classify.is_headline(lines[heading]) and not classify.ends_sentence(lines[heading])
    return heading if fits and len(lines[heading]) < len(lines[summary]) else None


def _last_line(lines: Sequence[str], start: int, end: int) -> int:
    """Return the last line before `end` that is not blank, or `start - 1`."""
    i = end - 1
    while i >= start and not lines[i]:
        i -= 1
    return max(i, start - 1)


def _above_furniture(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and classify.is_edge_furniture(lines[end - 1]):
        end -= 1
    return end


def _above_comments(lines: Sequence[str], start: int) -> int:
    """Return the line of the comments heading if text is above it and comments are below it, else the end."""
    short = [(i, classify.normalize(lines[i])) for i in range(start, len(lines)) if 0 < len(lines[i]) <= 60]
    last = next((i for i, line in reversed(short) if _COMMENT_LINE.fullmatch(line)), -1)
    for i, line in short:
        if i < last and _COMMENTS_HEADING.fullmatch(line):
            above = lines[max(start, i - _MAX_LINKS) : i]
            if sum(map(classify.is_paragraph, above)) >= 2:
                return i
    return len(lines)


def _above_other_stories(lines: Sequence[str], start: int, end: int) -> int:
    """Return the line of the heading above a list of other stories, if only that list is below it, else the end."""
    cut, seen = end, 0
    for i in range(end - 1, start - 1, -1):
        line = lines[i]
        if classify.is_paragraph(line) or _CORRECTION.match(line) or seen > _MAX_LINKS:
            return cut
        seen += bool(line)
        if line and len(line) <= 40 and classify.normalize(line) in patterns.RELATED:
            cut = i
    return end  # without a paragraph above the heading, the list is all there is


def _find_biography(lines: Sequence[str], start: int, end: int, authors: tuple[str, ...]) -> Biography | None:
    """Return the biography that ends at `end`. Its person must be in the byline, or on a line right above it.

    Otherwise the paragraph may belong to an article about a journalist.
    """
    described = _find_description(lines, start, end)
    if described is None:
        return _find_card_without_text(lines, start, end)
    top, name, sentence = described
    job, is_named = "", name in authors
    for i in _labels_above(lines, start, top):
        bare = classify.normalize(lines[i])
        if bare == name.casefold():
            top, is_named = i, True
        elif classify.is_picture(lines[i]) or bare in patterns.ABOUT_THE_AUTHOR:
            top, is_named = i, True
            break
        elif classify.is_job(lines[i]):
            job = bare
        else:
            break
    return Biography(top, name, _find_publisher(job, sentence)) if is_named else None


def _find_description(lines: Sequence[str], start: int, end: int) -> tuple[int, str, str] | None:
    """Return the line, the name and the rest of "Jane Roe is a reporter …", if the lines below it continue it."""
    seen = 0
    for i in range(end - 1, start - 1, -1):
        line = lines[i]
        if not line:
            continue
        match = _BIOGRAPHY.match(line[:1000])
        if match and patterns.JOB.search(match["rest"][:250]):
            return i, match["name"], match["rest"]
        seen += 1
        if seen >= 5 or not _CONTINUATION.match(line):
            return None
    return None


def _labels_above(lines: Sequence[str], start: int, line: int) -> list[int]:
    """Return the lines right above `line` that are not blank, the closest first."""
    above = range(line - 1, max(start, line - 4 * _MAX_LABELS) - 1, -1)
    return [i for i in above if lines[i]][:_MAX_LABELS]


def _find_card_without_text(lines: Sequence[str], start: int, end: int) -> Biography | None:
    """Return the author's card at the end that is only a name with a newsroom job under it."""
    last = _labels_above(lines, start, end)[:2]
    if len(last) == 2 and classify.is_staff_job(lines[last[0]]) and classify.is_name(lines[last[1]]):
        return Biography(last[1], lines[last[1]], None)
    return None


def _find_publisher(job: str, sentence: str) -> str | None:
    """Return the outlet if both the job line and the sentence name the job: then the person is staff, not a guest."""
    match = patterns.STAFF.search(sentence)
    if match is None or patterns.NOT_STAFF.search(sentence[: match.end()]):
        return None
    is_repeated = bool(patterns.STAFF.search(job)) and job in sentence.casefold()
    outlet = _PUBLISHER.match(sentence[match.end() :].strip())
    return outlet["name"].strip() if is_repeated and outlet else None
