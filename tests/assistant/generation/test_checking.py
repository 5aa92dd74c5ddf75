"""The second call, which checks the reply: from `open_assistant` down to the HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import ModelFailed
from assistant.generation.budget import load_prices
from assistant.interfaces.cli import main
from assistant.types import Answered, Checking, Searched, TextDelta, Usage
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces

QUESTION = "What did Marrant say about the dam?"
GOOD = "Ilse Marrant said on Monday that the dam would hold through the winter [1]."
WORDS = "the dam would hold through the winter"


def opened(index: str, **settings: object) -> Assistant:
    return open_assistant(**{"index": index, "model": "gpt-4o-mini", **settings})


@pytest.fixture
def assistant(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with opened(index) as one:
        yield one


def test_the_model_that_answers_checks_its_reply(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(GOOD, "A: yes")
    answer = assistant.ask(QUESTION)
    assert WORDS in answer.text
    assert (answer.receipt.composer, answer.receipt.checker) == ("gpt-4o-mini", "gpt-4o-mini")
    assert (answer.receipt.degraded, answer.receipt.check_note) == (None, None)
    check = server.requests[1]["messages"][1]["content"]
    assert f"A: {GOOD.removesuffix(' [1].')}. [1]" in check
    assert "[1] “The dam will hold through the winter,” Ilse Marrant said on Monday." in check
    assert QUESTION not in check


def test_a_sentence_that_the_checker_rejects_is_dropped_with_its_reason(
    assistant: Assistant, server: FakeOpenAI
) -> None:
    server.enqueue(f"{GOOD} Brell's dam dates from 1931 [3].", "A: no – she spoke of the spring\nB: yes")
    answer = assistant.ask(QUESTION)
    assert answer.text == "Brell's dam dates from 1931 [1]."
    [dropped] = answer.receipt.dropped
    assert WORDS in dropped.text
    assert dropped.why == "the checker: she spoke of the spring"


def test_the_rules_overrule_a_checker_that_says_yes(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Brell's dam dates from 1913 [3].", "A: yes")
    answer = assistant.ask(QUESTION)
    assert "1913" not in answer.text
    assert (answer.receipt.composer, answer.status) == ("extractive", "answered")
    assert len(server.requests) == 1  # nothing was left to check


def test_sentences_of_the_article_need_no_check(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("The dam at Brell was built in 1931 [3].")
    assert assistant.ask("When was the dam at Brell built?").text == "The dam at Brell was built in 1931 [1]."
    assert len(server.requests) == 1


def test_checking_is_an_event_between_the_search_and_the_text(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(f"{GOOD} Brell's dam dates from 1931 [3].", "A: yes\nB: yes")
    events = list(assistant.stream(QUESTION))
    assert [type(event) for event in events] == [Searched, Checking, TextDelta, TextDelta, Answered]
    assert events[1] == Checking(2)


def test_usage_and_cost_add_up_over_both_calls(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(pieces(GOOD), usage=(1000, 50)), Reply(["A: yes"], usage=(300, 4)))
    receipt = assistant.ask(QUESTION).receipt
    assert receipt.usage == Usage(2, 1300, 54)
    assert receipt.cost_usd == pytest.approx((1300 * 0.15 + 54 * 0.6) / 1_000_000)
    assert assistant.spent.usage == receipt.usage
    assert assistant.spent.usd == pytest.approx(receipt.cost_usd)


def test_rules_check_in_one_call_and_without_waiting(server: FakeOpenAI, index: str) -> None:
    server.enqueue(GOOD)
    with opened(index, verifier="rules") as assistant:
        events = list(assistant.stream(QUESTION))
    assert not any(isinstance(event, Checking) for event in events)
    assert isinstance(events[-1], Answered)
    receipt = events[-1].answer.receipt
    assert (receipt.usage.calls, receipt.checker, receipt.check_note) == (1, "rules", None)


def test_another_model_checks_at_its_own_price(server: FakeOpenAI, index: str) -> None:
    server.enqueue(Reply(pieces(GOOD), usage=(1000, 50)), Reply(["A: yes"], usage=(300, 4)))
    with opened(index, verifier_model="gpt-4o") as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert [request["model"] for request in server.requests] == ["gpt-4o-mini", "gpt-4o"]
    assert receipt.checker == "gpt-4o"
    prices = load_prices().models
    cost = prices["gpt-4o-mini"].of(Usage(1, 1000, 50)) + prices["gpt-4o"].of(Usage(1, 300, 4))
    assert receipt.cost_usd == pytest.approx(cost)
    assert assistant.spent.usd == pytest.approx(cost)


def test_a_checker_without_a_price_makes_the_cost_unknown(server: FakeOpenAI, index: str) -> None:
    server.enqueue(GOOD, "A: yes")
    with opened(index, verifier_model="somebodys-model") as assistant:
        assert assistant.ask(QUESTION).receipt.cost_usd is None


FAILURES: dict[str, tuple[Reply, str]] = {
    "server error": (Reply(status=500, error="oops", headers={"x-should-retry": "false"}), "internal error"),
    "bad key": (Reply(status=401, error="bad key"), "refused the API key"),
    "refusal": (Reply(refusal="I cannot help with that."), "refused"),
    "empty": (Reply(), "empty"),
    "no verdicts": (Reply(["Everything looks fine to me."]), "did not judge every sentence"),
    "cut": (Reply(["A"], cut=True), "could not check"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_if_the_check_fails_the_rules_decide_and_the_receipt_says_why(
    assistant: Assistant, server: FakeOpenAI, case: str
) -> None:
    reply, reason = FAILURES[case]
    server.enqueue(f"{GOOD} The gates are made of cheese and gold [2].", reply)
    answer = assistant.ask(QUESTION)
    assert WORDS in answer.text
    assert "cheese" not in answer.text
    assert (answer.receipt.composer, answer.receipt.degraded) == ("gpt-4o-mini", None)
    assert reason in (answer.receipt.check_note or "")
    assert "rules" in (answer.receipt.check_note or "")


def test_a_check_that_takes_too_long_is_done_by_rules(server: FakeOpenAI, index: str) -> None:
    hold = Event()
    server.enqueue(GOOD, Reply(["A: yes"], hold=hold))
    with opened(index, timeout=0.4) as assistant:
        answer = assistant.ask(QUESTION)
    hold.set()
    assert WORDS in answer.text
    assert "could not check the reply" in (answer.receipt.check_note or "")


def test_a_strict_model_fails_with_its_check(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Reply(status=401, error="bad key")
    server.enqueue(GOOD, bad, GOOD, bad)
    with opened(index, strict_model=True) as assistant, pytest.raises(ModelFailed, match="could not check the reply"):
        assistant.ask(QUESTION)
    assert main(["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini", "--strict-model"]) == 4
    assert "could not check the reply" in capsys.readouterr().err


def test_a_cost_limit_covers_the_check(server: FakeOpenAI, index: str) -> None:
    price = load_prices().models["gpt-4o-mini"]
    limit = price.max_cost(input_tokens=2000, output_tokens=700)
    server.enqueue(Reply(pieces(GOOD), usage=(1900, 600)), "A: yes")
    with opened(index, max_cost=limit) as assistant:
        answer = assistant.ask(QUESTION)
        assert (assistant.spent.usd or 0) <= limit
    assert len(server.requests) == 1
    assert WORDS in answer.text
    assert "max_cost" in (answer.receipt.check_note or "")
    assert answer.receipt.degraded is None


def test_a_cached_reply_has_its_check_cached_too(server: FakeOpenAI, index: str) -> None:
    server.enqueue(GOOD, "A: yes")
    texts = []
    for _ in range(2):
        with opened(index, cache_answers=True) as assistant:
            answer = assistant.ask(QUESTION)
            texts.append(answer.text)
    assert len(server.requests) == 2
    assert texts[0] == texts[1]
    assert (answer.receipt.cached, answer.receipt.usage, answer.receipt.cost_usd) == (True, Usage(), 0.0)


def test_the_json_row_names_the_checker_the_sent_articles_and_the_unanswered_part(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.enqueue(f"{GOOD}\nUNANSWERED: what Marrant said about the winter", "A: yes")
    question = "What did Marrant say about the dam, and about the winter?"
    assert main(["ask", question, "--index", index, "--model", "gpt-4o-mini", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["unanswered"] == "what Marrant said about the winter"
    assert (row["receipt"]["checker"], row["receipt"]["check_note"]) == ("gpt-4o-mini", None)
    assert row["receipt"]["packed"][0] == {
        "article_id": "dam",
        "title": "Brell dam will hold, engineer says",
        "paragraphs": 3,
        "of": 3,
    }


def test_the_terminal_reports_a_check_by_rules(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.enqueue(GOOD, Reply(status=401, error="bad key"))
    assert main(["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini"]) == 0
    shown = capsys.readouterr().out
    assert "Checked by rules alone: gpt-4o-mini could not check the reply" in shown
    assert WORDS in shown


def test_a_summary_and_a_lead_are_checked_too(server: FakeOpenAI, index: str) -> None:
    with opened(index) as assistant:
        server.enqueue("Ilse Marrant said that the dam would hold [1].", "A: unclear – how long")
        summary = assistant.summarise("dam")
        server.enqueue("Ilse Marrant said {S1}.", Reply(status=401, error="bad key"))
        drawn = assistant.timeline(speaker="Ilse Marrant", about="the dam")
    made: list[Any] = [summary, drawn.answer]
    assert [answer.receipt.checker for answer in made] == ["gpt-4o-mini"] * 2
    assert summary.receipt.dropped[0].why == "the checker: how long"
    assert drawn.lead
    assert "could not check the reply" in (drawn.answer.receipt.check_note or "")
