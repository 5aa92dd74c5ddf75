"""Filters from the command line and from batch rows."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.types import Filters, read_filters
from index.errors import UsageError
from index.types import Period


def test_days_are_read_and_what_is_not_given_does_not_narrow() -> None:
    filters = read_filters(
        {"since": "2025-08-01", "as_of": "2025-08-17T09:00:00Z", "speaker": None, "publisher": "Kestrel Post"}
    )

    assert filters == Filters(since=date(2025, 8, 1), as_of=date(2025, 8, 17), publisher="Kestrel Post")


def test_what_was_published_after_the_as_of_day_is_out_of_scope() -> None:
    assert Filters(as_of=date(2025, 8, 17)).scope.period == Period(until=date(2025, 8, 17))
    assert Filters(until=date(2025, 8, 1), as_of=date(2025, 8, 17)).scope.period == Period(until=date(2025, 8, 1))


@pytest.mark.parametrize(
    "given",
    [
        {"since": "last tuesday"},
        {"since": "2025-08-02", "until": "2025-08-01"},
        {"since": "2025-08-02", "as_of": "2025-08-01"},
        {"spaeker": "Rubio"},
    ],
)
def test_a_filter_that_cannot_be_used_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        read_filters(given)
