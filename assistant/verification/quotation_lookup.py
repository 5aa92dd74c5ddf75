"""Whose words a quotation holds that a model typed, and where: found in what is cited, or why it is no quotation."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.types.types import Verdict
from assistant.understanding.content_words import CALENDAR, STOPWORDS, is_negated
from assistant.understanding.stemming import fold as fold_word
from assistant.understanding.stemming import words_of
from assistant.verification.alignment import alignments, fold, rejoined
from assistant.verification.attribution import Attribution, is_mentioned, speaks
from assistant.verification.evidence import CitedEvidence, NumberedEvidence, Voice
from assistant.verification.instructions import is_instruction
from assistant.verification.parsed_sentence import PLACEHOLDER, Mark, Parsed
from assistant.verification.reported_speech import SpeechClaim
from assistant.verification.typed_quotations import Typed
from assistant.verification.unsupported import UnsupportedError
from index.types import Span

_SENTENCE_END = re.compile(r"[.!?]['\"”’]*\s")
_LONGEST_SHOWN = 120
"""Characters of the article that a verdict repeats."""


@dataclass(frozen=True, slots=True)
class Located:
    """A typed quotation at the place it was found, and whose words it is there."""

    cited: CitedEvidence
    spans: tuple[Span, ...]
    verdict: Verdict
    voice: Voice | None


def locate(
    parsed: Parsed, cited: Sequence[CitedEvidence], attributions: Sequence[Attribution], casebook: NumberedEvidence
) -> dict[Typed, Located]:
    """Where each typed quotation stands. Raises UnsupportedError for one, or for a statement that is put in, which is
    not of those who are said to speak.
    """
    slots = [match.start() for match in re.finditer(PLACEHOLDER, parsed.bare)]
    found: dict[Typed, Located] = {}
    for slot, segment in zip(slots, _foreign(parsed), strict=True):
        governing = _governing(slot, attributions)
        if isinstance(segment, Typed):
            found[segment] = _place_of(segment, cited, governing, parsed.bare, casebook)
        else:
            _check_insert(segment, governing, parsed.bare, casebook)
    return found


def explained(fault: UnsupportedError, parsed: Parsed, casebook: NumberedEvidence) -> UnsupportedError:
    """A fault of who is said to speak, as a verdict on the words: nobody's, somebody else's, or theirs elsewhere."""
    for typed in parsed.typed:
        elsewhere = list(_places(typed, casebook.excerpts, casebook))
        if not elsewhere:
            return _no_quotation(typed, casebook)
        right = [one for one in elsewhere if any(_says(one, claim) for claim in parsed.claims)]
        if right:
            return _not_cited(typed, right[0])
    if parsed.typed or any(mark.inserts for mark in parsed.marks):
        return UnsupportedError(str(fault), "misattributed")
    return fault


def _foreign(parsed: Parsed) -> Iterator[Typed | Mark]:
    """What stands behind each placeholder of the bare sentence, in order."""
    for segment in parsed.segments():
        if isinstance(segment, Typed) or (isinstance(segment, Mark) and segment.inserts):
            yield segment


def _governing(slot: int, attributions: Sequence[Attribution]) -> Attribution | None:
    """The claim that words belong to: the last before them, else the first after."""
    before = [one for one in attributions if one.claim.position < slot]
    return before[-1] if before else next(iter(attributions), None)


def _place_of(
    typed: Typed, cited: Sequence[CitedEvidence], governing: Attribution | None, bare: str, casebook: NumberedEvidence
) -> Located:
    places = list(_places(typed, cited, casebook))
    elsewhere = [] if places else list(_places(typed, casebook.excerpts, casebook))
    if not places and not elsewhere:
        raise _no_quotation(typed, casebook)
    right = [one for one in places if _is_right(one, governing, bare)]
    if right:
        _check_shown(right[0])
        return right[0]
    if any(governing is None or _says(one, governing.claim) for one in elsewhere):
        raise _not_cited(typed, elsewhere[0])
    whose = f"not by {governing.claim.shown}" if governing else "by somebody else"
    raise UnsupportedError(f"the quotation {typed.words!r} is {whose}", "misattributed")


def _check_shown(one: Located) -> None:
    """Of words that stand there: that showing them, and no more, says what the article says."""
    text = one.cited.article.text
    if one.voice is None and any(is_instruction(span.of(text)) for span in one.spans):
        raise UnsupportedError("quotes what the article tells its reader to do")
    for before, after in pairwise(one.spans):
        if is_negated(before.of(text)) or is_negated(after.of(text)):
            continue
        left_out = text[before.end : after.start]
        ends = [match.start() for match in _SENTENCE_END.finditer(left_out)]
        begun, finished = (left_out[: ends[0]], left_out[ends[-1] :]) if ends else (left_out, "")
        if is_negated(begun) or is_negated(finished):
            raise UnsupportedError("leaves a negation out of a quotation", "altered")


def _is_right(one: Located, governing: Attribution | None, bare: str) -> bool:
    """Whether the words are of those whom the sentence makes speak, or names."""
    if governing is not None:
        return one.voice is not None and one.voice.statement.id in {voice.statement.id for voice in governing.voices}
    return one.voice is None or is_mentioned(one.voice, bare) or not _names_in(bare, one.cited)


def _names_in(bare: str, cited: CitedEvidence) -> list[str]:
    """Whom, or what, a sentence names besides the article's publisher and days: whose words a quotation seems to be."""
    publisher = {fold_word(word) for word in words_of(cited.article.publisher or "")}
    if not publisher <= {fold_word(word) for word in words_of(bare)}:
        publisher = set()
    found = []
    for number, word in enumerate(words_of(bare)):
        folded = fold_word(re.sub(r"['’]s?$", "", word))
        if not word[0].isupper() or folded in STOPWORDS | CALENDAR | publisher:
            continue
        if number or not re.search(rf"\b{re.escape(word.lower())}", cited.article.text):
            found.append(word)
    return found


