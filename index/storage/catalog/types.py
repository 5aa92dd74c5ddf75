"""Values that the catalog returns: counts, vectors and statement contexts."""

from __future__ import annotations

from dataclasses import dataclass

from index.ports import Vectors
from index.types import SpeakerKind


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A speaker of the index, with the number of their statements."""

    name: str
    kind: SpeakerKind
    statements: int


@dataclass(frozen=True, slots=True)
class Totals:
    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Passages and their vectors, row by row."""

    ids: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Refinement:
    """The refined vectors of a generation: the rows of one refiner up to `up_to`, covering so many `passages`."""

    refiner: int
    name: str
    dimensions: int
    up_to: int
    passages: int


@dataclass(frozen=True, slots=True)
class StatementContext:
    """The sentences around a statement, with its title, without the statement itself. `whole` is False for an answer in
    an interview, which is shown with the question before it. `day` is the ISO day of the statement, else of the
    article; "" if unknown."""

    row: int
    title: str
    words: str
    whole: bool
    day: str
