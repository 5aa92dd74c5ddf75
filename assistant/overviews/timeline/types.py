"""A timeline and its parts. They check themselves: each entry cites a place in an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.overviews.propositions.parsing import Difference
from assistant.types.types import Answer, Citation, ShownStatement

DateBasis = Literal["said", "published"]
DIFFERENCE_PHRASES: Mapping[Difference, str] = {
    "polarity": "said one thing, then the opposite",
    "force": "was more definite one time than the other",
    "number": "gave two figures for the same thing",
    "day": "gave two days for the same thing",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, or a sentence of an article itself, on its day. Repetitions by other outlets share the entry."""

    day: date | None
    basis: DateBasis
    citation: Citation
    first: Citation
    """The earliest place of the statement."""
    pieces: tuple[ShownStatement, ...] = ()
    """The quotations of a statement; empty for a sentence of the article itself."""
    also_in: tuple[Citation, ...] = ()
    names_it: bool = True
    """False if only the title of the article names the topic."""
    told: str = ""
    """The line of the entry, with the marker of its citation."""

    def __post_init__(self) -> None:
        if any(piece.marker != self.citation.marker for piece in self.pieces):
            raise ValueError("a statement must cite the place that shows its speaker")

    @property
    def speaker(self) -> str | None:
        return self.pieces[0].speaker if self.pieces else None

    @property
    def speaker_label(self) -> str:
        """The name to show for the speaker."""
        return (self.pieces[0].attributed_to or "Not clearly named") if self.pieces else "Reported"

    @property
    def kind(self) -> Literal["said", "published", "reported"]:
        """The basis of a statement's day, or "reported" for a sentence of the article itself."""
        return self.basis if self.pieces else "reported"


@dataclass(frozen=True, slots=True)
class Change:
    """Two entries in which one speaker takes different positions on the same proposition."""

    earlier: Entry
    later: Entry
    difference: Difference

    def __post_init__(self) -> None:
        if self.earlier.speaker is None or self.earlier.speaker != self.later.speaker:
            raise ValueError("a change of position needs the same speaker twice")
        if self.earlier.day is None or self.later.day is None or self.earlier.day >= self.later.day:
            raise ValueError("a change of position needs two days, the earlier one first")


@dataclass(frozen=True, slots=True)
class Limit:
    """The number of shown items out of a larger number, and how to narrow the request."""

    shown: int
    of: int
    hint: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """An answer as entries by day. Without evidence there are no entries, and the answer reports what was searched."""

    answer: Answer
    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    limit: Limit | None = None
    lead: str = ""
    """The verified sentences of a model with which the answer's text begins; empty without a model."""
    suggestions: tuple[str, ...] = ()
    """Known speakers with a name like an unknown one of the query."""
