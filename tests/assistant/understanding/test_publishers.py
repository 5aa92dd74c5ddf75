"""The publisher that limits a question."""

from __future__ import annotations

import pytest

from assistant.understanding.publishers import PublisherMatcher

PUBLISHERS = PublisherMatcher(
    ["The Example Record", "Port Ellary Gazette", "Northern Ledger", "Southern Ledger", "Reuters", "Radio Brell"]
)


@pytest.mark.parametrize(
    ("question", "publisher"),
    [
        ("According to the Example Record, who spoke?", "The Example Record"),
        ("What did Ann Fox say in the Gazette?", "Port Ellary Gazette"),
        ("what did ann fox say in the port ellary gazette?", "Port Ellary Gazette"),
        ("What did Reuters report about the dam?", "Reuters"),
        ("What did Ann Fox say on Radio Brell?", "Radio Brell"),
        ("Who spoke of the dam, as reported by Reuters?", "Reuters"),
    ],
)
def test_a_publisher_matches_by_its_name_or_its_unique_last_word(question: str, publisher: str) -> None:
    named = PUBLISHERS.find(question)

    assert named is not None
    assert named.publisher == publisher


@pytest.mark.parametrize(
    "question",
    [
        "What did Ann Fox say for the record?",
        "What is in the record of the talks?",
        "What did Ann Fox say in the Ledger?",
        "What did Ann Fox tell the Gazette about the dam?",
        "What did the editor of Reuters say?",
        "According to the Gazette editor, who spoke?",
        "What did Ann Fox say in reuters?",
    ],
)
def test_a_common_word_a_shared_word_and_a_hearer_match_no_publisher(question: str) -> None:
    assert PUBLISHERS.find(question) is None


def test_an_index_without_publishers_matches_none() -> None:
    assert PublisherMatcher(["", " The "]).find("What did Reuters report?") is None
