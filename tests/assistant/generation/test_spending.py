"""What answers of a model cost, through the front door and over the real wire."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant import Assistant, open_assistant
from assistant.generation.prices import load_prices
from assistant.interfaces.cli import main
from assistant.types import Spending, TextDelta, Usage
from index.errors import UsageError
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces

QUESTION = "What did Marrant say about the dam?"
GOOD = "Ilse Marrant said {S1}."
PRICE = load_prices().models["gpt-4o-mini"]


def opened(index: str, **settings: object) -> Assistant:
    return open_assistant(**{"index": index, "model": "gpt-4o-mini", **settings})


def reply(given: int, written: int, **details: int) -> Reply:
    return Reply(pieces(GOOD), usage=(given, written), details=details)


def test_the_receipt_says_what_the_providers_tokens_cost(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50, cached_tokens=800))
    with opened(index) as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert receipt.usage == Usage(1, 1000, 50, cached_tokens=800)
    assert receipt.cost_usd == pytest.approx((200 * 0.15 + 800 * 0.075 + 50 * 0.6) / 1_000_000)


def test_a_model_without_a_price_costs_an_unknown_amount(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50))
    with opened(index, model="somebodys-model") as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd is None
        assert assistant.spent == Spending(Usage(1, 1000, 50), None)


def test_a_price_of_ones_own_is_used(server: FakeOpenAI, index: str, tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text('[models]\n"somebodys-model" = { input = 3.0, output = 4.0 }\n')
    server.enqueue(reply(1000, 50))
    with opened(index, model="somebodys-model", prices=own) as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd == pytest.approx(0.0032)


def test_an_answer_for_which_no_model_was_asked_costs_nothing(server: FakeOpenAI, index: str) -> None:
    with opened(index, model="somebodys-model") as assistant:
        answer = assistant.ask("What did Marrant say about the railway?")
        assert (answer.status, answer.receipt.cost_usd) == ("no_evidence", 0.0)
        assert assistant.spent == Spending()
    with opened(index, model="none") as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd == 0.0
        assert assistant.spent == Spending()


def test_a_reply_without_a_count_costs_about_what_we_count(server: FakeOpenAI, index: str) -> None:
    server.enqueue(Reply(pieces(GOOD), usage=None))
    with opened(index) as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert receipt.usage.estimated
    assert receipt.cost_usd == pytest.approx(PRICE.of(receipt.usage))
    assert (receipt.cost_usd or 0) > 0


def test_a_session_and_a_conversation_know_their_totals(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50), reply(2000, 60), reply(400, 7))
    with opened(index) as assistant:
        first = assistant.ask(QUESTION)
        second = assistant.ask("What did Oduya say about the gates?", history=first.turns)
        other = assistant.ask(QUESTION)
        assert second.spent.usage == Usage(2, 3000, 110)
        assert second.spent.usd == pytest.approx((first.receipt.cost_usd or 0) + (second.receipt.cost_usd or 0))
        assert other.spent.usage == Usage(1, 400, 7)
        assert assistant.spent.usage == Usage(3, 3400, 117)
        assert assistant.spent.usd == pytest.approx(PRICE.of(Usage(3, 3400, 117)))


def test_a_stream_that_is_left_is_counted_all_the_same(server: FakeOpenAI, index: str) -> None:
    hold = Event()

    def slowly() -> Iterator[str]:
        yield f"{GOOD} And then more "
        hold.wait(10)
        yield "words."

    server.enqueue(Reply(slowly()))
    with opened(index) as assistant:
        events = assistant.stream(QUESTION)
        assert isinstance(events, Generator)
        next(event for event in events if isinstance(event, TextDelta))
        events.close()
        hold.set()
        assert assistant.spent.usage.calls == 1
        assert assistant.spent.usage.estimated
        assert (assistant.spent.usd or 0) > 0


def test_past_the_limit_answers_are_extracted_and_say_so(server: FakeOpenAI, index: str) -> None:
    limit = PRICE.at_most(input_tokens=2000, output_tokens=700)
    server.enqueue(reply(1900, 600))
    with opened(index, max_cost=limit) as assistant:
        first, second = assistant.ask(QUESTION).receipt, assistant.ask(QUESTION).receipt
        assert (first.composer, first.degraded) == ("gpt-4o-mini", None)
        assert (second.composer, second.usage.calls, second.cost_usd) == ("extractive", 0, 0.0)
        assert "max_cost" in (second.degraded or "")
        assert (assistant.spent.usd or 0) <= limit
    assert len(server.requests) == 1
    assert 300 <= server.requests[0]["max_completion_tokens"] <= 4000


def test_a_limit_that_pays_for_nothing_sends_nothing(server: FakeOpenAI, index: str) -> None:
    with opened(index, max_cost=0) as assistant:
        assert assistant.ask(QUESTION).status == "answered"
    assert server.requests == []


def test_without_a_limit_a_reply_is_not_bounded(server: FakeOpenAI, index: str) -> None:
    server.enqueue(reply(1000, 50))
    with opened(index) as assistant:
        assistant.ask(QUESTION)
    assert "max_completion_tokens" not in server.requests[0]


def test_a_limit_that_cannot_be_kept_to_is_refused_before_anything_is_asked(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(index, model="somebodys-model", max_cost=1) as assistant:
        with pytest.raises(UsageError, match="somebodys-model"):
            assistant.ask(QUESTION)
        assert assistant.search(QUESTION).hits
    assert main(["ask", QUESTION, "--index", index, "--model", "somebodys-model", "--max-cost", "1"]) == 2
    assert "prices" in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize("limit", ["-1", "nan", "inf", "much"])
def test_a_limit_that_is_no_amount_is_wrong_use(index: str, limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main(["ask", QUESTION, "--index", index, f"--max-cost={limit}"])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert capsys.readouterr().out == ""


def test_a_strict_model_past_the_limit_is_exit_4(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini", "--max-cost", "0", "--strict-model"]
    assert main(command) == 4
    assert "max_cost" in capsys.readouterr().err


def test_a_batch_shares_the_limit_and_tells_what_it_spent(
    server: FakeOpenAI, index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "question": QUESTION}) + "\n" for n in range(3)))
    server.enqueue(reply(1900, 300), reply(1900, 300), reply(1900, 300))
    limit = PRICE.of(Usage(1, 1900, 300)) + PRICE.at_most(input_tokens=2000, output_tokens=400)
    command = ["ask", "--batch", str(batch), "--index", index, "--model", "gpt-4o-mini", "--max-cost", str(limit)]

    assert main(command) == 0

    said = capsys.readouterr()
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["receipt"]["composer"] for row in rows] == ["gpt-4o-mini", "gpt-4o-mini", "extractive"]
    assert sum(row["receipt"]["cost_usd"] for row in rows) <= limit
    assert "The model took 2 calls: 4,400 tokens, $0.0009." in said.err


def test_the_terminal_tells_the_cost_in_dollars(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.enqueue(reply(10_000, 500))
    assert main(["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini"]) == 0
    assert "answered by gpt-4o-mini (10,500 tokens, $0.0018)" in capsys.readouterr().out
