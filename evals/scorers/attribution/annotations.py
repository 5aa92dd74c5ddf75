"""What readers marked in an article, and what was asked about it: the truth that everything is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evals.scorers.attribution.tokens import Tokens
from index.types import Span

TrueSpeaker = Literal["person", "pron", "none", "def", "ambig", "other"]
"""A named person; a pronoun, nobody, a description or two possible people, all of which leave it open; anybody else."""
OPEN = frozenset({"pron", "none", "def", "ambig"})


@dataclass(frozen=True, slots=True)
class Truth:
    """Who the source of an attribution is."""

    speaker: TrueSpeaker
    name: str = ""

    @property
    def person(self) -> bool:
        return self.speaker == "person"

    @property
    def open(self) -> bool:
        return self.speaker in OPEN


_UNRESOLVED = Truth("ambig")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content as a reader marked them; each may be in pieces, source and cue may be missing."""

    id: str
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("an attribution needs content")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A marked article. `people` and `truths` (by attribution) are empty where nobody resolved its speakers."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    people: tuple[str, ...] = ()
    truths: Mapping[str, Truth] = field(default_factory=dict)
    tokens: Tokens = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", Tokens(self.text))

    def truth_of(self, attribution: Attribution) -> Truth:
        """Who its source is; open where nobody said."""
        return self.truths.get(attribution.id, _UNRESOLVED)

    def words_of(self, spans: tuple[Span, ...]) -> str:
        return " ".join(self.text[span.start : span.end] for span in spans)


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """Where an answer stands: all of a content, and the sentence of it that holds the topic."""

    article_id: str
    content: tuple[Span, ...]
    focus: Span | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question about what one person said. `answers` bear it out; `allowed` may be shown beside them."""

    id: str
    type: str
    question: str
    speaker: str
    refusable: bool
    answers: tuple[GoldPlace, ...] = ()
    allowed: tuple[GoldPlace, ...] = ()
    said_by: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return self.type.startswith("answerable")
