"""A run from its questions to its records: the assistant opened, the index made or found, and every question asked."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from assistant import Assistant
from evals.asking import open_evaluated
from evals.datasets.question_sets import NAMED, QuestionSet, chosen, load_named, load_own
from evals.datasets.samples import Sample
from evals.results.aggregation import score_one
from evals.results.records import Record, Records
from evals.results.run_result import Result, result_of
from evals.runs.asker import AssistantAsker, fingerprint
from evals.runs.folder import RunFolder, about_run
from evals.runs.loop import Tell, ask_all, quiet
from evals.scorers.metrics import NAMES
from index.errors import UsageError

GOLDEN_SET = "golden"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks a run to be. `index` is of a newsroom's own set; a shipped set is asked of its own."""

    set: str = GOLDEN_SET
    models: tuple[str, ...] = ("none",)
    index: str | None = None
    tags: tuple[str, ...] = ()
    split: str | None = None
    limit: int | None = None
    max_cost: float | None = None
    parallel: int = 4
    open: Mapping[str, object] = field(default_factory=dict)
    """Further settings of the assistant."""


def require_extra() -> None:
    """Raises UsageError where what runs and ranks an evaluation is not installed."""
    missing = [name for name in ("inspect_ai", "ir_measures") if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"an evaluation needs {' and '.join(missing)}", hint="install them: pip install 'onrecord[eval]'"
        )


def run(
    wanted: Wanted, folder: RunFolder | None, *, create: Callable[[Mapping[str, object]], RunFolder], tell: Tell = quiet
) -> Result:
    """Ask what is not answered yet, model by model, through Inspect. `folder` is of a run to go on with."""
    if folder is not None and (result := finished(wanted, folder)) is not None:
        return result
    with opened(wanted) as (assistant, asked):
        samples = chosen(asked.samples, tags=wanted.tags, split=wanted.split, limit=wanted.limit)
        if folder is None:
            folder = create(about_run(assistant, **_told(wanted, asked, samples)))
        require_same(folder.about, asked)
        records = folder.records()
        for model in wanted.models:
            with again(assistant, wanted, model) as one:
                runner()(
                    AssistantAsker(one),
                    samples,
                    records,
                    log=folder.log,
                    scores=_scores(asked),
                    parallel=wanted.parallel,
                    tell=tell,
                )
        return result_of(folder.about, asked, records)


def finished(wanted: Wanted, folder: RunFolder) -> Result | None:
    """A run to which nothing is left to ask, scored anew; None where something is."""
    with opened(wanted, ingest=False) as (_, asked):
        require_same(folder.about, asked)
        records, ids = folder.records(), set(folder.about["questions"])
        for model in wanted.models:
            for sample in asked.samples:
                if sample.id in ids and not records.find(model=model, id=sample.id, asked=fingerprint(sample)):
                    return None
        return result_of(folder.about, asked, records)


def run_plainly(wanted: Wanted, folder: Path, *, tell: Tell = quiet) -> Result:
    """The same without Inspect, which takes longer to start than the golden set takes to be asked: for the gate."""
    with opened(wanted) as (assistant, asked):
        samples = chosen(asked.samples, tags=wanted.tags, split=wanted.split, limit=wanted.limit)
        records = Records(folder / "records.jsonl")
        ask_all(AssistantAsker(assistant), samples, records, parallel=wanted.parallel, tell=tell)
        return result_of(_told(wanted, asked, samples), asked, records)


def runner() -> Callable[..., None]:
    """What puts the questions of a run: Inspect, which takes seconds to import."""
    from evals.runs.inspect_runner import run_inspected

    return run_inspected


@contextmanager
def opened(wanted: Wanted, *, ingest: bool = True) -> Iterator[tuple[Assistant, QuestionSet]]:
    """An assistant to ask, and the questions, checked. A shipped set's articles are ingested into an index of its own,
    unless nothing is going to be asked."""
    with tempfile.TemporaryDirectory() as temporary:
        if wanted.set in NAMED:
            asked = load_named(wanted.set)
            with _open(wanted, wanted.models[0], index=str(Path(temporary) / "index")) as assistant:
                if ingest:
                    assistant.ingest(asked.articles)
                yield assistant, asked
        else:
            with _open(wanted, wanted.models[0], index=wanted.index) as assistant:
                yield assistant, load_own(Path(wanted.set), assistant)


@contextmanager
def again(assistant: Assistant, wanted: Wanted, model: str) -> Iterator[Assistant]:
    """The same index, asked with a model."""
    if assistant.settings.model == model:
        assistant.check_limits()
        yield assistant
        return
    with _open(wanted, model, index=str(assistant.settings.index)) as other:
        other.check_limits()
        yield other


def require_same(about: Mapping[str, object], asked: QuestionSet) -> None:
    """Raises UsageError where a run is of another set, or of another edition of it."""
    was = about.get("set_hash")
    if was != asked.hash:
        raise UsageError(
            f"the run was of the set {about.get('set')!r} as it was ({was}); it has changed since ({asked.hash})",
            hint="run it anew",
        )


def _open(wanted: Wanted, model: str, *, index: str | None) -> Assistant:
    return open_evaluated(index=index, model=model, max_cost=wanted.max_cost, **wanted.open)


def _told(wanted: Wanted, asked: QuestionSet, samples: Sequence[Sample]) -> dict[str, object]:
    return {
        "set": wanted.set,
        "set_hash": asked.hash,
        "index": wanted.index,
        "models": list(wanted.models),
        "tags": list(wanted.tags),
        "split": wanted.split,
        "limit": wanted.limit,
        "questions": [sample.id for sample in samples],
        "articles": len(asked.corpus.texts),
    }


def _scores(asked: QuestionSet) -> Callable[[Sample, Record], Mapping[str, float]]:
    def scores(sample: Sample, record: Record) -> Mapping[str, float]:
        parts = score_one(sample, record, asked.corpus).parts
        values = {name: part.got / part.of for name, part in parts.items() if part.of}
        return {name: values.get(name, math.nan) for name in NAMES} | {"errored": float(record.error is not None)}

    return scores
