"""A Timeline and its parts, true by construction: every entry is a place in an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.overviews.propositions.claim import Difference
from assistant.types import Answer, Citation, ShownStatement

DateBasis = Literal["said", "published"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said, or what an article reports, of one day: once, however many outlets had it.

    `pieces` are the words of a statement, none for what an article reports itself. `day` is None where the article has
    no date. `first` is where it stood first, `also_in` where else.
    """

    day: date | None
    basis: DateBasis
    citation: Citation
    first: Citation
    pieces: tuple[ShownStatement, ...] = ()
    also_in: tuple[Citation, ...] = ()
    names_it: bool = True
    """Whether the words are on the topic themselves, and not only the title of their article."""
    told: str = ""
    """Who said it, with which force, and the words; or the article's sentence. With the marker of the citation."""

    def __post_init__(self) -> None:
        if any(piece.marker != self.citation.marker for piece in self.pieces):
            raise ValueError("a statement is cited by the place that shows who said it")

    @property
    def speaker(self) -> str | None:
        return self.pieces[0].speaker if self.pieces else None


@dataclass(frozen=True, slots=True)
class Change:
    """Two entries of one speaker on the same proposition that do not go together, the earlier one first."""

    earlier: Entry
    later: Entry
    difference: Difference

    def __post_init__(self) -> None:
        if self.earlier.speaker is None or self.earlier.speaker != self.later.speaker:
            raise ValueError("only the same speaker can have changed position")
        if self.earlier.day is None or self.later.day is None or self.earlier.day >= self.later.day:
            raise ValueError("a change needs two days, the earlier one first")


@dataclass(frozen=True, slots=True)
class Limit:
    """That not everything is shown: how much of how much, and how to narrow it."""

    shown: int
    of: int
    hint: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """An Answer laid out by day. Without evidence it has no entries, and the answer says what was searched."""

    answer: Answer
    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    limit: Limit | None = None
    lead: str = ""
    """What a model wrote over it, verified; empty without one. The answer's text begins so."""
    suggestions: tuple[str, ...] = ()
    """Speakers who may be meant, where nobody of the name that was given is known."""
