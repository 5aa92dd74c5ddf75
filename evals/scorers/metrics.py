"""All metrics of a run, in the order of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.scorers.answer_check import find_problems
from evals.scorers.case import Case, Score, Scorer
from evals.scorers.citations import citation_precision, citation_recall, correctness, duplicate_inflation, verbatim
from evals.scorers.misattribution import misattribution
from evals.scorers.retrieval import MEASURES, UNITS, measure_retrieval
from evals.scorers.statements import (
    false_premise,
    refusal_f1,
    refusal_precision,
    refusal_recall,
    said_by_precision,
    said_by_recall,
    statement_precision,
    statement_recall,
)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the answers: its name, its scorer, its description and the better direction."""

    name: str
    scorer: Scorer
    description: str
    better: Literal["higher", "lower"] = "higher"


def right_in_everything(case: Case) -> Score:
    """Score 1 if a careful reader would find no fault in the answer."""
    return Score(not find_problems(case), 1)


METRICS = (
    Metric("misattribution", misattribution, "words shown under the name of somebody who did not say them", "lower"),
    Metric("verbatim", verbatim, "quotations that are in their article character by character"),
    Metric("citation precision", citation_precision, "citations that support their sentence, or are needed for it"),
    Metric("citation recall", citation_recall, "sentences that the cited words support"),
    Metric("statement recall", statement_recall, "expected statements of the person asked about that are shown"),
    Metric("statement precision", statement_precision, "shown statements that are relevant"),
    Metric("refusal precision", refusal_precision, "refused questions that have no answer"),
    Metric("refusal recall", refusal_recall, "questions without an answer that were refused"),
    Metric("refusal F1", refusal_f1, "refusal precision and recall combined"),
    Metric("false premise", false_premise, "questions with a false premise that the answer does not accept"),
    Metric("said-by recall", said_by_recall, "people who did speak about it, when the person asked about did not"),
    Metric("said-by precision", said_by_precision, "people named as having spoken about it who did"),
    Metric("correctness", correctness, "answers with the words that every correct answer shows"),
    Metric("right in everything", right_in_everything, "answers without any fault"),
    Metric("duplicate inflation", duplicate_inflation, "citations of a copy of a cited article", "lower"),
)
RETRIEVAL_METRICS = tuple(f"{measure} by {unit}" for unit in UNITS for measure in MEASURES)
METRIC_NAMES = (*(metric.name for metric in METRICS), *RETRIEVAL_METRICS)


def score_case(case: Case, metrics: Sequence[Metric] = METRICS) -> Mapping[str, Score]:
    """Return the score of the question in each metric that it is eligible for."""
    scores = {metric.name: score for metric in metrics if (score := metric.scorer(case)) is not None}
    return {**scores, **measure_retrieval(case)}


def is_better(name: str, new: float, old: float) -> bool:
    """Return whether the new value of the metric is better than the old one."""
    lower = any(metric.name == name and metric.better == "lower" for metric in METRICS)
    return new < old if lower else new > old
