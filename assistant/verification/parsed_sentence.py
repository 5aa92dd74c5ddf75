"""Parse one sentence of a reply into its words, markers, quotations and speech claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.evidence import Excerpt, NumberedEvidence
from assistant.verification.replies.sentence_splitting import MARKER_SYNTAX
from assistant.verification.reported_speech import SpeechClaim, find_speech_claims

PLACEHOLDER = "\ufffc"
_FIRST_PRIVATE = 0xE000
"""Each marker becomes one private-use character; `plain_text` has removed these from the reply."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_QUOTED_MARKER = re.compile("[\"“”«»„‘’'][\\s,.]*([\ue000-\uf8ff])[\\s,.]*[\"“”«»‘’']")
"""Quotation marks around nothing but a marker: the inserted statement brings its own."""
_MAX_MARKERS = 64
_DOUBLE_QUOTE = re.compile("[\"“”„‟«»「」『』＂]|``|''")
_SINGLE_QUOTED = re.compile(r"(?<!\w)[‘'‚‹](?=\w)([^‘’'‚‹›]*(?:(?<=\w)[’'](?=\w)[^‘’'‚‹›]*)*)[’'›](?!\w)")
_MIN_SINGLE_QUOTED = 3
"""Words. Shorter text in single marks is as often an apostrophe, a title or an inch."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation that the model typed, from its opening mark to past its closing mark, and the words between."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as written. `inserts`: the statement's own words replace it."""

    numbers: tuple[str, ...]
    inserts: bool

    @property
    def written(self) -> str:
        return f"{{{', '.join(self.numbers)}}}" if self.inserts else f"[{', '.join(self.numbers)}]"

    def excerpts(self, evidence: NumberedEvidence) -> list[Excerpt | None]:
        return [evidence.excerpt(number) for number in self.numbers]


Segment = str | Quotation | Marker


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A parsed sentence. `bare` is its text with a placeholder for each quotation and each inserted statement."""

    segments: tuple[Segment, ...]
    """Words, quotations and markers in order. Markers inside a quotation follow it."""
    markers: tuple[Marker, ...]
    quotations: tuple[Quotation, ...]
    bare: str
    claims: tuple[SpeechClaim, ...]
    mixes_quotation: bool
    """A quotation contains both an inserted statement and typed words."""


def parse_sentence(text: str) -> ParsedSentence:
    """Parse a sentence that `plain_text` has cleaned."""
    markers: list[Marker] = []

    def take(match: re.Match[str]) -> str:
        if len(markers) >= _MAX_MARKERS:
            return ""
        numbers = re.split(r"\s*[,;]\s*", (match[1] or match[2]).upper())
        inserts = match[2] is not None
        if inserts:
            numbers = [number if number[0] == "S" else f"S{number}" for number in numbers]
        markers.append(Marker(tuple(dict.fromkeys(numbers)), inserts))
        return chr(_FIRST_PRIVATE + len(markers) - 1)

    marked = _QUOTED_MARKER.sub(r"\1", MARKER_SYNTAX.sub(take, text))
    quotations = tuple(_quotations(marked))
    segments = tuple(_segments(marked, markers, quotations))
    bare = " ".join("".join(_bare(segment) for segment in segments).split())
    inserted = {chr(_FIRST_PRIVATE + number) for number, marker in enumerate(markers) if marker.inserts}
    mixes = any(inserted & set(marked[one.start : one.end]) for one in quotations)
    return ParsedSentence(segments, tuple(markers), quotations, bare, find_speech_claims(bare), mixes)


def _quotations(marked: str) -> Iterator[Quotation]:
    """Yield the quotations in order. The double quotation marks are known to be even in number."""
    marks = list(_DOUBLE_QUOTE.finditer(marked))
    pairs = [(opening.span(), closing.span()) for opening, closing in zip(marks[::2], marks[1::2], strict=False)]
    for match in _SINGLE_QUOTED.finditer(marked):
        overlaps = any(opening[0] < match.end() and match.start() < closing[1] for opening, closing in pairs)
        if len(match[1].split()) >= _MIN_SINGLE_QUOTED and not overlaps:
            pairs.append(((match.start(), match.start(1)), (match.end(1), match.end())))
    for opening, closing in sorted(pairs):
        words = marked[opening[1] : closing[0]]
        if words.strip():
            yield Quotation(opening[0], closing[1], _PRIVATE.sub("", words))


def _segments(marked: str, markers: Sequence[Marker], quotations: Sequence[Quotation]) -> Iterator[Segment]:
    def words_and_markers(start: int, end: int) -> Iterator[str | Marker]:
        for private in _PRIVATE.finditer(marked, start, end):
            if private.start() > start:
                yield marked[start : private.start()]
            yield markers[ord(private.group()) - _FIRST_PRIVATE]
            start = private.end()
        if start < end:
            yield marked[start:end]

    position = 0
    for quotation in quotations:
        yield from words_and_markers(position, quotation.start)
        yield quotation
        inside = words_and_markers(quotation.start, quotation.end)
        yield from (segment for segment in inside if isinstance(segment, Marker))
        position = quotation.end
    yield from words_and_markers(position, len(marked))


def _bare(segment: Segment) -> str:
    if isinstance(segment, str):
        return segment
    return PLACEHOLDER if isinstance(segment, Quotation) or segment.inserts else ""
