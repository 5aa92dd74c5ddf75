"""Read the articles in the bytes of one input, whatever its format."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.reading.cleaning.page import Page, clean_page
from index.reading.detection import Format, decode
from index.reading.files import UnreadableError
from index.reading.formats.json_articles import ManyValuesError, find_rows, parse_json, read_lines, row_to_article
from index.reading.identifiers import derive_article_id
from index.types import Article, Rejected

if TYPE_CHECKING:
    from index.reading.formats.feed import Entry


def read_content(content: bytes, kind: Format, name: str) -> Iterator[Article | Rejected]:
    """Yield the articles of a whole file. Raises UnreadableError if it has none."""
    if kind in ("mail", "pdf", "word"):
        from index.reading.formats.documents import read_document  # noqa: PLC0415 (each format needs another library)

        yield page_to_article(read_document(content, kind))
        return
    if kind == "xml":
        yield from _read_feed(content, name)
        return
    text = decode(content, html=kind == "html")
    if not text.strip():
        raise UnreadableError("empty: it contains no text")
    if kind == "json":
        yield from _read_json(content, text, name)
    elif kind == "html":
        yield from map(page_to_article, read_pages(text))
    else:
        page = clean_page(text)
        if not page.text.strip():
            raise UnreadableError("no article text: the file has only a headline, and menus or other page elements")
        yield page_to_article(page)


def page_to_article(page: Page) -> Article:
    """Return the page as an article, with an id from its key, its URL or its text."""
    text = _replace_surrogates(page.text)
    return Article(
        id=page.key or derive_article_id(url=page.url, text=text),
        title=_replace_surrogates(page.title),
        text=text,
        url=page.url and _replace_surrogates(page.url),
        publisher=page.publisher and _replace_surrogates(page.publisher),
        authors=tuple(map(_replace_surrogates, page.authors)),
        published=page.published,
        updated=page.updated,
        kind=page.kind,
        language=page.language,
    )


def _replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which a page's scripts can spell and no file can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read_page(content: str) -> Page:
    """Return the article of an HTML page. Raises UnreadableError if it has none."""
    from index.reading.html.extract import read_html  # noqa: PLC0415 (trafilatura takes 0.3 s to import, and most inputs are JSON)

    return read_html(content)


def read_pages(content: str, *, address: str | None = None) -> tuple[Page, ...]:
    """Return the article of an HTML page, or the entries of a live blog. Raises UnreadableError if it has none."""
    from index.reading.html.extract import read_html_pages  # noqa: PLC0415 (as above)

    return read_html_pages(content, address=address)


def _read_feed(content: bytes, name: str) -> Iterator[Article | Rejected]:
    """Yield the articles that a saved feed contains in full. Its links are not followed."""
    from index.reading.formats.feed import is_feed, read_feed  # noqa: PLC0415 (feedparser takes 0.1 s to import)

    if not is_feed(content):
        raise UnreadableError("XML but not a feed: give the article's text, or the address of a sitemap")
    listing = read_feed(content)
    if not listing.entries:
        raise UnreadableError("a feed without entries")
    yield from _convert(listing.entries, lambda entry: entry_to_article(entry, publisher=listing.title), name, "entry")


def _read_json(content: bytes, text: str, name: str) -> Iterator[Article | Rejected]:
    try:
        rows = find_rows(parse_json(text))
    except ManyValuesError:  # JSON lines, whatever the file name says
        yield from read_lines(io.BytesIO(content), name, read_html=read_page)
        return
    yield from _convert(rows, lambda row: row_to_article(row, read_html=read_page), name, "article")


def _convert(
    items: Sequence[Any], convert: Callable[[Any], Article], name: str, label: str
) -> Iterator[Article | Rejected]:
    """Yield an article or a rejection for each item of a file."""
    for number, item in enumerate(items, start=1):
        try:
            yield convert(item)
        except UnreadableError as error:
            place = f"{label} {number} of {len(items)}: " if len(items) > 1 else ""
            yield Rejected(name, f"{place}{error}")


def entry_to_article(entry: Entry, *, publisher: str) -> Article:
    """Return the article in a feed entry's own markup. Raises UnreadableError if the entry has only a summary."""
    if not entry.html and entry.link is None:
        raise UnreadableError("the feed entry has neither a link nor a text")
    if not entry.html:
        raise UnreadableError("the feed has only a summary: ingest the feed's address to fetch its articles")
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
