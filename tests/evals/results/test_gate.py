"""Floors are kept, or the gate stays shut; they are raised, and lowered only on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.datasets.question_sets import NAMED, load_named
from evals.results.gate import FLOORS, Floors, Limit, hold, pinned, read_floors, write_floors
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


def test_the_gate_opens_where_every_floor_is_kept() -> None:
    verdict = hold(PERFECT, SET, model_result())
    assert verdict.ok
    assert len(verdict.held) == 3


def test_one_wrong_mouth_shuts_it() -> None:
    verdict = hold(PERFECT, SET, model_result(wrong_name_in_a_row))
    assert not verdict.ok
    assert [one.name for one in verdict.held if not one.ok] == ["misattribution", "statement recall"]


def test_an_error_shuts_it_whatever_else_was_right() -> None:
    verdict = hold(PERFECT, SET, model_result(fails={"unknown": "no"}))
    assert verdict.faults == ("1 of 4 questions ended in an error: the run is invalid",)


def test_a_set_that_has_changed_must_be_measured_anew() -> None:
    verdict = hold(replace(PERFECT, set_hash="another"), SET, model_result())
    assert "the set has changed" in verdict.faults[0]
    assert not verdict.ok


def test_questions_that_are_gone_shut_it() -> None:
    verdict = hold(replace(PERFECT, questions={"dev": 3, "held": 2}), SET, model_result())
    assert "of {'dev': 3, 'held': 2} questions" in verdict.faults[0]


def test_who_shows_nothing_does_not_pass_for_putting_nothing_in_a_wrong_mouth() -> None:
    looked_at_more = {"dev": {"misattribution": Limit("at most", 0.0, 3)}}
    verdict = hold(replace(PERFECT, floors=looked_at_more), SET, model_result())
    assert [one.too_few for one in verdict.held] == [True]
    assert not verdict.ok


def test_floors_rise_by_themselves_and_fall_only_when_that_is_allowed() -> None:
    lenient = replace(PERFECT, floors={"held": {"refusal recall": Limit("at least", 0.3, 2, 0.95)}})
    raised = pinned(lenient, SET, model_result(), allow_regression=False)
    assert raised.floors["held"]["refusal recall"] == Limit("at least", 1.0, 2, 0.95)
    with pytest.raises(UsageError, match=r"held refusal recall: 1 would become 0\.0000"):
        pinned(raised, SET, model_result(never_refuses), allow_regression=False)
    lowered = pinned(raised, SET, model_result(never_refuses), allow_regression=True)
    assert lowered.floors["held"]["refusal recall"].value == 0


def test_an_invalid_run_pins_nothing() -> None:
    with pytest.raises(UsageError, match="invalid"):
        pinned(PERFECT, SET, model_result(fails={"venn": "no"}), allow_regression=True)


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_floors(PERFECT, tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == PERFECT
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["floors.json"]


@pytest.mark.parametrize("text", ["", "{}", '{"set": 1}', "[]"])
def test_a_file_that_holds_no_floors_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="no file of floors"):
        read_floors(tmp_path / "floors.json")


def test_the_committed_floors_are_of_the_committed_set_and_tell_what_is_wanted() -> None:
    floors, asked = read_floors(), load_named("golden")
    assert floors.set in NAMED
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
