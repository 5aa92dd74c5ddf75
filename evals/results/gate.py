"""Floors that the golden set may not fall below: committed, with the set they were measured on, and only ever raised.

After trafilatura's eval_gate: a set that has changed must be measured anew, an error counts as a miss, and lowering a
floor takes a word of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil, floor
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals.datasets.question_sets import QuestionSet
from evals.results.aggregation import Scored, figures_of, is_valid
from evals.results.run_result import ModelResult
from index.errors import UsageError

FLOORS = Path(__file__).parent / "floors.json"
SPLITS = ("dev", "held")
_NOISE = 1e-6
_ENOUGH = 0.75
"""Of the questions that a floor was measured on: fewer that are eligible now, and the floor says nothing any more."""
_PLACES = 4

Floor = tuple[str, str]
"""A split and a figure's name."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure may not fall below, or, where less is better, not rise above; and of how many questions."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    bound: Literal["at least", "at most"]
    value: float
    eligible: int
    wanted: float | None = None
    """What we mean to reach, where that is more than is reached."""

    def kept_by(self, measured: float) -> bool:
        if self.bound == "at least":
            return measured >= self.value - _NOISE
        return measured <= self.value + _NOISE


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors by split and figure, and the set and the counts that they were measured on."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    set: str
    set_hash: str
    questions: Mapping[str, int]
    floors: Mapping[str, Mapping[str, Limit]]


@dataclass(frozen=True, slots=True)
class Held:
    """One floor and what was measured."""

    split: str
    name: str
    limit: Limit
    measured: float | None
    eligible: int

    @property
    def ok(self) -> bool:
        return self.measured is not None and not self.too_few and self.limit.kept_by(self.measured)

    @property
    def too_few(self) -> bool:
        """Whether what is shown has dwindled: who shows nothing puts nothing in a wrong mouth."""
        return self.eligible < _ENOUGH * self.limit.eligible


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the gate opens, and what is in its way: floors broken, and what makes the measurement worthless."""

    held: tuple[Held, ...]
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.faults and all(one.ok for one in self.held)


def read_floors(file: Path = FLOORS) -> Floors:
    """The committed floors. Raises UsageError where the file is none."""
    try:
        return TypeAdapter(Floors).validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"no floors in {str(file)!r}", hint="name them with --floors FILE") from error
    except ValidationError as error:
        raise UsageError(
            f"{str(file)!r} is no file of floors: {error.errors()[0]['msg']}", hint="see docs/evaluation.md"
        ) from error


def hold(floors: Floors, asked: QuestionSet, model: ModelResult) -> Verdict:
    """What was measured, held against the floors."""
    faults = list(_faults(floors, asked, model))
    held = []
    for split, limits in floors.floors.items():
        figures = {one.name: one for one in figures_of(_of(model, split), tuple(limits))}
        for name, limit in limits.items():
            held.append(Held(split, name, limit, figures[name].value, figures[name].eligible))
    return Verdict(tuple(held), tuple(faults))


def pinned(floors: Floors, asked: QuestionSet, model: ModelResult, *, allow_regression: bool) -> Floors:
    """New floors at what is measured now. Raises UsageError where one would be lower, unless that is allowed, and
    where the run is not worth measuring by."""
    if model.missing or not is_valid(model.scored):
        raise UsageError(
            "the run is invalid: floors cannot be pinned by it", hint="see what errored: onrecord eval run"
        )
    new: dict[str, dict[str, Limit]] = {}
    lower: list[str] = []
    for split, limits in floors.floors.items():
        figures = {one.name: one for one in figures_of(_of(model, split), tuple(limits))}
        new[split] = {}
        for name, limit in limits.items():
            value = figures[name].value
            if value is None:
                lower.append(f"{split} {name}: nothing is eligible")
                continue
            if not limit.kept_by(value):
                lower.append(f"{split} {name}: {limit.value:g} would become {value:.4f}")
            new[split][name] = Limit(limit.bound, _rounded(value, limit.bound), figures[name].eligible, limit.wanted)
    if lower and not allow_regression:
        raise UsageError(
            "\n".join(["floors would be lowered:", *lower]), hint="if that is meant: --update --allow-regression"
        )
    return Floors(asked.name, asked.hash, _counts(model), new)


def write_floors(floors: Floors, file: Path) -> None:
    """Whole or not at all."""
    row = asdict(floors)
    for limits in row["floors"].values():
        for limit in limits.values():
            if limit["wanted"] is None:
                del limit["wanted"]
    half = file.with_name(f".{file.name}.{os.getpid()}")
    half.write_text(json.dumps(row, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(file)


def _faults(floors: Floors, asked: QuestionSet, model: ModelResult) -> Iterator[str]:
    if floors.set_hash != asked.hash:
        yield (
            f"the set has changed since the floors were measured ({floors.set_hash}, now {asked.hash}): "
            "measure them anew with --update"
        )
    elif dict(floors.questions) != _counts(model):
        yield f"the floors are of {dict(floors.questions)} questions, this run of {_counts(model)}"
    if not is_valid(model.scored):
        yield f"{model.errored} of {len(model.scored)} questions ended in an error: the run is invalid"
    if model.missing:
        yield f"{model.missing} questions were not asked"


def _of(model: ModelResult, split: str) -> Sequence[Scored]:
    return [one for one in model.scored if one.sample.split == split]


def _counts(model: ModelResult) -> dict[str, int]:
    return {split: len(_of(model, split)) for split in SPLITS}


def _rounded(value: float, bound: str) -> float:
    """Rounded to the lenient side: what was measured keeps its own floor."""
    scale: int = 10**_PLACES
    return (floor(value * scale + _NOISE) if bound == "at least" else ceil(value * scale - _NOISE)) / scale
