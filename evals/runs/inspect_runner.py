"""The runner: Inspect AI puts the questions, keeps a log that `inspect view` opens, and limits how many at a time.

The owner of inspect_ai, which takes seconds to import: import this module where it is run. What is asked comes from our
records first, so that neither a kill nor scoring anew asks a question twice, whatever Inspect's own log holds.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import inspect_ai
from anyio import to_thread
from inspect_ai import Task
from inspect_ai.dataset import Sample as Inspected
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from evals.runs.asker import Asker, LimitReached
from evals.runs.loop import Tell, ask_once, quiet

Scores = Callable[[Sample, Record], Mapping[str, float]]
"""The figures of one record, by name, for Inspect's log; nan where it is not eligible."""


def run_inspected(
    asker: Asker,
    samples: Sequence[Sample],
    records: Records,
    *,
    log: Path,
    scores: Scores,
    parallel: int = 1,
    tell: Tell = quiet,
) -> None:
    """Each question once, through Inspect. Raises KeyboardInterrupt where somebody stopped it, and LimitReached."""
    asking = _Asking(asker, samples, records, tell)
    [done] = inspect_ai.eval(
        _task(asking, scores),
        model=None,
        log_dir=str(log),
        display="none",
        max_samples=parallel,
        fail_on_error=True,
        acp_server=False,
        ctl_server=False,
        log_level="critical",
    )
    if asking.stopped_by is not None:
        raise asking.stopped_by
    if done.status == "cancelled":
        raise KeyboardInterrupt
    if done.error is not None:
        raise RuntimeError(f"inspect: {done.error.message}")


class _Asking:
    """Asks through the records, counts what is done, and remembers what stopped the run."""

    def __init__(self, asker: Asker, samples: Sequence[Sample], records: Records, tell: Tell) -> None:
        self.asker = asker
        self.samples = {sample.id: sample for sample in samples}
        self.stopped_by: LimitReached | None = None
        self._records = records
        self._tell = tell
        self._done = 0
        self._counting = threading.Lock()

    def ask(self, name: str) -> Record:
        try:
            record = ask_once(self.asker, self.samples[name], self._records)
        except LimitReached as limit:
            self.stopped_by = limit
            raise
        with self._counting:
            self._done += 1
            self._tell(self._done, len(self.samples))
        return record

    def held(self, name: str) -> Record:
        return self._records.last(model=self.asker.model, id=name)


def _task(asking: _Asking, scores: Scores) -> Task:
    dataset = [
        Inspected(input=sample.question, id=sample.id, target=sample.status, metadata={"tags": list(sample.tags)})
        for sample in asking.samples.values()
    ]
    return Task(dataset=dataset, solver=_onrecord(asking), scorer=_promises(asking, scores), name="onrecord")


@solver
def _onrecord(asking: _Asking) -> Solver:
    """What a user would be shown."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001
        record = await to_thread.run_sync(asking.ask, str(state.sample_id))
        text = record.answer["text"] if record.answer else f"errored: {(record.error or {}).get('message')}"
        state.output = ModelOutput.from_content(asking.asker.model, text)
        return state

    return solve


@metric
def _of_the_eligible() -> Metric:
    """The mean over the questions that have this figure."""

    def mean(scores: list[SampleScore]) -> float:
        values = [value for one in scores if not math.isnan(value := one.score.as_float())]
        return sum(values) / len(values) if values else math.nan

    return mean


@scorer(metrics={"*": [_of_the_eligible()]})
def _promises(asking: _Asking, scores: Scores) -> Scorer:
    """Our own figures, for Inspect's viewer."""

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001
        name = str(state.sample_id)
        return Score(value=dict(scores(asking.samples[name], asking.held(name))), answer=state.output.completion)

    return score
