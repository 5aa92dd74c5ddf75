"""A model composer from `open_assistant` down to the HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import ModelFailed
from assistant.interfaces.cli import main
from assistant.types import Answered, Filters, TextDelta
from tests.fakes.openai_server import FakeOpenAI, Reply, fake_openai

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Marrant say about the dam?"


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with fake_openai() as fake:
        yield fake


@pytest.fixture
def assistant(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with open_assistant(
        index=index, model="gpt-test", openai_base_url=server.base_url, openai_api_key="sk-t"
    ) as opened:
        yield opened


def test_an_inserted_statement_is_shown_in_the_articles_own_words(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Ilse Marrant said {S1}.")

    answer = assistant.ask(QUESTION)

    assert "“The dam will hold through the winter,”" in [shown.quote for shown in answer.statements]
    assert [shown.speaker for shown in answer.statements] == ["Ilse Marrant"]
    assert answer.receipt.composer == "gpt-test"
    assert answer.receipt.degraded is None
    assert (answer.receipt.usage.calls, answer.receipt.usage.input_tokens) == (1, 100)
    assert answer.receipt.cost_usd is None
    assert (answer.receipt.prompt or "").startswith("answer@")
    assert 0 < answer.receipt.seconds.verify < answer.receipt.seconds.total


def test_the_streamed_text_equals_the_answer(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Ilse Marrant said {S1}. The dam at Brell was built in 1931 [1].")

    events = list(assistant.stream(QUESTION))

    streamed = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert isinstance(events[-1], Answered)
    assert streamed == events[-1].answer.text
    cited = [one for event in events if isinstance(event, TextDelta) for one in event.citations]
    assert dict.fromkeys(cited) == dict.fromkeys(events[-1].answer.citations)


@pytest.mark.parametrize(
    "lie",
    [
        "Tomas Oduya said {S1}.",
        'Ilse Marrant said "the dam will burst in spring" [1].',
        'Tomas Oduya said "The dam will hold through the winter" [1].',
        "The dam at Brell was built in 1913 [1].",
        "The dam will hold [9].",
        "Everybody trusts the dam.",
    ],
)
def test_an_unsupported_reply_is_replaced_by_the_extractive_answer(
    assistant: Assistant, server: FakeOpenAI, lie: str
) -> None:
    server.enqueue(lie)

    answer = assistant.ask(QUESTION)

    assert answer.receipt.composer == "extractive"
    assert answer.receipt.degraded == "nothing that gpt-test wrote could be verified"
    assert [dropped.text for dropped in answer.receipt.dropped]
    assert {shown.speaker for shown in answer.statements} == {"Ilse Marrant"}


def test_a_failing_server_gives_the_extractive_answer(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key"))

    answer = assistant.ask(QUESTION)

    assert answer.status == "answered"
    assert answer.receipt.composer == "extractive"
    assert answer.receipt.degraded
    assert "sk-t" not in answer.receipt.degraded


def test_a_reply_that_breaks_off_keeps_its_verified_sentences(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(["Ilse Marrant said {S1}. ", "And then she ad"], cut=True))

    answer = assistant.ask(QUESTION)

    assert answer.receipt.composer == "gpt-test"
    assert answer.receipt.degraded
    assert "And then" not in answer.text


def test_a_strict_model_that_fails_ends_with_exit_code_4(
    server: FakeOpenAI, index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-t")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    server.enqueue(Reply(status=401, error="bad key"))

    code = main(["ask", QUESTION, "--model", "gpt-test", "--strict-model", "--index", index])

    printed = capsys.readouterr()
    assert (code, printed.out) == (4, "")
    assert "Traceback" not in printed.err


def test_the_model_is_asked_whenever_a_passage_exists(assistant: Assistant, server: FakeOpenAI) -> None:
    """The rules found nothing that answers, but a model may read more out of the passages."""
    server.enqueue("The dam at Brell was built in 1931 [3].")

    answer = assistant.ask("How old is the structure that keeps back the lake?")

    assert answer.text == "The dam at Brell was built in 1931 [1]."
    assert len(server.requests) == 1


def test_a_question_without_a_passage_makes_no_call(assistant: Assistant, server: FakeOpenAI) -> None:
    answer = assistant.ask("What did Marrant say about the dam?", filters=Filters(publisher="Nobody's Gazette"))

    assert answer.status == "no_evidence"
    assert server.requests == []


def test_a_missing_key_raises_an_error_only_with_a_strict_model(index: str) -> None:
    with open_assistant(index=index, model="gpt-test") as assistant:
        answer = assistant.ask(QUESTION)
    assert (answer.receipt.composer, "API key" in (answer.receipt.degraded or "")) == ("extractive", True)

    with open_assistant(index=index, model="gpt-test", strict_model=True) as assistant, pytest.raises(ModelFailed):
        assistant.ask(QUESTION)


def test_the_command_shows_the_answer_with_its_sources(
    server: FakeOpenAI, index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-t")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    server.enqueue("Ilse Marrant said {S1}.", "Ilse Marrant said {S1}.")

    assert main(["ask", QUESTION, "--model", "gpt-test", "--index", index]) == 0
    shown = capsys.readouterr().out
    assert main(["ask", QUESTION, "--model", "gpt-test", "--index", index, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)

    assert "answered by gpt-test (120 tokens, cost unknown)" in shown
    assert row["text"] in shown
