"""What goes into the journal and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.types import Answer, Citation, Filters, Turn

Verdict = Literal["good", "wrong", "incomplete", "outdated"]
"""What somebody thinks of an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An exchange before it is kept."""

    question: str
    """As it was typed, a command too."""
    text: str
    """What was shown of the answer: all of it, or as far as it came."""
    answer: Answer | None = None
    """The whole answer. None where it was stopped before it was whole."""
    citations: tuple[Citation, ...] = ()
    """What the markers in `text` refer to, where there is no whole answer to hold them."""
    filters: Filters = field(default_factory=Filters)
    """What the question was narrowed to by option."""
    generation: int | None = None
    """Of the index that it was answered from."""
    asker: str | None = None
    reference: str | None = None
    """Where the answer is shown, for whoever has to find it again: a message's channel and time."""
    replaces: int | None = None
    """The exchange that this one answers anew: it is kept, but no longer a part of the conversation."""

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError("an exchange needs a question")
        if self.answer is not None and self.citations:
            raise ValueError("a whole answer holds its own citations")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person thinks of one answer. Said again, it replaces what they said before."""

    who: str
    verdict: Verdict
    note: str
    given: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange as it was kept. The answer's `history` is left out: it is what came before it in the session."""

    id: int
    session: str
    at: datetime
    asked: Asked
    feedback: tuple[Feedback, ...] = ()
    replaced: bool = False
    """Answered anew later on."""

    @property
    def answer(self) -> Answer | None:
        return self.asked.answer

    @property
    def stopped(self) -> bool:
        return self.asked.answer is None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the markers of the shown text refer to, each with its article as it was then."""
        return self.asked.answer.citations if self.asked.answer else self.asked.citations

    @property
    def turn(self) -> Turn:
        """The exchange as history for the next question, in the words that were understood as a question."""
        if self.asked.answer is None:
            return Turn(self.asked.question, self.asked.text or None, self.citations)
        return self.asked.answer.turns[-1]


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation, as a list of them shows it."""

    key: str
    started: datetime
    last: datetime
    exchanges: int
    title: str
    """The first question."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An exchange that a search has found. `snippet` has the words that were found between HIT and END."""

    exchange: int
    session: str
    at: datetime
    question: str
    snippet: str


HIT, END = "\x02", "\x03"
