"""One address fetched: every redirect checked anew, and never more bytes, hops or seconds than agreed."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urljoin

import httpcore

from index.fetching.network.address_guard import AddressGuard, AddressRefused, Target
from index.fetching.network.connection import CheckedBackend, Clock, Deadline
from index.fetching.network.decompression import BadCompression, TooLarge, unpack

AGENT = "onrecord (news reader for a newsroom's own index)"
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_LONGEST_WAIT = 7 * 86_400
_VALIDATOR = 1_000
"""Characters of an ETag or a date: what a server makes longer is not sent back to it."""
ARTICLES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "message/rfc822", "application/pdf")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
PACKED = ("application/gzip", "application/x-gzip")
ANY_TEXT = (*ARTICLES, WORD, *FEEDS, *PACKED)
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown")


@dataclass(frozen=True, slots=True)
class Limits:
    bytes: int = 10_000_000
    """Of one answer, unpacked; and as it came."""
    redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    seconds: float = 60.0
    """For all of it: redirects, headers and body."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave. `status` is 200 or 304; with 304 there is no content.

    `moved_to` is where it says that what was asked for is from now on, if every redirect said so.
    """

    url: str
    status: int
    content: bytes = b""
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None


class FetchFailed(Exception):
    """Why nothing came. `status` is the server's, if it gave one; `retry_after` how long it wants to be left alone."""

    def __init__(self, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after

    @property
    def gone(self) -> bool:
        """Nothing will come from there any more: the server says so."""
        return self.status in (404, 410)


class Fetcher:
    """Fetches addresses one at a time, each over a connection of its own. Any number of threads may use it."""

    def __init__(
        self, guard: AddressGuard | None = None, *, limits: Limits | None = None, clock: Clock = time.monotonic
    ) -> None:
        self._guard = guard or AddressGuard()
        self._limits = limits or Limits()
        self._clock = clock
        # It logs every header it sends and receives, at DEBUG; who turns that on for all asks for ours, not for theirs.
        logging.getLogger("httpcore").setLevel(logging.WARNING)

    def get(
        self,
        url: str,
        *,
        types: tuple[str, ...] = ANY_TEXT,
        etag: str | None = None,
        modified: str | None = None,
    ) -> Fetched:
        """What is at an address; unchanged since `etag` or `modified`, a 304. Raises Refused or FetchFailed."""
        deadline = Deadline(self._limits.seconds, self._clock)
        first = target = self._guard.target(url)
        permanent = True
        for _ in range(self._limits.redirects + 1):
            # What was kept of one address is no business of the server that it is redirected to, but for its own site.
            own = target.host == first.host
            conditions = _conditions(etag, modified) if own else {}
            with self._asked(target, conditions, deadline) as response:
                if response.status not in _REDIRECTS:
                    fetched = self._read(target, response, types)
                    return replace(fetched, moved_to=target.url if permanent and target != first else None)
                permanent &= response.status in _PERMANENT
                target = self._next(target, response)
        raise FetchFailed(f"more than {self._limits.redirects} redirects")

    def _next(self, target: Target, response: httpcore.Response) -> Target:
        place = _headers(response).get("location", "")
        if not place:
            raise FetchFailed("a redirect to nowhere", status=response.status)
        following = self._guard.target(urljoin(target.url, place))
        if (target.scheme, following.scheme) == ("https", "http"):
            raise AddressRefused(f"a redirect from https to http: {following.url[:100]!r}")
        return following

    @contextmanager
    def _asked(
        self, target: Target, conditions: Mapping[bytes | str, bytes | str], deadline: Deadline
    ) -> Iterator[httpcore.Response]:
        headers: dict[bytes | str, bytes | str] = {
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            **conditions,
        }
        limits = self._limits
        timeouts = {"connect": limits.connect_seconds, "read": limits.read_seconds, "write": limits.read_seconds}
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._ssl if target.scheme == "https" else None,
                    network_backend=CheckedBackend(self._guard, deadline),
                    max_connections=1,
                    max_keepalive_connections=0,
                ) as pool,
                pool.stream("GET", target.url, headers=headers, extensions={"timeout": timeouts}) as response,
            ):
                yield response
        except httpcore.TimeoutException as error:
            raise FetchFailed(f"no answer in time from {target.host!r}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed(f"no proper answer from {target.host!r} ({type(error).__name__})") from error
        except OSError as error:
            raise FetchFailed(f"{target.host!r} cannot be found or reached ({error.strerror or error})") from error

    @cached_property
    def _ssl(self) -> ssl.SSLContext:
        return httpcore.default_ssl_context()

    def _read(self, target: Target, response: httpcore.Response, types: tuple[str, ...]) -> Fetched:
        headers = _headers(response)
        told = Fetched(
            target.url,
            response.status,
            etag=_kept(headers.get("etag")),
            modified=_kept(headers.get("last-modified")),
        )
        if response.status == 304:
            return told
        if response.status != 200:
            raise FetchFailed(
                f"the server answered {response.status}",
                status=response.status,
                retry_after=_seconds(headers.get("retry-after")),
            )
        media_type, charset = _media(headers.get("content-type", ""))
        if media_type not in (*types, *_UNTOLD):
            raise FetchFailed(f"not an article or a feed but {media_type[:60]!r}")
        content = self._content(response, headers)
        return replace(told, content=content, media_type=media_type, charset=charset)

    def _content(self, response: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        limit = self._limits.bytes
        too_large = f"larger than {limit // 1_000_000} MB" if limit >= 1_000_000 else f"larger than {limit:,} bytes"
        length = headers.get("content-length", "")
        if length.isdigit() and len(length) < 20 and int(length) > limit:
            raise FetchFailed(too_large)
        try:
            return unpack(response.iter_stream(), headers.get("content-encoding", ""), limit=limit)
        except TooLarge as error:
            raise FetchFailed(too_large) from error
        except BadCompression as error:
            raise FetchFailed(str(error)) from error


def _headers(response: httpcore.Response) -> dict[str, str]:
    """By their names in lower case; of several with one name the first."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        found.setdefault(name.decode("ascii", "replace").lower(), value.decode("latin-1").strip())
    return found


def _conditions(etag: str | None, modified: str | None) -> dict[bytes | str, bytes | str]:
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in conditions.items() if value}


def _kept(validator: str | None) -> str | None:
    """A validator that can be sent back as it came."""
    return validator if validator and len(validator) <= _VALIDATOR and validator.isascii() else None


def _media(content_type: str) -> tuple[str, str | None]:
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    charset = next((one.partition("=")[2] for one in parameters if one.lower().startswith("charset=")), "")
    return media_type.lower(), charset.strip("\"' ") or None


def _seconds(retry_after: str | None) -> float | None:
    """How long a server wants to be left alone, a week at most."""
    if not retry_after:
        return None
    if retry_after.isdigit() and len(retry_after) < 10:
        return min(float(retry_after), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)
