"""Annotated articles, the questions about them, and the token sets by which spans are compared."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.types import Span

_TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*|''|``|[^\w\s]")

TokenSet = frozenset[int]  # the numbers of an article's tokens


class Tokens:
    """The numbered words and punctuation marks of one text."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._words = frozenset(number for number, match in enumerate(found) if re.search(r"\w", match.group()))

    def touched(self, spans: Iterable[Span]) -> TokenSet:
        """Return the tokens that share a character with the spans."""
        ranges = (range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)) for span in spans)
        return frozenset(number for numbers in ranges for number in numbers)

    def words(self, spans: Iterable[Span]) -> TokenSet:
        """Return the touched tokens without punctuation."""
        return self.touched(spans) & self._words


def jaccard(first: TokenSet, second: TokenSet) -> float:
    """Return the shared tokens out of all; 0 if one set is empty."""
    return len(first & second) / len(first | second) if first and second else 0.0


def contains_half(part: TokenSet, whole: TokenSet) -> bool:
    """Return whether at least half of a non-empty `part` is in `whole`."""
    return bool(part) and 2 * len(part & whole) >= len(part)


def match_best(found: Sequence[TokenSet], gold: Sequence[TokenSet], *, threshold: float) -> dict[int, int]:
    """Return each found set's partner in gold, one to one and best pairs first, with a Jaccard index of `threshold`."""
    by_token: dict[int, list[int]] = {}
    for number, tokens in enumerate(gold):
        for token in tokens:
            by_token.setdefault(token, []).append(number)
    pairs = sorted(
        (-similarity, number, other)
        for number, tokens in enumerate(found)
        for other in {other for token in tokens for other in by_token.get(token, ())}
        if (similarity := jaccard(tokens, gold[other])) >= threshold
    )
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, other in pairs:
        if number not in partners and other not in taken:
            partners[number] = other
            taken.add(other)
    return partners


@dataclass(frozen=True, slots=True)
class SpeakerTruth:
    """The source of an attribution. A pronoun, no source, a description ("def") or two people are unresolved."""

    kind: Literal["person", "pron", "none", "def", "ambig", "other"]
    name: str = ""

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def is_unresolved(self) -> bool:
        return self.kind in ("pron", "none", "def", "ambig")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An annotated source, cue and content. Each may have several pieces; source and cue may be missing."""

    id: str
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("an attribution needs content")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article. `people` and `truths` (by attribution) are empty if its speakers were not resolved."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    people: tuple[str, ...] = ()
    truths: Mapping[str, SpeakerTruth] = field(default_factory=dict)
    tokens: Tokens = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", Tokens(self.text))

    def text_of(self, spans: tuple[Span, ...]) -> str:
        return " ".join(span.of(self.text) for span in spans)

    def find_attributions(self, words: TokenSet) -> list[tuple[Attribution, SpeakerTruth]]:
        """Return the attributions that contain at least half of the words, with their resolved sources."""
        found = [each for each in self.attributions if contains_half(words, self.tokens.words(each.content))]
        return [(each, self.truths.get(each.id, SpeakerTruth("ambig"))) for each in found]


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A place that answers a question: the whole content, and the sentence of it about the topic."""

    article_id: str
    content: tuple[Span, ...]
    focus: Span | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question about the statements of one person. `answers` support it; `allowed` may be shown too."""

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
