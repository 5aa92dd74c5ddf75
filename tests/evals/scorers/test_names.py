"""Whether two names can denote one person."""

from __future__ import annotations

import pytest

from evals.scorers.names import name_parts, names_jointly, same_person


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Sen. Ada Venn Jr. (R-Brell)", ["ada", "venn"]),
        ("former President Piet Rossing's", ["piet", "rossing"]),
        ("Ada Venn, the mayor", ["ada", "venn"]),
        ("the president", []),
        ("Piet O'Rossing-Hale", ["piet", "o'rossing-hale"]),
    ],
)
def test_titles_suffixes_and_what_follows_the_name_are_left_out(name: str, parts: list[str]) -> None:
    assert name_parts(name) == parts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Venn", "Mrs. Venn", True),
        ("Bill Venn", "William Venn", True),
        ("A. Venn", "Ada Venn", True),
        ("Ada Venn", "Piet Venn", False),
        ("Ada Venn", "Ada Rossing", False),
        ("Ada", "Ada Venn", False),
        ("", "Ada Venn", False),
        ("Venn", "Rossing", False),
    ],
)
def test_surnames_must_agree_and_first_names_not_contradict(one: str, other: str, *, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("source", "jointly"),
    [
        ("Mrs. Venn and Mr. Rossing", True),
        ("both Ada Venn and the mayor", True),
        ("advisers to Ada Venn and others", False),
        ("Ada Venn", False),
    ],
)
def test_one_of_several_speakers_is_a_speaker_and_whoever_is_only_mentioned_is_not(
    source: str, *, jointly: bool
) -> None:
    assert names_jointly(source, "Ada Venn") is jointly
