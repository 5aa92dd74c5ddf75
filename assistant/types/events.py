"""The results of composers, and the events of an answer's stream."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.types.answer import (
    Answer,
    Citation,
    Dropped,
    NearPassage,
    PackedArticle,
    ShownStatement,
    Spending,
    Status,
    Usage,
)
from assistant.types.evidence import RetrievedEvidence
from assistant.types.query import Query
from index.errors import OnrecordError


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer without its receipt."""

    status: Status
    text: str
    statements: tuple[ShownStatement, ...] = ()
    citations: tuple[Citation, ...] = ()
    said_by: tuple[str, ...] = ()
    related: tuple[ShownStatement, ...] = ()
    nearest: tuple[NearPassage, ...] = ()
    unanswered: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """The verified result of a model's composer.

    `draft` is None if none of its text could be verified. After a `failure`, the text verified before it stands.
    """

    draft: Draft | None
    failure: OnrecordError | None = None
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    prompt: str | None = None
    verify_seconds: float = 0.0
    cached: bool = False
    abstained: bool = False
    """The model says that the evidence holds no answer. The draft, if any, is about the matter."""
    packed: tuple[PackedArticle, ...] = ()
    packing_note: str | None = None
    """Why less evidence was sent than the settings allow."""
    checker: str | None = None
    check_note: str | None = None
    """Why another checker than the chosen one decided."""

    @property
    def spent(self) -> Spending:
        return Spending(self.usage, self.cost_usd if self.usage.calls else 0.0)

    def degradation(self, model: str) -> str | None:
        """Return why the result is less than `model` normally gives, or None."""
        if self.failure:
            return str(self.failure)
        return None if self.draft or self.abstained else f"nothing that {model} wrote could be verified"


@dataclass(frozen=True, slots=True)
class RewriteAttempt:
    """A model's rewrite of a follow-up as a self-contained question. `text` is None if the model failed.

    It only serves as a search question, and must be checked before use.
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
class Checking:
    """Stream event: the model's reply is complete, and its meaning is being checked."""

    sentences: int


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Stream event: verified text to append, with the citations of its markers. Shown text is never taken back."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """Stream event, always the last: the complete answer."""

    answer: Answer


Event = Searched | Checking | TextDelta | Answered
