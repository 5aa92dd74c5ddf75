"""What overviews are made of and what they come to: frozen, and true by construction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.types import Answer, ShownStatement
from index.stories.story import Story
from index.types import Article, ArticleStatement, Span

Length = Literal["short", "medium", "long"]
Form = Literal["paragraph", "bullets"]
Role = Literal["happened", "said", "unknown"]
LENGTHS: tuple[Length, ...] = ("short", "medium", "long")
FORMS: tuple[Form, ...] = ("paragraph", "bullets")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with everything that is said in it."""

    article: Article
    statements: tuple[ArticleStatement, ...] = ()
    also_carried_by: tuple[str, ...] = ()
    story: Story | None = None
    """The wire story it is of, whoever else carries that."""

    def __post_init__(self) -> None:
        if any(one.article.id != self.article.id for one in self.statements):
            raise ValueError(f"statements of another article than {self.article.id!r}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article that may be shown for what it is: what happened, who said what, or what is not known.

    Where the article names who speaks, it is shown `as_told`; else `statement` is introduced by its speaker's name.
    """

    reading: Reading
    span: Span
    role: Role
    score: float
    stems: frozenset[str]
    shown: tuple[ArticleStatement, ...] = ()
    """Whose words stand in it, as far as that is certain."""
    introduced: ArticleStatement | None = None
    leads: bool = False
    """Whether it is its article's first."""


@dataclass(frozen=True, slots=True)
class Source:
    """One article of a story, and who carried the same text."""

    article: Article
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of those who speak said: the line that tells it, marker and all, and the words in it."""

    told: str
    shown: ShownStatement

    @property
    def name(self) -> str:
        """Whose words they are, as the line begins."""
        return self.shown.attributed_to or ""


@dataclass(frozen=True, slots=True)
class DigestStory:
    """One event: what it is called, in two sentences, who speaks of it, and which articles report it."""

    title: str
    summary: str
    """With the markers of the digest's citations."""
    sources: tuple[Source, ...]
    voices: tuple[Voice, ...]
    independent_outlets: int
    weight: float
    shown: tuple[ShownStatement, ...] = ()
    """Whose words stand in the summary and in the voices."""
    headline_of: Article | None = None
    """Whose headline the title is; None where it is nobody's, or says so itself."""

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
    """The stories of a period, the weightiest first, and the Answer that holds their sentences and citations."""

    answer: Answer
    stories: tuple[DigestStory, ...] = ()
    left_out: int = 0
    """Stories of less weight that are not told."""

    def __post_init__(self) -> None:
        markers = {one.marker for one in self.answer.citations}
        if any(one.marker not in markers for story in self.stories for one in story.shown):
            raise ValueError("a statement without a citation")
        if bool(self.stories) != (self.answer.status == "answered"):
            raise ValueError("a digest is answered where it has stories")
