"""A run from the request to the scored result: open the assistant, prepare the index, ask every question, score."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant import Assistant
from evals.datasets.question_sets import SHIPPED_SETS, QuestionSet, load_own_set, load_shipped_set, select_samples
from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from evals.results.scoring import RunResult, score_record, score_run
from evals.runs.asker import (
    AssistantAsker,
    ProgressCallback,
    ask_all,
    fingerprint,
    ignore_progress,
    open_cached_assistant,
)
from evals.runs.folder import LOG, RunFolder, describe_run
from evals.scorers.metrics import METRIC_NAMES
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The options of a run. `index` is for a newsroom's own set; a shipped set gets a temporary index."""

    set: str = "golden"
    models: tuple[str, ...] = ("none",)
    index: str | None = None
    tags: tuple[str, ...] = ()
    split: str | None = None
    limit: int | None = None
    max_cost: float | None = None
    parallel: int = 4

    def select_from(self, question_set: QuestionSet) -> tuple[Sample, ...]:
        return select_samples(question_set.samples, tags=self.tags, split=self.split, limit=self.limit)

    def describe(self, question_set: QuestionSet, samples: Sequence[Sample]) -> dict[str, object]:
        """Return the request's part of `run.json`."""
        return {
            "set": self.set,
            "set_hash": question_set.hash,
            "index": self.index,
            "models": list(self.models),
            "tags": list(self.tags),
            "split": self.split,
            "limit": self.limit,
            "questions": [sample.id for sample in samples],
            "articles": len(question_set.corpus.texts),
        }


def require_extra() -> None:
    """Raise UsageError if the packages of the extra `eval` are not installed."""
    missing = [name for name in ("inspect_ai", "ir_measures") if find_spec(name) is None]
    if missing:
        hint = "install the extra: pip install 'onrecord[eval]'"
        raise UsageError(f"an evaluation needs {' and '.join(missing)}", hint=hint)


def run(
    request: RunRequest,
    folder: RunFolder | None,
    *,
    create: Callable[[Mapping[str, object]], RunFolder],
    progress: ProgressCallback = ignore_progress,
) -> RunResult:
    """Ask the unanswered questions of every model through Inspect. With a `folder`, continue that run."""
    if folder is not None and (result := _find_finished_result(request, folder)) is not None:
        return result
    with open_questions(request) as (assistant, question_set):
        samples = request.select_from(question_set)
        if folder is None:
            folder = create(describe_run(assistant, **request.describe(question_set, samples)))
        require_same_set(folder.run_info, question_set)
        records = folder.records()
        run_inspect = load_inspect_runner()
        for model in request.models:
            with _open_with_model(assistant, request, model) as model_assistant:
                run_inspect(
                    AssistantAsker(model_assistant),
                    samples,
                    records,
                    log=folder.folder / LOG,
                    scores=_inspect_scores(question_set),
                    parallel=request.parallel,
                    progress=progress,
                )
        return score_run(folder.run_info, question_set, records)


def _find_finished_result(request: RunRequest, folder: RunFolder) -> RunResult | None:
    """Return a complete run, scored again; None if a question is unanswered."""
    with open_questions(request, ingest=False) as (_, question_set):
        require_same_set(folder.run_info, question_set)
        records, ids = folder.records(), set(folder.run_info["questions"])
        samples = [sample for sample in question_set.samples if sample.id in ids]
        asked = [(model, sample) for model in request.models for sample in samples]
        finished = all(records.find_answer(model=model, id=one.id, asked=fingerprint(one)) for model, one in asked)
        return score_run(folder.run_info, question_set, records) if finished else None


def run_without_inspect(
    request: RunRequest, folder: Path, *, progress: ProgressCallback = ignore_progress
) -> RunResult:
    """Run for the gate, without Inspect, which takes longer to start than the golden set takes to be asked."""
    with open_questions(request) as (assistant, question_set):
        samples = request.select_from(question_set)
        records = Records(folder / "records.jsonl")
        ask_all(AssistantAsker(assistant), samples, records, parallel=request.parallel, progress=progress)
        return score_run(request.describe(question_set, samples), question_set, records)


def load_inspect_runner() -> Callable[..., None]:
    """Import the Inspect runner, which takes seconds."""
    from evals.runs.inspect_runner import run_inspect

    return run_inspect


@contextmanager
def open_questions(request: RunRequest, *, ingest: bool = True) -> Iterator[tuple[Assistant, QuestionSet]]:
    """Open an assistant and the validated questions. Without `ingest`, the index of a shipped set stays empty."""
    with tempfile.TemporaryDirectory() as temporary:
        if request.set in SHIPPED_SETS:
            question_set = load_shipped_set(request.set)
            with _open(request, request.models[0], index=str(Path(temporary) / "index")) as assistant:
                if ingest:
                    assistant.ingest(question_set.articles)
                yield assistant, question_set
        else:
            with _open(request, request.models[0], index=request.index) as assistant:
                yield assistant, load_own_set(Path(request.set), assistant)


@contextmanager
def _open_with_model(assistant: Assistant, request: RunRequest, model: str) -> Iterator[Assistant]:
    """Yield the assistant, or a second one on the same index if the model differs."""
    if assistant.settings.model == model:
        assistant.check_limits()
        yield assistant
        return
    with _open(request, model, index=str(assistant.settings.index)) as other:
        other.check_limits()
        yield other


def require_same_set(run_info: Mapping[str, object], question_set: QuestionSet) -> None:
    """Raise UsageError if the run used another set, or another version of it."""
    before = run_info.get("set_hash")
    if before != question_set.hash:
        raise UsageError(
            f"the set {run_info.get('set')!r} has changed since the run (hash {before}, now {question_set.hash})",
            hint="start a new run",
        )


def _open(request: RunRequest, model: str, *, index: str | None) -> Assistant:
    return open_cached_assistant(index=index, model=model, max_cost=request.max_cost)


def _inspect_scores(question_set: QuestionSet) -> Callable[[Sample, Record], Mapping[str, float]]:
    def scores(sample: Sample, record: Record) -> Mapping[str, float]:
        found = score_record(sample, record, question_set.corpus).scores
        values = {name: score.got / score.of for name, score in found.items() if score.of}
        values["errored"] = float(record.error is not None)
        return {name: values.get(name, math.nan) for name in (*METRIC_NAMES, "errored")}

    return scores
