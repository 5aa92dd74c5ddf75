"""The clock, and the times at which failed sources and pages are tried again."""

from __future__ import annotations

import time
from typing import Protocol

from index.fetching.network import FetchFailed

DAY = 86_400.0
_FIRST_RETRY = 300.0
_MAX_FAILURES = 8
_MAX_GONE = 3  # a page may be listed a moment before it exists


class Clock(Protocol):
    """A clock that tests can replace, so that sixty days pass in a minute."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None: ...


class WallClock:
    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def next_poll_time(now: float, every: float, failures: int, error: Exception) -> float:
    """Return when to poll a source again that failed `failures` times before: at most a day later, unless it asks."""
    if isinstance(error, FetchFailed) and error.status == 410:
        return now + 7 * DAY
    return now + max(_retry_after(error), min(every * 2.0 ** min(failures, 20), max(DAY, every)))


def next_retry_time(now: float, failures: int, error: FetchFailed | None) -> float | None:
    """Return when to try a failed page again; None if it is given up."""
    if failures >= (_MAX_GONE if error is not None and error.is_gone else _MAX_FAILURES):
        return None
    return now + max(_retry_after(error), min(_FIRST_RETRY * 2.0**failures, DAY))


def _retry_after(error: Exception | None) -> float:
    return (isinstance(error, FetchFailed) and error.retry_after) or 0.0
