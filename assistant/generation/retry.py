"""Whether a call that failed before any text came is worth another, and after how long: pure."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRIES = 2
LONGEST_WAIT = 10.0
"""Seconds. Somebody is waiting: a provider that wants more of them is answered with the extracted answer."""
FIRST_WAIT = 0.5
_PASSING = frozenset({408, 409, 425, 429})


def wait_before_retry(
    status: int | None, headers: Mapping[str, str], *, tried: int, retries: int = RETRIES, now: datetime | None = None
) -> float | None:
    """Seconds to wait; None where another call would not help. `status` is None where no connection came about.

    Retry-After is kept to, in seconds, milliseconds or as a date; else each wait is twice as long as the one before.
    """
    if tried >= retries or not _may_pass(status, headers.get("x-should-retry", "")):
        return None
    asked = _retry_after(headers, now or datetime.now(UTC))
    wait = FIRST_WAIT * 2**tried if asked is None else max(asked, 0.0)
    return wait if wait <= LONGEST_WAIT else None


def _may_pass(status: int | None, said: str) -> bool:
    if said in ("true", "false"):
        return said == "true"
    return status is None or status in _PASSING or status >= 500


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    for name, seconds in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with suppress(ValueError, KeyError):
            return float(headers[name]) * seconds
    with suppress(ValueError, KeyError):
        day = parsedate_to_datetime(headers["retry-after"])
        return ((day if day.tzinfo else day.replace(tzinfo=UTC)) - now).total_seconds()
    return None
