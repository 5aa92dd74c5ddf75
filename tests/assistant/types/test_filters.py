"""Filters from the command line and from batch rows."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.types import Filters, read_filters
from index.errors import UsageError
from index.types import Period


def test_days_are_parsed_and_none_means_no_filter() -> None:
    filters = read_filters(
        {"since": "2025-08-01", "as_of": "2025-08-17T09:00:00Z", "speaker": None, "publisher": "Kestrel Post"}
    )

    assert filters == Filters(since=date(2025, 8, 1), as_of=date(2025, 8, 17), publisher="Kestrel Post")


def test_articles_after_the_as_of_day_are_out_of_scope() -> None:
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
def test_an_invalid_filter_is_an_error(given: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        read_filters(given)
