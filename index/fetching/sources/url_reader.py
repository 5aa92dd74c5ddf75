"""Fetch an address, and read the articles of its page, or those that its feed or sitemap lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from index.fetching.network import AddressRefused, Fetched, FetchFailed
from index.fetching.network.decompression import BadCompression, TooLarge, decompress_gzip
from index.fetching.sources.politeness import NotAllowed, PoliteFetcher
from index.reading.content import entry_to_article, page_to_article, read_content, read_pages
from index.reading.detection import Format, decode, detect_format
from index.reading.files import UnreadableError
from index.reading.formats.feed import Entry, Listing, is_feed, is_sitemap, read_feed, read_sitemap
from index.reading.identifiers import canonical_url, derive_article_id
from index.types import Article, Rejected

FETCH_ERRORS = (NotAllowed, AddressRefused, FetchFailed, UnreadableError)

_MAX_ARTICLES = 1_000  # of one feed or sitemap in one run: a quarter of an hour at one second each
_MAX_CONTENT = 10_000_000
_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset", re.IGNORECASE)
_FORMAT_BY_TYPE: dict[str, Format] = {"application/pdf": "pdf", "message/rfc822": "mail"}
_NAME_BY_TYPE = {"text/html": "page.html", "application/xhtml+xml": "page.html", "text/plain": "page.txt"}


def read_address(url: str, fetcher: PoliteFetcher) -> Iterator[Article | Rejected]:
    """Yield the articles at an address, and a rejection for each that cannot be fetched or read."""
    try:
        fetched = fetcher.get(url, is_user_request=True)
        listing = read_listing(fetched)
        if listing is None:
            yield from read_articles(fetched)
            return
    except FETCH_ERRORS as error:
        yield Rejected(url, str(error))
        return
    yield from _fetch_listed(url, listing, fetcher)


def _fetch_listed(url: str, first: Listing, fetcher: PoliteFetcher) -> Iterator[Article | Rejected]:
    seen: set[str] = set()
    for entry in _list_entries(first, fetcher):
        if isinstance(entry, Rejected):
            yield entry
            continue
        key = canonical_url(entry.link) if entry.link else entry.fingerprint
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > _MAX_ARTICLES:
            reason = f"only its first {_MAX_ARTICLES:,} articles were fetched: use `onrecord watch` to get the rest"
            yield Rejected(url, reason)
            return
        yield from _fetch_entry(entry, fetcher, publisher=first.title)
    if not seen:
        yield Rejected(url, "it lists no articles")


def _fetch_entry(entry: Entry, fetcher: PoliteFetcher, *, publisher: str) -> Iterator[Article | Rejected]:
    """Yield the articles of an entry's page, or the article in the entry itself if it has no link."""
    try:
        if entry.link is None:
            yield entry_to_article(entry, publisher=publisher)
        else:
            yield from read_articles(fetcher.get(entry.link), entry, publisher=publisher)
    except FETCH_ERRORS as error:
        yield Rejected(entry.link or entry.title or "an entry without an address", str(error))


def _list_entries(first: Listing, fetcher: PoliteFetcher) -> Iterator[Entry | Rejected]:
    """Yield the entries of a listing and of the sitemaps that it names, directly or indirectly, each once."""
    waiting, seen = [first], set[str]()
    while waiting:
        listing = waiting.pop(0)
        yield from listing.entries
        for address in (str(sitemap.link) for sitemap in listing.sitemaps):
            if address in seen or len(seen) >= 200:
                continue
            seen.add(address)
            try:
                waiting.append(fetch_listing(address, fetcher))
            except FETCH_ERRORS as error:
                yield Rejected(address, str(error))


def fetch_listing(url: str, fetcher: PoliteFetcher) -> Listing:
    """Fetch a feed or a sitemap. Raises one of FETCH_ERRORS."""
    listing = read_listing(fetcher.get(url))
    if listing is None:
        raise UnreadableError("neither a feed nor a sitemap")
    return listing


def decompressed(fetched: Fetched) -> bytes:
    """Return the content, decompressed if it is a gzip file such as a sitemap. Raises UnreadableError."""
    if not fetched.content.startswith(b"\x1f\x8b"):
        return fetched.content
    try:
        return decompress_gzip([fetched.content], limit=_MAX_CONTENT)
    except TooLarge as error:
        raise UnreadableError(f"larger than {_MAX_CONTENT // 1_000_000} MB when decompressed") from error
    except BadCompression as error:
        raise UnreadableError(str(error)) from error


def read_listing(fetched: Fetched) -> Listing | None:
    """Return the entries of a feed or a sitemap; None for any other page. Raises UnreadableError."""
    content = decompressed(fetched)
    head = content[:4096].replace(b"\0", b"")  # half of UTF-16 is zeros, and the tags are ASCII
    if is_sitemap(head):
        return read_sitemap(content, url=fetched.url)
    return read_feed(content, url=fetched.url) if is_feed(head) else None


def read_articles(fetched: Fetched, entry: Entry | None = None, *, publisher: str = "") -> tuple[Article, ...]:
    """Return the articles of a page. Metadata that the page lacks comes from the `entry` that linked to it. Raises
    UnreadableError."""
    content = decompressed(fetched)
    if not content.strip():
        raise UnreadableError("an empty page")
    name = _NAME_BY_TYPE.get(fetched.media_type, "page")
    kind = _FORMAT_BY_TYPE.get(fetched.media_type) or detect_format(content[:65_536], name)
    if kind in ("json", "lines", "xml"):
        raise UnreadableError("this page does not look like an article: to add it anyway, save it and ingest the file")
    if kind == "html":
        pages = read_pages(_decode_page(content, fetched.charset), address=fetched.url)
        articles = [page_to_article(page) for page in pages]
    else:
        articles = [
            one if one.url else replace(one, url=fetched.url, id=derive_article_id(url=fetched.url, text=one.text))
            for one in read_content(content, kind, fetched.url)
            if isinstance(one, Article)
        ]
    return tuple(_add_metadata(article, entry, publisher) if entry else article for article in articles)


def _decode_page(content: bytes, charset: str | None) -> str:
    """Decode a page; the server's encoding counts if the page declares none."""
    if charset and not _CHARSET.search(content[:4096]) and charset.lower() not in ("utf-8", "utf8"):
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(charset)
    return decode(content, html=True)


def _add_metadata(article: Article, entry: Entry, publisher: str) -> Article:
    return replace(
        article,
        title=article.title or entry.title,
        authors=article.authors or entry.authors,
        published=article.published or entry.published,
        updated=article.updated or (entry.updated if entry.updated != article.published else None),
        publisher=article.publisher or publisher or None,
    )
