"""Values of the overviews. They are frozen and check themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.types.types import Answer, ShownStatement
from index.stories.story import Story
from index.types import Article, ArticleStatement, Span

Length = Literal["short", "medium", "long"]
Form = Literal["paragraph", "bullets"]
Role = Literal["happened", "said", "unknown"]
LENGTHS: tuple[Length, ...] = ("short", "medium", "long")
FORMS: tuple[Form, ...] = ("paragraph", "bullets")


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
    """A sentence that a summary may show: an event, a statement, or something that is not known.

    The sentence is shown verbatim, or, if `introduced` is set, as that statement under its speaker's name.
    """

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

    told: str
    shown: ShownStatement

    @property
    def name(self) -> str:
        """The speaker's name, with which the line begins."""
        return self.shown.attributed_to or ""


@dataclass(frozen=True, slots=True)
class DigestStory:
    """One event of a digest: title, two sentences, voices and articles."""

    title: str
    summary: str
    """Contains the markers of the digest's citations."""
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
            raise ValueError("a digest is answered where it has stories")
