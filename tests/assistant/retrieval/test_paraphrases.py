"""What somebody said answers a question that does not use its words, where it is near enough and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.retrieval.paraphrases import FEW, MIN_SIMILARITY, similarity_threshold

TEXT = """The sawmill at Tresk will be shut in May, its owner said.

“We buy the timber for more than we sell the planks,” Ada Fell told the council.

Fell denied that the machines had been neglected.

Jon Marl, the mayor, said that the roads to the valley would be repaired before the winter.

Marl declined to say what the town would pay."""


@pytest.fixture(scope="module")
def sawmill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("sawmill")
    file = folder / "articles.jsonl"
    row = {"id": "sawmill", "title": "Sawmill at Tresk to shut", "published": "2025-03-01", "text": TEXT}
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with open_assistant(index=str(folder / "index"), model="none") as assistant:
        assistant.ingest([file])
        yield assistant


def test_a_statement_on_the_topic_in_other_words_answers(sawmill: Assistant) -> None:
    answer = sawmill.ask("What did Ada Fell say about lumber prices?")
    assert answer.status == "answered"
    assert "We buy the timber" in answer.text
    assert {one.speaker for one in answer.statements} == {"Ada Fell"}


def test_one_on_something_else_does_not(sawmill: Assistant) -> None:
    assert sawmill.ask("What did Ada Fell say about football?").status == "no_evidence"


def test_what_the_article_has_the_words_of_is_not_looked_for_in_other_words(sawmill: Assistant) -> None:
    """The roads are the mayor's subject: what the owner says of something near to them is no answer."""
    assert sawmill.ask("What did Ada Fell say about repaired roads?").status == "no_evidence"


def test_what_is_presumed_or_quoted_needs_its_own_words(sawmill: Assistant) -> None:
    assert sawmill.ask("Why did Ada Fell say that lumber was dear?").status == "no_evidence"
    assert sawmill.ask('What did Ada Fell say about "lumber prices"?').status == "no_evidence"


def test_who_declined_to_speak_spoke_of_nothing_near(sawmill: Assistant) -> None:
    answer = sawmill.ask("What did Jon Marl say about expenditure?")
    assert all("pay" not in one.quote for one in answer.statements)


def test_of_many_statements_one_must_be_nearer() -> None:
    assert similarity_threshold(1) == similarity_threshold(FEW) == MIN_SIMILARITY
    assert similarity_threshold(100) > similarity_threshold(50) > MIN_SIMILARITY


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Fell hear from the council about lumber prices?",
        "What did Ada Fell herself say about lumber prices?",
        "What did Ada Fell and Jon Marl each say about lumber prices?",
        "Did Ada Fell complain about lumber prices?",
    ],
)
def test_who_is_asked_about_is_understood(sawmill: Assistant, question: str) -> None:
    query = sawmill.ask(question).receipt.query
    assert "Ada Fell" in query.speakers
    assert query.unknown_speakers == ()
    assert query.topic == "lumber prices"
