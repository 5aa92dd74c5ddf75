"""A run as it is read: what was asked, and every question scored by today's scorers, model by model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evals.datasets.question_sets import QuestionSet
from evals.judges.judge import Judged
from evals.results.aggregation import Costs, Figure, Scored, costs_of, figures_of, is_valid, score_all
from evals.results.records import Records


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What one model made of the questions."""

    model: str
    scored: tuple[Scored, ...]
    figures: tuple[Figure, ...]
    costs: Costs
    missing: int
    """Questions that have not been asked: the run was killed, or its money was spent."""
    judged: Judged | None = None
    """What a judge made of the answers, where one was asked."""

    @property
    def valid(self) -> bool:
        return is_valid(self.scored)

    @property
    def errored(self) -> int:
        return sum(one.errored for one in self.scored)

    def figure(self, name: str) -> Figure:
        return next(one for one in self.figures if one.name == name)


@dataclass(frozen=True, slots=True)
class Result:
    """A run, and what its `run.json` tells of it."""

    about: Mapping[str, Any]
    asked: QuestionSet
    models: tuple[ModelResult, ...]

    @property
    def valid(self) -> bool:
        return all(one.valid for one in self.models)


def result_of(
    about: Mapping[str, Any], asked: QuestionSet, records: Records, judged: Mapping[str, Judged] | None = None
) -> Result:
    """The run scored, without asking anything; `judged` is what a judge made of each model's answers."""
    ids = set(about["questions"])
    samples = [sample for sample in asked.samples if sample.id in ids]
    models = []
    for model in about["models"]:
        held = records.of([model], [sample.id for sample in samples])
        scored = tuple(score_all(samples, held, asked.corpus))
        models.append(
            ModelResult(
                model,
                scored,
                tuple(figures_of(scored)),
                costs_of(held),
                len(samples) - len(scored),
                (judged or {}).get(model),
            )
        )
    return Result(about, asked, tuple(models))
