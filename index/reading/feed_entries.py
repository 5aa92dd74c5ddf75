"""An article that a feed carries in full."""

from __future__ import annotations

from dataclasses import replace

from index.reading.content import read_page, to_plain_article
from index.reading.files import UnreadableError
from index.reading.formats.feed import Entry
from index.types import Article


def article_of_entry(entry: Entry, *, publisher: str) -> Article:
    """The article in an entry's own markup. Raises UnreadableError where it carries only a summary."""
    if not entry.html and entry.link is None:
        raise UnreadableError("an entry with neither a page nor a text of its own")
    if not entry.html:
        raise UnreadableError("only a summary: ingest the address of the feed, and its articles are fetched")
    page = read_page(f"<html><body><article><h1></h1>{entry.html}</article></body></html>")
    return to_plain_article(
        replace(
            page,
            title=entry.title or page.title,
            url=entry.link,
            publisher=page.publisher or publisher or None,
            authors=page.authors or entry.authors,
            published=entry.published or page.published,
            updated=entry.updated or page.updated,
        )
    )
