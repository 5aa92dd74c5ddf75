"""Countries and states in article text."""

from __future__ import annotations

import pytest

from assistant.retrieval.demonyms import countries_in, states_in


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("The Spanish government and Spain's own lawyers", {"Spain"}),
        ("South Sudan, but not its neighbour", {"South Sudan"}),
        ("U.S. officials met in the UK", {"United States", "United Kingdom"}),
        ("us and them, a polish for shoes, the chad of a ballot", set()),
        ("Indianapolis and Niagara", set()),
    ],
)
def test_a_country_is_found_by_name_or_demonym(text: str, countries: set[str]) -> None:
    assert countries_in(text) == countries


def test_the_longest_name_matches() -> None:
    assert states_in("West Virginia and New York voted; Kansas City did too") == {"West Virginia", "New York", "Kansas"}
