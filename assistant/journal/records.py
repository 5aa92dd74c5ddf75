"""The records of the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.types import Answer, Citation, Filters, Turn

Verdict = Literal["good", "wrong", "incomplete", "outdated"]
"""A user's rating of an answer."""
MATCH_START, MATCH_END = "\x02", "\x03"
"""Start and end of a match in a snippet."""


@dataclass(frozen=True, slots=True)
class ExchangeContent:
    """The content of an exchange."""

    question: str
    """As typed, including commands."""
    text: str
    """The part of the answer that was shown."""
    answer: Answer | None = None
    """The complete answer; None if it was stopped early."""
    citations: tuple[Citation, ...] = ()
    """The citations of `text` if there is no complete answer."""
    filters: Filters = field(default_factory=Filters)
    """The filters that were set by option."""
    generation: int | None = None
    """The generation of the index that answered."""
    asker: str | None = None
    reference: str | None = None
    """The place of the answer: the channel and time of a Slack message."""
    replaces: int | None = None
    """The exchange that this one answers again. It stays stored but leaves the conversation."""

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError("an exchange needs a question")
        if self.answer is not None and self.citations:
            raise ValueError("a complete answer has its own citations")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's feedback on an answer. New feedback replaces it."""

    who: str
    verdict: Verdict
    note: str
    given: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A stored exchange. The answer's `history` is left out: the earlier exchanges of the session hold it."""

    id: int
    session: str
    at: datetime
    asked: ExchangeContent
    feedback: tuple[Feedback, ...] = ()
    replaced: bool = False
    """A later exchange answered the question again."""

    @property
    def answer(self) -> Answer | None:
        return self.asked.answer

    @property
    def stopped(self) -> bool:
        return self.asked.answer is None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of the shown text, with the articles as they were then."""
        return self.asked.answer.citations if self.asked.answer else self.asked.citations

    @property
    def turn(self) -> Turn:
        """The exchange as history for the next question, with the question as it was understood."""
        if self.asked.answer is None:
            return Turn(self.asked.question, self.asked.text or None, self.citations)
        return self.asked.answer.turns[-1]


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation in a list of conversations."""

    key: str
    started: datetime
    last: datetime
    exchanges: int
    title: str
    """The first question."""


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A search result. Its `snippet` has the matches between HIT and END."""

    exchange: int
    session: str
    at: datetime
    question: str
    snippet: str
