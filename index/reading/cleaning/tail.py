"""What stands below an article: readers' comments, other stories, cards and biographies of authors; and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import lines as line_is
from index.reading.cleaning import patterns as words
from index.reading.cleaning.biography import Biography, read_biography

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
        card = card_above(lines, start, above) if card_below else None
        if card is None:
            break
        end = card
    publisher = next((one.publisher for one in people if one.publisher), None)
    return Tail(above, tuple(dict.fromkeys(one.name for one in reversed(people))), publisher)


def card_above(lines: Sequence[str], start: int, end: int) -> int | None:
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
    short = [(i, line_is.folded(lines[i])) for i in range(start, len(lines)) if 0 < len(lines[i]) <= 60]
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
        if line and len(line) <= 40 and line_is.folded(line) in words.RELATED:
            cut = i
    return end  # no paragraph above the heading: then the list is all there is
