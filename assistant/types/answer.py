"""An answer with its citations, shown statements and receipt.

Citations and shown statements are spans of an article, and they read `quote` from its text. A quotation that is not
verbatim therefore cannot be built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from assistant.types.query import Query
from index.types import Article, Coverage, Span, Statement

Status = Literal["answered", "no_evidence"]
Verdict = Literal["verbatim", "ellipsis"]

MARKER = re.compile(r"\[(\d+)\]")
NO_RECORD = "No record"
EXTRACTIVE = "extractive"
"""The name of the composer that uses no model."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in an article that supports the text before its marker."""

    marker: int
    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()
    verdict: Verdict = "verbatim"

    def __post_init__(self) -> None:
        self.span.of(self.article.text)

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class NearPassage:
    """Sentences close to a question that has no record. They need not answer it, and no marker refers to them."""

    article: Article
    span: Span
    score: float
    """The score of the passage in the search."""
    also_carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.span.of(self.article.text)

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """One piece of a statement as an answer shows it, under its speaker's name only."""

    statement: Statement
    article: Article
    span: Span
    marker: int
    verdict: Verdict = "verbatim"

    def __post_init__(self) -> None:
        self.span.of(self.article.text)
        if self.article.id != self.statement.article_id:
            raise ValueError(f"statement of {self.statement.article_id!r} shown from article {self.article.id!r}")
        if not self.statement.content.contains(self.span):
            raise ValueError("only the words of a statement can be shown as the statement")

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)

    @property
    def speaker(self) -> str | None:
        """The resolved name; None for an unnamed or unknown speaker."""
        speaker = self.statement.speaker
        return speaker.name if speaker and speaker.kind != "unnamed" else None

    @property
    def attributed_to(self) -> str | None:
        """The name, or the article's words for a speaker it does not name ("a senior official")."""
        return self.statement.speaker.name if self.statement.speaker else None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that a composer wrote and verification removed, with the reason."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PackedArticle:
    """How much of a found article a model was sent."""

    article: Article
    packed: int
    """Paragraphs that were sent; 0 if the article was left out."""
    paragraphs: int
    """Paragraphs of the article, without notices of corrections."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Model calls and their tokens. Cached and written tokens are parts of the input with prices of their own."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Input tokens that the provider read from its cache."""
    written_tokens: int = 0
    """Input tokens that the provider charged for writing to its cache."""
    estimated: bool = False
    """Whether any figure is our own count, because the provider sent none."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.written_tokens + other.written_tokens,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Spending:
    """Token usage and cost of model calls. `usd` is None as soon as the cost of one call is unknown, never 0."""

    usage: Usage = field(default_factory=Usage)
    usd: float | None = 0.0

    def __add__(self, other: Spending) -> Spending:
        unknown = self.usd is None or other.usd is None
        return Spending(self.usage + other.usage, None if unknown else (self.usd or 0.0) + (other.usd or 0.0))


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation, with the citations and the cost of its answer."""

    question: str
    answer: str | None = None
    citations: tuple[Citation, ...] = ()
    statements: tuple[ShownStatement, ...] = ()
    spent: Spending = field(default_factory=Spending)


@dataclass(frozen=True, slots=True)
class StageSeconds:
    """The duration of each pipeline stage, in seconds."""

    search: float = 0.0
    compose: float = 0.0
    verify: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A follow-up rewritten by a model and used as the search question, with the prompt's name."""

    question: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer was made."""

    composer: str
    coverage: Coverage
    query: Query
    degraded: str | None = None
    dropped: tuple[Dropped, ...] = ()
    independent_outlets: int = 0
    """The number of outlets with their own reporting among the citations; a syndicated story counts once."""
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    seconds: StageSeconds = field(default_factory=StageSeconds)
    packed: tuple[PackedArticle, ...] = ()
    """The articles that a model was sent, then those that were found and left out."""
    packing_note: str | None = None
    """Why less evidence was sent than the settings allow."""
    checker: str | None = None
    """The checker of the model's sentences: `rules`, or a model's name."""
    check_note: str | None = None
    """Why the rules decided instead of the chosen checker."""
    prompt: str | None = None
    """`name@version#hash` of the prompt, if a model was called."""
    vectors: tuple[str, ...] = ()
    """The embedders used for this search, best first."""
    rewritten: RewrittenQuestion | None = None
    """The rewritten follow-up, if a model had to make it self-contained."""
    cached: bool = False
    """Whether the model's reply came from the reply cache; it was verified again."""

    @property
    def spent(self) -> Spending:
        return Spending(self.usage, self.cost_usd)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. "No evidence" is a status, never an exception."""

    question: str
    status: Status
    text: str
    receipt: Receipt
    statements: tuple[ShownStatement, ...] = ()
    citations: tuple[Citation, ...] = ()
    said_by: tuple[str, ...] = ()
    related: tuple[ShownStatement, ...] = ()
    nearest: tuple[NearPassage, ...] = ()
    """Passages near the question, best first, if there is no record."""
    unanswered: str | None = None
    """The part of the question that the articles do not answer."""
    history: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        markers = {citation.marker for citation in self.citations}
        if len(markers) != len(self.citations):
            raise ValueError("two citations share a marker")
        loose = {int(number) for number in MARKER.findall(self.text)} - markers
        loose |= {shown.marker for shown in (*self.statements, *self.related)} - markers
        if loose:
            raise ValueError(f"markers without a citation: {sorted(loose)}")
        if self.status == "answered" and not self.citations:
            raise ValueError("an answer needs at least one citation")
        if self.status == "no_evidence" and not self.text.startswith(NO_RECORD):
            raise ValueError(f"an answer without evidence starts with {NO_RECORD!r}")

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation including this answer: the `history` of the next question."""
        this = Turn(self.question, self.text, self.citations, self.statements, self.receipt.spent)
        return (*self.history, this)

    @property
    def spent(self) -> Spending:
        """The spending of the conversation, including this answer."""
        return sum((turn.spent for turn in self.turns), Spending())
