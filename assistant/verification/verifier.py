"""Verify a reply while it streams. Text that was shown is never taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assistant.answers.citations import CitationNumbers
from assistant.types import Citation, Dropped, Evidence, Query, ShownStatement
from assistant.verification.dangling_references import remove_dangling_references
from assistant.verification.evidence import NumberedEvidence, UnsupportedError
from assistant.verification.sentence_check import CheckedSentence, Place, check_sentence
from assistant.verification.sentence_splitting import Sentence, SentenceBuffer, plain_text
from index.types import ArticleStatement, Span

MAX_REPLY_LENGTH = 20_000
"""Characters of a reply that are read; the prompt asks for five sentences."""
_MAX_DROPPED_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Verified:
    """The verified part of a reply, with what it cites and shows, and the dropped sentences."""

    sentences: tuple[str, ...] = ()
    """With the white space that separates each from the one before."""
    citations: tuple[Citation, ...] = ()
    statements: tuple[ShownStatement, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def text(self) -> str:
        """The text exactly as it was streamed."""
        return "".join(self.sentences)


def verify_stream(
    deltas: Iterable[str],
    evidence: Evidence,
    *,
    query: Query,
    known: Iterable[ArticleStatement] = (),
    numbering: CitationNumbers | None = None,
) -> Iterator[str | Verified]:
    """Yield each sentence as soon as it is verified, then exactly one Verified.

    `evidence` is what the model was sent. `known` holds more statements from the same articles, which can support
    attributions. `numbering` collects the citations. Reading stops after MAX_REPLY_LENGTH characters.
    """
    verifier = _Verifier(NumberedEvidence(evidence, known=known), query, numbering or CitationNumbers())
    buffer = SentenceBuffer()
    length = 0
    for delta in deltas:
        for sentence in buffer.feed(delta):
            yield from verifier.verify(sentence)
        length += len(delta)
        if length > MAX_REPLY_LENGTH:
            verifier.drop("…", f"the reply is longer than {MAX_REPLY_LENGTH:,} characters")
            break
    else:
        for sentence in buffer.finish():
            yield from verifier.verify(sentence)
    yield verifier.verified


def verify_prose(text: str, evidence: Evidence, *, query: Query, known: Iterable[ArticleStatement] = ()) -> Verified:
    """Verify a complete text."""
    *_, verified = verify_stream([text], evidence, query=query, known=known)
    assert isinstance(verified, Verified)
    return verified


@dataclass(slots=True)
class _Verifier:
    """Numbers the citations of one reply and remembers who spoke in the sentence before."""

    evidence: NumberedEvidence
    query: Query
    numbering: CitationNumbers
    sentences: list[str] = field(default_factory=list)
    statements: dict[tuple[str, Span], ShownStatement] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    previous_speakers: tuple[str, ...] = ()
    after_dropped: bool = False
    starts_paragraph: bool = False

    @property
    def verified(self) -> Verified:
        shown = tuple(self.statements.values())
        return Verified(tuple(self.sentences), self.numbering.citations, shown, tuple(self.dropped))

    def verify(self, sentence: Sentence) -> Iterator[str]:
        """Yield the sentence if it is supported, in the form in which it may be shown."""
        self.starts_paragraph = self.starts_paragraph or sentence.paragraph
        try:
            checked = self._check(sentence)
        except UnsupportedError as error:
            self.drop(sentence.text, str(error))
            return
        separator = "" if not self.sentences else "\n\n" if self.starts_paragraph else " "
        text = separator + self._render(checked)
        self.sentences.append(text)
        self.previous_speakers, self.after_dropped, self.starts_paragraph = checked.speakers, False, False
        yield text

    def drop(self, text: str, reason: str) -> None:
        self.previous_speakers, self.after_dropped = (), True
        self.dropped.append(Dropped(plain_text(text)[:_MAX_DROPPED_LENGTH], reason))

    def _check(self, sentence: Sentence) -> CheckedSentence:
        if sentence.fault:
            raise UnsupportedError(sentence.fault)
        text = remove_dangling_references(sentence.text) if self.after_dropped else sentence.text
        if text is None:
            raise UnsupportedError("refers to a sentence that was dropped")
        return check_sentence(text, evidence=self.evidence, query=self.query, previous_speakers=self.previous_speakers)

    def _render(self, checked: CheckedSentence) -> str:
        text = "".join(part if isinstance(part, str) else f" [{self._marker(part)}]" for part in checked.parts)
        text = re.sub(r"\s+", " ", re.sub(r"(?:\s*(\[\d+\]))(?:\s*\1)+", r" \1", text)).strip()
        text = re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", re.sub(r"\[\s*(\[\d+\])\s*\]", r"\1", text))
        for shown in checked.shown:
            place = shown.place
            marker = self._marker(place)
            piece = ShownStatement(shown.statement, place.article, shown.span, marker, verdict=place.verdict)
            self.statements.setdefault((shown.statement.id, shown.span), piece)
        return text

    def _marker(self, place: Place) -> int:
        return self.numbering.cite(place.article, place.span, place.also_carried_by, place.verdict)
