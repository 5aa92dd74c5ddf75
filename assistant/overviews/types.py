"""Values of the overviews. They are frozen and check themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.answers.phrases import format_day
from assistant.overviews.propositions.parsing import Difference
from assistant.types import Answer, Citation, ShownStatement
from index.stories.story import Story
from index.types import Article, ArticleStatement, Span

Role = Literal["happened", "said", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with all its statements."""

    article: Article
    statements: tuple[ArticleStatement, ...] = ()
    also_carried_by: tuple[str, ...] = ()
    story: Story | None = None
    """The story group that the article belongs to."""

    def __post_init__(self) -> None:
        if any(one.article.id != self.article.id for one in self.statements):
            raise ValueError(f"statements of another article than {self.article.id!r}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a summary may show verbatim, or, if `introduced` is set, as that statement."""

    reading: Reading
    span: Span
    role: Role
    score: float
    stems: frozenset[str]
    shown: tuple[ArticleStatement, ...] = ()
    """The statements in it whose speakers are certain."""
    introduced: ArticleStatement | None = None
    leads: bool = False
    """Whether it is the first sentence of its article."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article of a story, and the other publishers of the same text."""

    article: Article
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement of one speaker in a digest: the line with its marker, and the statement shown in it."""

    line: str
    shown: ShownStatement

    @property
    def name(self) -> str:
        return self.shown.attributed_to or ""


@dataclass(frozen=True, slots=True)
class DigestStory:
    """One event of a digest: title, two sentences, voices and articles."""

    title: str
    summary: str
    sources: tuple[Source, ...]
    voices: tuple[Voice, ...]
    independent_outlets: int
    weight: float
    shown: tuple[ShownStatement, ...] = ()
    """The statements shown in the summary and the voices."""
    headline_of: Article | None = None
    """The article whose headline is the title, if any."""

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError("a story needs an article")

    @property
    def first(self) -> date | None:
        return min((day for one in self.sources if (day := one.article.published_day)), default=None)

    @property
    def last(self) -> date | None:
        return max((day for one in self.sources if (day := one.article.published_day)), default=None)


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories of a period, most important first, and the Answer with their sentences and citations."""

    answer: Answer
    stories: tuple[DigestStory, ...] = ()
    left_out: int = 0
    """The number of less important stories that are not shown."""

    def __post_init__(self) -> None:
        markers = {one.marker for one in self.answer.citations}
        if any(one.marker not in markers for story in self.stories for one in story.shown):
            raise ValueError("a statement without a citation")
        if bool(self.stories) != (self.answer.status == "answered"):
            raise ValueError("a digest must be marked as answered if it has stories, and only then")


DIFFERENCE_PHRASES: Mapping[Difference, str] = {
    "polarity": "said one thing, then the opposite",
    "force": "was more definite on one day than on the other",
    "number": "gave two figures for the same thing",
    "day": "gave two dates for the same thing",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, or a sentence of an article itself, on its day. Repetitions by other outlets share the entry."""

    day: date | None
    basis: Literal["said", "published"]
    citation: Citation
    first: Citation
    pieces: tuple[ShownStatement, ...] = ()
    """The quotations of a statement; empty for a sentence of the article itself."""
    also_in: tuple[Citation, ...] = ()
    names_it: bool = True
    """False if only the title of the article names the topic."""
    line: str = ""
    """The line of the entry, with the marker of its citation."""

    def __post_init__(self) -> None:
        if any(piece.marker != self.citation.marker for piece in self.pieces):
            raise ValueError("a statement must cite the place that shows its speaker")

    @property
    def day_label(self) -> str:
        return format_day(self.day) if self.day else "No date"

    @property
    def speaker(self) -> str | None:
        return self.pieces[0].speaker if self.pieces else None

    @property
    def speaker_label(self) -> str:
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
    """Statements of different speakers that cannot both be true. "Settled": on whether there is an agreement."""

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
