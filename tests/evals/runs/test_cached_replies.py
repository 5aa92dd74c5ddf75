"""Evaluations cache the replies of a model."""

from __future__ import annotations

from pathlib import Path

from evals.datasets.samples import ARTICLES
from evals.runs.asker import open_cached_assistant
from tests.fakes.openai_server import fake_openai

QUESTION = "What did Witkoff say about Article 5?"
GOOD = "Steve Witkoff said {S2}."


def test_a_repeated_run_costs_nothing(tmp_path: Path) -> None:
    with fake_openai() as server:
        server.enqueue(GOOD, "A: yes", GOOD, "A: yes")
        model = {"index": tmp_path / "index", "model": "gpt-4o-mini", "openai_base_url": server.base_url}
        with open_cached_assistant(**model) as assistant:
            assistant.ingest([ARTICLES])
            assert not assistant.ask(QUESTION).receipt.cached
        with open_cached_assistant(**model) as assistant:
            assert assistant.ask(QUESTION).receipt.cached
        with open_cached_assistant(**model, cache_answers=False) as assistant:
            assert not assistant.ask(QUESTION).receipt.cached
        assert len(server.requests) == 4  # each reply and its check
