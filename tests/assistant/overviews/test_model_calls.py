"""The lead of a timeline or a comparison."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import ModelFailed
from assistant.interfaces.cli import main
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")

WORDS = "“The dam will hold through the winter”"
LIES = ("Tomas Oduya said {S1}.", "Ilse Marrant said: “It will burst.” [1]", "Ilse Marrant said {S9}.", "All agree.")


@pytest.fixture
def told(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with open_assistant(index=index, model="gpt-test") as opened:
        yield opened


def test_a_timeline_begins_with_the_lead_and_is_otherwise_unchanged(
    told: Assistant, server: FakeOpenAI, index: str
) -> None:
    server.enqueue("Ilse Marrant said {S1}.")
    drawn = told.timeline(speaker="Ilse Marrant", about="the dam")
    with open_assistant(index=index, model="none") as plain:
        without = plain.timeline(speaker="Ilse Marrant", about="the dam")
    assert drawn.lead == f"Ilse Marrant said {WORDS} [1]."
    assert drawn.answer.text == f"{drawn.lead}\n\n{without.answer.text}"
    assert drawn.entries == without.entries
    assert (drawn.answer.receipt.composer, drawn.answer.receipt.usage.calls) == ("gpt-test", 1)
    assert (drawn.answer.receipt.prompt or "").startswith("lead@1")
    assert without.lead == ""


def test_a_comparison_begins_with_the_lead(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Ilse Marrant said {S1}.")
    compared = told.compare(about="the dam", speakers=["Ilse Marrant", "Tomas Oduya"])
    assert compared.lead.startswith(f"Ilse Marrant said {WORDS}")
    assert compared.answer.text.startswith(compared.lead)
    assert [row.speaker for row in compared.grid]


@pytest.mark.parametrize("lie", LIES)
def test_an_unverified_lead_is_not_shown(told: Assistant, server: FakeOpenAI, lie: str) -> None:
    server.enqueue(lie, lie)
    drawn = told.timeline(speaker="Ilse Marrant", about="the dam")
    compared = told.compare(about="the dam")
    for lead, answer in ((drawn.lead, drawn.answer), (compared.lead, compared.answer)):
        assert lead == ""
        assert "burst" not in answer.text
        assert "nothing that gpt-test wrote could be verified" in (answer.receipt.degraded or "")
        assert answer.receipt.composer == "extractive"
    assert drawn.entries


def test_a_failed_model_leaves_the_entries_and_a_reason(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key"))
    drawn = told.timeline(speaker="Ilse Marrant")
    assert drawn.entries
    assert "refused the API key" in (drawn.answer.receipt.degraded or "")


def test_a_strict_model_without_a_verified_lead_raises_an_error(server: FakeOpenAI, index: str) -> None:
    server.enqueue("All agree.")
    with (
        open_assistant(index=index, model="gpt-test", strict_model=True) as assistant,
        pytest.raises(ModelFailed, match="could be verified"),
    ):
        assistant.compare(about="the dam")


def test_no_model_is_asked_without_statements(told: Assistant, server: FakeOpenAI) -> None:
    assert told.timeline(speaker="Ilse Marrant", about="the ferry").lead == ""
    assert server.requests == []


def test_the_commands_print_the_lead(server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]) -> None:
    server.enqueue("Ilse Marrant said {S1}.", "Ilse Marrant said {S1}.")
    at = ["--index", index, "--model", "gpt-test", "--about", "the dam"]
    for verb in ("timeline", "compare"):
        assert main([verb, *at]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"Ilse Marrant said {WORDS} [1].")
        assert "answered by gpt-test" in out


@pytest.fixture
def dispute(tmp_path: Path, server: FakeOpenAI) -> Iterator[Assistant]:
    """Two speakers on one topic, whom a model may confuse."""
    text = "Ilse Marrant said that the dam at Brell would hold. Tomas Oduya denied that the dam at Brell would hold."
    row = {"id": "a", "title": "The dam at Brell", "text": text, "published": "2025-03-04"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    with open_assistant(index=str(tmp_path / "two"), model="gpt-test") as opened:
        opened.ingest([tmp_path / "a.jsonl"])
        yield opened


SWAPPED = [
    "Tomas Oduya said that the dam at Brell would hold.",
    "Tomas Oduya said that the dam at Brell would hold {S1}.",
    "Ilse Marrant denied that the dam at Brell would hold {S2}.",
    "Ilse Marrant said the dam would burst {S1}.",
    "Ilse Marrant and Tomas Oduya said that the dam at Brell would hold {S1}.",
    "“It is a grave in waiting,” Tomas Oduya said {S2}.",
    "Both have changed their minds.",
]


@pytest.mark.parametrize("lie", SWAPPED)
def test_a_lead_with_swapped_speakers_is_not_shown(dispute: Assistant, server: FakeOpenAI, lie: str) -> None:
    server.enqueue(lie, lie)
    for lead in (dispute.timeline(about="the dam").lead, dispute.compare(about="the dam").lead):
        assert "Oduya said" not in lead
        assert "Marrant denied" not in lead
        assert not re.search("burst|grave|Both|and Tomas", lead)


def test_a_lead_stays_within_its_cost_budget(tmp_path: Path, server: FakeOpenAI, index: str) -> None:
    with open_assistant(index=index, model="gpt-4o", max_cost=0.000001) as assistant:
        drawn = assistant.timeline(speaker="Ilse Marrant", about="the dam")
    assert (drawn.lead, server.requests) == ("", [])
    assert drawn.entries
    assert "max_cost" in (drawn.answer.receipt.degraded or "")
