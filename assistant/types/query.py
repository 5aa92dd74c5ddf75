"""A question as the pipeline understands it: its type, speakers, topic and filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.types import Commitment, Period, Scope

QuestionType = Literal[
    "statement", "who_said", "fact", "when", "who", "where", "number", "summary", "timeline", "comparison"
]
FACT_TYPES: tuple[QuestionType, ...] = ("fact", "when", "who", "where", "number")
FilterName = Literal["speaker", "period", "as_of", "publisher"]

Length = Literal["short", "medium", "long"]
"""The length of a summary."""
Form = Literal["paragraph", "bullets"]
"""The form of a summary."""
LENGTHS: tuple[Length, ...] = ("short", "medium", "long")
FORMS: tuple[Form, ...] = ("paragraph", "bullets")


@dataclass(frozen=True, slots=True)
class ImpliedFilter:
    """A filter read from the question's own words; days in `value` are ISO days."""

    filter: FilterName
    value: str
    words: str
    inherited: bool = False
    """Whether the words stand in an earlier question of the conversation."""


@dataclass(frozen=True, slots=True)
class EventTime:
    """When the things happened that a question of fact asks about. Its words remain in the topic."""

    period: Period
    words: str


@dataclass(frozen=True, slots=True)
class Query:
    """An understood question. Filters set by option win over filters read from its words."""

    question: str
    asks: QuestionType
    speakers: tuple[str, ...] = ()
    """The indexed speakers the question asks about, by name."""
    unknown_speakers: tuple[str, ...] = ()
    """People the question asks about who have no statement in the index."""
    topic: str = ""
    phrases: tuple[str, ...] = ()
    """Words of the topic that only match together: "Article 5", or anything in quotation marks."""
    scope: Scope = field(default_factory=Scope)
    as_of: date | None = None
    commitment: Commitment | None = None
    """Restricts the answer to denials ("Who denied …") or refusals ("Who declined to say …")."""
    presumes: bool = False
    """The question takes for granted that its speaker made the statement ("Why did X say that …")."""
    wants_now: bool = False
    """The question asks for the latest news ("latest", "now"): newer passages rank higher, none is excluded."""
    understood: tuple[ImpliedFilter, ...] = ()
    """The filters in force that come from the question's words."""
    happened: EventTime | None = None
    """Articles on this time rank higher, whenever they were published; none is excluded."""
    loosened: tuple[ImpliedFilter, ...] = ()
    """The filters from the question's words that are not in force, because they would leave nothing."""

    @property
    def search_words(self) -> str:
        """The words to search for: the people asked about and the topic, else the whole question."""
        return " ".join((*self.speakers, *self.unknown_speakers, self.topic)).strip() or self.question

    @property
    def about_speakers(self) -> bool:
        """Whether the question asks about specific speakers, whose statements then answer it."""
        return bool(self.speakers or self.unknown_speakers)

    @property
    def asks_for_a_fact(self) -> bool:
        """Whether any sentence of an article can answer, whoever says it."""
        return self.asks in FACT_TYPES and not self.about_speakers
