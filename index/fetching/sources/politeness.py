"""Manners towards other people's servers: robots.txt is kept to, and nobody is asked again too soon."""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import urlsplit, urlunsplit

from index.fetching.network import AddressRefused, Fetched, Fetcher, FetchFailed
from index.fetching.network.fetcher import ANY_TEXT
from index.fetching.network.robots import ALL, NOTHING, Robots, read_robots
from index.fetching.sources.clock import Clock

PAUSE = 1.0
"""Seconds between two requests to one host, unless it asks for more."""
_ROBOTS_FOR = 86_400.0
_ROBOTS_TRY_AGAIN = 3_600.0
_MOST_HOSTS = 5_000
_ANYTHING = ("text/plain", "text/html", "text/robots", "application/octet-stream")


class NotAllowed(Exception):
    """The site's robots.txt asks programs to leave this alone; `for_now` where it cannot be had, and that is asked."""

    def __init__(self, reason: str, *, for_now: bool) -> None:
        super().__init__(reason)
        self.for_now = for_now


class PoliteFetcher:
    """Fetches for a program that comes again and again. One thread at a time."""

    def __init__(self, fetcher: Fetcher, clock: Clock, *, pause: float = PAUSE) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._pause = pause
        self._free_at: OrderedDict[str, float] = OrderedDict()
        self._robots: OrderedDict[str, tuple[Robots, float]] = OrderedDict()

    def free_at(self, url: str) -> float:
        """When the host of an address may be asked again."""
        return self._free_at.get(_host(url), 0.0)

    def visit(
        self, url: str, *, asked_for: bool = False, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """What is at an address. What a person `asked_for` by its address is fetched as their browser would.

        Raises NotAllowed, Refused or FetchFailed.
        """
        robots = ALL if asked_for else self._robots_of(url)
        if robots is NOTHING:
            raise NotAllowed("its robots.txt cannot be had, so nothing is fetched for now", for_now=True)
        if not robots.allow(url):
            raise NotAllowed("its robots.txt asks programs to leave it alone", for_now=False)
        return self._fetch(url, types=ANY_TEXT, etag=etag, modified=modified)

    def _fetch(self, url: str, *, types: tuple[str, ...], etag: str | None, modified: str | None) -> Fetched:
        host = _host(url)
        wait = self._free_at.get(host, 0.0) - self._clock.now()
        if wait > 0:
            self._clock.sleep(wait)
        try:
            return self._fetcher.get(url, types=types, etag=etag, modified=modified)
        except FetchFailed as error:
            if error.status in (429, 503) and error.retry_after:
                self._keep_free(host, error.retry_after)
            raise
        finally:
            self._keep_free(host, self._pause_for(url))

    def _keep_free(self, host: str, seconds: float) -> None:
        at = self._clock.now() + seconds
        self._free_at[host] = max(at, self._free_at.pop(host, 0.0))
        while len(self._free_at) > _MOST_HOSTS:
            self._free_at.popitem(last=False)

    def _pause_for(self, url: str) -> float:
        robots, _ = self._robots.get(_site(url), (ALL, 0.0))
        return max(self._pause, robots.delay)

    def _robots_of(self, url: str) -> Robots:
        site = _site(url)
        robots, until = self._robots.get(site, (ALL, 0.0))
        if until > self._clock.now():
            return robots
        robots, lasts = self._ask_for_robots(site)
        self._robots.pop(site, None)
        self._robots[site] = robots, self._clock.now() + lasts
        while len(self._robots) > _MOST_HOSTS:
            self._robots.popitem(last=False)
        return robots

    def _ask_for_robots(self, site: str) -> tuple[Robots, float]:
        """No file allows everything; a server that fails allows nothing until it answers (RFC 9309, 2.3.1)."""
        try:
            fetched = self._fetch(f"{site}/robots.txt", types=_ANYTHING, etag=None, modified=None)
        except FetchFailed as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return ALL, _ROBOTS_FOR
            return NOTHING, _ROBOTS_TRY_AGAIN
        except AddressRefused:
            return NOTHING, _ROBOTS_TRY_AGAIN
        if fetched.media_type == "text/html":
            return ALL, _ROBOTS_FOR  # a page that says "not found" with a 200
        return read_robots(fetched.content), _ROBOTS_FOR


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _site(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), "", "", ""))
