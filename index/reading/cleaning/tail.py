"""What stands below an article: readers' comments, other stories, cards and biographies of authors; and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import lines as line_is
from index.reading.cleaning import patterns as words

_COMMENTS = re.compile(
    r"(?:\d{1,6} comments?|comments? ?\(\d{1,6}\)|readers?'? comments|(?:leave|add|post) a (?:comment|reply)"
    r"|join the (?:conversation|discussion))"
)
_A_COMMENT = re.compile(r"reply|report|flag|\d{1,2} (?:minute|hour|day|week|month|year)s? ago|.{1,40} says:?")
_NOTICE = re.compile(r"(?:correction|clarification|editor['’]s note|update)\b", re.IGNORECASE)
_MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the article's own lines end, and what stood below them."""

    end: int
    authors: tuple[str, ...] = ()
    publisher: str | None = None


def read_tail(lines: Sequence[str], *, start: int, authors: tuple[str, ...]) -> Tail:
    """Takes furniture, biographies and cards of other stories off the end, as long as the last line is one of them."""
    end = _above_other_stories(lines, start, _above_comments(lines, start))
    people: list[Biography] = []
    card_below = False
    while True:
        above = _above_furniture(lines, start, end)
        card_below |= any(line_is.is_picture(line) for line in lines[above:end])
        biography = read_biography(lines, start, above, authors)
        if biography:
            people.append(biography)
            end, card_below = biography.start, True
            continue
        card = find_card(lines, start, above) if card_below else None
        if card is None:
            break
        end = card
    publisher = next((one.publisher for one in people if one.publisher), None)
    return Tail(above, tuple(dict.fromkeys(one.name for one in reversed(people))), publisher)


def find_card(lines: Sequence[str], start: int, end: int) -> int | None:
    """Where a card of another story begins that ends at `end`: a headline and a summary that is cut off."""
    summary = _last(lines, start, end)
    heading = _last(lines, start, summary)
    if heading < start or not line_is.is_cut_off(lines[summary]) or len(lines[heading].split()) < 4:
        return None
    adjacent = heading == summary - 1 or lines[summary].endswith(("...", "…"))
    fits = adjacent and line_is.is_headline(lines[heading]) and not line_is.ends_sentence(lines[heading])
    return heading if fits and len(lines[heading]) < len(lines[summary]) else None


def _last(lines: Sequence[str], start: int, end: int) -> int:
    """The last line with words in it before `end`, or one less than `start`."""
    i = end - 1
    while i >= start and not lines[i]:
        i -= 1
    return max(i, start - 1)


def _above_furniture(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and (
        not lines[end - 1]
        or line_is.is_furniture(lines[end - 1], at_the_edge=True)
        or line_is.is_caption(lines[end - 1])
    ):
        end -= 1
    return end


def _above_comments(lines: Sequence[str], start: int) -> int:
    """Cuts at the heading of readers' comments, where there is a text above it and comments below it."""
    short = [(i, line_is.normalize(lines[i])) for i in range(start, len(lines)) if 0 < len(lines[i]) <= 60]
    last = next((i for i, line in reversed(short) if _A_COMMENT.fullmatch(line)), -1)
    for i, line in short:
        if i < last and _COMMENTS.fullmatch(line) and _has_text(lines, start, i):
            return i
    return len(lines)


def _has_text(lines: Sequence[str], start: int, end: int) -> bool:
    return sum(map(line_is.is_paragraph, lines[start:end][-_MOST_LINKS:])) >= 2


def _above_other_stories(lines: Sequence[str], start: int, end: int) -> int:
    """Cuts at the heading of a list of other stories, where nothing but such a list is below it."""
    cut, seen = end, 0
    for i in range(end - 1, start - 1, -1):
        line = lines[i]
        if line_is.is_paragraph(line) or _NOTICE.match(line) or seen > _MOST_LINKS:
            return cut
        seen += bool(line)
        if line and len(line) <= 40 and line_is.normalize(line) in words.RELATED:
            cut = i
    return end  # no paragraph above the heading: then the list is all there is


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
        bare = line_is.normalize(label)
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
