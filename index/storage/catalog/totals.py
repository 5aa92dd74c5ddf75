"""What a generation is said to hold: counts, and vectors."""

from __future__ import annotations

from dataclasses import dataclass

from index.ports import Vectors
from index.types import SpeakerKind


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A speaker of the index, with how many statements are theirs."""

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
    """Which refined vectors a generation searches with: those of one refiner, up to a row, of so many `passages`."""

    refiner: int
    name: str
    dimensions: int
    up_to: int
    passages: int


@dataclass(frozen=True, slots=True)
class StatementContext:
    """A statement that was not read yet: the sentences it stands in, under the title of its article.

    `whole` is False for the words of an interview, which are shown with the question that stands before them. `day` is
    that on which it was said, as far as that is known, else that of the article, as ISO text; "" where neither is.
    """

    row: int
    title: str
    words: str
    whole: bool
    day: str
