"""Inspect puts the questions; what is kept is ours."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from inspect_ai.log import list_eval_logs, read_eval_log

from evals.runs.asking import LimitReached
from evals.runs.inspected import run_inspected
from evals.runs.records import Record, Records, read_records
from evals.samples import Sample
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker


def scores(sample: Sample, record: Record) -> dict[str, float]:
    """`even` is a figure that half of the questions are not eligible for."""
    return {"errored": float(record.error is not None), "even": 1.0 if len(sample.id) % 2 == 0 else math.nan}


def test_each_question_is_asked_once_and_the_log_has_our_figures(tmp_path: Path) -> None:
    records, told = Records(tmp_path / "records.jsonl"), []
    first = FaultyAsker(fails={"premise": "no"})
    run_inspected(
        first,
        SAMPLES,
        records,
        log=tmp_path / "log",
        scores=scores,
        parallel=2,
        tell=lambda done, of: told.append((done, of)),
    )
    assert sorted(first.asked) == sorted(sample.id for sample in SAMPLES)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    [log] = list_eval_logs(str(tmp_path / "log"))
    figures = {score.name: score.metrics for score in read_eval_log(log).results.scores}
    assert next(iter(figures["errored"].values())).value == 0.25
    assert next(iter(figures["even"].values())).value == 1.0

    again = FaultyAsker()
    run_inspected(again, SAMPLES, Records(tmp_path / "records.jsonl"), log=tmp_path / "log", scores=scores)
    assert again.asked == ["premise"]  # the error alone


class Spends(FaultyAsker):
    def ask(self, sample: Sample) -> Record:
        if len(self.asked) == 2:
            raise LimitReached("the limit of $1 is reached")
        return super().ask(sample)


def test_a_limit_that_is_reached_stops_the_run_with_what_was_answered(tmp_path: Path) -> None:
    with pytest.raises(LimitReached, match="the limit of"):
        run_inspected(Spends(), SAMPLES, Records(tmp_path / "records.jsonl"), log=tmp_path / "log", scores=scores)
    assert len(list(read_records(tmp_path / "records.jsonl"))) == 2
