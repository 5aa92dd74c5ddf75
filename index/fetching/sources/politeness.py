"""Manners towards other people's servers: robots.txt is kept to, and nobody is asked again too soon."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from index.fetching.network import AddressRefused, Fetched, Fetcher, FetchFailed
from index.fetching.network.fetcher import ANY_TEXT
from index.fetching.sources.schedule import Clock

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
        robots = ALLOW_ALL if asked_for else self._robots_of(url)
        if robots is ALLOW_NONE:
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
        robots, _ = self._robots.get(_site(url), (ALLOW_ALL, 0.0))
        return max(self._pause, robots.delay)

    def _robots_of(self, url: str) -> Robots:
        site = _site(url)
        robots, until = self._robots.get(site, (ALLOW_ALL, 0.0))
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
                return ALLOW_ALL, _ROBOTS_FOR
            return ALLOW_NONE, _ROBOTS_TRY_AGAIN
        except AddressRefused:
            return ALLOW_NONE, _ROBOTS_TRY_AGAIN
        if fetched.media_type == "text/html":
            return ALLOW_ALL, _ROBOTS_FOR  # a page that says "not found" with a 200
        return parse_robots(fetched.content), _ROBOTS_FOR


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _site(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), "", "", ""))


NAME = "onrecord"
_MOST_BYTES = 500_000
_MOST_RULES = 5_000
_LONGEST_DELAY = 300.0


@dataclass(frozen=True, slots=True)
class Rule:
    path: str
    allowed: bool

    def matches(self, path: str) -> bool:
        """Whether a path begins as the rule says; `*` is anything, `$` the end."""
        whole = self.path.endswith("$")
        first, *rest = self.path.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        for number, part in enumerate(rest, start=1):
            if whole and number == len(rest):
                return path.endswith(part) and len(path) - len(part) >= at
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not whole or at == len(path)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for us, and the seconds between two requests that the site asks for."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether an address of the site may be fetched; where two rules are as long, the one that allows it wins."""
        parts = urlsplit(url)
        path = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.matches(path)]
        return not matching or max(matching, key=lambda rule: (len(rule.path), rule.allowed)).allowed


ALLOW_ALL = Robots()
ALLOW_NONE = Robots((Rule("/", allowed=False),))
"""Of a site whose robots.txt cannot be had: its server failed, not the file."""


def parse_robots(content: bytes) -> Robots:
    """The group for us, else the one for everybody; several groups of one name are one."""
    groups: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    in_rules = False
    for line in content[:_MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            names = [*([] if in_rules else names), value.lower()]
            in_rules = False
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            _add(groups, names, value, allowed=key == "allow")
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", value):
            in_rules = True
            delays.update(dict.fromkeys(names, min(float(value), _LONGEST_DELAY)))
    name = next((one for one in (NAME, "*") if one in groups), None)
    return Robots(tuple(groups[name]), delays.get(name, 0.0)) if name else ALLOW_ALL


def _add(groups: dict[str, list[Rule]], names: list[str], path: str, *, allowed: bool) -> None:
    if path.startswith(("/", "*")):
        rule = Rule(_plain(path), allowed)
        for name in names:
            if len(groups[name]) < _MOST_RULES:
                groups[name].append(rule)


def _plain(path: str) -> str:
    """One spelling of percent-encoding."""
    return quote(unquote(path, errors="replace"), safe="/*$?&=:@!'()+,;~-._")
