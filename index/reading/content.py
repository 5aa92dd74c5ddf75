"""The bytes of one input, whatever its format, and the articles that are in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from index.reading.cleaning import Page, clean_page
from index.reading.decoding import decode
from index.reading.files import UnreadableError
from index.reading.format_detection import Format
from index.reading.formats.feed import Entry
from index.reading.formats.json_articles import ManyValuesError, find_rows, parse_json, read_lines, row_to_article
from index.reading.identifiers import derive_article_id
from index.types import Article, Rejected


def read_content(content: bytes, kind: Format, name: str) -> Iterator[Article | Rejected]:
    """The articles of a whole file. Raises UnreadableError where there is none."""
    if kind in ("mail", "pdf", "word"):
        from index.reading.formats.documents import read_document  # noqa: PLC0415 (each brings a library of its own)

        yield from map(page_to_article, read_document(content, kind))
        return
    if kind == "xml":
        yield from _read_xml(content, name)
        return
    text = decode(content, html=kind == "html")
    if not text.strip():
        raise UnreadableError("empty: there is nothing to read in it")
    if kind == "json":
        yield from _read_json(content, text, name)
    elif kind == "html":
        yield from map(page_to_article, read_pages(text))
    else:
        yield page_to_article(read_text(text))


def page_to_article(page: Page) -> Article:
    """A page with an id: from its address where it has one, else from its text."""
    text = _whole(page.text)
    return Article(
        id=page.key or derive_article_id(url=page.url, text=text),
        title=_whole(page.title),
        text=text,
        url=page.url and _whole(page.url),
        publisher=page.publisher and _whole(page.publisher),
        authors=tuple(map(_whole, page.authors)),
        published=page.published,
        updated=page.updated,
        kind=page.kind,
        language=page.language,
    )


def _whole(text: str) -> str:
    """Without halves of characters, which a page's scripts can spell and no file can keep."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read_page(content: str) -> Page:
    """The article of an HTML page. Raises UnreadableError where there is none."""
    from index.reading.html.extract import read_html  # noqa: PLC0415 (trafilatura takes 0.3 s to import, and most inputs are JSON)

    return read_html(content)


def read_pages(content: str, *, address: str | None = None) -> tuple[Page, ...]:
    """The articles of an HTML page, which came from that address: several where it is a live blog. Raises
    UnreadableError where there is none."""
    from index.reading.html.extract import read_html_pages  # noqa: PLC0415 (as above)

    return read_html_pages(content, address=address)


def _read_xml(content: bytes, name: str) -> Iterator[Article | Rejected]:
    """A feed that was saved: what it carries in full. Its links are not followed."""
    from index.reading.content import entry_to_article  # noqa: PLC0415 (feedparser takes 0.1 s to import)
    from index.reading.formats.feed import is_feed, read_feed  # noqa: PLC0415

    if not is_feed(content):
        raise UnreadableError("XML that is no feed: give the article's text, or the address of a sitemap")
    listing = read_feed(content)
    if not listing.entries:
        raise UnreadableError("a feed without entries")
    for number, entry in enumerate(listing.entries, start=1):
        try:
            yield entry_to_article(entry, publisher=listing.title)
        except UnreadableError as error:
            yield Rejected(name, f"entry {number} of {len(listing.entries)}: {error}")


def _read_json(content: bytes, text: str, name: str) -> Iterator[Article | Rejected]:
    try:
        rows = find_rows(parse_json(text))
    except ManyValuesError:  # JSON lines, whatever the name says
        yield from read_lines(io.BytesIO(content), name, read_html=read_page, on_line=_nothing)
        return
    for number, row in enumerate(rows, start=1):
        try:
            yield row_to_article(row, read_html=read_page)
        except UnreadableError as error:
            yield Rejected(name, f"article {number} of {len(rows)}: {error}" if len(rows) > 1 else str(error))


def _nothing() -> None:
    """On a line of an input that is not measured."""


def entry_to_article(entry: Entry, *, publisher: str) -> Article:
    """The article in an entry's own markup. Raises UnreadableError where it carries only a summary."""
    if not entry.html and entry.link is None:
        raise UnreadableError("an entry with neither a page nor a text of its own")
    if not entry.html:
        raise UnreadableError("only a summary: ingest the address of the feed, and its articles are fetched")
    page = read_page(f"<html><body><article><h1></h1>{entry.html}</article></body></html>")
    return page_to_article(
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


def read_text(content: str) -> Page:
    """The article of a text file. Raises UnreadableError where nothing is left of it."""
    page = clean_page(content)
    if not page.text.strip():
        raise UnreadableError("no article text: nothing is left without the headline and the page's furniture")
    return page
