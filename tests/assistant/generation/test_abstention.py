"""A model that says the articles hold no answer, or only a part of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.types import Answer, Answered, TextDelta
from tests.fakes.openai_server import FakeOpenAI, Reply

DEPTH = "How deep is the dam at Brell?"
MARRANT = "What did Marrant say about the dam?"
BUILT = "The dam at Brell was built in 1931 [3]."


@pytest.fixture(params=["model", "rules"])
def assistant(request: pytest.FixtureRequest, server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    """The answers are the same whoever checks, because these sentences stand in the article or are not shown."""
    with open_assistant(index=index, model="gpt-test", verifier=request.param) as opened:
        yield opened


def assert_no_record(answer: Answer) -> None:
    assert answer.status == "no_evidence"
    assert answer.text.startswith("No record")
    assert (answer.receipt.composer, answer.receipt.degraded) == ("gpt-test", None)


@pytest.mark.parametrize(
    "reply",
    [
        "NO ANSWER",
        "NO ANSWER.",
        "**NO ANSWER**",
        "NO ANSWER\n",
        "NO ANSWER\nUNANSWERED: how deep the dam is",
        "UNANSWERED: how deep the dam is",
        "The articles do not say how deep the dam is.",
        "The articles do not say how deep the dam at Brell is [3].",
        "The provided articles don't mention the depth of the dam.",
        "There is no information about the depth of the dam in the articles.",
        "None of the articles says how deep it is.",
    ],
)
@pytest.mark.parametrize("question", [DEPTH, "When was the dam at Brell built?", MARRANT])
def test_an_abstention_is_no_record_and_never_an_extraction(
    assistant: Assistant, server: FakeOpenAI, reply: str, question: str
) -> None:
    server.enqueue(reply)
    answer = assistant.ask(question)
    assert_no_record(answer)
    assert (answer.statements, answer.unanswered) == ((), None)
    assert answer.nearest or answer.related
    assert "1931" not in answer.text
    assert len(server.requests) == 1


def test_the_nearest_passages_are_filled(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("NO ANSWER")
    assert "The dam at Brell was built in 1931." in [one.quote for one in assistant.ask(DEPTH).nearest]


@pytest.mark.parametrize("separator", ["\n", " ", "\n\n"])
def test_sentences_after_an_abstention_tell_what_is_known(
    assistant: Assistant, server: FakeOpenAI, separator: str
) -> None:
    server.enqueue(f"NO ANSWER{separator}{BUILT} The dam is 40 metres deep [3].")
    events = list(assistant.stream(DEPTH))
    assert isinstance(events[-1], Answered)
    answer = events[-1].answer
    assert_no_record(answer)
    assert answer.text.endswith("\n\nThe dam at Brell was built in 1931 [1].")
    assert "40" not in answer.text
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    assert all("1931" not in near.quote for near in answer.nearest)


def test_an_abstention_that_breaks_off_is_reported(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(["NO ANSWER\n", "The dam is"], cut=True))
    answer = assistant.ask(DEPTH)
    assert answer.status == "no_evidence"
    assert answer.receipt.degraded


TWO_PARTS = "When was the dam at Brell built, and who drew the plans?"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("UNANSWERED: who drew the plans", "who drew the plans"),
        ("UNANSWERED: who drew the plans?", "who drew the plans"),
        ("UNANSWERED: who drew the plans [3]", "who drew the plans"),
        ("**UNANSWERED:** who drew the plans", "who drew the plans"),
        ("The articles do not say who drew the plans.", "who drew the plans"),
        ("UNANSWERED: who stole the plans", "a part of the question"),
        ("UNANSWERED: whether Tomas Oduya drew the plans", "a part of the question"),
        ("UNANSWERED:", "a part of the question"),
    ],
)
def test_an_unanswered_part_is_named_in_the_questions_own_words_only(
    assistant: Assistant, server: FakeOpenAI, line: str, part: str
) -> None:
    server.enqueue(f"{BUILT}\n{line}")
    answer = assistant.ask(TWO_PARTS)
    assert (answer.status, answer.text) == ("answered", "The dam at Brell was built in 1931 [1].")
    assert answer.unanswered == part
    assert answer.receipt.dropped == ()


def test_a_complete_answer_leaves_nothing_unanswered(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(BUILT)
    assert assistant.ask("When was the dam at Brell built?").unanswered is None


WRONG_SPEAKER = "What did Oduya say about the winter?"


@pytest.mark.parametrize(
    "reply",
    [
        "Ilse Marrant said {S1}.",
        "Ilse Marrant said that the dam would hold through the winter [1].",
        "Tomas Oduya said {S1}.",
        "Tomas Oduya said that the dam would hold through the winter [1].",
        "“The dam will hold through the winter” [1].",
        "NO ANSWER",
        "NO ANSWER\nIlse Marrant said {S1}.",
    ],
)
def test_somebody_elses_words_do_not_answer_for_the_person_asked_about(
    assistant: Assistant, server: FakeOpenAI, reply: str
) -> None:
    server.enqueue(reply, "A: yes\nB: yes")
    answer = assistant.ask(WRONG_SPEAKER)
    assert answer.status == "no_evidence"
    assert answer.text.startswith("No record")
    assert answer.said_by == ("Ilse Marrant",)
    assert "Tomas Oduya" not in {shown.speaker for shown in answer.statements}
    assert "Oduya said" not in answer.text
