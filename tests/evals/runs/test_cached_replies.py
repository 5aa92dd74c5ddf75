"""Evaluations cache the replies of a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.component_checks.paraphrases import main
from evals.datasets.samples import ARTICLES
from evals.runs.asker import open_cached_assistant
from tests.fakes.openai_server import fake_openai

QUESTION = "What did Witkoff say about Article 5?"
GOOD = "Steve Witkoff said {S1}."


def test_a_repeated_run_costs_nothing(tmp_path: Path) -> None:
    with fake_openai() as server:
        server.enqueue(GOOD, GOOD)
        model = {"index": tmp_path / "index", "model": "gpt-4o-mini", "openai_base_url": server.base_url}
        with open_cached_assistant(**model) as assistant:
            assistant.ingest([ARTICLES])
            assert not assistant.ask(QUESTION).receipt.cached
        with open_cached_assistant(**model) as assistant:
            assert assistant.ask(QUESTION).receipt.cached
        with open_cached_assistant(**model, cache_answers=False) as assistant:
            assert not assistant.ask(QUESTION).receipt.cached
        assert len(server.requests) == 2


def test_paraphrased_questions_can_be_asked_of_a_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fake_openai() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["--model", "gpt-4o-mini", "--max-cost", "0.01"]) == 0
        asked = len(server.requests)
    assert asked > 0  # each is refused: the fake has no reply, and the extracted answers are judged
    assert "right, false" in capsys.readouterr().out
