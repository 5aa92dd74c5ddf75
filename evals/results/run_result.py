"""The scored result of a run, by model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evals.datasets.question_sets import QuestionSet
from evals.results.aggregation import (
    Costs,
    MetricResult,
    ScoredSample,
    compute_costs,
    compute_metrics,
    is_valid,
    score_records,
)
from evals.results.records import Records


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """A judge's verdicts on a model's answers, always reported with `kappa`, its agreement with people.

    `unjudged` answers got no verdict and count in neither `right` nor `of`.
    """

    judge: str
    prompt: str
    right: int
    of: int
    unjudged: int
    kappa: float | None
    labelled: int
    labelled_unjudged: int
    wrong_ids: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """The share of correct answers with the counts and the agreement behind it."""
        share = f"{self.right / self.of:.3f}" if self.of else "–"
        kappa = "unknown" if self.kappa is None else f"{self.kappa:.2f}"
        return (
            f"{share} ({self.right} of {self.of}; {self.unjudged} without a verdict), judged by {self.judge} with "
            f"{self.prompt}; its agreement with people: kappa {kappa} on {self.labelled} labelled answers"
            + (f", {self.labelled_unjudged} without a verdict" if self.labelled_unjudged else "")
        )


@dataclass(frozen=True, slots=True)
class ModelResult:
    """The scored answers of one model. `missing` questions were not asked: the run was killed or its budget spent."""

    model: str
    scored: tuple[ScoredSample, ...]
    metrics: tuple[MetricResult, ...]
    costs: Costs
    missing: int
    judged: JudgeSummary | None = None

    @property
    def valid(self) -> bool:
        return is_valid(self.scored)

    @property
    def errored(self) -> int:
        return sum(one.errored for one in self.scored)

    def metric(self, name: str) -> MetricResult:
        return next(one for one in self.metrics if one.name == name)


@dataclass(frozen=True, slots=True)
class RunResult:
    """A scored run and the contents of its `run.json`."""

    run_info: Mapping[str, Any]
    question_set: QuestionSet
    models: tuple[ModelResult, ...]

    @property
    def valid(self) -> bool:
        return all(one.valid for one in self.models)


def score_run(
    run_info: Mapping[str, Any],
    question_set: QuestionSet,
    records: Records,
    judged: Mapping[str, JudgeSummary] | None = None,
) -> RunResult:
    """Return the run scored with today's scorers, without asking anything. `judged` is by model."""
    ids = set(run_info["questions"])
    samples = [sample for sample in question_set.samples if sample.id in ids]
    models = []
    for model in run_info["models"]:
        answers = records.select([model], [sample.id for sample in samples])
        scored = tuple(score_records(samples, answers, question_set.corpus))
        metrics, missing = tuple(compute_metrics(scored)), len(samples) - len(scored)
        models.append(ModelResult(model, scored, metrics, compute_costs(answers), missing, (judged or {}).get(model)))
    return RunResult(run_info, question_set, tuple(models))
