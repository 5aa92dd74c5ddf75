"""A failing model gives an answer that reports the failure; with --strict-model it gives none and exit code 4."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant import open_assistant
from assistant.interfaces.cli import main
from assistant.types import Searched, TextDelta
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Marrant say about the dam?"
MODEL = "gpt-test"
FAILURES = {
    "bad key": (Reply(status=401, error="bad key"), "refused the API key"),
    "unknown model": (Reply(status=404, error="no such model"), "does not know the model"),
    "must wait an hour": (Reply(status=429, error="slow", headers={"retry-after": "3600"}), "rate limit"),
    "no quota": (Reply(status=429, error={"message": "pay", "code": "insufficient_quota"}), "quota"),
    "permanent error": (Reply(status=500, error="oops", headers={"x-should-retry": "false"}), "internal error"),
    "cut error": (
        Reply(status=400, error="oops", headers={"content-length": "9999"}, cut=True),
        "connection to the model broke",
    ),
    "cut text": (Reply(("Ilse Marr",), cut=True), "cannot be reached"),
    "no end": (Reply(("Ilse Marr",), raw=("data: [DONE]",), cut=True), "broke off"),
    "malformed": (Reply(("Ilse",), raw=("data: {not json",)), "malformed chat completion"),
    "no object": (Reply(raw=("data: 7",)), "malformed chat completion"),
    "error in the stream": (Reply(("Ilse",), raw=('data: {"error": {"message": "overloaded"}}',)), "overloaded"),
    "empty": (Reply(), "empty"),
    "refusal": (Reply(refusal="I cannot help with that."), "refused: I cannot"),
    "content filter": (Reply(finish="content_filter"), "content filter"),
    "content filter before": (Reply(status=400, error={"message": "no", "code": "content_filter"}), "content filter"),
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--model", MODEL])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("case", FAILURES)
def test_every_failure_gives_the_extractive_answer_with_its_reason(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    reply, reason = FAILURES[case]
    server.enqueue(reply, reply)

    code, row, _ = run(capsys, "ask", QUESTION, "--index", index, "--json")
    _, shown, _ = run(capsys, "ask", QUESTION, "--index", index)

    answer = json.loads(row)
    assert (code, answer["status"], answer["receipt"]["composer"]) == (0, "answered", "extractive")
    assert reason in answer["receipt"]["degraded"]
    assert [one["speaker"] for one in answer["statements"]] == ["Ilse Marrant"]
    assert "Answered without the model: " in shown
    assert reason in shown
    assert len(server.requests) == 2


@pytest.mark.parametrize("case", FAILURES)
def test_a_strict_model_exits_with_4_and_without_an_answer(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    reply, reason = FAILURES[case]
    server.enqueue(reply)

    code, out, err = run(capsys, "ask", QUESTION, "--index", index, "--strict-model")

    assert code == 4
    assert "Sources" not in out
    assert reason in err
    assert "Traceback" not in err


def test_a_refusal_in_prose_is_no_statement_about_the_articles(server: FakeOpenAI, index: str) -> None:
    server.enqueue("I'm sorry, but I can't help with that.")
    with open_assistant(index=index, model=MODEL) as assistant:
        answer = assistant.ask(QUESTION)
    assert (answer.status, answer.receipt.composer) == ("answered", "extractive")
    assert "could be verified" in (answer.receipt.degraded or "")


def test_verified_text_before_a_break_is_shown_as_incomplete(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.enqueue(Reply(["Ilse Marrant said {S1}. ", "And then she ad"], cut=True))

    _, shown, _ = run(capsys, "ask", QUESTION, "--index", index)

    assert "“The dam will hold through the winter,”" in shown
    assert "The model's answer is incomplete: the model cannot be reached" in shown
    assert "Answered without the model" not in shown


def test_an_answer_without_a_configured_model_has_no_warning(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--index", index]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "answered without a model" in printed.out
    assert "Answered without the model" not in printed.out


def test_a_prompt_beyond_the_context_window_is_retried_with_half_the_evidence(
    server: FakeOpenAI, tmp_path: Path
) -> None:
    articles = tmp_path / "articles.jsonl"
    rows = [
        {
            "id": f"dam-{number}",
            "title": f"Dam at Brell, part {number}",
            "text": f"Ilse Marrant said the dam holds {number} million barrels. The dam at Brell has {number} gates. "
            * 5,
        }
        for number in range(2, 12)
    ]
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    too_long = Reply(status=400, error={"message": "too long", "code": "context_length_exceeded"})
    server.enqueue(too_long, "Ilse Marrant said {S1}.")

    with open_assistant(index=tmp_path / "index", model=MODEL) as assistant:
        assistant.ingest([articles])
        answer = assistant.ask(QUESTION)

    first, second = (len(request["messages"][1]["content"]) for request in server.requests)
    assert second < 0.6 * first
    assert (answer.receipt.composer, answer.receipt.degraded) == (MODEL, None)
    assert (answer.receipt.usage.calls, answer.receipt.usage.input_tokens) == (2, 100)


def test_a_prompt_beyond_the_context_window_is_retried_only_once(server: FakeOpenAI, index: str) -> None:
    too_long = Reply(status=400, error={"message": "too long", "code": "context_length_exceeded"})
    server.enqueue(*[too_long] * 9)

    with open_assistant(index=index, model=MODEL) as assistant:
        receipt = assistant.ask(QUESTION).receipt

    assert "exceeds the model's context window" in (receipt.degraded or "")
    assert len(server.requests) <= 2


def endless() -> Iterator[str]:
    yield "Ilse Marrant said {S1}. And then "
    while True:
        yield "word "


def test_a_client_that_stops_reading_closes_the_stream(server: FakeOpenAI, index: str) -> None:
    server.enqueue(Reply(endless()))
    with open_assistant(index=index, model=MODEL) as assistant:
        events = assistant.stream(QUESTION)
        assert isinstance(events, Generator)
        assert isinstance(next(events), Searched)
        assert isinstance(next(events), TextDelta)
        assert not server.disconnected.is_set()
        events.close()
        assert server.disconnected.wait(10)


def test_an_endless_reply_is_closed_at_its_limit(server: FakeOpenAI, index: str) -> None:
    server.enqueue(Reply(endless()))
    with open_assistant(index=index, model=MODEL) as assistant:
        answer = assistant.ask(QUESTION)
    assert server.disconnected.wait(10)
    assert "The dam will hold" in answer.text
    assert "word" not in answer.text


@pytest.mark.parametrize("stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_ctrl_c_during_a_stream_closes_it(server: FakeOpenAI, index: str, stop: signal.Signals) -> None:
    begun, hold = Event(), Event()

    def slowly() -> Iterator[str]:
        yield "Ilse Marrant said {S1}. And then "
        yield "word " * 20
        begun.set()
        hold.wait(30)
        while True:
            yield "word "

    server.enqueue(Reply(slowly()))
    # A shell that runs the tests in the background makes the child processes ignore Ctrl-C.
    restoring = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", restoring + "from assistant.interfaces.cli import main; raise SystemExit(main())"]
    with subprocess.Popen(
        [*command, "ask", QUESTION, "--index", index, "--model", MODEL],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert begun.wait(60)
        process.send_signal(stop)
        _, err = process.communicate(timeout=60)
    hold.set()
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert server.disconnected.wait(10)
