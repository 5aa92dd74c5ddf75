"""A page becomes a title, a text, and what the page says of its author, publisher and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.reading.cleaning import lines as line_is
from index.reading.cleaning.head import Head, read_head
from index.reading.cleaning.tail import find_card, read_tail
from index.types import ArticleKind


@dataclass(frozen=True, slots=True)
class Page:
    """An article before it has an id. What is not known is None or empty, never guessed."""

    text: str
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    kind: ArticleKind = "news"
    language: str | None = None
    key: str | None = None
    """The id of an article that its address does not tell from others: an entry of a live blog."""


def clean_page(text: str, *, title: str = "") -> Page:
    """The article in a scraped text. Without a `title`, the headline is looked for above the article.

    The lines that stay are verbatim but for white space at their ends; runs of blank lines become one.
    """
    lines = [line.strip() for line in normalize_newlines(text).removeprefix("\ufeff").replace("\0", "").split("\n")]
    head = read_head(lines, title=title)
    tail = read_tail(lines, start=head.end, authors=head.authors)
    return Page(
        text=_joined(_kept(lines, head, tail.end)),
        title=head.title,
        url=head.fields.url,
        publisher=head.fields.publisher or tail.publisher,
        authors=head.authors or tail.authors,
        published=head.published,
        updated=head.updated,
    )


def has_prose(text: str) -> bool:
    """Whether any line is running text, and not only links, headings and buttons."""
    return any(
        line_is.is_paragraph(line) or (line_is.ends_sentence(line) and len(line.split()) >= 7)
        for line in text.split("\n")
    )


def normalize_newlines(text: str) -> str:
    """The text with `\\n` for every end of line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _kept(lines: Sequence[str], head: Head, end: int) -> Iterator[str]:
    dropped = head.dropped
    for i in range(head.end, end):
        line = lines[i]
        if not line:
            continue
        if line_is.is_furniture(line, at_the_edge=False) or line_is.is_caption(line):
            dropped.add(i)
            card = find_card(lines, head.end, i) if line_is.is_picture(line) else None
            dropped.update(range(card or i, i))
    return (lines[i] for i in range(end) if i not in dropped)


def _joined(lines: Iterable[str]) -> str:
    """One text of the lines, without blank ones at its ends and with one where there were more."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip("\n")
