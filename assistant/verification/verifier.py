"""Verify a reply: markers, quotations and speakers of each sentence by rules, its meaning by a checker.

A checker that judges one sentence at a time lets the reply stream. A checker that needs the whole reply (a model, in
one call) holds it back. In both cases, text that was shown is never taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers.citations import CitationNumbers
from assistant.types import Checking, Citation, Dropped, Evidence, Query, ShownStatement
from assistant.verification.entailment import EntailmentChecker, Judgement, check_claims
from assistant.verification.evidence import NumberedEvidence, UnsupportedError
from assistant.verification.replies.dangling_references import remove_dangling_references
from assistant.verification.replies.directives import name_part, read_directive
from assistant.verification.replies.sentence_splitting import Sentence, SentenceBuffer, plain_text
from assistant.verification.sentence_check import CheckedSentence, Place, check_sentence
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
    abstained: bool = False
    """The reply says that the evidence holds no answer. Its sentences, if any, are about the matter."""
    unanswered: str | None = None
    """The part of the question that the reply says is not answered."""

    @property
    def text(self) -> str:
        """The text exactly as it was streamed."""
        return "".join(self.sentences)


def verify_stream(
    deltas: Iterable[str],
    evidence: Evidence,
    *,
    query: Query,
    checker: EntailmentChecker,
    known: Iterable[ArticleStatement] = (),
    numbering: CitationNumbers | None = None,
) -> Iterator[str | Checking | Verified]:
    """Yield each sentence as soon as it is verified, then exactly one Verified.

    `evidence` is what the model was sent. `known` holds more statements from the same articles, which can support
    attributions. `numbering` collects the citations. Reading stops after MAX_REPLY_LENGTH characters. After a reply
    says that there is no answer, nothing more is yielded before the Verified.
    """
    verifier = _Verifier(NumberedEvidence(evidence, known=known), query, numbering or CitationNumbers(), checker)
    buffer = SentenceBuffer()
    held: list[Sentence] = []
    length = 0
    too_long = False
    for delta in deltas:
        held += buffer.feed(delta)
        while held and not checker.reads_whole_reply:
            yield from verifier.verify([held.pop(0)])
        length += len(delta)
        if length > MAX_REPLY_LENGTH:
            too_long = True
            break
    else:
        held += buffer.finish()
    if held and checker.reads_whole_reply:
        yield Checking(len(held))
        yield from verifier.verify(held)
    else:
        for sentence in held:
            yield from verifier.verify([sentence])
    if too_long:
        verifier.drop("…", f"the reply is longer than {MAX_REPLY_LENGTH:,} characters")
    yield verifier.verified


def verify_prose(
    text: str,
    evidence: Evidence,
    *,
    query: Query,
    checker: EntailmentChecker,
    known: Iterable[ArticleStatement] = (),
) -> Verified:
    """Verify a complete text."""
    *_, verified = verify_stream([text], evidence, query=query, checker=checker, known=known)
    assert isinstance(verified, Verified)
    return verified


@dataclass(slots=True)
class _Examined:
    """A sentence with the result of the hard checks, and the judgement on its claim if one was asked for."""

    sentence: Sentence
    text: str
    checked: CheckedSentence | None = None
    fault: str = ""
    judgement: Judgement | None = None


@dataclass(slots=True)
class _Verifier:
    """Numbers the citations of one reply and remembers who spoke in the sentence before."""

    evidence: NumberedEvidence
    query: Query
    numbering: CitationNumbers
    checker: EntailmentChecker
    sentences: list[str] = field(default_factory=list)
    statements: dict[tuple[str, Span], ShownStatement] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    previous_speakers: tuple[str, ...] = ()
    after_dropped: bool = False
    starts_paragraph: bool = False
    abstained: bool = False
    unanswered: str | None = None

    @property
    def verified(self) -> Verified:
        shown = tuple(self.statements.values())
        return Verified(
            tuple(self.sentences), self.numbering.citations, shown, tuple(self.dropped), self.abstained, self.unanswered
        )

    def verify(self, sentences: Sequence[Sentence]) -> Iterator[str]:
        """Yield the sentences that are supported, in the form in which they may be shown."""
        examined = list(self._examine(sentences))
        waiting = [one for one in examined if one.checked and one.checked.claim]
        claims = [one.checked.claim for one in waiting if one.checked and one.checked.claim]
        for one, judgement in zip(waiting, check_claims(claims, self.checker), strict=True):
            one.judgement = judgement
        for one in examined:
            text = self._show(one)
            if text and not self.abstained:
                yield text

    def drop(self, text: str, reason: str) -> None:
        self.previous_speakers, self.after_dropped = (), True
        self.dropped.append(Dropped(plain_text(text)[:_MAX_DROPPED_LENGTH], reason))

    def _examine(self, sentences: Sequence[Sentence]) -> Iterator[_Examined]:
        """Yield the sentences with the results of the hard checks, without the lines that answer nothing."""
        speakers, after_dropped = self.previous_speakers, self.after_dropped
        answered = bool(self.sentences)
        for sentence in sentences:
            text = self._read_directive(sentence, answered=answered)
            if text is None:
                continue
            one = _Examined(sentence, text, fault=sentence.fault)
            try:
                one.checked = None if sentence.fault else self._check(text, speakers, after_dropped=after_dropped)
            except UnsupportedError as error:
                one.fault = str(error)
            speakers, after_dropped = (one.checked.speakers, False) if one.checked else ((), True)
            answered = answered or one.checked is not None
            yield one

    def _read_directive(self, sentence: Sentence, *, answered: bool) -> str | None:
        """Return the text that is still to check; None if the sentence only says that something is not answered."""
        directive = read_directive(sentence.text)
        if directive is None:
            return sentence.text
        if directive.part is None or not answered:
            self.abstained = True
        else:
            self.unanswered = self.unanswered or name_part(directive.part, self.query.question)
        return directive.rest or None

    def _show(self, one: _Examined) -> str | None:
        """Return the sentence as shown, and remember it; None if it is dropped."""
        self.starts_paragraph = self.starts_paragraph or one.sentence.paragraph
        checked, fault = one.checked, one.fault
        if one.judgement and one.judgement.verdict != "entailed":
            fault = one.judgement.why or "the cited paragraphs do not say this"
        if checked and not fault and self.after_dropped:
            try:
                checked = self._check(one.text, self.previous_speakers, after_dropped=True)
            except UnsupportedError as error:
                fault = str(error)
        if checked is None or fault:
            self.drop(one.text, fault)
            return None
        separator = "" if not self.sentences else "\n\n" if self.starts_paragraph else " "
        text = separator + self._render(checked)
        self.sentences.append(text)
        self.previous_speakers, self.after_dropped, self.starts_paragraph = checked.speakers, False, False
        return text

    def _check(self, text: str, speakers: Sequence[str], *, after_dropped: bool) -> CheckedSentence:
        standalone = remove_dangling_references(text) if after_dropped else text
        if standalone is None:
            raise UnsupportedError("refers to a sentence that was dropped")
        return check_sentence(standalone, evidence=self.evidence, previous_speakers=speakers)

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
