"""What a person gives by its address, read once: a page, or the articles that a feed or a sitemap lists."""

from __future__ import annotations

from collections.abc import Iterator

from index.fetching.network import AddressRefused, FetchFailed
from index.fetching.sources.politeness import NotAllowed, PoliteFetcher
from index.fetching.sources.response import read_articles, read_listing, tell_kind, unpacked
from index.reading.content import article_of_entry
from index.reading.files import UnreadableError
from index.reading.formats.feed import Entry, Listing
from index.reading.urls import canonical_url
from index.types import Article, Rejected

MOST_ARTICLES = 1_000
"""Of one feed or sitemap in one run: at a second each a quarter of an hour."""
_MOST_LISTS = 200


def read_address(url: str, visitor: PoliteFetcher, *, most: int = MOST_ARTICLES) -> Iterator[Article | Rejected]:
    """The articles of an address; for what cannot be had or read, why."""
    try:
        fetched = visitor.visit(url, asked_for=True)
        content = unpacked(fetched)
        kind = tell_kind(content)
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
        yield from read_entry(found, visitor, publisher=first.title)
    if not seen:
        yield Rejected(url, "it lists no articles")


def read_entry(entry: Entry, visitor: PoliteFetcher, *, publisher: str) -> Iterator[Article | Rejected]:
    """The articles of one entry: those of its page, or without one what it carries itself."""
    try:
        if entry.link is None:
            yield article_of_entry(entry, publisher=publisher)
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
                waiting.append(read_list(address, visitor))
            except (NotAllowed, AddressRefused, FetchFailed, UnreadableError) as error:
                yield Rejected(address, str(error))


def read_list(url: str, visitor: PoliteFetcher) -> Listing:
    """Raises NotAllowed, Refused, FetchFailed or UnreadableError."""
    fetched = visitor.visit(url)
    content = unpacked(fetched)
    kind = tell_kind(content)
    if kind == "page":
        raise UnreadableError("neither a feed nor a sitemap")
    return read_listing(content, kind, url=fetched.url)
