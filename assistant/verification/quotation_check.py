"""Locate the quotations of a sentence in the cited evidence, and check that they belong to the named speaker."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.types import Verdict
from assistant.understanding.content_words import CALENDAR, STOPWORDS, is_negated
from assistant.understanding.stemming import fold as fold_word
from assistant.understanding.stemming import split_words
from assistant.verification.evidence import Excerpt, NumberedEvidence, UnsupportedError, Utterance
from assistant.verification.parsed_sentence import PLACEHOLDER, Marker, ParsedSentence, Quotation
from assistant.verification.quotations.alignment import align_interrupted, alignments, fold
from assistant.verification.replies.instructions import is_instruction
from assistant.verification.reported_speech import SpeechClaim
from assistant.verification.speakers.attribution import AttributedSentence, Attribution, is_mentioned, is_speaker
from index.types import Span

_SENTENCE_END = re.compile(r"[.!?]['\"”’]*\s")
_MAX_SHOWN_LENGTH = 120
"""Characters of the article that a reason repeats."""


@dataclass(frozen=True, slots=True)
class LocatedQuotation:
    """A typed quotation at its place in an excerpt, and the utterance it belongs to; None in narration."""

    excerpt: Excerpt
    spans: tuple[Span, ...]
    verdict: Verdict
    utterance: Utterance | None

    @property
    def is_quoted(self) -> bool:
        """Whether the article itself has the words between quotation marks."""
        if self.utterance is not None and self.utterance.statement.kind == "direct":
            return True
        text = self.excerpt.article.text
        return all(_is_between_marks(span, text) for span in self.spans)

    def is_by(self, claim: SpeechClaim) -> bool:
        return self.utterance is not None and claim.kind == "name" and is_speaker(claim, self.utterance)


def locate_quotations(sentence: AttributedSentence) -> dict[Quotation, LocatedQuotation]:
    """Return the place of each typed quotation. Raises UnsupportedError if it is not by the named speaker."""
    slots = [match.start() for match in re.finditer(PLACEHOLDER, sentence.bare)]
    segments = (one for one in sentence.parsed.segments if not isinstance(one, str))
    quoted = [one for one in segments if isinstance(one, Quotation) or one.inserts]
    found: dict[Quotation, LocatedQuotation] = {}
    for slot, segment in zip(slots, quoted, strict=True):
        # The claim that governs a quotation is the last one before it, or else the first one after it.
        before = [one for one in sentence.attributions if one.claim.position < slot]
        governing = before[-1] if before else next(iter(sentence.attributions), None)
        if isinstance(segment, Quotation):
            found[segment] = _locate(segment, governing, sentence)
        else:
            _check_insertion(segment, governing, sentence)
    return found


def explain_misattribution(
    error: UnsupportedError, parsed: ParsedSentence, evidence: NumberedEvidence
) -> UnsupportedError:
    """Return an attribution error as a verdict on the quotation: invented, not cited, or another speaker's."""
    for quotation in parsed.quotations:
        places = list(_places(quotation, evidence.excerpts, evidence))
        if not places:
            return _misquoted(quotation, evidence)
        right = [place for place in places if any(place.is_by(claim) for claim in parsed.claims)]
        if right:
            return _not_cited(quotation, right[0])
    if parsed.quotations or any(marker.inserts for marker in parsed.markers):
        return UnsupportedError(str(error), "misattributed")
    return error


def _locate(quotation: Quotation, governing: Attribution | None, sentence: AttributedSentence) -> LocatedQuotation:
    evidence = sentence.evidence
    places = list(_places(quotation, sentence.cited, evidence))
    elsewhere = [] if places else list(_places(quotation, evidence.excerpts, evidence))
    if not places and not elsewhere:
        raise _misquoted(quotation, evidence)
    right = next((place for place in places if _is_right_speaker(place, governing, sentence.bare)), None)
    if right:
        _check_completeness(right)
        return right
    if any(governing is None or place.is_by(governing.claim) for place in elsewhere):
        raise _not_cited(quotation, elsewhere[0])
    who = f"not by {governing.claim.speaker}" if governing else "by another speaker"
    raise UnsupportedError(f"the quotation {quotation.words!r} is {who}", "misattributed")


def _check_completeness(place: LocatedQuotation) -> None:
    """Raise UnsupportedError if the quotation is an instruction, or if its ellipsis hides a negation."""
    text = place.excerpt.article.text
    if place.utterance is None and any(is_instruction(span.of(text)) for span in place.spans):
        raise UnsupportedError("quotes an instruction to the reader")
    for before, after in pairwise(place.spans):
        if is_negated(before.of(text)) or is_negated(after.of(text)):
            continue
        left_out = text[before.end : after.start]
        ends = [match.start() for match in _SENTENCE_END.finditer(left_out)]
        first, last = (left_out[: ends[0]], left_out[ends[-1] :]) if ends else (left_out, "")
        if is_negated(first) or is_negated(last):
            raise UnsupportedError("leaves a negation out of a quotation", "altered")


def _is_right_speaker(place: LocatedQuotation, governing: Attribution | None, bare: str) -> bool:
    """Return whether the quotation belongs to the speaker that the sentence names."""
    utterance = place.utterance
    if governing is not None:
        return utterance is not None and utterance.statement.id in {one.statement.id for one in governing.utterances}
    return utterance is None or is_mentioned(utterance, bare) or not _names_anyone(bare, place.excerpt)


