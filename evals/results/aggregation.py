"""From each question's parts to the figures of a run, with intervals that respect which questions share an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.datasets.samples import Sample
from evals.results.records import Record
from evals.scorers.case import Case, Corpus, Part
from evals.scorers.metrics import NAMES, parts_of, wrong_with
from evals.scorers.misattribution import wrong_mouths

RESAMPLES = 2000
_SEED = 10
LARGEST_ERRORED = 0.02
"""A run with a greater share of errors says nothing of the answers, and is invalid."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One question of a run: its parts of the figures, and what is wrong with its answer."""

    sample: Sample
    record: Record
    parts: Mapping[str, Part]
    wrong: tuple[str, ...]

    @property
    def errored(self) -> bool:
        return self.record.error is not None

    @property
    def cluster(self) -> str:
        return cluster_of(self.sample)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the interval that 95 of 100 resamplings of the articles lie in, and on how much it rests.

    `value` is None where no question is eligible. `got` of `of` are what was counted; `errored` are never dropped.
    """

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
    """What the answers took. Latency is of answers that were not kept ones; None where there is none."""

    p50: float | None
    p95: float | None
    timed: int
    calls: int
    input_tokens: int
    output_tokens: int
    usd: float | None


def cluster_of(sample: Sample) -> str:
    """The article that the question is about: questions on one article are right and wrong together."""
    about = [one.article_id for one in sample.to_find]
    return about[0] if about else f"question {sample.id}"


def score_all(samples: Sequence[Sample], records: Iterable[Record], corpus: Corpus) -> list[Scored]:
    """Every record scored, in the order of the samples; an error has no parts, and what went wrong in `wrong`."""
    by_id = {record.id: record for record in records}
    return [score_one(sample, by_id[sample.id], corpus) for sample in samples if sample.id in by_id]


def score_one(sample: Sample, record: Record, corpus: Corpus) -> Scored:
    if record.answer is None:
        told = f"errored: {(record.error or {}).get('kind')}: {(record.error or {}).get('message')}"
        return Scored(sample, record, {}, (told,))
    case = Case(sample, record.answer, corpus, record.hits)
    mouths = tuple(f"WRONG MOUTH: {one}" for one in wrong_mouths(case))
    return Scored(sample, record, parts_of(case), (*mouths, *wrong_with(case)))


def figures_of(scored: Sequence[Scored], names: Sequence[str] = NAMES) -> list[Figure]:
    """Each figure over these questions."""
    errored = sum(one.errored for one in scored)
    return [_figure(name, scored, errored) for name in names]


def is_valid(scored: Sequence[Scored]) -> bool:
    """Whether few enough questions ended in an error for the figures to say something."""
    return bool(scored) and sum(one.errored for one in scored) <= LARGEST_ERRORED * len(scored)


def costs_of(records: Iterable[Record]) -> Costs:
    """What these answers took in time, tokens and money. A cost that is not known makes the sum unknown, never 0."""
    answers = [record for record in records if record.answer is not None]
    receipts = [record.answer["receipt"] for record in answers if record.answer]
    times = [record.seconds for record in answers if not record.cached]
    paid = [receipt["cost_usd"] for receipt in receipts if receipt["usage"]["calls"]]
    return Costs(
        p50=float(np.percentile(times, 50)) if times else None,
        p95=float(np.percentile(times, 95)) if times else None,
        timed=len(times),
        calls=sum(receipt["usage"]["calls"] for receipt in receipts),
        input_tokens=sum(receipt["usage"]["input_tokens"] for receipt in receipts),
        output_tokens=sum(receipt["usage"]["output_tokens"] for receipt in receipts),
        usd=None if any(usd is None for usd in paid) else float(sum(paid)),
    )


def _figure(name: str, scored: Sequence[Scored], errored: int) -> Figure:
    having = [(one.cluster, one.parts[name]) for one in scored if name in one.parts]
    got, of = sum(part.got for _, part in having), sum(part.of for _, part in having)
    low, high = interval(having)
    return Figure(
        name,
        got / of if of else None,
        low,
        high,
        got,
        of,
        eligible=len(having),
        not_eligible=len(scored) - len(having) - errored,
        errored=errored,
    )


def interval(having: Sequence[tuple[str, Part]]) -> tuple[float | None, float | None]:
    """Between which values 95 of 100 resamplings of the clusters lie; None where there is nothing to resample."""
    sums = by_cluster(having)
    if len(sums) < 2 or not sums[:, 1].sum():
        return None, None
    drawn = resampled(len(sums)) @ sums
    values = drawn[drawn[:, 1] > 0]
    low, high = np.percentile(values[:, 0] / values[:, 1], [2.5, 97.5])
    return _widened(float(low), float(high), len(sums))


def _widened(low: float, high: float, clusters: int) -> tuple[float, float]:
    """Where none, or all, went wrong, resampling cannot tell that one more article could have: the bound that so many
    articles without an event allow (the "rule of three") stands in its place."""
    if low == high == 0.0:
        return 0.0, 1 - 0.025 ** (1 / clusters)
    if low == high == 1.0:
        return 0.025 ** (1 / clusters), 1.0
    return low, high


def by_cluster(having: Sequence[tuple[str, Part]]) -> NDArray[np.float64]:
    """Got and of, summed over each cluster."""
    sums: dict[str, list[float]] = {}
    for cluster, part in having:
        one = sums.setdefault(cluster, [0.0, 0.0])
        one[0] += part.got
        one[1] += part.of
    return np.array(list(sums.values()), dtype=np.float64).reshape(-1, 2)


def resampled(clusters: int) -> NDArray[np.float64]:
    """How often each cluster was drawn in each resampling: the same draws at every run."""
    chance = np.random.default_rng(_SEED)
    return chance.multinomial(clusters, [1 / clusters] * clusters, size=RESAMPLES).astype(np.float64)
