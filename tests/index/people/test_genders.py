"""Genders that titles and first names show."""

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
def test_a_first_name_shows_a_gender_if_nearly_all_bearers_share_it(name: str, gender: str | None) -> None:
    assert gender_of(name.split()) == gender


def test_a_title_takes_precedence_over_the_name() -> None:
    assert gender_of(("Fox",), ("mr",)) == "m"
    assert gender_of(("Ann", "Fox"), ("mr",)) == "m"
    assert gender_of(("Fox",), ("president", "mrs")) == "f"
    assert gender_of(("Fox",), ("president",)) is None


def test_a_single_name_shows_no_gender() -> None:
    assert gender_of(("Ann",)) is None
    assert gender_of(()) is None
