"""Tests with a real OpenAI model over the network. They need an API key and `-m real_model`.

    OPENAI_API_KEY=… .venv/bin/python -m pytest -m real_model

They cost less than a tenth of a cent with the default model. ONRECORD_MODEL selects another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.types import Answered, TextDelta

KEY, MODEL = os.environ.get("OPENAI_API_KEY", ""), os.environ.get("ONRECORD_MODEL", "gpt-4o-mini")
ADDRESS = os.environ.get("OPENAI_BASE_URL")
QUESTION = "What did Marrant say about the dam?"

pytestmark = [
    pytest.mark.real_model,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not KEY, reason="no OPENAI_API_KEY is set"),
]


@pytest.fixture
def assistant(index: str) -> Iterator[Assistant]:
    with open_assistant(index=index, model=MODEL, openai_api_key=KEY, openai_base_url=ADDRESS) as opened:
        yield opened


def test_an_answer_is_verified_and_its_cost_is_counted(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[-1], Answered)
    answer = events[-1].answer

    assert answer.receipt.degraded is None
    assert answer.receipt.composer == MODEL
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    assert {shown.speaker for shown in answer.statements} == {"Ilse Marrant"}
    assert answer.receipt.usage.calls == 1
    assert not answer.receipt.usage.estimated
    assert answer.receipt.cost_usd is None or 0 < answer.receipt.cost_usd < 0.05


def test_a_follow_up_takes_at_most_two_calls_and_adds_no_names(assistant: Assistant) -> None:
    first = assistant.ask(QUESTION)
    answer = assistant.ask("Why is it safe?", history=first.turns)

    assert answer.receipt.usage.calls in (1, 2)
    assert "Sool" not in (answer.receipt.rewritten.question if answer.receipt.rewritten else "")


def test_an_invalid_key_is_explained(index: str) -> None:
    with open_assistant(index=index, model=MODEL, openai_api_key="sk-none", openai_base_url=ADDRESS) as assistant:
        receipt = assistant.ask(QUESTION).receipt

    assert receipt.composer == "extractive"
    assert "sk-none" not in (receipt.degraded or "")
    assert receipt.degraded
