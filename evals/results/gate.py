"""Quality floors for the golden set, raised only. A changed set must be measured again, and errors count as misses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil, floor
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from evals.datasets.question_sets import QuestionSet
from evals.datasets.samples import StrictRow
from evals.results.records import write_atomically
from evals.results.scoring import MetricResult, ModelResult, ScoredSample, compute_metrics, is_valid
from index.errors import UsageError

FLOORS = Path(__file__).parents[1] / "floors.json"
SPLITS = ("dev", "held")
_TOLERANCE = 1e-6
_MIN_ELIGIBLE = 0.75
"""The share of the original questions that must still be eligible for a floor to mean anything."""
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Limit(StrictRow):
    """The bound of a metric, the number of eligible questions, and the target if it is not reached yet."""

    bound: Literal["at least", "at most"]
    value: float
    eligible: int
    wanted: float | None = None

    def is_met_by(self, measured: float) -> bool:
        if self.bound == "at least":
            return measured >= self.value - _TOLERANCE
        return measured <= self.value + _TOLERANCE

    def moved_to(self, measured: float, eligible: int) -> Limit:
        """Return the limit at the measured value, rounded so that the value meets it."""
        scaled = measured * 10**_DECIMALS
        rounded = floor(scaled + _TOLERANCE) if self.bound == "at least" else ceil(scaled - _TOLERANCE)
        return Limit(self.bound, rounded / 10**_DECIMALS, eligible, self.wanted)


@dataclass(frozen=True, slots=True)
class Floors(StrictRow):
    """The limits by split and metric, with the set and the numbers of questions that they were measured on."""

    set: str
    set_hash: str
    questions: Mapping[str, int]
    floors: Mapping[str, Mapping[str, Limit]]


@dataclass(frozen=True, slots=True)
class FloorCheck:
    """One floor and the measured value."""

    split: str
    name: str
    limit: Limit
    measured: float | None
    eligible: int

    @property
    def ok(self) -> bool:
        return self.measured is not None and not self.too_few and self.limit.is_met_by(self.measured)

    @property
    def too_few(self) -> bool:
        """Whether too few answers are left to judge: an assistant that shows nothing also misattributes nothing."""
        return self.eligible < _MIN_ELIGIBLE * self.limit.eligible


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """All floor checks, and the faults that make the measurement itself worthless."""

    checks: tuple[FloorCheck, ...]
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.faults and all(check.ok for check in self.checks)


def read_floors(file: Path = FLOORS) -> Floors:
    """Return the committed floors. Raises UsageError if the file is missing or malformed."""
    try:
        return TypeAdapter(Floors).validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"no floors in {str(file)!r}", hint="name their file with --floors FILE") from error
    except ValidationError as error:
        message = f"{str(file)!r} is not a floors file: {error.errors()[0]['msg']}"
        raise UsageError(message, hint="see docs/evaluation.md") from error


def check_floors(floors: Floors, question_set: QuestionSet, model: ModelResult) -> GateVerdict:
    """Compare the measured values with the floors."""
    checks = tuple(
        FloorCheck(split, metric.name, limit, metric.value, metric.eligible)
        for split, limit, metric in _measure_limits(floors, model)
    )
    return GateVerdict(checks, tuple(_faults(floors, question_set, model)))


def update_floors(floors: Floors, question_set: QuestionSet, model: ModelResult, *, allow_regression: bool) -> Floors:
    """Return new floors at the measured values. Raises UsageError for an invalid run, and unless allowed for a loss."""
    if model.missing or not is_valid(model.scored):
        raise UsageError("an invalid run cannot update the floors", hint="find its errors with: onrecord eval run")
    updated: dict[str, dict[str, Limit]] = {split: {} for split in floors.floors}
    lower: list[str] = []
    for split, limit, metric in _measure_limits(floors, model):
        if metric.value is None:
            lower.append(f"{split} {metric.name}: no question is eligible")
            continue
        if not limit.is_met_by(metric.value):
            lower.append(f"{split} {metric.name}: {limit.value:g} would become {metric.value:.4f}")
        updated[split][metric.name] = limit.moved_to(metric.value, metric.eligible)
    if lower and not allow_regression:
        message = "\n".join(["floors would be lowered:", *lower])
        raise UsageError(message, hint="to lower them, use --update --allow-regression")
    return Floors(question_set.name, question_set.hash, _count_by_split(model), updated)


def write_floors(floors: Floors, file: Path) -> None:
    """Write the floors atomically."""
    row = asdict(floors)
    for limits in row["floors"].values():
        for limit in limits.values():
            if limit["wanted"] is None:
                del limit["wanted"]
    write_atomically(file, json.dumps(row, indent=2, ensure_ascii=False) + "\n")


def _measure_limits(floors: Floors, model: ModelResult) -> Iterator[tuple[str, Limit, MetricResult]]:
    for split, limits in floors.floors.items():
        for metric in compute_metrics(_of_split(model, split), tuple(limits)):
            yield split, limits[metric.name], metric


def _faults(floors: Floors, question_set: QuestionSet, model: ModelResult) -> Iterator[str]:
    counts = _count_by_split(model)
    if floors.set_hash != question_set.hash:
        yield (
            f"the set has changed since the floors were measured ({floors.set_hash}, now {question_set.hash}): "
            "measure them again with --update"
        )
    elif dict(floors.questions) != counts:
        yield f"the floors were measured on {dict(floors.questions)} questions, this run on {counts}"
    if not is_valid(model.scored):
        yield f"{model.errored} of {len(model.scored)} questions ended in an error: the run is invalid"
    if model.missing:
        yield f"{model.missing} questions were not asked"


def _of_split(model: ModelResult, split: str) -> Sequence[ScoredSample]:
    return [question for question in model.scored if question.sample.split == split]


def _count_by_split(model: ModelResult) -> dict[str, int]:
    return {split: len(_of_split(model, split)) for split in SPLITS}
