"""What a person gives by its address, read once: a page, or the articles that a feed or a sitemap lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from index.fetching.network import AddressRefused, Fetched, FetchFailed
from index.fetching.network.decompression import BadCompression, TooLarge, unpack_gzip
from index.fetching.sources.politeness import NotAllowed, PoliteFetcher
from index.reading.content import entry_to_article, page_to_article, read_content, read_pages
from index.reading.decoding import decode
from index.reading.files import UnreadableError
from index.reading.format_detection import Format, detect_format
from index.reading.formats.feed import Entry, Listing, is_feed, is_sitemap, read_feed, read_sitemap
from index.reading.identifiers import derive_article_id
from index.reading.urls import canonical_url
from index.types import Article, Rejected

MOST_ARTICLES = 1_000
"""Of one feed or sitemap in one run: at a second each a quarter of an hour."""
_MOST_LISTS = 200


def read_address(url: str, visitor: PoliteFetcher, *, most: int = MOST_ARTICLES) -> Iterator[Article | Rejected]:
    """The articles of an address; for what cannot be had or read, why."""
    try:
        fetched = visitor.visit(url, asked_for=True)
        content = decompressed(fetched)
        kind = detect_kind(content)
        if kind == "page":
            yield from read_articles(fetched)
            return
        listing = read_listing(content, kind, url=fetched.url)
    except (NotAllowed, AddressRefused, FetchFailed, UnreadableError) as error:
        yield Rejected(url, str(error))
        return
    yield from _read_listed(url, listing, visitor, most)


def _read_listed(url: str, first: Listing, visitor: PoliteFetcher, most: int) -> Iterator[Article | Rejected]:
    seen: set[str] = set()
    for found in _entries(first, visitor):
        if isinstance(found, Rejected):
            yield found
            continue
        key = canonical_url(found.link) if found.link else found.fingerprint
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > most:
            yield Rejected(url, f"only the first {most:,} of its articles were fetched: `onrecord watch` gets the rest")
            return
        yield from fetch_entry(found, visitor, publisher=first.title)
    if not seen:
        yield Rejected(url, "it lists no articles")


def fetch_entry(entry: Entry, visitor: PoliteFetcher, *, publisher: str) -> Iterator[Article | Rejected]:
    """The articles of one entry: those of its page, or without one what it carries itself."""
    try:
        if entry.link is None:
            yield entry_to_article(entry, publisher=publisher)
            return
        yield from read_articles(visitor.visit(entry.link), entry, publisher=publisher)
    except (NotAllowed, AddressRefused, FetchFailed, UnreadableError) as error:
        yield Rejected(entry.link or entry.title or "an entry without an address", str(error))


def _entries(first: Listing, visitor: PoliteFetcher) -> Iterator[Entry | Rejected]:
    """The entries of a list, and of those it names and they name, each list once."""
    waiting, seen = [first], set[str]()
    while waiting:
        listing = waiting.pop(0)
        yield from listing.entries
        for address in (str(one.link) for one in listing.more):
            if address in seen or len(seen) >= _MOST_LISTS:
                continue
            seen.add(address)
            try:
                waiting.append(fetch_listing(address, visitor))
            except (NotAllowed, AddressRefused, FetchFailed, UnreadableError) as error:
                yield Rejected(address, str(error))


def fetch_listing(url: str, visitor: PoliteFetcher) -> Listing:
    """Raises NotAllowed, Refused, FetchFailed or UnreadableError."""
    fetched = visitor.visit(url)
    content = decompressed(fetched)
    kind = detect_kind(content)
    if kind == "page":
        raise UnreadableError("neither a feed nor a sitemap")
    return read_listing(content, kind, url=fetched.url)


Kind = Literal["feed", "sitemap", "page"]

_MOST_UNPACKED = 10_000_000
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset", re.IGNORECASE)
_BY_TYPE: dict[str, Format] = {"application/pdf": "pdf", "message/rfc822": "mail"}


def decompressed(fetched: Fetched) -> bytes:
    """The content; of a packed sitemap what is in it. Raises UnreadableError."""
    if not fetched.content.startswith(_GZIP):
        return fetched.content
    try:
        return unpack_gzip([fetched.content], limit=_MOST_UNPACKED)
    except TooLarge as error:
        raise UnreadableError(f"larger than {_MOST_UNPACKED // 1_000_000} MB when unpacked") from error
    except BadCompression as error:
        raise UnreadableError(str(error)) from error


def detect_kind(content: bytes) -> Kind:
    head = content[:4096].replace(b"\0", b"")  # UTF-16 is half zeros, and its tags are ASCII
    if is_sitemap(head):
        return "sitemap"
    return "feed" if is_feed(head) else "page"


def read_listing(content: bytes, kind: Kind, *, url: str) -> Listing:
    """What a feed or a sitemap lists. Raises UnreadableError."""
    return read_sitemap(content, url=url) if kind == "sitemap" else read_feed(content, url=url)


def read_articles(fetched: Fetched, entry: Entry | None = None, *, publisher: str = "") -> tuple[Article, ...]:
    """The articles of a page, with what the `entry` that led there tells where the page is silent. Raises
    UnreadableError."""
    content = decompressed(fetched)
    if not content.strip():
        raise UnreadableError("an empty page")
    kind = _BY_TYPE.get(fetched.media_type) or detect_format(content[:65_536], _name(fetched))
    if kind == "html":
        found = tuple(map(page_to_article, read_pages(_text(content, fetched.charset), address=fetched.url)))
    elif kind in ("json", "lines", "xml"):
        raise UnreadableError("no page of an article: save it, and ingest the file")
    else:
        found = tuple(
            one if one.url else replace(one, url=fetched.url, id=derive_article_id(url=fetched.url, text=one.text))
            for one in read_content(content, kind, fetched.url)
            if isinstance(one, Article)
        )
    return tuple(_told_by(one, entry, publisher) for one in found)


def _text(content: bytes, charset: str | None) -> str:
    """What the server says of the encoding counts where the page says nothing."""
    if charset and not _CHARSET.search(content[:4096]) and charset.lower() not in ("utf-8", "utf8"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(content, html=True)


def _name(fetched: Fetched) -> str:
    """A name by which a format may be told: that of the type, where the server gave one that is plain."""
    return {"text/html": "page.html", "application/xhtml+xml": "page.html", "text/plain": "page.txt"}.get(
        fetched.media_type, "page"
    )


def _told_by(article: Article, entry: Entry | None, publisher: str) -> Article:
    if entry is None:
        return article
    return replace(
        article,
        title=article.title or entry.title,
        authors=article.authors or entry.authors,
        published=article.published or entry.published,
        updated=article.updated or (entry.updated if entry.updated != article.published else None),
        publisher=article.publisher or publisher or None,
    )
