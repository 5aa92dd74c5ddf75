"""The data types of `index`: frozen dataclasses that validate themselves.

Every offset is a half-open `[start, end)` range of Unicode code points into the stored `Article.text`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

ArticleKind = Literal["news", "opinion", "analysis", "live", "interview", "press_release"]
StatementKind = Literal["direct", "indirect", "mixed"]
SpeakerKind = Literal["person", "organisation", "unnamed"]
Commitment = Literal["asserted", "denied", "declined", "conditional"]
NoticeKind = Literal["correction", "clarification", "retraction", "editors_note", "update"]
Via = Literal["lexical", "dense", "speaker"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A non-empty half-open range of code points in one article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the words of the span verbatim. Raises ValueError if the span exceeds the text."""
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) runs past the end of a text of {len(text)} characters")
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Return how many code points the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article. Unknown values are None or empty, never guessed."""

    id: str
    title: str
    text: str
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    """A `datetime` with a UTC offset if the hour is known, else a `date`."""
    updated: date | None = None
    kind: ArticleKind = "news"
    language: str | None = None
    version: int = 1
    superseded_by: int | None = None
    """The number of the version that replaced this one; None for the current version."""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an article needs an id")
        if not self.text.strip():
            raise ValueError("an article needs a text")
        for moment in (self.published, self.updated):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError(f"a time needs a UTC offset: {moment.isoformat()}")

    @property
    def argues(self) -> bool:
        """Whether the article is an opinion rather than a report."""
        return self.kind in ("opinion", "analysis", "press_release")

    @property
    def published_day(self) -> date | None:
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one article: the unit of search."""

    id: str
    article_id: str
    position: int
    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker of a statement. The `name` of an unnamed speaker is the article's description of them."""

    name: str
    kind: SpeakerKind = "person"

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a speaker needs a name; an unknown speaker is None")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both inclusive; None means unbounded."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"the period ends before it begins: {self.since} to {self.until}")

    @property
    def bounded(self) -> bool:
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its content, its speaker and the words that attribute it.

    `pieces` are the spans of the content in reading order; `"A," she said. "B."` has two. `speaker` is None if the
    article does not name one, or not clearly. `rule` names the attribution rule, for `onrecord explain`.
    """

    id: str
    article_id: str
    pieces: tuple[Span, ...]
    kind: StatementKind
    speaker: Speaker | None = None
    source: Span | None = None
    cue: Span | None = None
    commitment: Commitment = "asserted"
    said_on: date | None = None
    said_during: Period | None = None
    """The possible days, if the article gives no single day ("last week")."""
    when: Span | None = None
    """The time expression, whether it could be resolved or not."""
    hearer: Span | None = None
    """The mention of the audience: an outlet ("told CNN") or people ("told reporters")."""
    venue: Span | None = None
    """The mention of the occasion, channel or place."""
    together_with: tuple[Speaker, ...] = ()
    """Further speakers of the same words ("Fox and Hill said …")."""
    relayed_by: str | None = None
    """The person who passed on second-hand speech ("Y told Reuters that X had said …")."""
    rule: str = ""

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("a statement needs content")
        for before, after in zip(self.pieces, self.pieces[1:], strict=False):
            if before.end > after.start:
                raise ValueError(f"the pieces of a statement must not overlap: {before}, {after}")
        for aside in (self.when, self.hearer, self.venue):
            if aside is not None and any(piece.overlap(aside) for piece in self.pieces):
                raise ValueError(f"time, audience and venue must not overlap the content: {aside}")
        if self.speaker is not None and self.source is None:
            raise ValueError("a speaker needs a mention in the text (source)")
        if self.together_with and (self.speaker is None or self.speaker in self.together_with):
            raise ValueError("together_with needs a known speaker and must not include that speaker")

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """All speakers of the statement; empty if unknown."""
        return (self.speaker, *self.together_with) if self.speaker is not None else ()

    @property
    def content(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about the article's own text: a correction, clarification, retraction, update or editor's note.
    `corrects` is True if the notice takes something back. `told_on` is the day it gives."""

    kind: NoticeKind
    span: Span
    corrects: bool
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A version of an article with all stored versions, the first one first, and the other publishers of its story."""

    article: Article
    versions: tuple[Article, ...]
    also_carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.article not in self.versions:
            raise ValueError(f"version {self.article.version} of {self.article.id!r} is not one of the stored versions")


@dataclass(frozen=True, slots=True)
class ArticleStatement:
    """A statement with its article."""

    statement: Statement
    article: Article
    also_carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.statement.article_id != self.article.id:
            raise ValueError(f"a statement of {self.statement.article_id!r} does not belong to {self.article.id!r}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Filter for articles. Articles without a date are outside every bounded period."""

    period: Period = field(default_factory=Period)
    publisher: str | None = None
    article_id: str | None = None

    @property
    def everything(self) -> bool:
        return not self.period.bounded and self.publisher is None and self.article_id is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The number of articles that were searched, with their first and last day."""

    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with the retrievers that found it (`via`). `rank` counts from 1."""

    rank: int
    score: float
    via: tuple[Via, ...]
    passage: Passage
    article: Article
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read, with the reason for the user. `line` counts from 1."""

    input: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The result of an ingest. `articles`, `passages` and `statements` are totals of the index afterwards."""

    new: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: tuple[Rejected, ...]
    articles: int
    passages: int
    statements: int
    seconds: float
