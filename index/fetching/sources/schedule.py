"""When to try again what failed: later each time, and at some point not any more."""

from __future__ import annotations

import time
from typing import Protocol

from index.fetching.network import FetchFailed

_DAY = 86_400.0
_WEEK = 7 * _DAY
_FIRST = 300.0
_MOST_FAILURES = 8
_MOST_GONE = 3
"""A page may be listed a moment before it is there."""


def next_poll_time(now: float, every: float, failures: int, error: Exception) -> float:
    """When a source that failed so often in a row is looked at again: a day later at most, or when its server says."""
    if isinstance(error, FetchFailed) and error.status == 410:
        return now + _WEEK
    wanted = error.retry_after if isinstance(error, FetchFailed) and error.retry_after else 0.0
    return now + max(wanted, min(every * 2.0 ** min(failures, 20), max(_DAY, every)))


def next_retry_time(now: float, failures: int, error: FetchFailed | None) -> float | None:
    """When a page that failed so often is tried again; None where it is given up."""
    most = _MOST_GONE if error is not None and error.gone else _MOST_FAILURES
    if failures >= most:
        return None
    wanted = error.retry_after if error is not None and error.retry_after else 0.0
    return now + max(wanted, min(_FIRST * 2.0**failures, _DAY))


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None: ...


class WallClock:
    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
