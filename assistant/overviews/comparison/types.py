"""A Comparison and its parts, true by construction: a cell holds its speaker's own statements or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.overviews.propositions.claim import Difference
from assistant.overviews.timeline.types import Limit
from assistant.types import Answer, ShownStatement

Position = Literal["agrees", "disputes", "other", "silent"]
"""Towards the comparison's proposition: "other" spoke to the topic and not to that; "silent" not even to the topic."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where one speaker stands, with what they said, what tells the position first."""

    speaker: str
    position: Position
    statements: tuple[ShownStatement, ...] = ()
    names_it: bool = True
    """Whether the words are on the topic themselves, and not only the title of their article."""

    def __post_init__(self) -> None:
        if (self.position == "silent") == bool(self.statements):
            raise ValueError("silence has no statements, and every other position has one")
        if any(shown.speaker != self.speaker for shown in self.statements):
            raise ValueError(f"a cell of {self.speaker!r} holds somebody else's words")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides of one proposition, by different speakers. Of the kind "settled": whether the matter is."""

    kind: Difference | Literal["settled"]
    one: tuple[ShownStatement, ...]
    other: tuple[ShownStatement, ...]

    def __post_init__(self) -> None:
        if {shown.speaker for shown in self.one} & {shown.speaker for shown in self.other}:
            raise ValueError("nobody contradicts themselves here: that is a change of position")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An Answer laid out by speaker. `proposition` is what "agrees" and "disputes" are about; None where no two
    statements are on the same one, and every speaker is "other" or "silent"."""

    answer: Answer
    grid: tuple[Row, ...] = ()
    proposition: tuple[ShownStatement, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    limit: Limit | None = None
    lead: str = ""
    """What a model wrote over it, verified; empty without one. The answer's text begins so."""
    suggestions: tuple[str, ...] = ()
