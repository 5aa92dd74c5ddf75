"""Two runs held against one another, question by question: what changed, by how much, and whether chance could do that.

Paired: only questions that both were asked, each compared with itself. Clustered: questions on one article are drawn
together (Miller 2024, arXiv 2411.00640), for they are right and wrong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.results.aggregation import Scored, by_cluster, resampled
from evals.results.run_result import ModelResult
from evals.scorers.case import Part
from evals.scorers.metrics import NAMES, is_better
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in both runs, on the questions that are eligible in both or in one of them, with the interval of the
    difference. `flipped` is how many questions changed."""

    name: str
    before: float
    after: float
    low: float
    high: float
    questions: int
    flipped: int

    @property
    def by(self) -> float:
        return self.after - self.before

    @property
    def told(self) -> str:
        """Better or worse, where chance would hardly do it."""
        if self.low <= 0 <= self.high:
            return "no difference that chance could not make"
        return "better" if is_better(self.name, self.after, self.before) else "WORSE"


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that was right in one run and wrong in the other."""

    before: Scored
    after: Scored

    @property
    def became_right(self) -> bool:
        return bool(self.before.wrong) and not self.after.wrong


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of the questions that both runs were asked; `only_one` were asked in one of them."""

    pairs: int
    only_one: int
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]


def compare(before: ModelResult, after: ModelResult) -> Difference:
    """The difference between what one model, or one version, made of the questions and what another did."""
    olds = {one.sample.id: one for one in before.scored}
    news = {one.sample.id: one for one in after.scored}
    both = [(olds[name], news[name]) for name in olds if name in news]
    if not both:
        raise UsageError("the two runs share no question", hint="compare runs of the same set")
    changes = [change for name in NAMES if (change := _change(name, both)) is not None]
    flips = [Flip(old, new) for old, new in both if bool(old.wrong) != bool(new.wrong)]
    return Difference(len(both), len(olds) + len(news) - 2 * len(both), tuple(changes), tuple(flips))


def _change(name: str, both: Sequence[tuple[Scored, Scored]]) -> Change | None:
    """A part that a question has in one run only is none of none in the other: precision looks at what was done."""
    nothing = Part(0, 0)
    having = [
        (old.cluster, old.parts.get(name, nothing), new.parts.get(name, nothing))
        for old, new in both
        if name in old.parts or name in new.parts
    ]
    if not having:
        return None
    clusters = list(dict.fromkeys(cluster for cluster, _, _ in having))
    olds = by_cluster([(cluster, old) for cluster, old, _ in having])
    news = by_cluster([(cluster, new) for cluster, _, new in having])
    if not olds[:, 1].sum() or not news[:, 1].sum():
        return None
    draws = resampled(len(clusters))
    drawn = np.concatenate([draws @ olds, draws @ news], axis=1)
    drawn = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    low, high = np.percentile(drawn[:, 2] / drawn[:, 3] - drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return Change(
        name,
        before=float(olds[:, 0].sum() / olds[:, 1].sum()),
        after=float(news[:, 0].sum() / news[:, 1].sum()),
        low=float(low),
        high=float(high),
        questions=len(having),
        flipped=sum(old != new for _, old, new in having),
    )
