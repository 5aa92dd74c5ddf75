"""One look at one source: what it lists now that it did not list before, put where it waits to be fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.fetching.network import AddressRefused, Fetched, FetchFailed
from index.fetching.sources.politeness import NotAllowed, PoliteFetcher
from index.fetching.sources.schedule import Clock, next_poll_time
from index.fetching.sources.state import Item, SourceState, SourceStore
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.url_reader import decompressed, detect_kind, fetch_listing, read_listing
from index.reading.cleaning import parse_iso_date
from index.reading.files import UnreadableError
from index.reading.formats.feed import Entry, Listing
from index.reading.identifiers import digest
from index.reading.urls import canonical_url

_LONGEST_ENTRY = 500_000
_MOST_LISTS = 50
"""Sitemaps of one index in one look: the others come with the next ones."""
_REMEMBERED_AGAIN = 86_400.0


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a look at a source found. `failed` says why nothing could be seen."""

    source: Source
    listed: int = 0
    waiting: int = 0
    unchanged: bool = False
    failed: str | None = None


def poll(source: Source, memory: SourceStore, visitor: PoliteFetcher, clock: Clock) -> PollResult:
    """Looks at a source and remembers what it gave; never raises for what is wrong with it."""
    state = memory.source(source.url) or SourceState(source.url, source.name, source.url)
    # What it was moved to may have been a mistake: what fails there is looked for at the first address again.
    address = state.address if state.failures % 2 == 0 else source.url
    known = state if address == state.address else SourceState(source.url, source.name, source.url)
    try:
        fetched = visitor.visit(address, etag=known.etag, modified=known.modified)
        listing = None if fetched.status == 304 else _listing(fetched)
    except (NotAllowed, AddressRefused, FetchFailed, UnreadableError) as error:
        return _failed(source, state, error, memory, clock)
    state = replace(state, name=source.name, failures=0, gone=False, looked=clock.now(), due=clock.now() + source.every)
    if listing is None:
        with memory.transaction():
            memory.keep_source(replace(state, address=fetched.moved_to or address))
        return PollResult(source, unchanged=True)
    listing = _with_named(source, listing, memory, visitor)
    with memory.transaction():
        waiting = sum(_notice(source, entry, listing, memory, clock.now()) for entry in listing.entries)
        memory.keep_source(
            replace(
                state,
                address=fetched.moved_to or address,
                title=listing.title,
                etag=fetched.etag,
                modified=fetched.modified,
            )
        )
    return PollResult(source, len(listing.entries), waiting, unchanged=waiting == 0)


def entry_of(item: Item) -> Entry:
    """What the list said of an item."""
    told = json.loads(item.entry)
    published, updated = (parse_iso_date(told[name]) if told.get(name) else None for name in ("published", "updated"))
    link = item.url or None
    return Entry(link, told.get("title", ""), published, updated, tuple(told.get("authors", ())), told.get("html", ""))


def _failed(source: Source, state: SourceState, error: Exception, memory: SourceStore, clock: Clock) -> PollResult:
    gone = isinstance(error, FetchFailed) and error.status == 410
    due = next_poll_time(clock.now(), source.every, state.failures, error)
    times = f"{state.failures + 1} times" if state.failures else "once"
    with memory.transaction():
        memory.keep_source(
            replace(
                state,
                name=source.name,
                failures=state.failures + 1,
                gone=gone,
                looked=clock.now(),
                due=due,
                gave=f"failed {times}: {error}",
            )
        )
    return PollResult(source, failed=str(error))


def _listing(fetched: Fetched) -> Listing:
    """What a source lists; a page lists itself, and its content tells whether it changed."""
    content = decompressed(fetched)
    kind = detect_kind(content)
    if kind != "page":
        return read_listing(content, kind, url=fetched.url)
    return Listing(entries=(Entry(fetched.url, fingerprint=digest("page", content.decode("latin-1"))),))


def _with_named(source: Source, listing: Listing, memory: SourceStore, visitor: PoliteFetcher) -> Listing:
    """A list with the entries of the lists that it names, as far as they changed."""
    entries, waiting, left = list(listing.entries), list(listing.more), _MOST_LISTS
    while waiting and left:
        named = waiting.pop(0)
        address = str(named.link)
        told = named.updated is not None and memory.fingerprint(source.url, address) == named.fingerprint
        if told:
            continue
        left -= 1
        try:
            more = fetch_listing(address, visitor)
        except (NotAllowed, AddressRefused, FetchFailed, UnreadableError):
            continue  # its fingerprint is not kept: the next look tries again
        memory.keep_seen(source.url, address, named.fingerprint, 2.0**40)
        entries += more.entries
        waiting += more.more
    return Listing(listing.title, tuple(entries))


def _notice(source: Source, entry: Entry, listing: Listing, memory: SourceStore, now: float) -> bool:
    """Whether an entry is another than before, and waits to be fetched from now on."""
    address = canonical_url(entry.link) if entry.link else f"entry:{digest('entry', source.url, entry.title)}"
    before = memory.fingerprint(source.url, address)
    if before == entry.fingerprint:
        _remember_listed(source, address, entry, memory, now)
        return False
    memory.keep_seen(source.url, address, entry.fingerprint, now)
    known = memory.item(address)
    if memory.is_forgotten(address) or (known is not None and _is_met_again(entry, before, known)):
        return False
    html = entry.html if len(entry.html) <= _LONGEST_ENTRY else ""
    told = {
        "title": entry.title,
        "published": entry.published and entry.published.isoformat(),
        "updated": entry.updated and entry.updated.isoformat(),
        "authors": list(entry.authors),
        "html": html,
        "fingerprint": entry.fingerprint,
        "publisher": listing.title,
    }
    memory.save_item(
        Item(
            address,
            source.url,
            entry.link or "",
            entry=json.dumps(told, ensure_ascii=True),
            due=now,
            etag=known.etag if known else None,
            modified=known.modified if known else None,
        )
    )
    return True


def _is_met_again(entry: Entry, before: str | None, known: Item) -> bool:
    """Whether another source listed an article already, or the same change of it: then it is not fetched again."""
    same = json.loads(known.entry).get("fingerprint") == entry.fingerprint
    return known.state != "given_up" and (before is None or same)


def _remember_listed(source: Source, address: str, entry: Entry, memory: SourceStore, now: float) -> None:
    """Once a day, so that a list that says nothing new costs nothing."""
    if now >= memory.last_listed(source.url, address) + _REMEMBERED_AGAIN:
        memory.keep_seen(source.url, address, entry.fingerprint, now)


def publisher_of(item: Item) -> str:
    return str(json.loads(item.entry).get("publisher", ""))


def waiting_items(memory: SourceStore, visitor: PoliteFetcher, now: float, most: int) -> Iterator[Item]:
    """Items whose time has come; next always one whose host may be asked soonest."""
    left = list(memory.due_items(now, most))
    while left:
        item = min(left, key=lambda one: visitor.free_at(one.url))
        left.remove(item)
        yield item
