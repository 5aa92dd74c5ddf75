"""What every scorer is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import ConfigDict

from evals.datasets.samples import Sample, plain
from evals.scorers.names import same_person

Row = Mapping[str, Any]
"""A JSON object of CONTRACT.md: an Answer, a hit, or a statement or citation of an Answer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question's part of a figure: so many of so many. A figure is the sum of the one over that of the other."""

    got: float
    of: float

    def __post_init__(self) -> None:
        if not 0 <= self.got <= self.of:
            raise ValueError(f"a part needs 0 <= got <= of, not {self.got} of {self.of}")


@dataclass(frozen=True, slots=True)
class Voice:
    """Words of an article, `quote` at `[start, end)`, and whose they are; no name: nobody's that the article names."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    article_id: str
    start: int
    end: int
    quote: str
    speakers: tuple[str, ...] = ()
    relayed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles that were asked, as stored. `marked` are those of which every voice was marked by a reader."""

    texts: Mapping[str, str]
    voices: Mapping[str, Sequence[Voice]] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()

    def same_text(self, one: str, other: str) -> bool:
        """Wire copies are one story: offsets into the one are offsets into the other."""
        return one == other or (one in self.texts and self.texts[one] == self.texts.get(other))

    def marked_as(self, article_id: str) -> str | None:
        """The article of the same text whose voices were marked; None where there is none."""
        if article_id in self.marked:
            return article_id
        return next((one for one in self.marked if self.same_text(one, article_id)), None)


@dataclass(frozen=True, slots=True)
class Case:
    """One question, what it was answered, and which passages a search for it found; `hits` is None: not searched."""

    sample: Sample
    answer: Row
    corpus: Corpus
    hits: Sequence[Row] | None = None

    @property
    def refused(self) -> bool:
        return bool(self.answer["status"] == "no_evidence")

    @property
    def should_refuse(self) -> bool:
        return self.sample.status == "no_evidence"

    @property
    def said(self) -> list[Row]:
        """Every statement shown, under whatever heading."""
        return [*self.answer["statements"], *self.answer.get("related", ())]

    @property
    def places(self) -> list[Row]:
        """Everything shown as words of an article."""
        return [*self.said, *self.answer["citations"]]


Scorer = Callable[[Case], Part | None]


def share(rights: Sequence[bool]) -> Part | None:
    """How many of these are right; None of none."""
    return Part(sum(rights), len(rights)) if rights else None


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def bears(gold: tuple[int, int], shown: tuple[int, int]) -> bool:
    """Half of the shorter of the two is shared: a word at the edge is not enough, a trimmed quotation is."""
    return 2 * overlap(gold, shown) >= min(gold[1] - gold[0], shown[1] - shown[0])


def span_of(row: Row) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def bare(name: str | None) -> str:
    """A name for comparing: small letters, no article before it."""
    return "" if name is None else plain(name).removeprefix("the ")


def same_name(one: str, other: str) -> bool:
    """Whether a reader would take two names for one: titles and articles before them aside."""
    shorter, longer = sorted((bare(one), bare(other)), key=len)
    titled = " " in shorter and longer.endswith(f" {shorter}")
    return shorter == longer or titled or same_person(one, other)


def is_among(name: str, names: Iterable[str]) -> bool:
    return any(same_name(name, other) for other in names)


def speakers_of(shown: Row) -> Iterator[str]:
    """All the names a statement is shown under."""
    if shown.get("speaker"):
        yield shown["speaker"]
    yield from shown.get("together_with") or ()
