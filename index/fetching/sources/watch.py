"""Watch sources: poll those that are due, fetch the articles they list, and pass them on. An item's state changes only
after its article is stored. If a watch is killed, it fetches a page again, but loses none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from index.errors import IndexLocked
from index.fetching.memory import limit_heap, release_free_memory
from index.fetching.network import AddressRefused, FetchFailed
from index.fetching.sources.politeness import DAY, Clock, NotAllowed, PoliteFetcher, next_retry_time
from index.fetching.sources.polling import due_items, poll, stored_entry
from index.fetching.sources.state import Item, SourceState, SourceStore
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.url_reader import read_articles
from index.reading.content import entry_to_article
from index.reading.files import UnreadableError
from index.storage.catalog.staging import StagingOutcome
from index.types import Article

Ingest = Callable[[Sequence[Article]], Sequence[StagingOutcome]]
"""Stores articles and returns the outcome of each. Raises IndexLocked while another process is writing."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The result of a round for one source. `problems` counts the pages that were left out, by reason."""

    source: Source
    listed: int = 0
    unchanged: bool = False
    outcomes: Counter[StagingOutcome] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    failed: str | None = None

    @property
    def summary(self) -> str:
        """The status in words, on one line."""
        if self.failed:
            return f"failed: {self.failed}"
        parts = [f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()) if count]
        parts += [f"{count} left out ({reason})" for reason, count in sorted(self.problems.items())]
        return ", ".join(parts) or ("nothing new" if self.unchanged else "nothing yet")


@dataclass(frozen=True, slots=True)
class _Fetched:
    """An item's articles, its state once they are stored, and the reason if it is given up without any."""

    item: Item
    articles: Sequence[Article] = ()
    problem: str = ""


class Watch:
    """Watches some sources, and passes their articles to `ingest`."""

    def __init__(
        self, sources: Sequence[Source], store: SourceStore, fetcher: PoliteFetcher, clock: Clock, ingest: Ingest
    ) -> None:
        self._sources = {source.url: source for source in sources}
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._ingest = ingest
        self._cleaned_at = 0.0
        limit_heap()  # a watch runs for weeks

    def round(self, *, every_source: bool = False) -> Iterator[SourceStatus]:
        """Poll the sources that are due, or all of them, fetch the waiting items, and yield each source's status."""
        statuses: dict[str, SourceStatus] = {}
        for source in self._due_sources(every_source=every_source):
            result = poll(source, self._store, self._fetcher, self._clock)
            statuses[source.url] = SourceStatus(source, result.listed, result.unchanged, failed=result.failed)
        self._fetch_waiting(statuses, interruptible=not every_source)
        for url in self._sources:
            if url in statuses:
                self._save_status(statuses[url])
                yield statuses[url]
        release_free_memory()
        if self._clock.now() >= self._cleaned_at + DAY:
            self._cleaned_at = self._clock.now()
            with self._store.transaction():
                self._store.drop_unlisted(self._clock.now() - 180 * DAY)

    def forever(self) -> Iterator[SourceStatus]:
        """Yield round after round, until it is stopped."""
        while True:
            yield from self.round()
            self._clock.sleep(max(1.0, min(60.0, self._next_due() - self._clock.now())))

    def _due_sources(self, *, every_source: bool = False) -> Iterator[Source]:
        sources = self._sources.values()
        return (source for source in sources if every_source or self._due_time(source) <= self._clock.now())

    def _due_time(self, source: Source) -> float:
        state = self._store.source(source.url)
        return state.due if state else 0.0

    def _next_due(self) -> float:
        item = self._store.next_due_item()
        return min([*map(self._due_time, self._sources.values()), *([item] if item is not None else [])])

    def _fetch_waiting(self, statuses: dict[str, SourceStatus], *, interruptible: bool) -> None:
        """Fetch waiting items in batches, until a source is due again if `interruptible`."""
        while True:
            batch = [self._fetch(item) for item in due_items(self._store, self._fetcher, self._clock.now(), 64)]
            for fetched in batch:
                if fetched.problem:
                    self._status(fetched, statuses).problems[fetched.problem] += 1
            if not batch or not self._store_batch(batch, statuses):
                return
            if interruptible and any(self._due_sources()):
                return

    def _fetch(self, item: Item) -> _Fetched:
        """Fetch an item's articles, or decide how its failure is stored."""
        entry, publisher = stored_entry(item)
        done = replace(item, state="done", failures=0, reason="")
        try:
            if entry.link is None:
                return _Fetched(done, [entry_to_article(entry, publisher=publisher)])
            fetched = self._fetcher.get(entry.link, etag=item.etag, modified=item.modified)
            if fetched.status == 304:
                return _Fetched(done)
            found = read_articles(fetched, entry, publisher=publisher)
        except FetchFailed as error:
            return self._fail(item, str(error), next_retry_time(self._clock.now(), item.failures + 1, error))
        except NotAllowed as error:
            due = next_retry_time(self._clock.now(), item.failures + 1, None) if error.is_temporary else None
            return self._fail(item, str(error), due)
        except (AddressRefused, UnreadableError) as error:
            return self._fail(item, str(error), None)
        articles = [article for article in found if article.url is None or not self._store.is_forgotten(article.url)]
        return _Fetched(replace(done, etag=fetched.etag, modified=fetched.modified), articles)

    def _fail(self, item: Item, reason: str, due: float | None) -> _Fetched:
        """Retry an item at `due`. Without a time, use the text in the list if it has one, else give the item up."""
        if due is not None:
            return _Fetched(replace(item, failures=item.failures + 1, due=due, reason=reason))
        entry, publisher = stored_entry(item)
        if entry.html:
            with suppress(UnreadableError):
                article = entry_to_article(entry, publisher=publisher)
                return _Fetched(replace(item, state="done", reason=reason), [article])
        return _Fetched(replace(item, state="given_up", failures=item.failures + 1, reason=reason), problem=reason)

    def _store_batch(self, batch: Sequence[_Fetched], statuses: dict[str, SourceStatus]) -> bool:
        """Store the articles, then the state of their items. Returns False if the index stays locked for 10 minutes."""
        articles = [article for fetched in batch for article in fetched.articles]
        for _ in range(60):
            try:
                outcomes = iter(self._ingest(articles) if articles else ())
                break
            except IndexLocked:
                self._clock.sleep(10.0)
        else:
            return False
        with self._store.transaction():
            for fetched in batch:
                self._status(fetched, statuses).outcomes.update(next(outcomes) for _ in fetched.articles)
                self._store.save_item(fetched.item)
        return True

    def _status(self, fetched: _Fetched, statuses: dict[str, SourceStatus]) -> SourceStatus:
        url = fetched.item.source
        return statuses.setdefault(url, SourceStatus(self._sources.get(url) or Source(url)))

    def _save_status(self, status: SourceStatus) -> None:
        if not status.failed:
            source = status.source
            state = self._store.source(source.url) or SourceState(source.url, source.name, source.url)
            with self._store.transaction():
                self._store.save_source(replace(state, gave=status.summary))
