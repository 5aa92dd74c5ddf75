"""The Inspect runner: Inspect AI schedules the questions and writes a log for `inspect view`.

Answers come from our records first: no kill or rescoring asks a question twice, even if Inspect's log is incomplete.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import inspect_ai
from anyio import to_thread
from inspect_ai import Task
from inspect_ai.dataset import Sample as InspectSample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from evals.runs.asker import Asker, LimitReached, ProgressCallback, ask_or_reuse, ignore_progress

ScoreRecord = Callable[[Sample, Record], Mapping[str, float]]
"""Returns the metrics of one record by name for Inspect's log; nan if it is not eligible."""


def run_inspect(
    asker: Asker,
    samples: Sequence[Sample],
    records: Records,
    *,
    log: Path,
    scores: ScoreRecord,
    parallel: int = 1,
    progress: ProgressCallback = ignore_progress,
) -> None:
    """Ask each question once through Inspect. Raises KeyboardInterrupt if the user stopped it, and LimitReached."""
    questions = _Questions(asker, samples, records, progress)
    [done] = inspect_ai.eval(
        _task(questions, scores),
        model=None,
        log_dir=str(log),
        display="none",
        max_samples=parallel,
        fail_on_error=True,
        acp_server=False,
        ctl_server=False,
        log_level="critical",
    )
    if questions.stopped_by is not None:
        raise questions.stopped_by
    if done.status == "cancelled":
        raise KeyboardInterrupt
    if done.error is not None:
        raise RuntimeError(f"inspect: {done.error.message}")


class _Questions:
    """Asks through the records, counts the finished questions, and remembers what stopped the run."""

    def __init__(self, asker: Asker, samples: Sequence[Sample], records: Records, progress: ProgressCallback) -> None:
        self.asker = asker
        self.samples = {sample.id: sample for sample in samples}
        self.records = records
        self.stopped_by: LimitReached | None = None
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()

    def ask(self, name: str) -> Record:
        try:
            record = ask_or_reuse(self.asker, self.samples[name], self.records)
        except LimitReached as limit:
            self.stopped_by = limit
            raise
        with self._lock:
            self._done += 1
            self._progress(self._done, len(self.samples))
        return record


def _task(questions: _Questions, scores: ScoreRecord) -> Task:
    dataset = [
        InspectSample(input=sample.question, id=sample.id, target=sample.status, metadata={"tags": list(sample.tags)})
        for sample in questions.samples.values()
    ]
    return Task(dataset=dataset, solver=_onrecord(questions), scorer=_metrics(questions, scores), name="onrecord")


@solver
def _onrecord(questions: _Questions) -> Solver:

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001
        record = await to_thread.run_sync(questions.ask, str(state.sample_id))
        text = record.answer["text"] if record.answer else f"errored: {(record.error or {}).get('message')}"
        state.output = ModelOutput.from_content(questions.asker.model, text)
        return state

    return solve


@metric
def _mean_of_eligible() -> Metric:
    """Return the mean over the questions that are eligible for the metric."""

    def mean(scores: list[SampleScore]) -> float:
        values = [value for score in scores if not math.isnan(value := score.score.as_float())]
        return sum(values) / len(values) if values else math.nan

    return mean


@scorer(metrics={"*": [_mean_of_eligible()]})
def _metrics(questions: _Questions, scores: ScoreRecord) -> Scorer:
    """Return our metrics for Inspect's viewer."""

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001
        name = str(state.sample_id)
        record = questions.records.last(model=questions.asker.model, id=name)
        return Score(value=dict(scores(questions.samples[name], record)), answer=state.output.completion)

    return score
