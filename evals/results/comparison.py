"""Paired comparison of two runs: which metrics and questions changed, and whether chance explains it.

Questions on one article are resampled together (Miller 2024, arXiv 2411.00640): they tend to succeed or fail together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.results.scoring import ModelResult, ScoredSample, bootstrap_weights, sum_by_cluster
from evals.scorers.case import Score
from evals.scorers.metrics import METRIC_NAMES, is_better
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric over the questions that are eligible in either run. `by` is the difference, with its interval."""

    name: str
    before: float
    after: float
    by: float
    low: float
    high: float
    questions: int
    changed: int

    @property
    def verdict(self) -> str:
        if self.low <= 0 <= self.high:
            return "not significant"
        return "better" if is_better(self.name, self.after, self.before) else "WORSE"


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that was right in one run and wrong in the other."""

    before: ScoredSample
    after: ScoredSample

    @property
    def became_right(self) -> bool:
        return bool(self.before.faults) and not self.after.faults


@dataclass(frozen=True, slots=True)
class RunComparison:
    """The changes between two runs. `unpaired` questions are in one of them only."""

    pairs: int
    unpaired: int
    changes: tuple[MetricChange, ...]
    flips: tuple[Flip, ...]


def compare_models(before: ModelResult, after: ModelResult) -> RunComparison:
    """Compare the answers of two models, or of two versions. Raises UsageError if they share no question."""
    old = {question.sample.id: question for question in before.scored}
    new = {question.sample.id: question for question in after.scored}
    pairs = [(old[name], new[name]) for name in old if name in new]
    if not pairs:
        raise UsageError("the two runs share no question", hint="compare runs of the same set")
    changes = [change for name in METRIC_NAMES if (change := _compare_metric(name, pairs)) is not None]
    flips = [Flip(first, second) for first, second in pairs if bool(first.faults) != bool(second.faults)]
    return RunComparison(len(pairs), len(old) + len(new) - 2 * len(pairs), tuple(changes), tuple(flips))


def _compare_metric(name: str, pairs: Sequence[tuple[ScoredSample, ScoredSample]]) -> MetricChange | None:
    """A question that is eligible in one run only scores 0 of 0 in the other."""
    nothing = Score(0, 0)
    either = [(old, new) for old, new in pairs if name in old.scores or name in new.scores]
    eligible = [(old.cluster, old.scores.get(name, nothing), new.scores.get(name, nothing)) for old, new in either]
    before = sum_by_cluster([(cluster, old) for cluster, old, _ in eligible])
    after = sum_by_cluster([(cluster, new) for cluster, _, new in eligible])
    if not before[:, 1].sum() or not after[:, 1].sum():
        return None
    draws = bootstrap_weights(len(before))
    drawn = np.concatenate([draws @ before, draws @ after], axis=1)
    drawn = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    low, high = np.percentile(drawn[:, 2] / drawn[:, 3] - drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    old_value, new_value = (float(sums[:, 0].sum() / sums[:, 1].sum()) for sums in (before, after))
    changed = sum(old != new for _, old, new in eligible)
    by = new_value - old_value
    return MetricChange(name, old_value, new_value, by, float(low), float(high), len(eligible), changed)
