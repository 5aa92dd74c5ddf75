"""Failed calls are retried if that can help, after a growing wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.generation.model_errors import MAX_WAIT, RETRIES, wait_before_retry

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", [None, 408, 409, 425, 429, 500, 502, 503, 529])
def test_temporary_failures_are_retried_with_doubling_waits_up_to_a_limit(status: int | None) -> None:
    waits = [wait_before_retry(status, {}, attempts=attempts) for attempts in range(RETRIES + 1)]
    assert waits == [0.5, 1.0, None]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 418, 422])
def test_permanent_failures_are_not_retried(status: int) -> None:
    assert wait_before_retry(status, {}, attempts=0) is None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Fri, 27 Nov 2026 12:00:04 GMT"}, 4.0),
        ({"retry-after": "Fri, 27 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": ""}, 0.5),
        ({"retry-after": f"{MAX_WAIT + 1}"}, None),
        ({"retry-after": "Fri, 27 Nov 2026 13:00:00 GMT"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
    ],
)
def test_retry_after_is_followed_up_to_the_longest_wait(headers: dict[str, str], wait: float | None) -> None:
    assert wait_before_retry(429, headers, attempts=0, now=NOON) == wait


def test_x_should_retry_is_followed() -> None:
    assert wait_before_retry(500, {"x-should-retry": "false"}, attempts=0) is None
    assert wait_before_retry(400, {"x-should-retry": "true"}, attempts=0) == 0.5
    assert wait_before_retry(400, {"x-should-retry": "maybe"}, attempts=0) is None
