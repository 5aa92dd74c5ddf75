"""The port of a checker that decides whether evidence supports a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Verdict = Literal["entailed", "contradicted", "not_enough"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition of a reply, and the text that must support it."""

    text: str
    """A sentence without markers."""
    evidence: str
    """The cited paragraphs or sentences, one a line."""
    background: str = ""
    """Other words of the article: headline, outlet, speakers, the sentences around. They can resolve a name, a pronoun
    or a day, but they support nothing."""
    published: date | None = None
    """The article's day, to which "on Wednesday" refers."""
    headings: tuple[str, ...] = ()
    """The headline, outlet and day of each line of the evidence, if known."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A checker's verdict on one claim."""

    verdict: Verdict
    why: str = ""
    """The reason in words that a reader understands: "the evidence says “as many as three”"."""
    support: float | None = None
    """How much of the claim the evidence supports, from 0 to 1, if the checker measures it."""


class EntailmentChecker(Protocol):
    """Decides whether the evidence of each claim supports it."""

    @property
    def name(self) -> str: ...

    @property
    def reads_whole_reply(self) -> bool:
        """Whether all claims of a reply should come in one call, because a call is slow or costs money."""
        ...

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return one judgement for each claim, in order."""
        ...