def _names_anyone(bare: str, excerpt: Excerpt) -> bool:
    """Return whether the words name a person or thing other than the publisher and calendar days."""
    words = split_words(bare)
    publisher = {fold_word(word) for word in split_words(excerpt.article.publisher or "")}
    if not publisher <= {fold_word(word) for word in words}:
        publisher = set()
    for number, word in enumerate(words):
        folded = fold_word(re.sub(r"['’]s?$", "", word))
        if not word[0].isupper() or folded in STOPWORDS | CALENDAR | publisher:
            continue
        if number or not re.search(rf"\b{re.escape(word.lower())}", excerpt.article.text):
            return True
    return False


def _places(
    quotation: Quotation, excerpts: Sequence[Excerpt], evidence: NumberedEvidence
) -> Iterator[LocatedQuotation]:
    """Yield every place of a quotation. Pieces around an ellipsis must come from one statement, or from narration."""
    found = False
    for alignment in alignments(quotation.words, [fold(excerpt.text) for excerpt in excerpts]):
        excerpt = excerpts[alignment.text]
        spans = tuple(_shift(span, excerpt) for span in alignment.spans)
        utterances = [one for one in evidence.utterances if one.article.id == excerpt.article.id]
        owners = [
            one
            for one in utterances
            if all(any(piece.contains(span) for piece in one.statement.pieces) for span in spans)
        ]
        if not owners and len(spans) > 1 and any(one.overlaps(span) for one in utterances for span in spans):
            continue
        found = True
        for owner in _innermost(owners, spans) or [None]:
            yield LocatedQuotation(excerpt, spans, alignment.verdict, owner)
    if not found:
        yield from _interrupted_places(quotation, excerpts, evidence)


def _innermost(owners: Sequence[Utterance], spans: Sequence[Span]) -> list[Utterance | None]:
    """Return the statements that the words belong to: somebody quoted inside another's words owns only those words."""
    sizes = [
        min(piece.end - piece.start for piece in one.statement.pieces if piece.contains(spans[0])) for one in owners
    ]
    return [one for one, size in zip(owners, sizes, strict=True) if size == min(sizes)]


def _is_between_marks(span: Span, text: str) -> bool:
    """Return whether a span stands in quotation marks, counted from the start of its line."""
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    straight = before.count('"')
    return before.count("“") > before.count("”") or straight % 2 == 1 or text[span.start] in '“"'


def _interrupted_places(
    quotation: Quotation, excerpts: Sequence[Excerpt], evidence: NumberedEvidence
) -> Iterator[LocatedQuotation]:
    """Yield places where the article interrupts the words to name the speaker. They are shown with an ellipsis."""
    for excerpt in excerpts:
        for utterance in evidence.utterances_in([excerpt]):
            spans = align_interrupted(quotation.words, utterance.article.text, utterance.statement.pieces)
            if spans and all(excerpt.span.contains(span) for span in spans):
                yield LocatedQuotation(excerpt, spans, "ellipsis" if len(spans) > 1 else "verbatim", utterance)


def _shift(span: Span, excerpt: Excerpt) -> Span:
    return Span(excerpt.span.start + span.start, excerpt.span.start + span.end)


def _not_cited(quotation: Quotation, place: LocatedQuotation) -> UnsupportedError:
    reason = f"the quotation {quotation.words!r} is in the evidence, but not in what the sentence cites"
    return UnsupportedError(reason, place.verdict)


def _misquoted(quotation: Quotation, evidence: NumberedEvidence) -> UnsupportedError:
    def source(text: int, span: Span) -> Hashable:
        excerpt = evidence.excerpts[text]
        place = _shift(span, excerpt)
        statements = (one.statement for one in evidence.utterances if one.article.id == excerpt.article.id)
        shares = {one.id: sum(piece.overlap(place) for piece in one.pieces) for one in statements}
        best = max(shares, key=lambda statement: shares[statement], default=None)
        return excerpt.article.id, best if best is not None and shares[best] else text

    misquotation = evidence.source_index.classify(quotation.words, source=source)
    reason = f"the quotation {quotation.words!r} is not in the cited evidence"
    originals = [_shorten(span.of(evidence.excerpts[text].text)) for text, span in misquotation.places]
    reason += f", which has {' and '.join(originals)}" if originals else ""
    return UnsupportedError(reason, misquotation.fault)


def _shorten(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= _MAX_SHOWN_LENGTH else line[: _MAX_SHOWN_LENGTH - 1] + '…'}”"


def _check_insertion(marker: Marker, governing: Attribution | None, sentence: AttributedSentence) -> None:
    """Raise UnsupportedError if an inserted statement is not by the speaker that the sentence names."""
    bare, evidence = sentence.bare, sentence.evidence
    label, colon, _ = bare.partition(":")  # "Oduya: …" names a speaker too
    label = label if colon and PLACEHOLDER not in label else ""
    for excerpt in marker.excerpts(evidence):
        assert excerpt is not None
        utterance = evidence.utterance_of(excerpt)
        if governing is not None:
            is_wrong = utterance.statement.id not in {one.statement.id for one in governing.utterances}
        else:
            is_wrong = not is_mentioned(utterance, bare) and (
                any(is_mentioned(other, bare) for other in evidence.utterances) or _names_anyone(label, excerpt)
            )
        if is_wrong:
            who = governing.claim.speaker if governing else "another speaker"
            raise UnsupportedError(f"attributes the words of {utterance.name} to {who}", "misattributed")
