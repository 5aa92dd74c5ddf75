"""The cost of model answers, from the public interfaces down to the HTTP server."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant import Assistant, open_assistant
from assistant.generation.budget import load_prices
from assistant.interfaces.cli import main
from assistant.types import Filters, Spending, TextDelta, Usage
from index.errors import UsageError
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Marrant say about the dam?"
GOOD = "Ilse Marrant said {S1}."
PRICE = load_prices().models["gpt-4o-mini"]


def open_test_assistant(index: str, **settings: object) -> Assistant:
    return open_assistant(**{"index": index, "model": "gpt-4o-mini", **settings})


def reply(input_tokens: int, output_tokens: int, **details: int) -> Reply:
    return Reply(pieces(GOOD), usage=(input_tokens, output_tokens), details=details)


def test_the_receipt_reports_the_cost_of_the_reported_tokens(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50, cached_tokens=800))
    with open_test_assistant(index) as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert receipt.usage == Usage(1, 1000, 50, cached_tokens=800)
    assert receipt.cost_usd == pytest.approx((200 * 0.15 + 800 * 0.075 + 50 * 0.6) / 1_000_000)


def test_a_model_without_a_price_has_an_unknown_cost(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50))
    with open_test_assistant(index, model="somebodys-model") as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd is None
        assert assistant.spent == Spending(Usage(1, 1000, 50), None)


def test_a_users_price_file_is_used(server: FakeOpenAI, index: str, tmp_path: Path) -> None:
    user_file = tmp_path / "prices.toml"
    user_file.write_text('[models]\n"somebodys-model" = { input = 3.0, output = 4.0 }\n')
    server.enqueue(reply(1000, 50))
    with open_test_assistant(index, model="somebodys-model", prices=user_file) as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd == pytest.approx(0.0032)


def test_an_answer_without_a_model_call_is_free(server: FakeOpenAI, index: str) -> None:
    with open_test_assistant(index, model="somebodys-model") as assistant:
        answer = assistant.ask(QUESTION, filters=Filters(publisher="Nobody's Gazette"))
        assert (answer.status, answer.receipt.cost_usd) == ("no_evidence", 0.0)
        assert assistant.spent == Spending()
    with open_test_assistant(index, model="none") as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd == 0.0
        assert assistant.spent == Spending()


def test_a_reply_without_reported_usage_has_an_estimated_cost(server: FakeOpenAI, index: str) -> None:
    server.enqueue(Reply(pieces(GOOD), usage=None))
    with open_test_assistant(index) as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert receipt.usage.estimated
    assert receipt.cost_usd == pytest.approx(PRICE.of(receipt.usage))
    assert (receipt.cost_usd or 0) > 0


def test_a_session_and_a_conversation_report_their_totals(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50), reply(2000, 60), reply(400, 7))
    with open_test_assistant(index) as assistant:
        first = assistant.ask(QUESTION)
        second = assistant.ask("What did Oduya say about the gates?", history=first.turns)
        other = assistant.ask(QUESTION)
        assert second.spent.usage == Usage(2, 3000, 110)
        assert second.spent.usd == pytest.approx((first.receipt.cost_usd or 0) + (second.receipt.cost_usd or 0))
        assert other.spent.usage == Usage(1, 400, 7)
        assert assistant.spent.usage == Usage(3, 3400, 117)
        assert assistant.spent.usd == pytest.approx(PRICE.of(Usage(3, 3400, 117)))


def test_an_abandoned_stream_is_counted(server: FakeOpenAI, index: str) -> None:
    hold = Event()

    def slowly() -> Iterator[str]:
        yield f"{GOOD} And then more "
        hold.wait(10)
        yield "words."

    server.enqueue(Reply(slowly()))
    with open_test_assistant(index) as assistant:
        events = assistant.stream(QUESTION)
        assert isinstance(events, Generator)
        next(event for event in events if isinstance(event, TextDelta))
        events.close()
        hold.set()
        assert assistant.spent.usage.calls == 1
        assert assistant.spent.usage.estimated
        assert (assistant.spent.usd or 0) > 0


def test_beyond_the_limit_answers_are_extractive_and_report_it(server: FakeOpenAI, index: str) -> None:
    limit = PRICE.max_cost(input_tokens=2000, output_tokens=700)
    server.enqueue(reply(1900, 600))
    with open_test_assistant(index, max_cost=limit) as assistant:
        first, second = assistant.ask(QUESTION).receipt, assistant.ask(QUESTION).receipt
        assert (first.composer, first.degraded) == ("gpt-4o-mini", None)
        assert (second.composer, second.usage.calls, second.cost_usd) == ("extractive", 0, 0.0)
        assert "max_cost" in (second.degraded or "")
        assert (assistant.spent.usd or 0) <= limit
    assert len(server.requests) == 1
    assert 300 <= server.requests[0]["max_completion_tokens"] <= 4000


def test_a_limit_of_zero_sends_nothing(server: FakeOpenAI, index: str) -> None:
    with open_test_assistant(index, max_cost=0) as assistant:
        assert assistant.ask(QUESTION).status == "answered"
    assert server.requests == []


def test_without_a_limit_the_reply_length_is_not_limited(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50))
    with open_test_assistant(index) as assistant:
        assistant.ask(QUESTION)
    assert "max_completion_tokens" not in server.requests[0]


def test_a_limit_for_a_model_without_a_price_is_rejected_before_any_call(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_test_assistant(index, model="somebodys-model", max_cost=1) as assistant:
        with pytest.raises(UsageError, match="somebodys-model"):
            assistant.ask(QUESTION)
        assert assistant.search(QUESTION).hits
    assert main(["ask", QUESTION, "--index", index, "--model", "somebodys-model", "--max-cost", "1"]) == 2
    assert "prices" in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize("limit", ["-1", "nan", "inf", "much"])
def test_an_invalid_limit_is_a_usage_error(index: str, limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main(["ask", QUESTION, "--index", index, f"--max-cost={limit}"])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert capsys.readouterr().out == ""


def test_a_strict_model_beyond_the_limit_exits_with_4(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini", "--max-cost", "0", "--strict-model"]
    assert main(command) == 4
    assert "max_cost" in capsys.readouterr().err


def test_a_batch_shares_one_limit_and_reports_its_cost(
    server: FakeOpenAI, index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "question": QUESTION}) + "\n" for n in range(3)))
    server.enqueue(reply(1900, 300), reply(1900, 300), reply(1900, 300))
    limit = PRICE.of(Usage(1, 1900, 300)) + PRICE.max_cost(input_tokens=2000, output_tokens=400)
    command = ["ask", "--batch", str(batch), "--index", index, "--model", "gpt-4o-mini", "--max-cost", str(limit)]

    assert main(command) == 0

    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["receipt"]["composer"] for row in rows] == ["gpt-4o-mini", "gpt-4o-mini", "extractive"]
    assert sum(row["receipt"]["cost_usd"] for row in rows) <= limit
    assert "The model was called 2 times: 4,400 tokens, $0.0009." in printed.err


def test_the_terminal_shows_the_cost_in_dollars(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.enqueue(reply(10_000, 500))
    assert main(["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini"]) == 0
    assert "answered by gpt-4o-mini (10,500 tokens, $0.0018)" in capsys.readouterr().out
