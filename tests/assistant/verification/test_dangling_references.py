"""A sentence after a dropped one is corrected, left alone, or dropped."""

from __future__ import annotations

import pytest

from assistant.verification.replies.dangling_references import remove_dangling_references


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("But Brandt will stay [1].", "Brandt will stay [1]."),
        ("However, the council met [1].", "The council met [1]."),
        ("On the other hand, in Arlen it rained [1].", "In Arlen it rained [1]."),
        ("And, finally, Brandt also left Arlen [1].", "Brandt left Arlen [1]."),
        ("For her part, Brandt left Arlen [1].", "Brandt left Arlen [1]."),
        ("Second, the ferry stopped [1].", "The ferry stopped [1]."),
    ],
)
def test_connectives_are_removed(sentence: str, alone: str) -> None:
    assert remove_dangling_references(sentence) == alone


@pytest.mark.parametrize(
    "sentence",
    [
        "The council met [1].",
        "Second place went to Arlen [1].",
        "First Minister Ilse Brandt left [1].",
        "This week Brandt left Arlen [1].",
        "The mayor said he would stay [1].",
        "Ilse Brandt said she would stay [1].",
        "When Brandt arrived, she sat down [1].",
        "So many came that Brandt left [1].",
        "Meanwhile {S2}",
        "Later than planned, Brandt left [1].",
        "{S1}",
    ],
)
def test_a_sentence_that_stands_alone_is_unchanged(sentence: str) -> None:
    assert remove_dangling_references(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "He also said so [1].",
        "But he stayed [1].",
        "This was denied by Brandt [1].",
        "The latter stayed [1].",
        "Brandt wants the latter [1].",
        "Both stayed [1].",
        "Some of them left Arlen [1].",
        "When asked, she said the ferry stops [1].",
        "Asked about these, Brandt said no [1].",
        "Their mayor left [1].",
        "Brandt did so as well [1].",
        "As a result, they left [1].",
        "Brandt and Oduya left for Arlen and Brell, respectively [1].",
    ],
)
def test_a_sentence_that_refers_to_another_is_dropped(sentence: str) -> None:
    assert remove_dangling_references(sentence) is None
