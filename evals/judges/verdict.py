"""A judge's verdict, read strictly; and how far two judges agree beyond chance. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Ruling = Literal["right", "wrong"]
_LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge said of an answer, and why."""

    ruling: Ruling
    why: str = ""

    @property
    def right(self) -> bool:
        return self.ruling == "right"


def read_verdict(reply: str) -> Verdict | None:
    """The verdict of a reply; None for whatever is not one JSON object with one. Nothing is guessed from prose."""
    text = reply.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.get("verdict") not in get_args(Ruling):
        return None
    return Verdict(row["verdict"], str(row.get("why") or "")[:_LONGEST_WHY])


def kappa(one: Sequence[Ruling], other: Sequence[Ruling]) -> float | None:
    """Cohen's kappa: 1 is full agreement, 0 what chance would give. None where chance alone would always agree."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} rulings beside {len(other)}")
    if not one:
        return None
    total = len(one)
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / total
    shares = Counter(one), Counter(other)
    chance = sum(shares[0][ruling] * shares[1][ruling] for ruling in get_args(Ruling)) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
