"""Turn a scraped text into a page: title, text, and the author, publisher and dates that it gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.reading.cleaning.classify import ends_sentence, is_caption, is_furniture, is_paragraph, is_picture
from index.reading.cleaning.head import Head, read_head
from index.reading.cleaning.tail import find_card, read_tail
from index.types import ArticleKind


@dataclass(frozen=True, slots=True)
class Page:
    """An article before it has an id. Unknown fields are None or empty, never guessed."""

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
    """The article's id if its URL is not unique, as for an entry of a live blog."""


def clean_page(text: str, *, title: str = "") -> Page:
    """Return the article in a scraped text. Without a `title`, the headline is searched above the article.

    The remaining lines are verbatim except for white space at their ends; runs of blank lines become one.
    """
    lines = [line.strip() for line in normalize_newlines(text).removeprefix("\ufeff").replace("\0", "").split("\n")]
    head = read_head(lines, title=title)
    tail = read_tail(lines, start=head.end, authors=head.authors)
    remaining: list[str] = []
    for line in _remaining_lines(lines, head, tail.end):
        if line or (remaining and remaining[-1]):
            remaining.append(line)
    return Page(
        text="\n".join(remaining).strip("\n"),
        title=head.title,
        url=head.url,
        publisher=head.publisher or tail.publisher,
        authors=head.authors or tail.authors,
        published=head.published,
        updated=head.updated,
    )


def _remaining_lines(lines: Sequence[str], head: Head, end: int) -> Iterator[str]:
    dropped = head.dropped
    for i in range(head.end, end):
        line = lines[i]
        if line and (is_furniture(line, at_the_edge=False) or is_caption(line)):
            dropped.add(i)
            card = find_card(lines, head.end, i) if is_picture(line) else None
            dropped.update(range(card or i, i))
    return (lines[i] for i in range(end) if i not in dropped)


def has_prose(text: str) -> bool:
    """Return whether any line is running text, and not only a link, a heading or a button."""
    return any(is_paragraph(line) or (ends_sentence(line) and len(line.split()) >= 7) for line in text.split("\n"))


def normalize_newlines(text: str) -> str:
    r"""Return the text with `\n` at the end of every line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
