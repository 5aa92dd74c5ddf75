"""What goes between the rooms of `assistant`: a Query, what was Found, an Answer, and the events of a stream.

An Answer cannot lie about its sources by construction: a citation and a shown statement are spans of an article, and
their `quote` is read from the article's text, so that a quotation that is not verbatim cannot be built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.errors import OnrecordError
from index.types import Article, ArticleStatement, Commitment, Coverage, Hit, Scope, Span, Statement

QuestionType = Literal[
    "statement", "who_said", "fact", "when", "who", "where", "number", "summary", "timeline", "comparison"
]
FACTS: tuple[QuestionType, ...] = ("fact", "when", "who", "where", "number")
Status = Literal["answered", "no_evidence"]
Verdict = Literal["verbatim", "ellipsis"]

MARKER = re.compile(r"\[(\d+)\]")
NO_RECORD = "No record"
EXTRACTIVE = "extractive"
"""The composer that asks no model."""


FilterName = Literal["speaker", "period", "as_of", "publisher"]


@dataclass(frozen=True, slots=True)
class ImpliedFilter:
    """A filter that was read out of a question, in ISO days where it is one, and the words it was read from."""

    filter: FilterName
    value: str
    words: str
    inherited: bool = False
    """It stands in an earlier question of the conversation."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood. Built by `understand`; what a person asked for by option wins over what was read."""

    question: str
    asks: QuestionType
    speakers: tuple[str, ...] = ()
    """The names of the index's own speakers that the question asks about."""
    unknown_speakers: tuple[str, ...] = ()
    """People the question asks about who have no statement in the index."""
    topic: str = ""
    phrases: tuple[str, ...] = ()
    """Words of the topic that only count together: "Article 5", anything in quotation marks."""
    scope: Scope = field(default_factory=Scope)
    as_of: date | None = None
    commitment: Commitment | None = None
    """Only statements of this force are asked for: "Who denied …", "Who declined to say …"."""
    presumes: bool = False
    """The question takes for granted that its speaker said something ("Why did X say that …")."""
    wants_now: bool = False
    """ "latest", "now", "currently": no bound, but what is newest is wanted first."""
    understood: tuple[ImpliedFilter, ...] = ()
    """The filters in force that nobody asked for by option."""

    @property
    def about_speakers(self) -> bool:
        """Whether somebody is asked about: then their statements answer, whatever is made of them."""
        return bool(self.speakers or self.unknown_speakers)

    @property
    def asks_for_a_fact(self) -> bool:
        """Whether a sentence of an article answers, whoever says it."""
        return self.asks in FACTS and not self.about_speakers


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article that bears out what stands before its marker."""

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
class ShownStatement:
    """One piece of a statement as an answer shows it, under its speaker's name and no other."""

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
        """The name, or the article's own words for a speaker it does not name ("a senior official")."""
        return self.statement.speaker.name if self.statement.speaker else None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something a composer wrote that could not be shown, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls to a model and their tokens. Cached and written tokens are parts of the input with prices of their own."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Of the input: what the provider had read before."""
    written_tokens: int = 0
    """Of the input: what the provider charged for keeping."""
    estimated: bool = False
    """Counted by us at least in part, because the provider sent no figures."""

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
    """What calls to a model used and cost. `usd` is None as soon as the cost of one of them is unknown, never 0."""

    usage: Usage = field(default_factory=Usage)
    usd: float | None = 0.0

    def __add__(self, other: Spending) -> Spending:
        unknown = self.usd is None or other.usd is None
        return Spending(self.usage + other.usage, None if unknown else (self.usd or 0.0) + (other.usd or 0.0))


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation, with what its answer cited and what it cost."""

    question: str
    answer: str | None = None
    citations: tuple[Citation, ...] = ()
    statements: tuple[ShownStatement, ...] = ()
    spent: Spending = field(default_factory=Spending)


@dataclass(frozen=True, slots=True)
class StageSeconds:
    search: float = 0.0
    compose: float = 0.0
    verify: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer came about."""

    composer: str
    coverage: Coverage
    query: Query
    degraded: str | None = None
    dropped: tuple[Dropped, ...] = ()
    independent_outlets: int = 0
    """How many outlets reported for themselves what is cited: a story that many carried counts once."""
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    seconds: StageSeconds = field(default_factory=StageSeconds)
    prompt: str | None = None
    """`name@version#hash` of the prompt, where a model was asked."""
    vectors: tuple[str, ...] = ()
    """Whose vectors were searched with: the embedder's, or those of the stronger one that refined the index."""
    rewritten: RewrittenQuestion | None = None
    """As what a follow-up was searched for, where a model had to say it in full."""
    cached: bool = False
    """The model's reply was kept from an earlier time, and verified again."""

    @property
    def spent(self) -> Spending:
        return Spending(self.usage, self.cost_usd)


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A follow-up in full, as a model wrote it and as it was searched for; and the prompt it was asked with."""

    question: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to whoever asked. "No evidence" is a status, never an exception."""

    question: str
    status: Status
    text: str
    receipt: Receipt
    statements: tuple[ShownStatement, ...] = ()
    citations: tuple[Citation, ...] = ()
    said_by: tuple[str, ...] = ()
    related: tuple[ShownStatement, ...] = ()
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
        """The conversation up to and with this answer: the `history` of the next question."""
        this = Turn(self.question, self.text, self.citations, self.statements, self.receipt.spent)
        return (*self.history, this)

    @property
    def spent(self) -> Spending:
        """What the conversation has cost up to and with this answer."""
        return sum((turn.spent for turn in self.turns), Spending())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a composer may use: numbered passages `[1]` and numbered statements `{S1}`, counted from 1 by position."""

    hits: tuple[Hit, ...] = ()
    statements: tuple[tuple[Statement, Article], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hits or self.statements)

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence((*self.hits, *other.hits), (*self.statements, *other.statements))


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that may answer a question of fact, and the statement it stands in, if it is somebody's words."""

    article: Article
    span: Span
    score: float
    within: ArticleStatement | None = None
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedEvidence:
    """What the index holds for a query, after the decision whether it is enough."""

    said: tuple[ArticleStatement, ...] = ()
    """Statements on the topic by the speakers asked about, or by anybody when nobody was named. Best first."""
    others: tuple[ArticleStatement, ...] = ()
    """Statements on the topic by other speakers."""
    related: tuple[ArticleStatement, ...] = ()
    """What the asked speakers said that lies nearest, when nothing of theirs is on the topic."""
    facts: tuple[Fact, ...] = ()
    hits: tuple[Hit, ...] = ()
    around: tuple[ArticleStatement, ...] = ()
    """Every statement of the articles the passages are from, where they were asked for: what bears out "X said"."""
    earlier: Evidence = field(default_factory=Evidence)
    """What earlier answers of the conversation cited, as far as this question may look at it."""

    @property
    def article_ids(self) -> set[str]:
        """Of the articles that the passages are from."""
        return {hit.article.id for hit in (*self.hits, *self.earlier.hits)}

    @property
    def enough(self) -> bool:
        return bool(self.said or self.facts)

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.hits, tuple((one.statement, one.article) for one in (*self.said, *self.others)))


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its receipt: what a composer made of what was found."""

    status: Status
    text: str
    statements: tuple[ShownStatement, ...] = ()
    citations: tuple[Citation, ...] = ()
    said_by: tuple[str, ...] = ()
    related: tuple[ShownStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """What a model's composer made of the evidence, checked.

    `draft` is None when nothing it wrote could be shown. `failure` says why it broke off; what was verified until then
    stands.
    """

    draft: Draft | None
    failure: OnrecordError | None = None
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    prompt: str | None = None
    verify_seconds: float = 0.0
    cached: bool = False

    @property
    def spent(self) -> Spending:
        return Spending(self.usage, self.cost_usd if self.usage.calls else 0.0)

    def lacking(self, model: str) -> str | None:
        """Why it is less than `model` would give; None when it is not."""
        if self.failure:
            return str(self.failure)
        return None if self.draft else f"nothing that {model} wrote could be verified"


@dataclass(frozen=True, slots=True)
class RewriteAttempt:
    """What a model made of a follow-up that cannot be understood by itself. `text` is None where it failed.

    It is a question to search for and nothing else, and not to be believed before it is checked.
    """

    text: str | None
    prompt: str
    failure: OnrecordError | None = None
    spent: Spending = field(default_factory=Spending)


@dataclass(frozen=True, slots=True)
class Searched:
    """Stream event: the question is understood and the evidence found."""

    query: Query
    found: RetrievedEvidence


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Stream event: verified text to append. Nothing shown is ever taken back."""

    text: str
    citations: tuple[Citation, ...] = ()
    """What the markers in it refer to: whoever stops listening has the sources of what was shown."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Stream event, always the last: the whole answer."""

    answer: Answer


Event = Searched | TextDelta | Answered
