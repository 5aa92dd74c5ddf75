"""Poll one source: find the entries that are new or changed, and queue them to be fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.fetching.network import Fetched, FetchFailed
from index.fetching.sources.politeness import DAY, Clock, PoliteFetcher, next_poll_time
from index.fetching.sources.state import Item, SourceState, SourceStore
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.url_reader import FETCH_ERRORS, decompressed, fetch_listing, read_listing
from index.reading.cleaning.byline import parse_iso_date
from index.reading.formats.feed import Entry, Listing
from index.reading.identifiers import canonical_url, digest

_MAX_SITEMAPS = 50  # fetched in one poll; later polls fetch the rest


@dataclass(frozen=True, slots=True)
class PollResult:
    """The number of entries that a source lists, and whether none is new; `failed` is the reason of a failed poll."""

    listed: int = 0
    unchanged: bool = False
    failed: str | None = None


def poll(source: Source, store: SourceStore, fetcher: PoliteFetcher, clock: Clock) -> PollResult:
    """Fetch a source's listing and store its entries. Never raises for an error of the source."""
    state = store.source(source.url) or SourceState(source.url, source.name, source.url)
    # A permanent redirect may be a mistake: if the new address fails, every other poll uses the first one.
    address = state.address if state.failures % 2 == 0 else source.url
    etag, modified = (state.etag, state.modified) if address == state.address else (None, None)
    try:
        fetched = fetcher.get(address, etag=etag, modified=modified)
        listing = None if fetched.status == 304 else read_listing(fetched) or _page_listing(fetched)
    except FETCH_ERRORS as error:
        return _save_failure(source, state, error, store, clock)
    now = clock.now()
    state = replace(state, name=source.name, address=fetched.moved_to or address, failures=0, gone=False)
    state = replace(state, looked=now, due=now + source.every)
    if listing is None:
        with store.transaction():
            store.save_source(state)
        return PollResult(unchanged=True)
    entries = list(_all_entries(source, listing, store, fetcher))
    with store.transaction():
        queued = sum(_queue_entry(source, entry, listing.title, store, clock.now()) for entry in entries)
        store.save_source(replace(state, title=listing.title, etag=fetched.etag, modified=fetched.modified))
    return PollResult(len(entries), unchanged=queued == 0)


def _save_failure(source: Source, state: SourceState, error: Exception, store: SourceStore, clock: Clock) -> PollResult:
    times = f"{state.failures + 1} times" if state.failures else "once"
    due, gave = next_poll_time(clock.now(), source.every, state.failures, error), f"failed {times}: {error}"
    is_gone = isinstance(error, FetchFailed) and error.status == 410
    state = replace(state, name=source.name, gone=is_gone, looked=clock.now(), due=due, gave=gave)
    with store.transaction():
        store.save_source(replace(state, failures=state.failures + 1))
    return PollResult(failed=str(error))


def _page_listing(fetched: Fetched) -> Listing:
    """Return a page as its own only entry, with a digest of its content as the fingerprint."""
    return Listing(entries=(Entry(fetched.url, fingerprint=digest("page", decompressed(fetched).decode("latin-1"))),))


def _all_entries(source: Source, listing: Listing, store: SourceStore, fetcher: PoliteFetcher) -> Iterator[Entry]:
    """Yield the entries of a listing and of the sitemaps that it names, if those changed."""
    yield from listing.entries
    waiting, fetches_left = list(listing.sitemaps), _MAX_SITEMAPS
    while waiting and fetches_left:
        sitemap = waiting.pop(0)
        address = str(sitemap.link)
        if sitemap.updated is not None and store.fingerprint(source.url, address) == sitemap.fingerprint:
            continue
        fetches_left -= 1
        try:
            found = fetch_listing(address, fetcher)
        except FETCH_ERRORS:
            continue  # its fingerprint is not saved, so the next poll tries again
        store.save_fingerprint(source.url, address, sitemap.fingerprint, 2.0**40)
        yield from found.entries
        waiting += found.sitemaps


def _queue_entry(source: Source, entry: Entry, publisher: str, store: SourceStore, now: float) -> bool:
    """Queue an entry to be fetched if it is new or changed, and return whether it was queued."""
    address = canonical_url(entry.link) if entry.link else f"entry:{digest('entry', source.url, entry.title)}"
    before = store.fingerprint(source.url, address)
    if before == entry.fingerprint:
        # Once a day is enough, so that an unchanged list costs nothing.
        if now >= store.last_listed(source.url, address) + DAY:
            store.save_fingerprint(source.url, address, entry.fingerprint, now)
        return False
    store.save_fingerprint(source.url, address, entry.fingerprint, now)
    known = store.item(address)
    if store.is_forgotten(address) or (known is not None and _is_duplicate(entry, before, known)):
        return False
    row = {
        "title": entry.title,
        "published": entry.published and entry.published.isoformat(),
        "updated": entry.updated and entry.updated.isoformat(),
        "authors": list(entry.authors),
        "html": entry.html if len(entry.html) <= 500_000 else "",
        "fingerprint": entry.fingerprint,
        "publisher": publisher,
    }
    etag, modified = (known.etag, known.modified) if known else (None, None)
    stored = json.dumps(row, ensure_ascii=True)
    store.save_item(Item(address, source.url, entry.link or "", entry=stored, due=now, etag=etag, modified=modified))
    return True


def _is_duplicate(entry: Entry, before: str | None, known: Item) -> bool:
    """Return whether another source already listed this article, or the same change of it."""
    is_same = json.loads(known.entry).get("fingerprint") == entry.fingerprint
    return known.state != "given_up" and (before is None or is_same)


def stored_entry(item: Item) -> tuple[Entry, str]:
    """Return an item's entry and publisher as its source listed them."""
    row = json.loads(item.entry)
    published, updated = (parse_iso_date(row[name]) if row.get(name) else None for name in ("published", "updated"))
    authors = tuple(row.get("authors", ()))
    entry = Entry(item.url or None, row.get("title", ""), published, updated, authors, row.get("html", ""))
    return entry, str(row.get("publisher", ""))


def due_items(store: SourceStore, fetcher: PoliteFetcher, now: float, limit: int) -> Iterator[Item]:
    """Yield the items that are due; the next is always from the host that may be asked soonest."""
    waiting = list(store.due_items(now, limit))
    while waiting:
        item = min(waiting, key=lambda candidate: fetcher.free_at(candidate.url))
        waiting.remove(item)
        yield item
