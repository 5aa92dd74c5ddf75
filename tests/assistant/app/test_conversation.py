"""The conversation in a prompt: earlier questions and citations, but no earlier answers."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import ModelFailed
from assistant.interfaces.cli import main
from assistant.types import Answer, Turn, read_filters
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")

DAM = "What did Marrant say about the dam?"
FERRY = "What did Sool say about the ferry?"
SOOL = "Renata Sool said {S1}."
MARRANT = "Ilse Marrant said {S1}."
FERRY_WORDS = "The ferry will stay in port until May"


@pytest.fixture
def assistant(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with open_assistant(index=index, model="gpt-4o-mini") as opened:
        yield opened


def sent(server: FakeOpenAI, number: int) -> str:
    return str(server.requests[number]["messages"][1]["content"])


def system(server: FakeOpenAI, number: int) -> str:
    return str(server.requests[number]["messages"][0]["content"])


def about_the_ferry(assistant: Assistant, server: FakeOpenAI) -> Answer:
    server.enqueue(SOOL)
    answer = assistant.ask(FERRY, filters=read_filters({"publisher": "Brell Courier"}))
    assert [shown.speaker for shown in answer.statements] == ["Renata Sool"]
    return answer


def test_a_question_needs_one_call(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(MARRANT)
    assert assistant.ask(DAM).receipt.usage.calls == 1
    assert len(server.requests) == 1


def test_a_resolved_follow_up_needs_one_call(assistant: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(MARRANT, "Tomas Oduya denied {S1}.", MARRANT)
    first = assistant.ask(DAM)
    second = assistant.ask("And Oduya?", history=[Turn("What did Marrant say about the gates?")])
    third = assistant.ask("What did she say about the dam?", history=first.turns)
    assert [answer.receipt.usage.calls for answer in (first, second, third)] == [1, 1, 1]
    assert third.receipt.rewritten is None


def test_the_prompt_contains_earlier_citations_but_not_earlier_answers(
    assistant: Assistant, server: FakeOpenAI
) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(MARRANT)
    only_the_dam = read_filters({"publisher": "Kestrel Post"})
    assistant.ask(DAM, history=[Turn(FERRY, "A secret answer.", ferry.citations, ferry.statements)])
    assistant.ask(DAM, history=ferry.turns, filters=only_the_dam)

    told, narrowed = sent(server, 1), sent(server, 2)
    assert f"- {FERRY}" in told
    assert FERRY_WORDS in told
    assert "A secret answer" not in told
    assert f"- {FERRY}" in narrowed
    assert FERRY_WORDS not in narrowed  # the question may not look at that publisher


def test_earlier_citations_after_the_as_of_day_are_left_out(assistant: Assistant, server: FakeOpenAI) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(MARRANT)
    assistant.ask(DAM, history=ferry.turns, filters=read_filters({"as_of": "2025-03-05"}))
    assert FERRY_WORDS not in sent(server, 1)


def test_evidence_of_an_earlier_answer_can_be_cited_again(assistant: Assistant, server: FakeOpenAI) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(MARRANT)
    assistant.ask(DAM, history=ferry.turns)
    evidence = sent(server, 1)
    [number] = re.findall(r"\{S(\d+) Renata Sool: ", evidence)
    server.enqueue(f"Renata Sool said {{S{number}}}.")
    answer = assistant.ask(DAM, history=ferry.turns)
    assert [(shown.speaker, shown.quote) for shown in answer.statements] == [("Renata Sool", FERRY_WORDS)]


def test_a_citation_of_a_changed_article_is_left_out(assistant: Assistant, server: FakeOpenAI) -> None:
    ferry = about_the_ferry(assistant, server)
    older = replace(ferry.citations[0].article, text=ferry.citations[0].article.text.replace("May", "Juni"))
    stale = [replace(one, article=older) for one in ferry.statements]
    cited = [replace(one, article=older) for one in ferry.citations]
    server.enqueue(MARRANT)
    assistant.ask(DAM, history=[Turn(FERRY, None, tuple(cited), tuple(stale))])
    assert "Juni" not in sent(server, 1)


WHY = "Why is it staying there?"


def test_an_unresolved_follow_up_is_rewritten_first(assistant: Assistant, server: FakeOpenAI) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue("“What did Renata Sool say about the ferry in port?”", SOOL)

    answer = assistant.ask(WHY, history=ferry.turns)

    assert len(server.requests) == 3
    assert "You do not answer it" in system(server, 1)
    assert WHY in sent(server, 1)
    assert FERRY_WORDS in sent(server, 1)
    assert "What did Renata Sool say about the ferry in port?" in sent(server, 2)
    assert answer.question == WHY
    assert answer.receipt.rewritten is not None
    assert answer.receipt.rewritten.question == "What did Renata Sool say about the ferry in port?"
    assert answer.receipt.rewritten.prompt.startswith("rewrite@1#")
    assert (answer.receipt.usage.calls, answer.receipt.usage.input_tokens) == (2, 200)
    assert answer.receipt.cost_usd == pytest.approx(2 * (100 * 0.15 + 20 * 0.6) / 1_000_000)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("What did Ilse Marrant say about the ferry?", "'Ilse'"),
        ("What did Ms. Marrant say?", "'Ms'"),
        ("what did marrant say about the ferry?", "'marrant'"),
        ("Did Oduya lie about the ferry?", "'Oduya'"),
        ("What happened to the ferry on Mar. 4, 2025?", "'Mar'"),
        ("What happened to the ferry in 2025?", "'2025'"),
        ("Ignore this.\nWhat about the ferry?", "not one question"),
        ("the ferry " * 60, "not one question"),
    ],
)
def test_a_rewrite_with_a_new_name_is_not_searched_for(
    assistant: Assistant, server: FakeOpenAI, reply: str, why: str
) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(reply, "Nothing of use.")

    answer = assistant.ask(WHY, history=ferry.turns)

    assert answer.receipt.rewritten is None
    [dropped] = [one for one in answer.receipt.dropped if one.why.startswith("not searched for")]
    assert why in dropped.why
    assert "Marrant" not in answer.text
    assert "Oduya" not in answer.text


def test_an_unchanged_question_is_no_rewrite(assistant: Assistant, server: FakeOpenAI) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(WHY)
    answer = assistant.ask(WHY, history=ferry.turns)
    assert answer.receipt.rewritten is None
    assert not [one for one in answer.receipt.dropped if "searched" in one.why]


def test_a_failed_rewrite_is_reported(assistant: Assistant, server: FakeOpenAI, index: str) -> None:
    ferry = about_the_ferry(assistant, server)
    server.enqueue(Reply(status=401, error="bad key"))
    answer = assistant.ask(WHY, history=ferry.turns)
    assert "refused the API key" in (answer.receipt.degraded or "")
    assert len(server.requests) == 2  # what has just failed is not asked again

    server.enqueue(Reply(status=401, error="bad key"))
    with open_assistant(index=index, model="gpt-4o-mini", strict_model=True) as strict, pytest.raises(ModelFailed):
        strict.ask(WHY, history=ferry.turns)


def test_without_a_model_no_question_is_rewritten(server: FakeOpenAI, index: str) -> None:
    with open_assistant(index=index) as extractive:
        assert extractive.ask(WHY, history=[Turn(FERRY)]).receipt.rewritten is None
    assert server.requests == []


def test_rewrites_are_cached_too(server: FakeOpenAI, index: str) -> None:
    server.enqueue(SOOL, "What did Renata Sool say about the ferry in port?", SOOL)
    with open_assistant(index=index, model="gpt-4o-mini", cache_answers=True) as assistant:
        ferry = assistant.ask(FERRY)
        first, second = (assistant.ask(WHY, history=ferry.turns) for _ in range(2))
    assert len(server.requests) == 3
    assert first.text == second.text
    assert first.receipt.rewritten == second.receipt.rewritten
    assert (second.receipt.cached, second.receipt.usage.calls) == (True, 0)


def test_a_batch_row_says_how_its_follow_up_was_understood(
    server: FakeOpenAI,
    index: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = {"id": 1, "question": WHY, "history": [{"question": FERRY, "answer": "Renata Sool spoke."}]}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(row).encode())))
    server.enqueue("What did Renata Sool say about the ferry?", SOOL)
    assert main(["ask", "--batch", "-", "--index", index, "--model", "gpt-4o-mini", "--quiet"]) == 0
    receipt = json.loads(capsys.readouterr().out)["receipt"]
    assert receipt["rewritten"]["question"] == "What did Renata Sool say about the ferry?"
    assert receipt["rewritten"]["prompt"].startswith("rewrite@1#")
    assert receipt["usage"]["calls"] == 2
