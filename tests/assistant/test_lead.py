"""A model's few sentences over a timeline or a comparison: verified, or not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.cli import main
from assistant.errors import ModelFailed
from tests.fakes.openai_server import FakeOpenAI, Reply

WORDS = "“The dam will hold through the winter”"
LIES = ("Tomas Oduya said {S1}.", "Ilse Marrant said: “It will burst.” [1]", "Ilse Marrant said {S9}.", "All agree.")


@pytest.fixture
def told(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with open_assistant(index=index, model="gpt-test") as opened:
        yield opened


def test_a_timeline_begins_with_what_the_model_wrote_and_goes_on_as_without_one(
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
    assert without.lead == ""


def test_a_comparison_begins_with_what_the_model_wrote(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Ilse Marrant said {S1}.")
    compared = told.compare(about="the dam", speakers=["Ilse Marrant", "Tomas Oduya"])
    assert compared.lead.startswith(f"Ilse Marrant said {WORDS}")
    assert compared.answer.text.startswith(compared.lead)
    assert [row.speaker for row in compared.grid]


@pytest.mark.parametrize("lie", LIES)
def test_nothing_that_could_not_be_verified_is_there(told: Assistant, server: FakeOpenAI, lie: str) -> None:
    server.enqueue(lie, lie)
    drawn = told.timeline(speaker="Ilse Marrant", about="the dam")
    compared = told.compare(about="the dam")
    for lead, answer in ((drawn.lead, drawn.answer), (compared.lead, compared.answer)):
        assert lead == ""
        assert "burst" not in answer.text
        assert "nothing that gpt-test wrote could be verified" in (answer.receipt.degraded or "")
        assert answer.receipt.composer == "extractive"
    assert drawn.entries


def test_a_model_that_fails_leaves_the_lay_out_and_says_why(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key"))
    drawn = told.timeline(speaker="Ilse Marrant")
    assert drawn.entries
    assert "refused the API key" in (drawn.answer.receipt.degraded or "")


def test_a_strict_model_that_has_nothing_is_an_error(server: FakeOpenAI, index: str) -> None:
    server.enqueue("All agree.")
    with (
        open_assistant(index=index, model="gpt-test", strict_model=True) as assistant,
        pytest.raises(ModelFailed, match="could be verified"),
    ):
        assistant.compare(about="the dam")


def test_where_there_is_nothing_to_tell_no_model_is_asked(told: Assistant, server: FakeOpenAI) -> None:
    assert told.timeline(speaker="Ilse Marrant", about="the ferry").lead == ""
    assert server.requests == []


def test_the_commands_show_it(server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]) -> None:
    server.enqueue("Ilse Marrant said {S1}.", "Ilse Marrant said {S1}.")
    at = ["--index", index, "--model", "gpt-test", "--about", "the dam"]
    for verb in ("timeline", "compare"):
        assert main([verb, *at]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"Ilse Marrant said {WORDS} [1].")
        assert "answered by gpt-test" in out
