"""The things that pass between the rooms of `index`: frozen, and true by construction.

Every offset is a half-open `[start, end)` range of Unicode code points into `Article.text` as stored.
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
        """The words of the span, verbatim. Raises ValueError where the text ends before the span does."""
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) runs past the end of a text of {len(text)} characters")
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """How many code points the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article. What is not known is None or empty, never guessed."""

    id: str
    title: str
    text: str
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    """A `datetime` (always with its offset) when the hour is known, else a `date`."""
    updated: date | None = None
    kind: ArticleKind = "news"
    language: str | None = None
    version: int = 1
    superseded_by: int | None = None
    """The number of the version that replaced this one; None while it is the current one."""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an article needs an id")
        if not self.text.strip():
            raise ValueError("an article needs a text")
        for moment in (self.published, self.updated):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError(f"a time needs its offset: {moment.isoformat()}")

    @property
    def argues(self) -> bool:
        """Whether it is a view and no report: so are its headline and its sentences."""
        return self.kind in ("opinion", "analysis", "press_release")

    @property
    def published_day(self) -> date | None:
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: the unit of search."""

    id: str
    article_id: str
    position: int
    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a statement is credited to. An unnamed speaker's `name` is the article's own words for them."""

    name: str
    kind: SpeakerKind = "person"

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a speaker needs a name; an unknown speaker is None")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included; None is open."""

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
    """Who, with which words of attribution, said what.

    `pieces` are the spans of the content in reading order; `"A," she said. "B."` has two. `speaker` is None where the
    article leaves it open or the engine will not guess. `rule` names the rule that decided, for `onrecord explain`.
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
    """Where the words tell no single day ("last week"): the days that it can have been."""
    when: Span | None = None
    """The words from which the day or the period was read, whether they could be resolved or not."""
    hearer: Span | None = None
    """Whom it was said to, in the article's words: an outlet ("told CNN") or people ("told reporters")."""
    venue: Span | None = None
    """Where it was said, in the article's words: an occasion, a channel or a place."""
    together_with: tuple[Speaker, ...] = ()
    """The others to whom the article gives the same words in one breath ("Fox and Hill said …")."""
    relayed_by: str | None = None
    """For second-hand speech ("Y told Reuters that X had said …"): who passed it on."""
    rule: str = ""

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("a statement needs content")
        for before, after in zip(self.pieces, self.pieces[1:], strict=False):
            if before.end > after.start:
                raise ValueError(f"the pieces of a statement must not overlap: {before}, {after}")
        for aside in (self.when, self.hearer, self.venue):
            if aside is not None and any(piece.overlap(aside) for piece in self.pieces):
                raise ValueError(f"when, to whom and where it was said are no part of what was said: {aside}")
        if self.speaker is not None and self.source is None:
            raise ValueError("a speaker needs the mention in the text that names them")
        if self.together_with and (self.speaker is None or self.speaker in self.together_with):
            raise ValueError("others speak together with a speaker who is known, and is none of them")

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody to whom the article gives these words; nobody where it leaves that open."""
        return (self.speaker, *self.together_with) if self.speaker is not None else ()

    @property
    def content(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)


@dataclass(frozen=True, slots=True)
class Notice:
    """What an article says of its own text: that it was corrected, clarified, retracted, updated, or only noted.

    `corrects` is whether it takes something back; an update that only adds does not. `told_on` is its day, if it tells.
    """

    kind: NoticeKind
    span: Span
    corrects: bool
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A version of an article beside all that are held of it, the first one first, and who else carries its story."""

    article: Article
    versions: tuple[Article, ...]
    also_carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.article not in self.versions:
            raise ValueError(f"version {self.article.version} of {self.article.id!r} is not among those that are held")


@dataclass(frozen=True, slots=True)
class ArticleStatement:
    """A statement with the article it stands in."""

    statement: Statement
    article: Article
    also_carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.statement.article_id != self.article.id:
            raise ValueError(f"a statement of {self.statement.article_id!r} does not stand in {self.article.id!r}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles may be looked at. Articles without a date are outside every bounded period."""

    period: Period = field(default_factory=Period)
    publisher: str | None = None
    article_id: str | None = None

    @property
    def everything(self) -> bool:
        return not self.period.bounded and self.publisher is None and self.article_id is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a search looked through: how many articles, from which day to which."""

    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with the ways it was found by. `rank` counts from 1."""

    rank: int
    score: float
    via: tuple[Via, ...]
    passage: Passage
    article: Article
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read, and why, in words for the person who gave it. `line` counts from 1."""

    input: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. `articles`, `passages` and `statements` are the index's totals afterwards."""

    new: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: tuple[Rejected, ...]
    articles: int
    passages: int
    statements: int
    seconds: float
