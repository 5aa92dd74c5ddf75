"""Matching names in a question to speakers. All people are invented, except for the famous spellings."""

from __future__ import annotations

import pytest

from assistant.types import Turn
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.people.name_merging import merge_spellings
from index.types import Speaker


def registry(*names: str) -> SpeakerMatcher:
    return SpeakerMatcher.of(merge_spellings((Speaker(name), 1) for name in names))


@pytest.mark.parametrize("asked", ["Zelensky", "Zelenskyy", "Zelenskiy", "Volodymyr Zelenskyj", "President Zelenskyy"])
def test_any_spelling_finds_the_one_speaker(asked: str) -> None:
    names = registry("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Ann Fox")

    assert names.resolve(asked).names == ("Volodymyr Zelenskyy",)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Hill", ("Bo Hill", "Bo Hill Jr.")),
        ("Bo Hill", ("Bo Hill",)),
        ("Bo Hill Jr.", ("Bo Hill Jr.",)),
        ("Bo Hill III", ()),
    ],
)
def test_father_and_son_are_told_apart_by_the_suffix(asked: str, names: tuple[str, ...]) -> None:
    assert registry("Bo Hill", "Bo Hill Jr.").resolve(asked).names == names


def test_a_suffix_may_be_omitted_if_the_name_is_unique() -> None:
    assert registry("Bo Hill Jr.").resolve("Bo Hill").names == ("Bo Hill Jr.",)
    assert registry("Bo Hill Jr.").resolve("Hill").names == ("Bo Hill Jr.",)


def test_an_exact_name_matches_nobody_else() -> None:
    names = registry("Gil H. Marrant", "Gil W. Marrant")

    assert names.resolve("Gil H. Marrant").names == ("Gil H. Marrant",)
    assert set(names.resolve("Gil Marrant").names) == {"Gil H. Marrant", "Gil W. Marrant"}


def test_a_surname_alone_matches_a_full_name_only_if_it_is_unique() -> None:
    assert registry("Marrant").resolve("Ilse Marrant").names == ("Marrant",)
    assert set(registry("Marrant", "Ilse Marrant").resolve("Ilse Marrant").names) == {"Marrant", "Ilse Marrant"}
    assert registry("Marrant", "Ilse Marrant", "Ada Marrant").resolve("Ilse Marrant").names == ("Ilse Marrant",)
    assert registry("Marrant", "Ilse Marrant", "Quill Marrant").resolve("Ilse Marrant").names == ("Ilse Marrant",)


def test_a_surname_alone_matches_if_gender_excludes_all_others() -> None:
    names = registry("Marrant", "Ilse Marrant", "Tom Marrant", "Karl Marrant")
    assert set(names.resolve("Ilse Marrant").names) == {"Marrant", "Ilse Marrant"}


@pytest.mark.parametrize("asked", ["and nina?", "And Nina?"])
def test_a_first_name_alone_in_a_follow_up_is_a_person_but_identifies_nobody(asked: str) -> None:
    before = Turn("What did Fox say about the dam?", None)
    query = understand(asked, registry=registry("Ann Fox", "Nina Holt"), history=[before])

    assert (query.speakers, query.topic) == ((), "the dam")
    assert [name.lower() for name in query.unknown_speakers] == ["nina"]


@pytest.mark.parametrize("asked", ["Republican Ann Fox", "former Democratic candidate Ann Fox", "Billionaire Fox"])
def test_a_description_before_a_name_is_not_part_of_it(asked: str) -> None:
    assert registry("Ann Fox", "Bo Hill").resolve(asked).names == ("Ann Fox",)


def test_a_party_is_part_of_an_organisations_name() -> None:
    parties = ("Democratic Harbour Committee", "Republican Harbour Committee")
    names = SpeakerMatcher.of(merge_spellings((Speaker(name, kind="organisation"), 1) for name in parties))

    assert names.resolve("Democratic Harbour Committee").names == ("Democratic Harbour Committee",)
    assert names.resolve("Green Harbour Committee").names == ()
