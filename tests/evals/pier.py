"""Results of four questions about a pier, for tests of everything that reads results."""

from __future__ import annotations

from dataclasses import replace

from evals.datasets.question_sets import QuestionSet
from evals.results.scoring import ModelResult, RunResult, compute_costs, compute_metrics, score_records
from tests.fakes.faulty_asker import CORPUS, SAMPLES, Fault, FaultyAsker

SPLIT = tuple(replace(sample, split="dev" if at < 2 else "held") for at, sample in enumerate(SAMPLES))
SET = QuestionSet("pier", SPLIT, CORPUS, (), "0123456789abcdef")


def model_result(
    fault: Fault | None = None, *, fails: dict[str, str] | None = None, model: str = "none"
) -> ModelResult:
    asker = FaultyAsker(fault, fails=fails, model=model)
    records = [asker.ask(sample) for sample in SPLIT]
    scored = tuple(score_records(SPLIT, records, CORPUS))
    return ModelResult(model, scored, tuple(compute_metrics(scored)), compute_costs(records), 0)


def result(*models: ModelResult) -> RunResult:
    about = {
        "set": "pier",
        "set_hash": SET.hash,
        "models": [one.model for one in models],
        "questions": [sample.id for sample in SPLIT],
        "articles": 3,
        "tags": [],
        "split": None,
        "limit": None,
        "started": "2026-11-27T11:00:00+00:00",
        "settings": {"embedder": "static"},
    }
    return RunResult(about, SET, models)
