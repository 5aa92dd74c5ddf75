"""Sixty days of two hundred invented feeds, with everything that goes wrong with feeds, in a few minutes: `make soak`.

The clock is simulated, the server and the index are real. What the server served is written down, and the index has to
hold exactly that: nothing lost, nothing twice, every version that was seen and no other. Nobody is asked sooner than
politeness allows, and what is known is not asked for again.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from statistics import median

from index.fetching.memory import release_free_memory
from index.fetching.network import Fetcher, Limits
from index.fetching.sources.politeness import PAUSE, PoliteFetcher
from index.fetching.sources.state import SourceStore
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.watch import Ingest, Watch
from index.ingest.ingest import ingest
from index.ingest.stages import Stages
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.staging import StagingOutcome
from index.storage.vectors.chroma import FolderStores
from index.types import Article
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, split_paragraphs
from tests.fakes.web import Asked, FakeWeb, Reply, StoppedClock, fake_web, html

_DAY = 86_400.0
_ROUND = _DAY / 2
_EVERY = _ROUND - 1_800.0
"""A little less than a round, so that every source is due in each."""
_SETTLING = 4
"""Days without faults at the end, in which what was put off is caught up with."""
NEWS = (0, 0, 0, 0, 1)
"""How many stories a site writes on a day, one as likely as the other."""
_DAYS_COMPARED = 7
"""Whose memory is compared, at the beginning, half-way and at the end: a bomb that is being served is in it, too."""
_MOST_GROWN = 25
"""Megabytes from half-way to the end: 7 were measured, of which 2 are this world's own log, and 57 to 100 when the
watch kept what it had freed."""
_PATIENCE = 5.0
"""Seconds of real time: few sources time out, because that is waited for, and none that does not mean to."""
_FILLER = (
    "The council of {place} met on {day}, and the clerk read the minutes of the last meeting aloud to those who came."
)


@dataclass(slots=True)
class Story:
    """An invented article. `served` are the versions that went out whole, in their order; `told` is the newest that a
    list told of, and `fetched` what that was when the page went out last."""

    number: int
    path: str
    published: float
    version: int = 1
    updated: float = 0.0
    failures_left: int = 0
    served: list[int] = field(default_factory=list)
    told: int = 0
    fetched: int = 0
    in_vain: int = 0
    """So often it was fetched again though no list had told of anything new since."""

    def text(self, version: int) -> str:
        filler = _FILLER.format(place=f"Brell {self.number % 17}", day=f"day {self.number}")
        return (
            f"<p>Story {self.number} of the invented town of Brell began with a meeting of {self.number} minutes.</p>"
            f"<p>{filler}</p><p>“We saw {self.number * 7 + version} boats in version {version},” Ilse Marrant said.</p>"
        )


@dataclass(slots=True)
class Site:
    """A site with one feed. From `moved_on` its feed is elsewhere, from `gone_on` it is no more."""

    host: str
    random: random.Random
    moved_on: float | None = None
    gone_on: float | None = None
    stories: list[Story] = field(default_factory=list)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the soak found, and what is wrong; nothing is, where `faults` is empty."""

    stories: int
    versions: int
    requests: int
    faults_served: dict[str, int]
    memory_mb: tuple[float, float, float]
    """Of the whole process, the world and the open stores with it: in the first week, half-way, and in the last."""
    faults: tuple[str, ...]


