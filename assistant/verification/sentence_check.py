"""Judges one sentence of a model against the evidence, and puts the articles' own words in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types.types import MARKER, Query, Verdict
from assistant.understanding.content_words import content_stems, stems_of
from assistant.understanding.stemming import words_of
from assistant.verification.attribution import Attribution, attribute, is_mentioned
from assistant.verification.dangling_references import remove_dangling_references
from assistant.verification.evidence import CitedEvidence, NumberedEvidence, Voice
from assistant.verification.instructions import is_instruction
from assistant.verification.parsed_sentence import Parsed, parse
from assistant.verification.quotation_lookup import Located, explained, locate
from assistant.verification.sentence_buffer import strip_controls
from assistant.verification.support import check_content, check_frame, check_names, check_numbers
from assistant.verification.typed_quotations import Typed
from assistant.verification.unsupported import UnsupportedError
from index.types import Article, Span, Statement

_ADDRESS = re.compile(r"https?:|www\.|\w@\w|<?@[\w!]|\b\w+\.(?:com|org|net|io|ru|cn|info|biz)\b", re.IGNORECASE)
_QUOTE_MARKS = '"“”„‟«»「」『』＂ \t\n'


@dataclass(frozen=True, slots=True)
class Place:
    """What a marker will refer to."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()
    verdict: Verdict = "verbatim"


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a statement that the sentence shows or rests on."""

    statement: Statement
    article: Article
    span: Span
    place: Place
    verdict: Verdict = "verbatim"


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that may be shown: its words, with places where markers go."""

    parts: tuple[str | Place, ...]
    shown: tuple[Shown, ...]
    speakers: tuple[str, ...]


def check_sentence(text: str, *, casebook: NumberedEvidence, query: Query, heard: Sequence[str]) -> Checked:
    """The sentence with the articles' own words in it. Raises UnsupportedError where it may not be shown.

    `heard` are the speakers of the sentence before it, if that one was shown.
    """
    parsed = parse(text)
    if parsed.entangled:
        raise UnsupportedError("mixes words of its own into a statement's quotation marks")
    if _ADDRESS.search(parsed.bare):
        raise UnsupportedError("an address is no evidence")
    if is_instruction(parsed.bare):
        raise UnsupportedError("tells the reader what to do")
    cited = _cited(parsed, casebook)
    as_told = _is_as_told(parsed, cited, casebook)
    publishers = [one.article.publisher for one in cited if one.article.publisher]
    try:
        attributions = attribute(parsed.claims, casebook.voices_in(cited), heard=heard, publishers=publishers)
    except UnsupportedError as fault:
        if not as_told:
            raise explained(fault, parsed, casebook) from fault
        attributions = ()
    located = locate(parsed, cited, attributions, casebook)
    check_numbers(parsed, cited)
    check_names(parsed, cited, attributions, query)
    if any(mark.inserts for mark in parsed.marks):
        check_frame(parsed, cited, attributions, query)
    elif not as_told:
        direct = [one.voice is not None and one.voice.statement.kind == "direct" for one in located.values()]
        only_quotes = bool(direct) and all(direct)
        check_content(parsed, cited, attributions, casebook, only_quotes=only_quotes)
    return _Writer(parsed, casebook, attributions, located).write()


def _is_as_told(parsed: Parsed, cited: Sequence[CitedEvidence], casebook: NumberedEvidence) -> bool:
    """Whether it is a sentence of the article itself, and means nobody whom only the article has named."""
    if (
        parsed.typed
        or any(mark.inserts for mark in parsed.marks)
        or remove_dangling_references(parsed.bare) != parsed.bare
    ):
        return False
    return any(casebook.is_told_in(parsed.bare, one) for one in cited)


def _cited(parsed: Parsed, casebook: NumberedEvidence) -> list[CitedEvidence]:
    if not parsed.marks:
        raise UnsupportedError("no evidence cited")
    found: list[CitedEvidence] = []
    for mark in parsed.marks:
        for one in mark.cited(casebook):
            if one is None:
                raise UnsupportedError(f"cites {mark.written}, which is not in the evidence")
            if one not in found:
                found.append(one)
    return found


