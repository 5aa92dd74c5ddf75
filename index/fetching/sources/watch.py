"""Sources watched: looked at when they are due, what they list fetched, and what was fetched handed on.

What is remembered of an item changes only after its article was kept: killed at any moment, a watch fetches a page
again, and loses none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.errors import IndexLocked
from index.fetching.memory import limit_heap, release_free_memory
from index.fetching.network import AddressRefused, FetchFailed
from index.fetching.sources.politeness import NotAllowed, PoliteFetcher
from index.fetching.sources.polling import PollResult, entry_of, poll, publisher_of, waiting_items
from index.fetching.sources.schedule import Clock, next_retry_time
from index.fetching.sources.state import Item, SourceState, SourceStore
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.url_reader import read_articles
from index.reading.content import entry_to_article
from index.reading.files import UnreadableError
from index.storage.catalog.staging import StagingOutcome
from index.types import Article

StoreArticles = Callable[[Sequence[Article]], Sequence[StagingOutcome]]
"""Keeps articles for good, and says what became of each. Raises IndexLocked where somebody else is writing."""

BATCH = 64
_PATIENCE, _PAUSE = 60, 10.0
"""So often, and every so many seconds, an index that somebody else writes to is tried again."""
_IDLE = 60.0
_DAY = 86_400.0
_UNLISTED_FOR = 180 * _DAY


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """What a source gave in a round. `problems` are reasons, each with how many pages had it."""

    source: Source
    listed: int = 0
    unchanged: bool = False
    outcomes: dict[StagingOutcome, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    failed: str | None = None

    @property
    def told(self) -> str:
        """In words, on one line."""
        if self.failed:
            return f"failed: {self.failed}"
        parts = [f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()) if count]
        parts += [f"{count} left out ({reason})" for reason, count in sorted(self.problems.items())]
        return ", ".join(parts) or ("nothing new" if self.unchanged else "nothing yet")


@dataclass(slots=True)
class _Tally:
    outcomes: Counter[StagingOutcome] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Got:
    """An item that was fetched, and how it is remembered once its articles are kept."""

    item: Item
    articles: tuple[Article, ...] = ()


class Watch:
    """A watch over some sources. `keep` is where articles go."""

    def __init__(
        self, sources: Sequence[Source], memory: SourceStore, visitor: PoliteFetcher, clock: Clock, keep: StoreArticles
    ) -> None:
        self._sources = tuple(sources)
        self._memory = memory
        self._visitor = visitor
        self._clock = clock
        self._keep = keep
        self._tidied_at = 0.0
        limit_heap()  # a watch runs for weeks

    def round(self, *, every_source: bool = False) -> Iterator[SourceStatus]:
        """Looks at the sources that are due (`every_source`: at all), fetches what waits, and tells what each gave."""
        looks = {
            one.url: poll(one, self._memory, self._visitor, self._clock) for one in self._due(every_source=every_source)
        }
        tallies: dict[str, _Tally] = {}
        self._fetch_waiting(tallies, interruptible=not every_source)
        for source in self._sources:
            if source.url in looks or source.url in tallies:
                yield self._status(source, looks.get(source.url), tallies.get(source.url, _Tally()))
        release_free_memory()
        if self._clock.now() >= self._tidied_at + _DAY:
            self._tidied_at = self._clock.now()
            with self._memory.transaction():
                self._memory.drop_unlisted(self._clock.now() - _UNLISTED_FOR)

    def forever(self) -> Iterator[SourceStatus]:
        """Round after round, until it is stopped."""
        while True:
            yield from self.round()
            self._clock.sleep(max(1.0, min(_IDLE, self._next_due() - self._clock.now())))

    def _due(self, *, every_source: bool = False) -> Iterable[Source]:
        for source in self._sources:
            state = self._memory.source(source.url)
            if every_source or state is None or state.due <= self._clock.now():
                yield source

    def _next_due(self) -> float:
        known = [self._memory.source(one.url) for one in self._sources]
        moments = [state.due if state else 0.0 for state in known]
        item = self._memory.next_due_item()
        return min(moments + ([item] if item is not None else []))

    def _fetch_waiting(self, tallies: dict[str, _Tally], *, interruptible: bool) -> None:
        """Batch by batch; where sources are due again meanwhile, those come first."""
        while True:
            got = [
                self._fetch(item, tallies)
                for item in waiting_items(self._memory, self._visitor, self._clock.now(), BATCH)
            ]
            if not got:
                return
            if not self._hand_on([one for one in got if one is not None], tallies):
                return
            if interruptible and any(self._due()):
                return

    def _fetch(self, item: Item, tallies: dict[str, _Tally]) -> _Got:
        """The articles of an item, or how its failure is remembered."""
        entry, publisher = entry_of(item), publisher_of(item)
        done = replace(item, state="done", failures=0, reason="")
        try:
            if entry.link is None:
                return _Got(done, (entry_to_article(entry, publisher=publisher),))
            fetched = self._visitor.visit(entry.link, etag=item.etag, modified=item.modified)
            if fetched.status == 304:
                return _Got(done)
            articles = read_articles(fetched, entry, publisher=publisher)
        except FetchFailed as error:
            return self._later(item, str(error), next_retry_time(self._clock.now(), item.failures + 1, error), tallies)
        except NotAllowed as error:
            due = next_retry_time(self._clock.now(), item.failures + 1, None) if error.for_now else None
            return self._later(item, str(error), due, tallies)
        except (AddressRefused, UnreadableError) as error:
            return self._later(item, str(error), None, tallies)
        kept = tuple(one for one in articles if one.url is None or not self._memory.is_forgotten(one.url))
        return _Got(replace(done, etag=fetched.etag, modified=fetched.modified), kept)

    def _later(self, item: Item, reason: str, due: float | None, tallies: dict[str, _Tally]) -> _Got:
        """Tried again later, or given up: then what the list itself carries has to do."""
        if due is not None:
            return _Got(replace(item, failures=item.failures + 1, due=due, reason=reason))
        entry = entry_of(item)
        if entry.html:
            try:
                article = entry_to_article(entry, publisher=publisher_of(item))
                return _Got(replace(item, state="done", reason=reason), (article,))
            except UnreadableError:
                pass
        tallies.setdefault(item.source, _Tally()).problems[reason] += 1
        return _Got(replace(item, state="given_up", failures=item.failures + 1, reason=reason))

    def _hand_on(self, got: Sequence[_Got], tallies: dict[str, _Tally]) -> bool:
        """Keeps the articles, then remembers their items. False where the index could not be had."""
        articles = [article for one in got for article in one.articles]
        outcomes = self._kept(articles)
        if outcomes is None:
            return False
        told = iter(outcomes)
        with self._memory.transaction():
            for one in got:
                tally = tallies.setdefault(one.item.source, _Tally())
                tally.outcomes.update(next(told) for _ in one.articles)
                self._memory.save_item(one.item)
        return True

    def _kept(self, articles: Sequence[Article]) -> Sequence[StagingOutcome] | None:
        if not articles:
            return ()
        for _ in range(_PATIENCE):
            try:
                return self._keep(articles)
            except IndexLocked:
                self._clock.sleep(_PAUSE)
        return None

    def _status(self, source: Source, looked: PollResult | None, tally: _Tally) -> SourceStatus:
        looked = looked or PollResult(source)
        status = SourceStatus(
            source,
            looked.listed,
            looked.unchanged,
            dict(tally.outcomes),
            dict(tally.problems),
            looked.failed,
        )
        state = self._memory.source(source.url) or SourceState(source.url, source.name, source.url)
        if not looked.failed:
            with self._memory.transaction():
                self._memory.keep_source(replace(state, gave=status.told))
        return status
