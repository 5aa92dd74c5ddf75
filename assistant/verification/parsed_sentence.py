"""One sentence of a model, taken apart: its words, its markers, what it quotes and whom it makes speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.verification.evidence import CitedEvidence, NumberedEvidence
from assistant.verification.reported_speech import SpeechClaim, claims_in
from assistant.verification.sentence_splitting import MARK

PLACEHOLDER = "\ufffc"
_FIRST_PRIVATE = 0xE000
"""A marker becomes one character of the private use area, which `prose.plain` has taken out of the model's text."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKED_QUOTE = re.compile("[\"“”«»„‘’'][\\s,.]*([\ue000-\uf8ff])[\\s,.]*[\"“”«»‘’']")
"""Quotation marks around nothing but a marker: the statement brings its own."""
_MOST_MARKS = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker as written; `inserts` where the statement's words are to stand in its place."""

    numbers: tuple[str, ...]
    inserts: bool

    @property
    def written(self) -> str:
        return f"{{{', '.join(self.numbers)}}}" if self.inserts else f"[{', '.join(self.numbers)}]"

    def cited(self, casebook: NumberedEvidence) -> list[CitedEvidence | None]:
        return [
            casebook.statement(int(number[1:])) if number[0] == "S" else casebook.passage(int(number))
            for number in self.numbers
        ]


@dataclass(frozen=True, slots=True)
class Parsed:
    """`marked` has a character a marker; `bare` is what the model says itself, with a placeholder for others' words."""

    marked: str
    marks: tuple[Mark, ...]
    typed: tuple[Typed, ...]
    bare: str
    claims: tuple[SpeechClaim, ...]
    entangled: bool = False
    """A statement is put in among words that were typed inside the same quotation marks."""

    def segments(self) -> Iterator[str | Typed | Mark]:
        """The sentence in order; markers inside a quotation come after it."""
        at = 0
        for typed in self.typed:
            yield from self._words_and_marks(at, typed.start)
            yield typed
            yield from (one for one in self._words_and_marks(typed.start, typed.end) if isinstance(one, Mark))
            at = typed.end
        yield from self._words_and_marks(at, len(self.marked))

    def _words_and_marks(self, start: int, end: int) -> Iterator[str | Mark]:
        for private in _PRIVATE.finditer(self.marked, start, end):
            if private.start() > start:
                yield self.marked[start : private.start()]
            yield self.marks[ord(private.group()) - _FIRST_PRIVATE]
            start = private.end()
        if start < end:
            yield self.marked[start:end]


def parse(text: str) -> Parsed:
    """The sentence, which `prose.plain` has cleaned, in parts."""
    marks: list[Mark] = []

    def take(match: re.Match[str]) -> str:
        if len(marks) >= _MOST_MARKS:
            return ""
        numbers = re.split(r"\s*[,;]\s*", (match[1] or match[2]).upper())
        inserts = match[2] is not None
        if inserts:
            numbers = [number if number[0] == "S" else f"S{number}" for number in numbers]
        marks.append(Mark(tuple(dict.fromkeys(numbers)), inserts))
        return chr(_FIRST_PRIVATE + len(marks) - 1)

    marked = _MARKED_QUOTE.sub(r"\1", MARK.sub(take, text))
    typed = tuple(
        Typed(one.start, one.end, _PRIVATE.sub("", one.words)) for one in quotations_in(marked) if one.words.strip()
    )
    bare = _bare(marked, typed, marks)
    inserted = {chr(_FIRST_PRIVATE + number) for number, mark in enumerate(marks) if mark.inserts}
    entangled = any(inserted & set(marked[one.start : one.end]) for one in typed)
    return Parsed(marked, tuple(marks), typed, bare, claims_in(bare), entangled)


def _bare(marked: str, typed: tuple[Typed, ...], marks: list[Mark]) -> str:
    out = []
    at = 0
    for one in typed:
        out += [marked[at : one.start], PLACEHOLDER]
        at = one.end
    out.append(marked[at:])
    bare = _PRIVATE.sub(lambda m: PLACEHOLDER if marks[ord(m.group()) - _FIRST_PRIVATE].inserts else "", "".join(out))
    return " ".join(bare.split())


_DOUBLE = re.compile("[\"“”„‟«»「」『』＂]|``|''")
_SINGLE = re.compile(r"(?<!\w)[‘'‚‹](?=\w)([^‘’'‚‹›]*(?:(?<=\w)[’'](?=\w)[^‘’'‚‹›]*)*)[’'›](?!\w)")
_SINGLE_FROM = 3
"""Words from which single marks are a quotation: fewer are as often an apostrophe, a title or an inch."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A quotation in a sentence: from its opening mark to past its closing one, and the words between."""

    start: int
    end: int
    words: str


def quotations_in(sentence: str) -> list[Typed]:
    """The quotations in reading order. The sentence's double marks are known to be even in number."""
    doubles = list(_pairs(sentence))
    outside = [
        Typed(match.start(), match.end(), match.group(1))
        for match in _SINGLE.finditer(sentence)
        if len(match.group(1).split()) >= _SINGLE_FROM
        and not any(double.start < match.end() and match.start() < double.end for double in doubles)
    ]
    return sorted([*doubles, *outside], key=lambda typed: typed.start)


def _pairs(sentence: str) -> Iterator[Typed]:
    marks = list(_DOUBLE.finditer(sentence))
    for opening, closing in zip(marks[::2], marks[1::2], strict=False):
        yield Typed(opening.start(), closing.end(), sentence[opening.end() : closing.start()])
