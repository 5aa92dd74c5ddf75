"""A comparison and its parts. They check themselves: a row contains only statements of its own speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.overviews.propositions.parsing import Difference
from assistant.overviews.timeline.types import Limit
from assistant.types.types import Answer, ShownStatement

Position = Literal["agrees", "disputes", "other", "silent"]
"""A position on the proposition. "Other" spoke only to the topic, "silent" not even to the topic."""


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker's position and statements, those that show the position first."""

    speaker: str
    position: Position
    statements: tuple[ShownStatement, ...] = ()
    names_it: bool = True
    """False if only the titles of the articles name the topic."""

    def __post_init__(self) -> None:
        if (self.position == "silent") == bool(self.statements):
            raise ValueError("a silent speaker has no statements, and every other speaker has one")
        if any(shown.speaker != self.speaker for shown in self.statements):
            raise ValueError(f"the row of {self.speaker!r} contains a statement of another speaker")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements of different speakers that cannot both be true.

    The kind "settled" means that they disagree on whether there is an agreement.
    """

    kind: Difference | Literal["settled"]
    one: tuple[ShownStatement, ...]
    other: tuple[ShownStatement, ...]

    def __post_init__(self) -> None:
        if {shown.speaker for shown in self.one} & {shown.speaker for shown in self.other}:
            raise ValueError("a contradiction needs different speakers; one speaker can only change position")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer as one row for each speaker."""

    answer: Answer
    grid: tuple[Row, ...] = ()
    proposition: tuple[ShownStatement, ...] = ()
    """The statement that speakers agree with or dispute; empty if no two statements are on the same proposition."""
    contradictions: tuple[Contradiction, ...] = ()
    limit: Limit | None = None
    lead: str = ""
    """The verified sentences of a model with which the answer's text begins; empty without a model."""
    suggestions: tuple[str, ...] = ()
