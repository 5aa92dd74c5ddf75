"""Statements that answer a question without its words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.retrieval.paraphrases import FEW_STATEMENTS, MIN_SIMILARITY, similarity_threshold

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


def test_a_statement_on_another_topic_does_not_answer(sawmill: Assistant) -> None:
    assert sawmill.ask("What did Ada Fell say about football?").status == "no_evidence"


def test_no_paraphrase_comes_from_an_article_with_the_topics_own_words(sawmill: Assistant) -> None:
    """The mayor talks about roads, so the owner's similar statement is no paraphrase."""
    assert sawmill.ask("What did Ada Fell say about repaired roads?").status == "no_evidence"


def test_presumed_and_quoted_topics_have_no_paraphrases(sawmill: Assistant) -> None:
    assert sawmill.ask("Why did Ada Fell say that lumber was dear?").status == "no_evidence"
    assert sawmill.ask('What did Ada Fell say about "lumber prices"?').status == "no_evidence"


def test_a_refusal_is_no_paraphrase(sawmill: Assistant) -> None:
    answer = sawmill.ask("What did Jon Marl say about expenditure?")
    assert all("pay" not in one.quote for one in answer.statements)


def test_more_statements_raise_the_similarity_threshold() -> None:
    assert similarity_threshold(1) == similarity_threshold(FEW_STATEMENTS) == MIN_SIMILARITY
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
def test_the_speakers_of_paraphrase_questions_are_understood(sawmill: Assistant, question: str) -> None:
    query = sawmill.ask(question).receipt.query
    assert "Ada Fell" in query.speakers
    assert query.unknown_speakers == ()
    assert query.topic == "lumber prices"