def _places(typed: Typed, cited: Sequence[CitedEvidence], casebook: NumberedEvidence) -> Iterator[Located]:
    """Every place, as whose words it is there. Pieces around an ellipsis are of one statement, or all of the prose."""
    found = False
    for aligned in alignments(typed.words, [fold(one.text) for one in cited]):
        one = cited[aligned.text]
        spans = tuple(Span(one.span.start + span.start, one.span.start + span.end) for span in aligned.spans)
        spoken = [voice for voice in casebook.voices if voice.article.id == one.article.id]
        owners: list[Voice | None] = [
            voice
            for voice in spoken
            if all(any(piece.contains(span) for piece in voice.statement.pieces) for span in spans)
        ]
        if not owners and len(spans) > 1 and any(voice.touches(span) for voice in spoken for span in spans):
            continue
        found = True
        for owner in owners or [None]:
            yield Located(one, spans, aligned.verdict, owner)
    if not found:
        yield from _rejoined(typed, cited, casebook)


def _rejoined(typed: Typed, cited: Sequence[CitedEvidence], casebook: NumberedEvidence) -> Iterator[Located]:
    """Words that the article parts by saying who speaks: they are shown with a mark where it does."""
    for one in cited:
        for voice in casebook.voices_in([one]):
            spans = rejoined(typed.words, voice.article.text, voice.statement.pieces)
            if spans and all(one.span.contains(span) for span in spans):
                yield Located(one, spans, "ellipsis" if len(spans) > 1 else "verbatim", voice)


def _says(one: Located, claim: SpeechClaim) -> bool:
    return one.voice is not None and claim.kind == "name" and speaks(one.voice, claim)


def _not_cited(typed: Typed, there: Located) -> UnsupportedError:
    told = f"the quotation {typed.words!r} stands in the evidence, but not in what the sentence cites"
    return UnsupportedError(told, there.verdict)


def _no_quotation(typed: Typed, casebook: NumberedEvidence) -> UnsupportedError:
    def source(text: int, span: Span) -> Hashable:
        excerpt = casebook.excerpts[text]
        there = Span(excerpt.span.start + span.start, excerpt.span.start + span.end)
        heard = [voice for voice in casebook.voices if voice.article.id == excerpt.article.id]
        best = max(heard, key=lambda voice: _share(voice, there), default=None)
        if best is not None and _share(best, there):
            return excerpt.article.id, best.statement.id
        return excerpt.article.id, text

    origin = casebook.concordance.origin_of(typed.words, source=source)
    told = f"the quotation {typed.words!r} is not in the cited evidence"
    shown = [_shown(span.of(casebook.excerpts[text].text)) for text, span in origin.places]
    return UnsupportedError(f"{told}, which has {' and '.join(shown)}" if shown else told, origin.fault)


def _share(voice: Voice, span: Span) -> int:
    return sum(piece.overlap(span) for piece in voice.statement.pieces)


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + '…'}”"


def _check_insert(mark: Mark, governing: Attribution | None, bare: str, casebook: NumberedEvidence) -> None:
    for one in mark.cited(casebook):
        assert one is not None
        voice = casebook.voice_of(one)
        if governing is not None:
            if voice.statement.id not in {spoken.statement.id for spoken in governing.voices}:
                told = f"puts the words of {voice.name} in the mouth of {governing.claim.shown}"
                raise UnsupportedError(told, "misattributed")
        elif not is_mentioned(voice, bare) and (
            any(is_mentioned(other, bare) for other in casebook.voices) or _names_in(_label_of(bare), one)
        ):
            raise UnsupportedError(f"puts the words of {voice.name} in the mouth of somebody else", "misattributed")


def _label_of(bare: str) -> str:
    """What stands before a colon in front of the words that are put in: "Oduya: …"."""
    label, colon, _ = bare.partition(":")
    return label if colon and PLACEHOLDER not in label else ""