class World:
    """The sites, and how they answer at each moment of the clock."""

    def __init__(
        self, feeds: int, days: int, clock: StoppedClock, web: FakeWeb, news: Sequence[int], timeouts: int
    ) -> None:
        self.clock, self.web = clock, web
        self.begin = clock.now()
        self.calm_from = self.begin + days * _DAY
        self.faults_served: Counter[str] = Counter()
        self.count, self.news, self.timeouts_left = 0, news, timeouts
        chance = random.Random(60)
        self.sites = [Site(f"site{number}.example", random.Random(number)) for number in range(feeds)]
        for site in self.sites:
            fate = chance.random()
            moment = self.begin + chance.uniform(0.2, 0.9) * days * _DAY
            if fate < 0.08:
                site.moved_on = moment
            elif fate < 0.14:
                site.gone_on = moment
            web.sites[site.host] = lambda asked, site=site: self.answer(site, asked)  # type: ignore[misc]

    def pass_a_day(self) -> None:
        """Stories are written and edited, and each site has the trouble of its day, or none."""
        now = self.clock.now()
        for site in self.sites:
            chance = site.random
            if now < self.calm_from:
                for _ in range(chance.choice(self.news)):
                    self.count += 1
                    failures = chance.choice((0, 0, 0, 0, 1, 2))
                    site.stories.append(Story(self.count, f"/story/{self.count}", now, failures_left=failures))
                for story in site.stories[-8:]:
                    if chance.random() < 0.08:
                        story.version, story.updated = story.version + 1, now
            troubles = ("", "", "", "", "", "500", "429", "broken", "bomb", "silence", "cut", "timeout")
            site.trouble = chance.choice(troubles) if now < self.calm_from else ""

    def answer(self, site: Site, asked: Asked) -> Reply:
        """What a site answers now."""
        if asked.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /private\n", headers={"Content-Type": "text/plain"})
        if asked.path.startswith("/story/"):
            return self._story(site, asked)
        if site.gone_on is not None and asked.at >= site.gone_on:
            return Reply(b"", 410)
        if site.moved_on is not None and asked.at >= site.moved_on and asked.path == "/feed":
            return Reply(b"", 301, {"Location": "/new/feed"})
        if site.trouble:
            self.faults_served[site.trouble] += 1
        return self._trouble(site) or self._feed(site, asked)

    def _trouble(self, site: Site) -> Reply | None:  # noqa: PLR0911  one answer for each trouble
        told = {"Content-Type": "application/rss+xml"}
        match site.trouble:
            case "500":
                return Reply(b"", 500)
            case "429":
                return Reply(b"", 429, {"Retry-After": "7200"})
            case "broken":
                return Reply(b"<html><body>We will be back soon</body></html>", headers={"Content-Type": "image/png"})
            case "bomb":
                return Reply(b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel>&a;</channel></rss>', headers=told)
            case "silence":
                return Reply(raw=lambda write: None)
            case "cut":
                return Reply(raw=lambda write: write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss><chan"))
            case "timeout" if self.timeouts_left:
                self.timeouts_left -= 1
                return Reply(raw=lambda write: time.sleep(_PATIENCE * 1.2))
        return None

    def _feed(self, site: Site, asked: Asked) -> Reply:
        listed = site.stories[-30:]
        etag = f'"{len(site.stories)}-{sum(one.version for one in listed)}"'
        if asked.headers.get("if-none-match") == etag:
            self.faults_served["304"] += 1
            return Reply(b"", 304, {"ETag": etag})
        items = [self._item(site, one) for one in reversed(listed)]
        told = list(listed)
        neighbour = self.sites[(self.sites.index(site) + 1) % len(self.sites)]
        if neighbour.stories and neighbour is not site and neighbour.gone_on is None:
            items.append(self._item(neighbour, neighbour.stories[0]))  # everybody carries that one
            told.append(neighbour.stories[0])
        for one in told:
            one.told = one.version
        items += items[:1]  # and some list an item twice
        channel = f"<channel><title>{site.host}</title>{''.join(items)}</channel>"
        body = f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>"
        if site.random.random() < 0.03:
            self.faults_served["malformed"] += 1
            body = body.replace("</channel>", "<unclosed>&nbsp;</channel>")
        return Reply(body.encode(), headers={"Content-Type": "application/rss+xml", "ETag": etag})

    def _item(self, site: Site, one: Story) -> str:
        day = format_datetime(datetime.fromtimestamp(one.updated or one.published, UTC))
        link = self.web.url(site.host, one.path)
        return (
            f"<item><title>Story {one.number}</title><link>{link}?utm_source=rss</link><pubDate>{day}</pubDate></item>"
        )

    def _story(self, site: Site, asked: Asked) -> Reply:
        number = int(asked.path.partition("?")[0].rpartition("/")[2])
        story = next(one for one in site.stories if one.number == number)
        if story.failures_left:
            story.failures_left -= 1
            self.faults_served["page 503"] += 1
            return Reply(b"", 503)
        story.in_vain += story.fetched == story.told
        story.fetched = story.told
        story.served.append(story.version)
        head = (
            f"<title>Story {number}</title><meta property='article:published_time' content='{_iso(story.published)}'>"
        )
        head += f"<meta property='article:modified_time' content='{_iso(story.updated)}'>" if story.updated else ""
        body = f"<body><article>{story.text(story.version)}</article></body>"
        return html(f"<!doctype html><html><head>{head}</head>{body}</html>")


def soak(
    feeds: int,
    days: int,
    folder: Path,
    *,
    keep: Ingest | None = None,
    news: Sequence[int] = NEWS,
    timeouts: int = 0,
) -> Verdict:
    """Watches the world for so many days and some to settle, then compares what is held with what was served."""
    clock = StoppedClock()
    with fake_web(clock) as web, SourceStore(_made(folder)) as memory:
        world, web.keep_headers = World(feeds, days, clock, web, news, timeouts), False
        sources = [Source(web.url(site.host, "/feed"), every=_EVERY) for site in world.sites]
        visitor = PoliteFetcher(Fetcher(web.guard(), limits=Limits(read_seconds=_PATIENCE, seconds=30)), clock)
        watching = Watch(sources, memory, visitor, clock, keep or keeper(folder))
        memory_by_day: list[float] = []
        for day in range(days + _SETTLING):
            world.pass_a_day()
            until = world.begin + (day + 1) * _DAY
            while clock.now() < until:
                for _ in watching.round():
                    pass
                clock.sleep(_ROUND - (clock.now() - world.begin) % _ROUND)
            memory_by_day.append(_resident())
        weeks = (
            memory_by_day[:_DAYS_COMPARED],
            memory_by_day[days // 2 :][:_DAYS_COMPARED],
            memory_by_day[-_DAYS_COMPARED:],
        )
        first, half_way, last = (median(one) for one in weeks)
        faults = (*_compare(world, folder, memory), *_manners(world, web, days + _SETTLING))
        stories = [one for site in world.sites for one in site.stories if one.told]
        versions = sum(len(set(one.served)) for one in stories)
        return Verdict(
            len(stories), versions, len(web.asked), dict(world.faults_served), (first, half_way, last), faults
        )


def _resident() -> float:
    """Megabytes of this process's own memory, without the files it has mapped and what it has freed."""
    gc.collect()
    release_free_memory()
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1_000
    return 0.0


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keeper(folder: Path) -> Ingest:
    """Keeps articles in a real index, read by simple rules."""
    stages = Stages(split_paragraphs, find_quotations, FakeEmbedder(), WordCounter())

    def keep(articles: Sequence[Article]) -> Sequence[StagingOutcome]:
        outcomes: list[StagingOutcome] = []
        ingest(
            folder,
            articles,
            stages=stages,
            rules={"passages": "fake-1"},
            stores=FolderStores(),
            progress=NoProgress(),
            on_outcome=outcomes.append,
        )
        return outcomes

    return keep


def _compare(world: World, folder: Path, memory: SourceStore) -> Iterator[str]:
    """What the index holds, beside what was served."""
    with closing(open_catalog(folder)) as catalog:
        snapshot = catalog.snapshot()
        rows = catalog.rows("SELECT id, url, title FROM articles WHERE died IS NULL", {})
        held: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            held[row["title"]].append(row["id"])
        for site in world.sites:
            for story in site.stories:
                if not story.told:
                    continue
                ids = held.pop(f"Story {story.number}", [])
                if len(ids) != 1:
                    yield f"story {story.number} of {site.host} is held {len(ids)} times (served {story.served})"
                    continue
                versions = [_version_in(one.text) for one in snapshot.versions(ids[0])]
                wanted = list(dict.fromkeys(story.served))
                if versions != wanted:
                    yield f"story {story.number} of {site.host} has versions {versions}, and {wanted} were served"
                if site.gone_on is None and (not versions or versions[-1] != story.version):
                    yield f"story {story.number} of {site.host} ends with {versions}, and was last {story.version}"
        for title in held:
            yield f"{title!r} was never listed"
    if left := memory._value("SELECT count(*) FROM items WHERE state = ?", "waiting"):
        yield f"{left} items still wait"


def _manners(world: World, web: FakeWeb, days: int) -> Iterator[str]:
    """Whether anybody was asked too soon or for too much."""
    last: dict[str, float] = {}
    polls: Counter[str] = Counter()
    for asked in web.asked:
        before = last.get(asked.host)
        if before is not None and asked.at - before < PAUSE - 1e-6 and not asked.path.startswith("/new/"):
            yield f"{asked.host} was asked for {asked.path} {asked.at - before:.2f} s after the request before"
        last[asked.host] = asked.at
        polls[asked.host] += asked.path == "/feed"
    for host, count in polls.items():
        if count > days * _DAY / _EVERY + 2:
            yield f"the feed of {host} was asked for {count} times in {days} days"
    for site in world.sites:
        for story in site.stories:
            if story.in_vain:
                yield f"story {story.number} of {site.host} was fetched again for nothing new: {story.served}"


def _version_in(text: str) -> int:
    return int(text.rpartition("in version ")[2].partition(",")[0])


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.soak", description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        verdict = soak(options.feeds, options.days, Path(folder) / "index", timeouts=4)
    print(f"{options.feeds} feeds, {options.days} days: {verdict.stories:,} stories in {verdict.versions:,} versions")
    print(f"{verdict.requests:,} requests; served: {verdict.faults_served}")
    first, half_way, last = verdict.memory_mb
    print(f"memory: {first:.0f} MB in the first week, {half_way:.0f} MB half-way, {last:.0f} MB in the last week")
    faults = [*verdict.faults, *([f"{last - half_way:.0f} MB grown"] if last - half_way > _MOST_GROWN else [])]
    for fault in faults[:20]:
        print(f"WRONG: {fault}")
    print(
        f"{'nothing lost, nothing twice' if not faults else f'{len(faults)} faults'}"
        f" ({time.perf_counter() - began:.0f} s)"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