class _Writer:
    """Puts a checked sentence together."""

    def __init__(
        self,
        parsed: Parsed,
        casebook: NumberedEvidence,
        attributions: Sequence[Attribution],
        located: dict[Typed, Located],
    ) -> None:
        self._parsed = parsed
        self._casebook = casebook
        self._attributions = attributions
        self._located = located
        self._parts: list[str | Place] = []
        self._shown: list[Shown] = []

    def write(self) -> Checked:
        for segment in self._parsed.segments():
            if isinstance(segment, str):
                self._parts.append(segment)
            elif isinstance(segment, Typed):
                found = self._located[segment]
                self._parts.append(f"“{_verbatim(found.cited.article, found.spans)}”")
            else:
                for one in segment.cited(self._casebook):
                    assert one is not None
                    self._cite(one, inserts=segment.inserts)
        speakers = [voice.name for one in self._attributions for voice in one.voices[:1]]
        speakers += [shown.statement.speaker.name for shown in self._shown if shown.statement.speaker]
        return Checked(tuple(self._parts), tuple(self._shown), tuple(dict.fromkeys(speakers)))

    def _cite(self, cited: CitedEvidence, *, inserts: bool) -> None:
        if cited.statement is not None:
            place = Place(cited.article, cited.span, cited.also_carried_by)
            if inserts:
                self._parts.append(self._introduced(self._casebook.voice_of(cited)))
            self._show(cited.statement, cited.article, cited.statement.pieces, place)
            self._parts.append(place)
            return
        places = list(self._places_in(cited)) or [Place(cited.article, self._best_run(cited), cited.also_carried_by)]
        self._parts += dict.fromkeys(places)

    def _places_in(self, cited: CitedEvidence) -> Iterator[Place]:
        """Where a passage shows what the sentence quotes or who it makes speak."""
        for one in self._located.values():
            if one.cited == cited:
                span = one.voice.place if one.voice else _over(cited.sentences, one.spans)
                place = Place(cited.article, span, cited.also_carried_by, one.verdict)
                if one.voice:
                    self._show(one.voice.statement, cited.article, one.spans, place, one.verdict)
                yield place
        quoted = {one.voice.statement.id for one in self._located.values() if one.voice}
        for attribution in self._attributions:
            here = [voice for voice in attribution.voices if cited.holds(voice.statement, voice.article)]
            if here and not any(voice.statement.id in quoted for voice in attribution.voices):
                best = max(here, key=lambda voice: self._likeness(voice.text))
                place = Place(cited.article, best.place, cited.also_carried_by)
                self._show(best.statement, cited.article, best.statement.pieces, place)
                yield place

    def _show(
        self,
        statement: Statement,
        article: Article,
        spans: Sequence[Span],
        place: Place,
        verdict: Verdict = "verbatim",
    ) -> None:
        self._shown += [Shown(statement, article, span, place, verdict) for span in spans]

    def _introduced(self, voice: Voice) -> str:
        """The statement's own words, after the speaker's name where the sentence has not just given it."""
        places = [number for number, part in enumerate(self._parts) if isinstance(part, Place)]
        since = places[-1] + 1 if places else 0
        text = "".join(part for part in self._parts[since:] if isinstance(part, str))
        others = [other for other in self._casebook.voices if other.name != voice.name]
        named = is_mentioned(voice, text) and not any(is_mentioned(other, text) for other in others)
        statement = voice.statement
        own = statement.kind == "direct" and statement.speaker is not None and statement.relayed_by is None
        words = _verbatim(voice.article, statement.pieces if own else (voice.place,))
        name = "" if named or not voice.name else voice.name
        if own:
            said = f"{name}: “{words}”" if name else f"“{words}”"
        else:
            said = f"{name}, in the article's words: “{words}”" if name else f"in the article's words: “{words}”"
        said = said if self._parts else said[0].upper() + said[1:]
        return said if not text or text[-1].isspace() else f" {said}"

    def _likeness(self, text: str) -> int:
        return len(set(content_stems(self._parsed.bare)) & stems_of(text))

    def _best_run(self, cited: CitedEvidence) -> Span:
        """The shortest run of the passage's sentences that shares most with the claim."""
        wanted = {word for word in stems_of(self._parsed.bare) if word[:1].isdigit()} | set(
            content_stems(self._parsed.bare)
        )
        wanted |= stems_of(" ".join(word for word in words_of(self._parsed.bare) if word[0].isupper()))
        sentences = cited.sentences
        shares = [wanted & stems_of(one.of(cited.article.text)) for one in sentences]
        best = max(range(len(sentences)), key=lambda number: len(shares[number]))
        first = last = best
        missing = set().union(*shares) - shares[best]
        while missing:
            nearest = min(
                (number for number in range(len(sentences)) if shares[number] & missing),
                key=lambda number: abs(number - best),
            )
            first, last = min(first, nearest), max(last, nearest)
            missing -= set().union(*shares[first : last + 1])
        return Span(sentences[first].start, sentences[last].end)


def _over(sentences: Sequence[Span], spans: Sequence[Span]) -> Span:
    touched = [one for one in sentences if any(one.overlap(span) for span in spans)]
    return Span(min(one.start for one in touched), max(one.end for one in touched))


def _verbatim(article: Article, spans: Sequence[Span]) -> str:
    """The words as the article has them, on one line and without their outer quotation marks."""
    words = " … ".join(_trimmed(span.of(article.text)) for span in spans)
    if MARKER.search(words):
        raise UnsupportedError("the article's words hold what reads as a citation marker")
    return words


def _trimmed(words: str) -> str:
    return " ".join(strip_controls(words).split()).strip(_QUOTE_MARKS).rstrip(",").rstrip(_QUOTE_MARKS)
