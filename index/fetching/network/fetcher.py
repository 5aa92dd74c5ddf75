"""Fetch one address: check every redirect, and stay within the limits for bytes, redirects and seconds."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urljoin

import httpcore

from index.fetching.network.address_guard import AddressGuard, AddressRefused, Target
from index.fetching.network.connection import CheckedBackend, Deadline
from index.fetching.network.decompression import BadCompression, TooLarge, decompress

USER_AGENT = "onrecord (news reader for a newsroom's own index)"
_MAX_RETRY_AFTER = 7 * 86_400
_MAX_VALIDATOR = 1_000  # characters of an ETag or a date; a longer one is not sent back
MEDIA_TYPES = tuple(
    "text/html application/xhtml+xml text/plain text/markdown message/rfc822 application/pdf "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document application/rss+xml application/atom+xml "
    "application/rdf+xml application/xml text/xml application/gzip application/x-gzip".split()
)
_UNKNOWN_TYPES = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one fetch. `bytes` is for the content, compressed or not; `seconds` includes all redirects."""

    bytes: int = 10_000_000
    redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's response. `status` is 200 or 304; a 304 has no content. `moved_to` is the new address if every
    redirect was permanent."""

    url: str
    status: int
    content: bytes = b""
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None


class FetchFailed(Exception):
    """A fetch failed. `status` is the server's, if it sent one; `retry_after` is in seconds, if it asked to wait."""

    def __init__(self, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after

    @property
    def is_gone(self) -> bool:
        """Whether the server says that the page does not exist."""
        return self.status in (404, 410)


class Fetcher:
    """Fetches one address at a time, each over a new connection. Thread-safe."""

    def __init__(self, guard: AddressGuard | None = None, *, limits: Limits | None = None) -> None:
        self._guard = guard or AddressGuard()
        self._limits = limits or Limits()
        # At DEBUG, httpcore logs every header it sends and receives.
        logging.getLogger("httpcore").setLevel(logging.WARNING)

    def get(
        self, url: str, *, types: tuple[str, ...] = MEDIA_TYPES, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """Fetch an address; returns a 304 if it is unchanged since `etag` or `modified`. Raises AddressRefused or
        FetchFailed."""
        deadline = Deadline(self._limits.seconds)
        first = target = self._guard.parse(url)
        is_permanent = True
        for _ in range(self._limits.redirects + 1):
            # Validators go only to the site that gave them, not to another that it redirects to.
            is_same_host = target.host == first.host
            conditions = {"If-None-Match": etag, "If-Modified-Since": modified} if is_same_host else {}
            with self._request(target, conditions, deadline) as response:
                if response.status not in (301, 302, 303, 307, 308):
                    fetched = self._read(target, response, types)
                    return replace(fetched, moved_to=target.url if is_permanent and target != first else None)
                is_permanent &= response.status in (301, 308)
                target = self._follow(target, response)
        raise FetchFailed(f"more than {self._limits.redirects} redirects")

    def _follow(self, target: Target, response: httpcore.Response) -> Target:
        location = _headers(response).get("location", "")
        if not location:
            raise FetchFailed("a redirect without an address", status=response.status)
        following = self._guard.parse(urljoin(target.url, location))
        if (target.scheme, following.scheme) == ("https", "http"):
            raise AddressRefused(f"a redirect from https to http: {following.url[:100]!r}")
        return following

    @contextmanager
    def _request(
        self, target: Target, conditions: Mapping[str, str | None], deadline: Deadline
    ) -> Iterator[httpcore.Response]:
        headers: dict[bytes | str, bytes | str] = {
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            **{name: value for name, value in conditions.items() if value},
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
        etag, modified = _reusable(headers.get("etag")), _reusable(headers.get("last-modified"))
        fetched = Fetched(target.url, response.status, etag=etag, modified=modified)
        if response.status == 304:
            return fetched
        if response.status != 200:
            retry_after = _parse_retry_after(headers.get("retry-after"))
            raise FetchFailed(f"the server answered {response.status}", status=response.status, retry_after=retry_after)
        media_type, charset = _parse_content_type(headers.get("content-type", ""))
        if media_type not in (*types, *_UNKNOWN_TYPES):
            raise FetchFailed(f"not an article or a feed but {media_type[:60]!r}")
        content = self._read_content(response, headers)
        return replace(fetched, content=content, media_type=media_type, charset=charset)

    def _read_content(self, response: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        limit = self._limits.bytes
        length = headers.get("content-length", "")
        try:
            if length.isdigit() and len(length) < 20 and int(length) > limit:
                raise TooLarge
            return decompress(response.iter_stream(), headers.get("content-encoding", ""), limit=limit)
        except TooLarge as error:
            size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit:,} bytes"
            raise FetchFailed(f"larger than {size}") from error
        except BadCompression as error:
            raise FetchFailed(str(error)) from error


def _headers(response: httpcore.Response) -> dict[str, str]:
    """Return the first value of each header, by its name in lower case."""
    headers = reversed(response.headers)
    return {name.decode("ascii", "replace").lower(): value.decode("latin-1").strip() for name, value in headers}


def _reusable(validator: str | None) -> str | None:
    """Return a validator if it can be sent back unchanged."""
    return validator if validator and len(validator) <= _MAX_VALIDATOR and validator.isascii() else None


def _parse_content_type(header: str) -> tuple[str, str | None]:
    media_type, *parameters = (part.strip() for part in header.split(";"))
    charset = next((part.partition("=")[2] for part in parameters if part.lower().startswith("charset=")), "")
    return media_type.lower(), charset.strip("\"' ") or None


def _parse_retry_after(header: str | None) -> float | None:
    """Return how many seconds a server asks to wait, at most a week."""
    if not header:
        return None
    if header.isdigit() and len(header) < 10:
        return min(float(header), _MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _MAX_RETRY_AFTER)
