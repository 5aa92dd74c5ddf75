"""Answers that a person has judged, with which every judge is compared before it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from evals.datasets.samples import read_lines
from evals.judges.verdict import Ruling

LABELLED = Path(__file__).parent / "labelled.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer and what a careful reader said of it. `why` is the reader's, and no judge is shown it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    question: str
    expected: str
    evidence: str
    answer: str
    label: Ruling
    why: str


def load_labelled(file: Path = LABELLED) -> tuple[Labelled, ...]:
    """The labelled answers. Raises UsageError with every line that is none."""
    return tuple(read_lines(file, TypeAdapter(Labelled)))
