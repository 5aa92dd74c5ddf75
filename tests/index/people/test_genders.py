"""Of which gender a person is, by titles and first names."""

from __future__ import annotations

import pytest

from index.people.genders import gender_of


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Ann Fox", "f"),
        ("Karl Venn", "m"),
        ("Shirin Quill", "f"),
        ("Florent Quill", "m"),
        ("Zoë Quill", "f"),
        ("René-Charles Quill", None),
        ("J. Florent Quill", "m"),
        ("Jean Quill", None),
        ("Taylor Quill", None),
        ("Quillon Fox", None),
    ],
)
def test_a_first_name_tells_it_where_nearly_all_who_bear_it_are_of_one(name: str, gender: str | None) -> None:
    assert gender_of(name.split()) == gender


def test_a_title_tells_it_before_the_name_does() -> None:
    assert gender_of(("Fox",), ("mr",)) == "m"
    assert gender_of(("Ann", "Fox"), ("mr",)) == "m"
    assert gender_of(("Fox",), ("president", "mrs")) == "f"
    assert gender_of(("Fox",), ("president",)) is None


def test_a_surname_alone_tells_nothing() -> None:
    assert gender_of(("Ann",)) is None
    assert gender_of(()) is None
