"""Every timed task of the verdict benchmark gives the right result, compared with a floor."""

from __future__ import annotations

import json

import pytest

from evals.benchmarks.verdicts import PASSAGES, main, make_passages


def test_every_timed_task_has_the_expected_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(set(make_passages())) == PASSAGES
    assert main(["--times", "1", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {name: told["is"] for name, told in figures.items()} == {name: told["due"] for name, told in figures.items()}
    assert main(["--times", "1"]) == 0
    assert "of the floor" in capsys.readouterr().out
