"""`onrecord eval run --set verifier:FILE`, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from assistant.interfaces.cli import main
from evals.runs.checking import open_checker
from tests.evals.scripted_checker import ROWS, ScriptedChecker, write_rows
from tests.fakes.openai_server import fake_openai


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "claims.jsonl")


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, object]]:
    """Replace the checkers with one that finds the one contradiction; return the settings it was opened with."""
    settings: list[Mapping[str, object]] = []

    def open_scripted(arguments: Mapping[str, object]) -> Any:
        settings.append(arguments)
        return nullcontext(ScriptedChecker({ROWS[2]["claim"]: "contradicted"}))

    monkeypatch.setattr("evals.cli.claims.open_checker", open_scripted)
    return settings


def run(file: Path, *options: str) -> int:
    return main(["eval", "run", "--set", f"verifier:{file}", *options])


def test_the_figures_are_one_json_object(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert {key: row[key] for key in ("checker", "rows", "true_shown", "false_shown", "balanced_accuracy")} == {
        "checker": "scripted",
        "rows": 3,
        "true_shown": 1,
        "false_shown": 0.5,
        "balanced_accuracy": 0.75,
    }
    assert row["kinds"].keys() == {"hedges"}
    assert row["kinds"]["hedges"]["balanced_accuracy"] == 0.5
    assert row["strict"]["false_shown"] == 1
    assert row["seconds_a_claim"] >= 0


def test_the_figures_are_a_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file) == 0
    out = capsys.readouterr().out
    assert "checker scripted: 3 claims, 1 entailed and 2 not" in out
    [hedges] = [line.split() for line in out.splitlines() if line.startswith("hedges")]
    assert hedges[:5] == ["hedges", "2", "1.000", "1.000", "0.500"]
    assert "s a claim" in out


def test_the_verdicts_are_written_in_the_order_of_the_file(file: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    assert run(file, "--predictions", str(predictions)) == 0
    rows = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["quay-1", "quay-2", "quay-3"]
    assert rows[2] == {"id": "quay-3", "verdict": "contradicted", "why": "as scripted", "shown": False}


def test_the_checker_is_opened_with_the_options(file: Path, opened: list[Mapping[str, object]]) -> None:
    assert run(file) == run(file, "--verifier", "rules") == 0
    assert run(file, "--model", "gpt-4.1-mini", "--max-cost", "1") == 0
    assert [(one["verifier"], one["model"]) for one in opened] == [
        (None, None),
        ("rules", None),
        ("model", "gpt-4.1-mini"),
    ]
    assert opened[2]["max_cost"] == 1


def test_a_model_checks_and_its_cost_is_reported(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("evals.cli.claims.open_checker", open_checker)
    with fake_openai() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        server.enqueue("A: yes\nB: no\nC: no", "A: yes\nB: no")
        assert run(file, "--verifier", "model", "--model", "gpt-4o-mini", "--json") == 0
        row = json.loads(capsys.readouterr().out)
        assert run(file, "--model", "gpt-4o-mini") == 0
    shown = capsys.readouterr().out
    assert (row["checker"], row["balanced_accuracy"], row["note"]) == ("gpt-4o-mini", 1, None)
    assert row["usage"] == {
        "calls": 1,
        "input_tokens": 100,
        "output_tokens": 20,
        "usd": pytest.approx((100 * 0.15 + 20 * 0.6) / 1_000_000),
    }
    assert "1 calls, 100 tokens in, 20 out, $0.0000" in shown
    assert "note: gpt-4o-mini did not judge every sentence; rules decided about the rest" in shown


def test_a_limit_takes_rows_from_the_whole_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--limit", "2", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--tags", "hedges"], "--tags is for questions"),
        (["--judge-url", "http://127.0.0.1"], "--judge-url is for questions"),
        (["--limit", "0"], "--limit is 0"),
        (["--model", "a", "--model", "b"], "--model is given twice"),
        (["--model", "a", "--verifier", "rules"], "the rules ask no model"),
    ],
)
def test_options_that_mean_nothing_here_are_reported(
    options: list[str], message: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, *options) == 2
    assert message in capsys.readouterr().err


def test_the_claims_are_never_overwritten(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert run(file, "--predictions", str(file)) == 2
    assert file.read_bytes() == before
    assert "would overwrite the claims" in capsys.readouterr().err


def test_a_faulty_file_is_reported_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_rows(tmp_path / "faulty.jsonl", [{**ROWS[0], "label": "yes"}])
    assert run(file) == 2
    error = capsys.readouterr().err
    assert "line 1: the label is 'yes'" in error
    assert "docs/evaluation.md" in error


@pytest.mark.parametrize("option", [["--verifier", "rules"], ["--predictions", "verdicts.jsonl"]])
def test_the_options_of_a_checker_need_labelled_claims(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", *option]) == 2
    assert f"{option[0]} needs a set of labelled claims" in capsys.readouterr().err
