"""A model's reply in, verified text out while it comes: nothing that is shown is ever taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answers.citations import CitationNumbers
from assistant.types import MARKER, Citation, Dropped, Evidence, Query, ShownStatement
from assistant.verification.dangling_references import remove_dangling_references
from assistant.verification.evidence import NumberedEvidence
from assistant.verification.sentence_buffer import Sentence, SentenceBuffer, plain
from assistant.verification.sentence_check import Checked, Place, check_sentence
from assistant.verification.unsupported import UnsupportedError
from index.types import ArticleStatement, Span

LONGEST_REPLY = 20_000
"""Characters of a reply that are read; the prompt asks for five sentences."""
LONGEST_DROPPED = 300


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as it is shown, with the numbers of what it rests on. `lead` parts it from the one before."""

    text: str
    markers: tuple[int, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a reply. `text` is exactly what was streamed."""

    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    statements: tuple[ShownStatement, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def text(self) -> str:
        return "".join(claim.lead + claim.text for claim in self.claims)


def verify_stream(
    deltas: Iterable[str],
    evidence: Evidence,
    *,
    query: Query,
    known: Iterable[ArticleStatement] = (),
    numbering: CitationNumbers | None = None,
) -> Iterator[str | Verified]:
    """Text to append as soon as its sentence is verified, then one Verified, always the last.

    `evidence` is what the model was given, by its numbers; `known` are further statements of the same articles, which
    also bear out "X said". `numbering` collects what is cited while it comes. A reply longer than LONGEST_REPLY is read no
    further.
    """
    verifier = _Verifier(NumberedEvidence(evidence, known=known), query, numbering or CitationNumbers())
    buffer = SentenceBuffer()
    read = 0
    for delta in deltas:
        for sentence in buffer.feed(delta):
            yield from verifier.take(sentence)
        read += len(delta)
        if read > LONGEST_REPLY:
            break
    if read > LONGEST_REPLY:
        verifier.drop("…", f"the reply ran past {LONGEST_REPLY:,} characters")
    else:
        for sentence in buffer.finish():
            yield from verifier.take(sentence)
    yield verifier.verified


def verify_prose(text: str, evidence: Evidence, *, query: Query, known: Iterable[ArticleStatement] = ()) -> Verified:
    """The same for a whole text."""
    for event in verify_stream([text], evidence, query=query, known=known):
        if isinstance(event, Verified):
            return event
    raise AssertionError("a verified stream ends with what it verified")


class _Verifier:
    """Keeps the numbers of one answer, and what was said in the sentence before."""

    def __init__(self, casebook: NumberedEvidence, query: Query, numbering: CitationNumbers) -> None:
        self._casebook = casebook
        self._query = query
        self._claims: list[Claim] = []
        self._numbering = numbering
        self._statements: dict[tuple[str, Span], ShownStatement] = {}
        self._dropped: list[Dropped] = []
        self._heard: tuple[str, ...] = ()
        self._after_dropped = False
        self._paragraph = False

    @property
    def verified(self) -> Verified:
        return Verified(
            tuple(self._claims),
            self._numbering.citations,
            tuple(self._statements.values()),
            tuple(self._dropped),
        )

    def take(self, sentence: Sentence) -> Iterator[str]:
        """The sentence as it may be shown, or nothing."""
        self._paragraph = self._paragraph or sentence.paragraph
        try:
            if sentence.fault:
                raise UnsupportedError(sentence.fault)
            text = remove_dangling_references(sentence.text) if self._after_dropped else sentence.text
            if text is None:
                raise UnsupportedError("leans on a sentence that was dropped")
            checked = check_sentence(text, casebook=self._casebook, query=self._query, heard=self._heard)
        except UnsupportedError as fault:
            self.drop(sentence.text, str(fault))
            return
        claim = self._number(checked)
        self._claims.append(claim)
        self._heard, self._after_dropped, self._paragraph = checked.speakers, False, False
        yield claim.lead + claim.text

    def drop(self, text: str, why: str) -> None:
        self._heard, self._after_dropped = (), True
        self._dropped.append(Dropped(plain(text)[:LONGEST_DROPPED], why))

    def _number(self, checked: Checked) -> Claim:
        text = "".join(part if isinstance(part, str) else f" [{self._marker(part)}]" for part in checked.parts)
        text = re.sub(r"\s+", " ", re.sub(r"(?:\s*(\[\d+\]))(?:\s*\1)+", r" \1", text)).strip()
        text = re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", re.sub(r"\[\s*(\[\d+\])\s*\]", r"\1", text))
        for shown in checked.shown:
            marker = self._marker(shown.place)
            piece = ShownStatement(shown.statement, shown.article, shown.span, marker, shown.verdict)
            self._statements.setdefault((shown.statement.id, shown.span), piece)
        lead = "" if not self._claims else "\n\n" if self._paragraph else " "
        return Claim(text, tuple(dict.fromkeys(int(number) for number in MARKER.findall(text))), lead)

    def _marker(self, place: Place) -> int:
        return self._numbering.cite(place.article, place.span, place.also_carried_by, place.verdict)
