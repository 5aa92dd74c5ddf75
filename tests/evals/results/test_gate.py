"""The gate checks every floor; floors rise by themselves and fall only on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.datasets.question_sets import SHIPPED_SETS, load_shipped_set
from evals.results.gate import FLOORS, Floors, Limit, check_floors, read_floors, update_floors, write_floors
from index.errors import UsageError
from tests.evals.pier import SET, model_result
from tests.evals.scorers.test_metrics import never_refuses, wrong_name_in_a_row

PERFECT = Floors(
    "pier",
    SET.hash,
    {"dev": 2, "held": 2},
    {
        "dev": {"misattribution": Limit("at most", 0.0, 2, 0.0), "statement recall": Limit("at least", 1.0, 2)},
        "held": {"refusal recall": Limit("at least", 1.0, 2)},
    },
)


def test_the_gate_opens_if_every_floor_is_kept() -> None:
    verdict = check_floors(PERFECT, SET, model_result())
    assert verdict.ok
    assert len(verdict.checks) == 3


def test_one_misattribution_closes_the_gate() -> None:
    verdict = check_floors(PERFECT, SET, model_result(wrong_name_in_a_row))
    assert not verdict.ok
    assert [one.name for one in verdict.checks if not one.ok] == ["misattribution", "statement recall"]


def test_an_error_closes_the_gate() -> None:
    verdict = check_floors(PERFECT, SET, model_result(fails={"unknown": "no"}))
    assert verdict.faults == ("1 of 4 questions ended in an error: the run is invalid",)


def test_a_changed_set_must_be_measured_again() -> None:
    verdict = check_floors(replace(PERFECT, set_hash="another"), SET, model_result())
    assert "the set has changed" in verdict.faults[0]
    assert not verdict.ok


def test_missing_questions_close_the_gate() -> None:
    verdict = check_floors(replace(PERFECT, questions={"dev": 3, "held": 2}), SET, model_result())
    assert "on {'dev': 3, 'held': 2} questions" in verdict.faults[0]


def test_showing_too_little_does_not_count_as_no_misattribution() -> None:
    larger_floor = {"dev": {"misattribution": Limit("at most", 0.0, 3)}}
    verdict = check_floors(replace(PERFECT, floors=larger_floor), SET, model_result())
    assert [one.too_few for one in verdict.checks] == [True]
    assert not verdict.ok


def test_floors_rise_by_themselves_and_fall_only_if_allowed() -> None:
    lenient = replace(PERFECT, floors={"held": {"refusal recall": Limit("at least", 0.3, 2, 0.95)}})
    raised = update_floors(lenient, SET, model_result(), allow_regression=False)
    assert raised.floors["held"]["refusal recall"] == Limit("at least", 1.0, 2, 0.95)
    with pytest.raises(UsageError, match=r"held refusal recall: 1 would become 0\.0000"):
        update_floors(raised, SET, model_result(never_refuses), allow_regression=False)
    lowered = update_floors(raised, SET, model_result(never_refuses), allow_regression=True)
    assert lowered.floors["held"]["refusal recall"].value == 0


def test_an_invalid_run_updates_no_floor() -> None:
    with pytest.raises(UsageError, match="invalid"):
        update_floors(PERFECT, SET, model_result(fails={"venn": "no"}), allow_regression=True)


def test_written_floors_can_be_read(tmp_path: Path) -> None:
    write_floors(PERFECT, tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == PERFECT
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["floors.json"]


@pytest.mark.parametrize("text", ["", "{}", '{"set": 1}', "[]"])
def test_a_malformed_floors_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is not a floors file"):
        read_floors(tmp_path / "floors.json")


def test_the_committed_floors_match_the_committed_set_and_name_the_targets() -> None:
    floors, asked = read_floors(), load_shipped_set("golden")
    assert floors.set in SHIPPED_SETS
    assert floors.set_hash == asked.hash, "the golden set has changed: onrecord eval gate --update, and say why"
    wanted = {name: limit.wanted for name, limit in floors.floors["dev"].items() if limit.wanted is not None}
    assert wanted == {
        "misattribution": 0,
        "verbatim": 1,
        "citation precision": 0.97,
        "citation recall": 0.97,
        "statement recall": 0.9,
        "refusal precision": 0.95,
        "refusal recall": 0.95,
    }
    assert FLOORS.is_file()
