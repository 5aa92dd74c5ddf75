"""Verdicts: a judge's, read strictly; those that people gave; and the agreement between two lists of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter

from evals.datasets.samples import StrictRow, read_json_lines

Ruling = Literal["right", "wrong"]
LABELLED = Path(__file__).parent / "labelled.jsonl"
_MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    ruling: Ruling
    why: str = ""

    @property
    def right(self) -> bool:
        return self.ruling == "right"


@dataclass(frozen=True, slots=True)
class LabelledAnswer(StrictRow):
    """An answer with the ruling of a careful reader. No judge sees `label` or `why`."""

    question: str
    expected: str
    evidence: str
    answer: str
    label: Ruling
    why: str


def load_labelled(file: Path = LABELLED) -> tuple[LabelledAnswer, ...]:
    """Return the labelled answers. Raises UsageError with every malformed line."""
    return tuple(read_json_lines(file, TypeAdapter(LabelledAnswer)))


def read_verdict(reply: str) -> Verdict | None:
    """Return the verdict of a reply that is one JSON object, otherwise None: prose is never interpreted."""
    text = reply.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.get("verdict") not in get_args(Ruling):
        return None
    return Verdict(row["verdict"], str(row.get("why") or "")[:_MAX_REASON])


def cohen_kappa(first: Sequence[Ruling], second: Sequence[Ruling]) -> float | None:
    """Return Cohen's kappa: 1 is full agreement, 0 is chance. None if chance alone would always agree."""
    if len(first) != len(second):
        raise ValueError(f"kappa needs equally many rulings, not {len(first)} and {len(second)}")
    if not first:
        return None
    total = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    counts = Counter(first), Counter(second)
    chance = sum(counts[0][ruling] * counts[1][ruling] for ruling in get_args(Ruling)) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
