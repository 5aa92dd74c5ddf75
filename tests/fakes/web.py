"""A web of invented sites on one loopback port, which the guard is told to take for a public address.

Every name is looked up to that port; which site is meant the Host header says, as on a real server. A site may answer
as badly as its test wants it to.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from index.fetching.network import AddressGuard, Fetcher, Limits
from index.fetching.sources.politeness import Clock

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[Callable[[bytes], object]], object] | None = None
    """Writes the whole answer itself, in place of all else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in, and when."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


Site = Callable[[Asked], Reply]


def html(body: str, **headers: str) -> Reply:
    return Reply(body.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})


def xml(body: str, **headers: str) -> Reply:
    return Reply(body.encode(), headers={"Content-Type": "application/rss+xml", **headers})


NOT_FOUND = Reply(b"no", 404, {"Content-Type": "text/plain"})


class StoppedClock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self, now: float = 1_760_000_000.0) -> None:
        self._now = now
        self.slept = 0.0

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self._now += seconds
        self.slept += seconds


class FakeWeb:
    """The sites by their names, and everything that was asked of them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.sites: dict[str, Site] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self.keep_headers = True

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, host: str, pages: Mapping[str, Reply]) -> None:
        """A site of fixed pages."""
        self.sites[host] = lambda asked: pages.get(asked.path, NOT_FOUND)

    def guard(self, names: Mapping[str, str] | None = None, **options: object) -> AddressGuard:
        """Takes every name for this web, but those that are told to stand for another address."""

        def resolve(host: str, port: int) -> list[str]:
            return [(names or {}).get(host, LOOPBACK)]

        return AddressGuard(resolve=resolve, public_endpoints=[(LOOPBACK, self.port)], **options)  # type: ignore[arg-type]

    def fetcher(self, names: Mapping[str, str] | None = None, *, limits: Limits | None = None) -> Fetcher:
        return Fetcher(self.guard(names), limits=limits or Limits(read_seconds=5, seconds=10))

    def paths(self, host: str | None = None) -> list[str]:
        """What was asked for, without robots.txt."""
        return [one.path for one in self.asked if host in (None, one.host) and one.path != "/robots.txt"]


_NO_HEADERS: Mapping[str, str] = {}


def _lean(asked: Asked) -> Asked:
    """What the soak remembers of a request, of tens of thousands: it measures memory, and is in it."""
    return Asked(sys.intern(asked.host), sys.intern(asked.path), _NO_HEADERS, asked.at)


@contextmanager
def fake_web(clock: Clock | None = None) -> Iterator[FakeWeb]:
    web = FakeWeb(clock or StoppedClock())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(host, self.path, headers, web.clock.now())
            web.asked.append(asked if web.keep_headers else _lean(asked))
            site = web.sites.get(host)
            reply = site(asked) if site else NOT_FOUND
            self.close_connection = True
            try:
                if reply.raw:
                    reply.raw(self.wfile.write)
                    return
                self.send_response_only(reply.status)
                for name, value in {
                    "Content-Length": str(len(reply.body)),
                    "Connection": "close",
                    **reply.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                pass  # whoever asked has heard enough

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    server.daemon_threads = True
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
