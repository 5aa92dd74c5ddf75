"""The scored result of a run: the metrics of each model, with confidence intervals clustered by article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.datasets.question_sets import Corpus, QuestionSet
from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from evals.scorers.answer_check import find_problems
from evals.scorers.case import Case, Score
from evals.scorers.metrics import METRIC_NAMES, score_case
from evals.scorers.misattribution import find_misattributions

RESAMPLES = 2000
_SEED = 10
MAX_ERROR_SHARE = 0.02  # a run with more errors says nothing about the answers and is invalid
MISATTRIBUTED = "MISATTRIBUTED: "


@dataclass(frozen=True, slots=True)
class ScoredSample:
    """One question of a run with its scores and the faults of its answer."""

    sample: Sample
    record: Record
    scores: Mapping[str, Score]
    faults: tuple[str, ...]

    @property
    def errored(self) -> bool:
        return self.record.error is not None

    @property
    def cluster(self) -> str:
        """The article that the question is about: questions on one article tend to succeed or fail together."""
        judgements = self.sample.relevance_judgements
        return judgements[0].article_id if judgements else f"question {self.sample.id}"


@dataclass(frozen=True, slots=True)
class MetricResult:
    """A metric, `got` out of `of`, with its 95 % interval. Questions that `errored` are in neither other count."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    got: float
    of: float
    eligible: int
    not_eligible: int
    errored: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, tokens and dollars of the answers. Latencies are those of uncached answers, None without any."""

    p50: float | None
    p95: float | None
    timed: int
    calls: int
    input_tokens: int
    output_tokens: int
    usd: float | None
    """None if the price of any answer is unknown."""


def score_records(samples: Sequence[Sample], records: Iterable[Record], corpus: Corpus) -> list[ScoredSample]:
    """Return every record scored, in the order of the samples."""
    by_id = {record.id: record for record in records}
    return [score_record(sample, by_id[sample.id], corpus) for sample in samples if sample.id in by_id]


def score_record(sample: Sample, record: Record, corpus: Corpus) -> ScoredSample:
    """Return the record scored. An error has no scores and is the only fault."""
    if record.answer is None:
        error = record.error or {}
        return ScoredSample(sample, record, {}, (f"errored: {error.get('kind')}: {error.get('message')}",))
    case = Case(sample, record.answer, corpus, record.hits)
    misattributions = tuple(f"{MISATTRIBUTED}{error}" for error in find_misattributions(case))
    return ScoredSample(sample, record, score_case(case), (*misattributions, *find_problems(case)))


def compute_metrics(scored: Sequence[ScoredSample], names: Sequence[str] = METRIC_NAMES) -> list[MetricResult]:
    errored = sum(question.errored for question in scored)
    return [_compute_metric(name, scored, errored) for name in names]


def is_valid(scored: Sequence[ScoredSample]) -> bool:
    """Return whether few enough questions errored for the metrics to be meaningful."""
    return bool(scored) and sum(question.errored for question in scored) <= MAX_ERROR_SHARE * len(scored)


def compute_costs(records: Iterable[Record]) -> Costs:
    """Return the time, tokens and money that the answers took."""
    answers = [record for record in records if record.answer is not None]
    receipts = [record.answer["receipt"] for record in answers if record.answer]
    seconds = [record.seconds for record in answers if not record.cached]
    prices = [receipt["cost_usd"] for receipt in receipts if receipt["usage"]["calls"]]
    calls, input_tokens, output_tokens = (
        sum(receipt["usage"][key] for receipt in receipts) for key in ("calls", "input_tokens", "output_tokens")
    )
    return Costs(
        p50=float(np.percentile(seconds, 50)) if seconds else None,
        p95=float(np.percentile(seconds, 95)) if seconds else None,
        timed=len(seconds),
        calls=calls,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        usd=None if any(usd is None for usd in prices) else float(sum(prices)),
    )


def _compute_metric(name: str, scored: Sequence[ScoredSample], errored: int) -> MetricResult:
    scores = [(question.cluster, question.scores[name]) for question in scored if name in question.scores]
    got, of = sum(score.got for _, score in scores), sum(score.of for _, score in scores)
    low, high = bootstrap_interval(scores)
    not_eligible = len(scored) - len(scores) - errored
    return MetricResult(name, got / of if of else None, low, high, got, of, len(scores), not_eligible, errored)


def bootstrap_interval(scores: Sequence[tuple[str, Score]]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of resampling the clusters; None with fewer than two clusters."""
    sums = sum_by_cluster(scores)
    if len(sums) < 2 or not sums[:, 1].sum():
        return None, None
    drawn = bootstrap_weights(len(sums)) @ sums
    values = drawn[drawn[:, 1] > 0]
    low, high = map(float, np.percentile(values[:, 0] / values[:, 1], [2.5, 97.5]))
    # Resampling equal outcomes gives no interval; use the exact bound for zero events (the "rule of three") instead.
    if low == high == 0.0:
        return 0.0, 1 - 0.025 ** (1 / len(sums))
    if low == high == 1.0:
        return 0.025 ** (1 / len(sums)), 1.0
    return low, high


def sum_by_cluster(scores: Sequence[tuple[str, Score]]) -> NDArray[np.float64]:
    """Return an array of shape (clusters, 2) with the sums of `got` and `of`."""
    sums: dict[str, list[float]] = {}
    for cluster, score in scores:
        total = sums.setdefault(cluster, [0.0, 0.0])
        total[0] += score.got
        total[1] += score.of
    return np.array(list(sums.values()), dtype=np.float64).reshape(-1, 2)


def bootstrap_weights(clusters: int) -> NDArray[np.float64]:
    """Return an array of shape (resamples, clusters): how often each cluster was drawn, the same in every run."""
    generator = np.random.default_rng(_SEED)
    return generator.multinomial(clusters, [1 / clusters] * clusters, size=RESAMPLES).astype(np.float64)


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """A judge's verdicts, with `kappa`, its agreement with people. `unjudged` answers are not part of `of`."""

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
        return sum(question.errored for question in self.scored)

    def metric(self, name: str) -> MetricResult:
        return next(metric for metric in self.metrics if metric.name == name)


@dataclass(frozen=True, slots=True)
class RunResult:
    """A scored run and the contents of its `run.json`."""

    run_info: Mapping[str, Any]
    question_set: QuestionSet
    models: tuple[ModelResult, ...]

    @property
    def valid(self) -> bool:
        return all(model.valid for model in self.models)


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
