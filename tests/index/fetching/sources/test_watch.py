"""Watching sources that work, and sources that fail. All sites are invented."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import IndexLocked
from index.fetching.network import Limits
from index.fetching.sources.politeness import PoliteFetcher
from index.fetching.sources.state import SourceState, SourceStore, forget_seen_items
from index.fetching.sources.subscriptions import Source
from index.fetching.sources.watch import SourceStatus, Watch
from index.storage.catalog.staging import StagingOutcome
from index.types import Article
from tests.fakes.web import NOT_FOUND, Asked, FakeWeb, Reply, StoppedClock, fake_web, html, xml

HOUR = 3_600.0


def page(words: str, *, head: str = "") -> Reply:
    text = (
        f"<p>The ferry to {words} sails at nine from the old pier, its owners told the council of Brell on Monday.</p>"
    )
    return html(
        f"<!doctype html><title>Ferry to {words}</title>{head}<body><article>{text}{text[:-4]} Again.</p></article>"
    )


def feed(*items: str, title: str = "Brell Courier") -> str:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>"


def item(link: str, *, title: str = "Ferry", day: str = "Tue, 04 Mar 2025 09:00:00 +0200") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>"


@dataclass
class Desk:
    """A watch, the web it watches, and the articles that it stored."""

    web: FakeWeb
    clock: StoppedClock
    store: SourceStore
    kept: list[Article] = field(default_factory=list)
    before_keeping: Callable[[], object] = lambda: None

    def keep(self, articles: Sequence[Article]) -> Sequence[StagingOutcome]:
        self.before_keeping()
        known = {one.id for one in self.kept}
        self.kept += articles
        return ["updated" if one.id in known else "new" for one in articles]

    def watch(self, *paths: str, host: str = "courier.example", every: float = HOUR) -> list[SourceStatus]:
        """Run one round, with a fetcher that has no state from earlier rounds."""
        fetcher = PoliteFetcher(self.web.fetcher(limits=Limits(read_seconds=2, seconds=5)), self.clock)
        sources = [Source(self.web.url(host, path), every=every) for path in paths or ("/feed",)]
        return list(Watch(sources, self.store, fetcher, self.clock, self.keep).round())

    def later(self, seconds: float = HOUR + 60) -> None:
        self.clock.sleep(seconds)

    def state(self, path: str = "/feed") -> SourceState:
        state = self.store.source(self.web.url("courier.example", path))
        assert state is not None
        return state

    def serve(self, pages: dict[str, Reply]) -> None:
        self.web.serve("courier.example", pages)


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with fake_web() as web:
        yield web


@pytest.fixture
def context(web: FakeWeb, tmp_path: Path) -> Iterator[Desk]:
    clock = StoppedClock()
    web.clock = clock
    web.asked.clear()
    web.sites.clear()
    with SourceStore(tmp_path) as store:
        yield Desk(web, clock, store)


def test_listed_items_are_fetched_once(context: Desk) -> None:
    links = [context.web.url("courier.example", f"/{name}") for name in ("north", "south")]
    context.serve({"/feed": xml(feed(*map(item, links))), "/north": page("north"), "/south": page("south")})
    [first] = context.watch()
    assert first.summary == "2 new"
    assert context.web.paths() == ["/feed", "/north", "/south"]
    context.later()
    [second] = context.watch()
    assert second.summary == "nothing new"
    assert context.web.paths()[3:] == ["/feed"]


def test_an_unchanged_source_is_polled_with_its_validator(context: Desk) -> None:
    def site(asked: Asked) -> Reply:
        if asked.path == "/feed":
            fresh = asked.headers.get("if-none-match") != '"7"'
            return (
                xml(feed(item(context.web.url("courier.example", "/north"))), ETag='"7"') if fresh else Reply(b"", 304)
            )
        return page("north")

    context.web.sites["courier.example"] = site
    context.watch()
    context.later()
    [second] = context.watch()
    assert (second.unchanged, second.summary) == (True, "nothing new")
    assert context.web.asked[-1].headers["if-none-match"] == '"7"'
    assert context.state().gave == "nothing new"


def test_an_item_with_a_changed_entry_is_fetched_again_as_an_update(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    context.serve({"/feed": xml(feed(item(link))), "/north": page("north")})
    context.watch()
    context.serve({"/feed": xml(feed(item(link, title="Ferry late"))), "/north": page("the far north")})
    context.later()
    [status] = context.watch()
    assert status.summary == "1 updated"
    assert ["far north" in one.text for one in context.kept] == [False, True]


def test_the_feed_s_date_and_time_zone_are_used_if_the_page_has_none(context: Desk) -> None:
    context.serve({"/feed": xml(feed(item(context.web.url("courier.example", "/north")))), "/north": page("north")})
    context.watch()
    assert str(context.kept[0].published) == "2025-03-04 09:00:00+02:00"
    assert context.kept[0].publisher == "Brell Courier"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Reply(b"", 500), "the server answered 500"),
        (Reply(raw=lambda write: None), "no proper answer"),
        (xml("<rss><channel><item>&undefined;"), "neither a link nor"),
        (xml('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>'), "defines entities"),
        (xml("<rss>" + "<a>" * 5_000), "nested deeper"),
        (Reply(b"\x89PNG", headers={"Content-Type": "image/png"}), "not an article or a feed"),
        (Reply(b"", 302, {"Location": "http://127.0.0.1:8080/"}), "not public"),
    ],
)
def test_a_broken_source_gives_a_reason_and_does_not_stop_the_others(context: Desk, broken: Reply, reason: str) -> None:
    good = xml(feed(item(context.web.url("courier.example", "/north"))))
    context.serve({"/bad": broken, "/feed": good, "/north": page("north")})
    bad, fine = context.watch("/bad", "/feed")
    assert reason in bad.summary
    assert fine.summary == "1 new"


def test_a_failing_source_is_polled_less_and_less_often_until_it_works(context: Desk) -> None:
    context.serve({"/feed": Reply(b"", 500)})
    waits = []
    for _ in range(8):
        context.watch()
        waits.append((context.state().due - context.clock.now()) / HOUR)
        context.clock.sleep(context.state().due - context.clock.now() + 1)
    assert [round(one) for one in waits] == [1, 2, 4, 8, 16, 24, 24, 24]
    assert context.state().gave.startswith("failed 8 times")
    context.serve({"/feed": xml(feed())})
    context.watch()
    assert (context.state().failures, round((context.state().due - context.clock.now()) / HOUR)) == (0, 1)


def test_retry_after_of_a_source_is_respected(context: Desk) -> None:
    context.serve({"/feed": Reply(b"", 429, {"Retry-After": "36000"})})
    context.watch()
    assert context.state().due - context.clock.now() == pytest.approx(36_000, abs=5)


def test_a_moved_source_is_polled_at_its_new_address(context: Desk) -> None:
    new = xml(feed(item(context.web.url("courier.example", "/north"))))
    context.serve({"/feed": Reply(b"", 301, {"Location": "/new"}), "/new": new, "/north": page("north")})
    context.watch()
    context.later()
    context.watch()
    assert context.web.paths() == ["/feed", "/new", "/north", "/new"]


def test_a_source_that_is_gone_is_polled_once_a_week(context: Desk) -> None:
    context.serve({"/feed": Reply(b"", 410)})
    context.watch()
    assert context.state().gone
    assert context.state().due - context.clock.now() == pytest.approx(7 * 24 * HOUR, abs=5)


def test_a_failed_page_is_retried_and_not_lost(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    context.serve({"/feed": xml(feed(item(link))), "/north": Reply(b"", 503)})
    context.watch()
    assert context.kept == []
    context.serve({"/feed": xml(feed()), "/north": page("north")})  # no longer listed
    context.later()
    [status] = context.watch()
    assert status.summary == "1 new"


def test_a_page_without_an_article_is_left_out_with_its_reason(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    context.serve({"/feed": xml(feed(item(link))), "/north": html("<nav>Home</nav>")})
    [status] = context.watch()
    assert "1 left out (no article found in this page" in status.summary


def test_an_article_in_two_feeds_is_fetched_once(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    both = {"/feed": xml(feed(item(link))), "/other": xml(feed(item(f"{link}?utm_source=other", title="Other")))}
    context.serve({**both, "/north": page("north")})
    context.watch("/feed", "/other")
    assert context.web.paths().count("/north") == 1
    assert len(context.kept) == 1


def test_a_change_listed_by_two_feeds_is_fetched_once(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    before, after = xml(feed(item(link))), xml(feed(item(link, title="Ferry late")))
    context.serve({"/feed": before, "/other": before, "/north": page("north")})
    context.watch("/feed", "/other")
    context.serve({"/feed": after, "/other": before, "/north": page("the far north")})
    context.later()
    context.watch("/feed", "/other")
    assert context.web.paths().count("/north") == 2
    context.serve({"/feed": after, "/other": after, "/north": page("the far north")})
    context.later()
    context.watch("/feed", "/other")
    assert context.web.paths().count("/north") == 2, "the other feed lists the same change later"


def test_an_article_is_fetched_again_if_the_watch_was_killed_before_storing_it(context: Desk) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    link = context.web.url("courier.example", "/north")
    context.serve({"/feed": xml(feed(item(link))), "/north": page("north")})
    context.before_keeping = killed
    with pytest.raises(KeyboardInterrupt):
        context.watch()
    context.before_keeping = lambda: None
    context.watch()
    assert [one.title for one in context.kept] == ["Ferry to north"]


def test_a_locked_index_is_waited_for(context: Desk) -> None:
    waits = iter([IndexLocked("busy"), IndexLocked("busy")])

    def busy() -> None:
        for error in waits:
            raise error

    context.before_keeping = busy
    context.serve({"/feed": xml(feed(item(context.web.url("courier.example", "/north")))), "/north": page("north")})
    assert [one.summary for one in context.watch()] == ["1 new"]
    assert context.clock.slept >= 20


def test_robots_txt_is_followed_and_fetched_once(context: Desk) -> None:
    links = [context.web.url("courier.example", path) for path in ("/open", "/closed/1", "/closed/2")]
    robots = Reply(b"User-agent: *\nDisallow: /closed\nCrawl-delay: 5", headers={"Content-Type": "text/plain"})
    context.serve({"/robots.txt": robots, "/feed": xml(feed(*map(item, links))), "/open": page("open")})
    [status] = context.watch()
    assert status.summary == "1 new, 2 left out (its robots.txt does not allow programs to fetch it)"
    assert context.web.paths() == ["/feed", "/open"]
    assert [one.path for one in context.web.asked].count("/robots.txt") == 1


def test_two_requests_to_a_host_are_a_pause_apart(context: Desk) -> None:
    robots = Reply(b"User-agent: *\nCrawl-delay: 5", headers={"Content-Type": "text/plain"})
    links = [context.web.url("courier.example", f"/{number}") for number in range(4)]
    pages = {f"/{number}": page(f"pier {number}") for number in range(4)}
    context.serve({"/robots.txt": robots, "/feed": xml(feed(*map(item, links))), **pages})
    context.watch()
    moments = [one.at for one in context.web.asked if one.path != "/robots.txt"]
    assert all(after - before >= 5 for before, after in pairwise(moments))


def test_nothing_is_fetched_while_robots_txt_fails(context: Desk) -> None:
    context.serve({"/robots.txt": Reply(b"", 503), "/feed": xml(feed())})
    [status] = context.watch()
    assert "robots.txt cannot be read" in status.summary
    assert context.web.paths() == []


def test_a_sitemap_index_is_followed_to_its_articles(context: Desk) -> None:
    def sitemap(*rows: str, kind: str = "urlset", row: str = "url") -> Reply:
        body = "".join(f"<{row}><loc>{one}</loc><lastmod>2025-03-04T09:00:00Z</lastmod></{row}>" for one in rows)
        return xml(f"<{kind} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{body}</{kind}>")

    url = context.web.url
    index = sitemap(url("courier.example", "/march.xml"), kind="sitemapindex", row="sitemap")
    context.serve({"/feed": index, "/march.xml": sitemap(url("courier.example", "/north")), "/north": page("north")})
    context.watch()
    context.later()
    context.watch()
    assert context.web.paths() == ["/feed", "/march.xml", "/north", "/feed"]


def test_an_item_without_a_link_is_read_from_the_feed(context: Desk) -> None:
    words = "<p>The ferry to the north sails at nine from the old pier, its owners told the council of Brell.</p>"
    content = f"<content:encoded><![CDATA[{words}{words[:-4]} Again.</p>]]></content:encoded>"
    namespace = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    channel = f"<channel><title>Brell</title><item><title>Ferry</title>{content}</item></channel>"
    body = f"<rss version='2.0' {namespace}>{channel}</rss>"
    context.serve({"/feed": xml(body)})
    assert [one.summary for one in context.watch()] == ["1 new"]
    assert context.kept[0].title == "Ferry"


def test_a_forgotten_address_is_not_fetched_again(context: Desk) -> None:
    link = context.web.url("courier.example", "/north")
    context.store.forget([link])
    context.serve({"/feed": xml(feed(item(link))), "/north": page("north")})
    assert [one.summary for one in context.watch()] == ["nothing new"]
    assert context.web.paths() == ["/feed"]


def test_a_page_cannot_claim_an_address_on_another_site(context: Desk) -> None:
    head = "<link rel='canonical' href='https://kestrel.example/true-story'><meta property='og:url' content='https://kestrel.example/true-story'>"
    context.serve({"/feed": xml(feed(item(context.web.url("courier.example", "/x")))), "/x": page("north", head=head)})
    context.watch()
    assert context.kept[0].url == context.web.url("courier.example", "/x")


def test_after_a_restored_backup_listed_items_are_fetched_again(context: Desk, tmp_path: Path) -> None:
    link = context.web.url("courier.example", "/north")
    context.serve({"/feed": xml(feed(item(link)), ETag='"7"'), "/north": page("north")})
    context.watch()
    forget_seen_items(tmp_path)
    context.later()
    context.watch()
    assert context.web.paths() == ["/feed", "/north", "/feed", "/north"]


def test_only_the_owner_may_read_the_state_file(context: Desk, tmp_path: Path) -> None:
    assert (tmp_path / "sources.sqlite").stat().st_mode & 0o077 == 0


def test_a_source_that_answered_404_is_polled_again(context: Desk) -> None:
    context.serve({"/feed": NOT_FOUND})
    assert "answered 404" in context.watch()[0].summary
    context.serve({"/feed": xml(feed())})
    context.later()
    assert context.watch()[0].summary == "nothing new"


def test_a_long_watch_does_not_leak_memory(context: Desk) -> None:
    links = [context.web.url("courier.example", f"/{number}") for number in range(20)]
    context.serve({"/feed": xml(feed(*map(item, links))), **{f"/{n}": page(f"pier {n}") for n in range(20)}})
    fetcher = PoliteFetcher(context.web.fetcher(), context.clock)
    source = Source(context.web.url("courier.example", "/feed"), every=HOUR)
    watching = Watch([source], context.store, fetcher, context.clock, context.keep)

    def rounds(count: int) -> None:
        for _ in range(count):
            assert len(list(watching.round())) == 1
            context.later()
        context.web.asked.clear()

    rounds(10)
    gc.collect()
    tracemalloc.start()
    rounds(10)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    rounds(30)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000
