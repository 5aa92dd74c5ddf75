"""The benchmark of the verdicts does what it times, and tells it beside a floor."""

from __future__ import annotations

import json

import pytest

from evals.benchmarks.verdicts import PASSAGES, main, passages


def test_every_task_that_is_timed_finds_what_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(set(passages())) == PASSAGES
    assert main(["--times", "1", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {name: told["is"] for name, told in figures.items()} == {name: told["due"] for name, told in figures.items()}
    assert main(["--times", "1"]) == 0
    assert "of the floor" in capsys.readouterr().out
