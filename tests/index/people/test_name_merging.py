"""Merging the spellings of one name. Most people are invented; the famous spellings are real."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.people.name_merging import MergedSpeaker, merge_spellings
from index.people.registry import build_registry
from index.types import Speaker, SpeakerKind


def merged(*names: str, kind: SpeakerKind = "person") -> set[frozenset[str]]:
    return {frozenset(one.names) for one in merge_spellings((Speaker(name, kind), 1) for name in names)}


def separate(*names: str) -> set[frozenset[str]]:
    return {frozenset({name}) for name in names}


@pytest.mark.parametrize(
    "names",
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "Volodymyr Zelenskyi"),
        ("George H.W. Marrant", "George HW Marrant", "George H. W. Marrant"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("J.D. Vance", "JD Vance", "J. D. Vance"),
        ("Donald Trump", "Donald J. Trump", "Donald John Trump"),
        ("Mikhail Gorbachov", "Mihail Gorbachoff"),
        ("Sergei Holtov", "Sergey Holtov", "Sergei Holtoff"),
        ("Yulia Tymoshenko", "Yuliya Timoshenko"),
        ("Bashar al-Assad", "Bashar Assad", "Bashar al Assad"),
        ("Ursula von der Leyen", "Ursula Von der Leyen"),
        ("Jürgen Möller", "Jurgen Moller"),
        ("Lech Wałbor", "Lech Walbor"),
        ("Moon Jae-in", "Moon Jaein"),
        ("William “Bill” Holt", "William Holt"),
        ("ANN FOX", "Ann Fox"),
        ("Ann O'Dell", "Ann O’Dell"),
        ("Bo Hill Jr.", "Bo Hill, Jr", "Bo A. Hill Jr."),
    ],
)
def test_spellings_of_one_name_are_one_speaker(names: tuple[str, ...]) -> None:
    assert merged(*names) == {frozenset(names)}


@pytest.mark.parametrize(
    "names",
    [
        ("Ann Fox", "Bo Fox"),
        ("Ann Fox", "Fox"),
        ("Terry Jones", "Terri Jones"),
        ("Karen Zhang", "Karen Jang"),
        ("Lee Moore", "Lee More"),
        ("George Tolland", "George H. W. Tolland"),
        ("Ann Fox", "A. Fox"),
        ("Bo Hill", "Bo Hill Jr.", "Bo Hill III"),
        ("George H. Marrant", "George W. Marrant", "George Marrant"),
        ("John Alan Holt", "John Adam Holt", "John A. Holt"),
        ("George H.W. Marrant", "George W. Marrant", "George W.H. Marrant"),
        ("Rafe Holt", "Rafe Edward Holt"),
        ("Kim Jong Il", "Kim Jong Un"),
        ("Ann Lee", "Ann Li"),
        ("Ann Fox", "Anne Fox"),
        ("Robert Holt", "Bob Holt"),
        ("Jan van der Berg", "Jan Berg"),
        ("Peter Smith", "Peter Smyth"),
        ("Zelensky", "Zelenskyy"),
    ],
)
def test_names_that_may_be_two_people_stay_separate(names: tuple[str, ...]) -> None:
    assert merged(*names) == separate(*names)


def test_an_organisation_merges_with_its_spellings_and_never_with_a_person() -> None:
    assert merged("The Harbour Ministry", "Harbour Ministry", kind="organisation") == {
        frozenset({"The Harbour Ministry", "Harbour Ministry"})
    }
    assert merged("police", "Police", kind="organisation") == separate("police", "Police")
    both = merge_spellings([(Speaker("Ann Fox"), 1), (Speaker("Ann Fox", "organisation"), 1)])
    assert len(both) == 2


def test_unnamed_speakers_are_not_merged() -> None:
    assert merged("a Senior Official", "a senior official", kind="unnamed") == separate(
        "a Senior Official", "a senior official"
    )


def test_the_most_frequent_spelling_is_canonical_and_every_spelling_finds_it() -> None:
    known = merge_spellings([(Speaker("Oleh Marensky"), 3), (Speaker("Oleh Marenskyy"), 5), (Speaker("Ann Fox"), 1)])
    registry = build_registry(known)

    assert known[0] == MergedSpeaker("Oleh Marenskyy", "person", ("Oleh Marenskyy", "Oleh Marensky"))
    assert registry.canonical(Speaker("Oleh Marensky")) == Speaker("Oleh Marenskyy")
    assert registry.canonical(Speaker("Oleh Marensky", "organisation")) == Speaker("Oleh Marensky", "organisation")
    assert set(registry.spellings(["Oleh Marensky"])) == {"Oleh Marensky", "Oleh Marenskyy"}
    assert registry.spellings(["Ann Fox", "nobody"]) == ["Ann Fox", "nobody"]


PARTS = st.sampled_from(
    "Ann Bo B. Bill Fox Foxx Holt Holtov Holtow Jr. III al-Fox van Zelensky Zelenskyy Ålund - “Bo”".split()
)
SPEAKERS = st.builds(
    Speaker,
    st.lists(PARTS, min_size=1, max_size=4).map(" ".join),
    st.sampled_from(["person", "organisation", "unnamed"]),
)


@given(st.lists(st.tuples(SPEAKERS, st.integers(1, 9)), max_size=12), st.randoms(use_true_random=False))
def test_merging_is_an_order_independent_partition_within_each_kind(
    spellings: list[tuple[Speaker, int]], shuffler: random.Random
) -> None:
    speakers = merge_spellings(spellings)

    members = [(name, one.kind) for one in speakers for name in one.names]
    assert sorted(members) == sorted({(speaker.name, speaker.kind) for speaker, _ in spellings})
    shuffled = list(spellings)
    shuffler.shuffle(shuffled)
    assert merge_spellings(shuffled) == speakers


@pytest.mark.slow
def test_a_hundred_thousand_speakers_with_one_surname_merge_in_seconds() -> None:
    crowd = [(Speaker(f"John M{number} Holt"), 1) for number in range(100_000)]
    assert len(merge_spellings(crowd)) == 100_000
