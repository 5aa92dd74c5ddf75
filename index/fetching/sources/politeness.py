"""Fetch politely: follow robots.txt (RFC 9309), pause between two requests to a host, and retry failures ever later."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from index.fetching.network import AddressRefused, Fetched, Fetcher, FetchFailed
from index.fetching.network.fetcher import MEDIA_TYPES

PAUSE = 1.0  # seconds between two requests to a host, unless it asks for more
_MAX_HOSTS = 5_000
_ROBOTS_TYPES = ("text/plain", "text/html", "text/robots", "application/octet-stream")
DAY = 86_400.0
_MAX_GONE = 3  # a page may be listed a moment before it exists


class Clock(Protocol):
    """The time in seconds since 1970. Tests replace the clock, so that sixty days pass in a minute."""

    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class WallClock:
    now = staticmethod(time.time)
    sleep = staticmethod(time.sleep)


@dataclass(frozen=True, slots=True)
class Rule:
    path: str
    allowed: bool

    def matches(self, path: str) -> bool:
        """Return whether a path starts as the rule says; `*` matches anything, and `$` the end."""
        is_anchored = self.path.endswith("$")
        first, *rest = self.path.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        position = len(first)
        for number, part in enumerate(rest, start=1):
            if is_anchored and number == len(rest):
                return path.endswith(part) and len(path) - len(part) >= position
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return not is_anchored or position == len(path)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a robots.txt for this program, and the seconds between two requests that it asks for."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Return whether a URL of the site may be fetched: the longest rule decides, and of two equal ones `Allow`."""
        parts = urlsplit(url)
        path = _normalize_path(parts.path or "/") + (f"?{_normalize_path(parts.query)}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.matches(path)]
        return not matching or max(matching, key=lambda rule: (len(rule.path), rule.allowed)).allowed


ALLOW_ALL = Robots()
ALLOW_NONE = Robots((Rule("/", allowed=False),))  # for a site whose server fails to send its robots.txt


def parse_robots(content: bytes) -> Robots:
    """Return the rules for this program, else those for all. Groups with the same name are merged."""
    rules: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    in_rules = False
    for line in content[:500_000].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower() if colon else "", value.strip()
        if key == "user-agent":
            names = [*([] if in_rules else names), value.lower()]
            in_rules = False
            rules.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            if value.startswith(("/", "*")):
                rule = Rule(_normalize_path(value), key == "allow")
                for name in names:
                    rules[name] += [rule] if len(rules[name]) < 5_000 else []
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", value):
            in_rules = True
            delays.update(dict.fromkeys(names, min(float(value), 300.0)))
    group = next((name for name in ("onrecord", "*") if name in rules), None)
    return Robots(tuple(rules[group]), delays.get(group, 0.0)) if group else ALLOW_ALL


def _normalize_path(path: str) -> str:
    """Return a path with uniform percent-encoding."""
    return quote(unquote(path, errors="replace"), safe="/*$?&=:@!'()+,;~-._")


class NotAllowed(Exception):
    """The site's robots.txt forbids a fetch. `is_temporary` if the file could not be read."""

    def __init__(self, reason: str, *, is_temporary: bool) -> None:
        super().__init__(reason)
        self.is_temporary = is_temporary


class PoliteFetcher:
    """Fetches for a program that visits the same hosts repeatedly. Not thread-safe."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._free_at: OrderedDict[str, float] = OrderedDict()
        self._robots: OrderedDict[str, tuple[Robots, float]] = OrderedDict()

    def free_at(self, url: str) -> float:
        """Return the time at which the host of an address may be asked again."""
        return self._free_at.get(_host(url), 0.0)

    def get(
        self, url: str, *, is_user_request: bool = False, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """Fetch an address. robots.txt does not apply to an address that the user gave, as it does not to a browser.
        Raises NotAllowed, AddressRefused or FetchFailed."""
        robots = ALLOW_ALL if is_user_request else self._robots_of(url)
        if robots is ALLOW_NONE:
            raise NotAllowed("its robots.txt cannot be read, so nothing is fetched for now", is_temporary=True)
        if not robots.allow(url):
            raise NotAllowed("its robots.txt does not allow programs to fetch it", is_temporary=False)
        return self._fetch(url, types=MEDIA_TYPES, etag=etag, modified=modified)

    def _fetch(
        self, url: str, *, types: tuple[str, ...], etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        host = _host(url)
        wait = self._free_at.get(host, 0.0) - self._clock.now()
        if wait > 0:
            self._clock.sleep(wait)
        try:
            return self._fetcher.get(url, types=types, etag=etag, modified=modified)
        except FetchFailed as error:
            if error.status in (429, 503) and error.retry_after:
                self._pause_host(host, error.retry_after)
            raise
        finally:
            robots, _ = self._robots.get(_site(url), (ALLOW_ALL, 0.0))
            self._pause_host(host, max(PAUSE, robots.delay))

    def _pause_host(self, host: str, seconds: float) -> None:
        self._free_at[host] = max(self._clock.now() + seconds, self._free_at.pop(host, 0.0))
        while len(self._free_at) > _MAX_HOSTS:
            self._free_at.popitem(last=False)

    def _robots_of(self, url: str) -> Robots:
        site = _site(url)
        robots, expires = self._robots.get(site, (ALLOW_ALL, 0.0))
        if expires > self._clock.now():
            return robots
        robots = self._fetch_robots(site)
        self._robots.pop(site, None)
        self._robots[site] = robots, self._clock.now() + (3_600.0 if robots is ALLOW_NONE else DAY)
        while len(self._robots) > _MAX_HOSTS:
            self._robots.popitem(last=False)
        return robots

    def _fetch_robots(self, site: str) -> Robots:
        """Return a site's rules. A missing file allows all; a failing server allows nothing (RFC 9309, 2.3.1)."""
        try:
            fetched = self._fetch(f"{site}/robots.txt", types=_ROBOTS_TYPES)
        except FetchFailed as error:
            is_missing = error.status is not None and 400 <= error.status < 500 and error.status != 429
            return ALLOW_ALL if is_missing else ALLOW_NONE
        except AddressRefused:
            return ALLOW_NONE
        if fetched.media_type == "text/html":
            return ALLOW_ALL  # a page that says "not found" with status 200
        return parse_robots(fetched.content)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _site(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), "", "", ""))


def next_poll_time(now: float, every: float, failures: int, error: Exception) -> float:
    """Return when to poll a source again that failed `failures` times before: at most a day later, unless it asks."""
    if isinstance(error, FetchFailed) and error.status == 410:
        return now + 7 * DAY
    return now + max(_retry_after(error), min(every * 2.0 ** min(failures, 20), max(DAY, every)))


def next_retry_time(now: float, failures: int, error: FetchFailed | None) -> float | None:
    """Return when to try a failed page again; None if it is given up."""
    if failures >= (_MAX_GONE if error is not None and error.is_gone else 8):
        return None
    return now + max(_retry_after(error), min(300.0 * 2.0**failures, DAY))


def _retry_after(error: Exception | None) -> float:
    return (isinstance(error, FetchFailed) and error.retry_after) or 0.0
