"""Check one sentence of a reply against the evidence, and replace its quotations by the articles' own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from assistant.types import MARKER, Verdict
from assistant.understanding.content_words import content_stems, stems_of
from assistant.understanding.stemming import split_words
from assistant.verification.claims import claim_of
from assistant.verification.entailment import Claim
from assistant.verification.evidence import Excerpt, NumberedEvidence, UnsupportedError, Utterance
from assistant.verification.parsed_sentence import ParsedSentence, Quotation, parse_sentence
from assistant.verification.quotation_check import LocatedQuotation, explain_misattribution, locate_quotations
from assistant.verification.replies.dangling_references import remove_dangling_references
from assistant.verification.replies.instructions import is_instruction
from assistant.verification.replies.sentence_splitting import strip_controls
from assistant.verification.reported_speech import names_in
from assistant.verification.speakers.attribution import AttributedSentence, Attribution, attribute, is_mentioned
from assistant.verification.speakers.ownership import check_ownership, find_unnamed_source
from index.types import Article, Span, Statement

_ADDRESS = re.compile(r"https?:|www\.|\w@\w|<?@[\w!]|\b\w+\.(?:com|org|net|io|ru|cn|info|biz)\b", re.IGNORECASE)
_QUOTE_MARKS = '"“”„‟«»「」『』＂ \t\n'


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article that a marker will cite."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()
    verdict: Verdict = "verbatim"


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece of a statement that the sentence shows or rests on."""

    statement: Statement
    span: Span
    place: Place


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A supported sentence: its words, with places instead of markers."""

    parts: tuple[str | Place, ...]
    shown: tuple[ShownPiece, ...]
    speakers: tuple[str, ...]
    claim: Claim | None = None
    """The part that a checker still has to decide; None if the article has the very sentence."""


def check_sentence(text: str, *, evidence: NumberedEvidence, previous_speakers: Sequence[str]) -> CheckedSentence:
    """Return the sentence with the articles' own words in its quotations. Raises UnsupportedError.

    This checks markers, quotations and who speaks. Whether the evidence supports the rest is for a checker to decide,
    except for a sentence that is copied from the article as a whole.
    """
    parsed = parse_sentence(text)
    if parsed.mixes_quotation:
        raise UnsupportedError("puts words inside quotation marks that the quoted statement does not contain")
    if _ADDRESS.search(parsed.bare):
        raise UnsupportedError("contains a web or e-mail address")
    if is_instruction(parsed.bare):
        raise UnsupportedError("is an instruction to the reader")
    if not (content_stems(parsed.bare) or parsed.quotations or any(marker.inserts for marker in parsed.markers)):
        raise UnsupportedError("makes no claim that the evidence could support")
    cited = _cited_excerpts(parsed, evidence)
    is_from_article = _is_article_sentence(parsed, cited, evidence)
    publishers = [excerpt.article.publisher for excerpt in cited if excerpt.article.publisher]
    attributions: Sequence[Attribution] = ()
    try:
        attributions = attribute(parsed.claims, parsed.bare, cited, evidence, previous_speakers, publishers)
    except UnsupportedError as error:
        if not is_from_article:
            raise explain_misattribution(error, parsed, evidence) from error
    sentence = AttributedSentence(parsed, cited, attributions, evidence)
    located = locate_quotations(sentence)
    source = None
    if not is_from_article:
        _check_orders(sentence)
        check_ownership(sentence)
        source = find_unnamed_source(sentence)
    checked = _Writer(sentence, located, source).write()
    return replace(checked, claim=None if is_from_article else claim_of(checked.parts, sentence))


def _check_orders(sentence: AttributedSentence) -> None:
    """Raise UnsupportedError for a claim that only an instruction to the reader makes."""
    orders = stems_of("\n".join(excerpt.orders for excerpt in sentence.cited))
    told = stems_of("\n".join(excerpt.assertions for excerpt in sentence.cited))
    if orders and any(stem in orders - told for stem in content_stems(sentence.bare)):
        raise UnsupportedError("rests on an instruction to the reader")


def _is_article_sentence(parsed: ParsedSentence, cited: Sequence[Excerpt], evidence: NumberedEvidence) -> bool:
    """Return whether the sentence is copied from the article and stands alone."""
    copied = not parsed.quotations and not any(marker.inserts for marker in parsed.markers)
    if not copied or remove_dangling_references(parsed.bare) != parsed.bare:
        return False
    return any(evidence.has_sentence(parsed.bare, excerpt) for excerpt in cited)


def _cited_excerpts(parsed: ParsedSentence, evidence: NumberedEvidence) -> list[Excerpt]:
    if not parsed.markers:
        raise UnsupportedError("cites no evidence")
    found: list[Excerpt] = []
    for marker in parsed.markers:
        for excerpt in marker.excerpts(evidence):
            if excerpt is None:
                raise UnsupportedError(f"cites {marker.written}, which is not in the evidence")
            if excerpt not in found:
                found.append(excerpt)
    return found


@dataclass(slots=True)
class _Writer:
    """Assembles a checked sentence."""

    sentence: AttributedSentence
    located: Mapping[Quotation, LocatedQuotation]
    source: Utterance | None
    """The utterance that the sentence tells as a fact, or None."""
    parts: list[str | Place] = field(default_factory=list)
    shown: list[ShownPiece] = field(default_factory=list)

    def write(self) -> CheckedSentence:
        for segment in self.sentence.parsed.segments:
            if isinstance(segment, str):
                self.parts.append(segment)
                self._name_source()
            elif isinstance(segment, Quotation):
                found = self.located[segment]
                words = _verbatim(found.excerpt.article, found.spans)
                # The article reports the words without quotation marks: they are nobody's direct speech.
                self.parts.append(f"“{words}”" if found.is_quoted else words)
            else:
                for excerpt in segment.excerpts(self.sentence.evidence):
                    assert excerpt is not None
                    self._cite(excerpt, inserts=segment.inserts)
        speakers = [utterance.name for one in self.sentence.attributions for utterance in one.utterances[:1]]
        speakers += [shown.statement.speaker.name for shown in self.shown if shown.statement.speaker]
        speakers = speakers or [" ".join(name) for name in names_in(split_words(self.sentence.bare))[:1]]
        return CheckedSentence(tuple(self.parts), tuple(self.shown), tuple(dict.fromkeys(speakers)))

    def _name_source(self) -> None:
        """Add who says it to a sentence that tells somebody's statement as a fact."""
        text = self.parts[-1]
        if self.source is None or not isinstance(text, str) or not text.strip(" .!?"):
            return
        words = text.rstrip(" .!?")
        self.parts[-1] = f"{words}, according to {self.source.name}{text[len(words) :]}"
        self.source = None

    def _cite(self, excerpt: Excerpt, *, inserts: bool) -> None:
        place = Place(excerpt.article, excerpt.span, excerpt.also_carried_by)
        if excerpt.statement is None:
            places = list(self._places_in(excerpt)) or [replace(place, span=self._best_run(excerpt))]
            self.parts += dict.fromkeys(places)
            return
        if inserts:
            self.parts.append(self._insertion(self.sentence.evidence.utterance_of(excerpt)))
        self._show(excerpt.statement, excerpt.statement.pieces, place)
        self.parts.append(place)

    def _places_in(self, excerpt: Excerpt) -> Iterator[Place]:
        """Yield where a passage shows the sentence's quotations or speakers."""
        for one in self.located.values():
            if one.excerpt == excerpt:
                span = one.utterance.context if one.utterance else _covering(excerpt.sentences, one.spans)
                place = Place(excerpt.article, span, excerpt.also_carried_by, one.verdict)
                if one.utterance:
                    self._show(one.utterance.statement, one.spans, place)
                yield place
        quoted = {one.utterance.statement.id for one in self.located.values() if one.utterance}
        for attribution in self.sentence.attributions:
            here = [utterance for utterance in attribution.utterances if excerpt.contains(utterance)]
            if here and not any(utterance.statement.id in quoted for utterance in attribution.utterances):
                claimed = set(content_stems(self.sentence.bare))
                best = max(here, key=lambda utterance: len(claimed & stems_of(utterance.text)))
                place = Place(excerpt.article, best.context, excerpt.also_carried_by)
                self._show(best.statement, best.statement.pieces, place)
                yield place

    def _show(self, statement: Statement, spans: Sequence[Span], place: Place) -> None:
        self.shown += [ShownPiece(statement, span, place) for span in spans]

    def _insertion(self, utterance: Utterance) -> str:
        """Return the statement's own words, after the speaker's name unless the sentence has just given it."""
        since_marker = takewhile(lambda part: isinstance(part, str), reversed(self.parts))
        text = "".join(reversed([part for part in since_marker if isinstance(part, str)]))
        others = [other for other in self.sentence.evidence.utterances if other.name != utterance.name]
        is_named = is_mentioned(utterance, text) and not any(is_mentioned(other, text) for other in others)
        statement = utterance.statement
        is_own = statement.kind == "direct" and statement.speaker is not None and statement.relayed_by is None
        words = f"“{_verbatim(utterance.article, statement.pieces if is_own else (utterance.context,))}”"
        name = "" if is_named else utterance.name
        if is_own:
            inserted = f"{name}: {words}" if name else words
        else:
            inserted = f"{name}, in the article's words: {words}" if name else f"in the article's words: {words}"
        inserted = inserted if self.parts else inserted[0].upper() + inserted[1:]
        return inserted if not text or text[-1].isspace() else f" {inserted}"

    def _best_run(self, excerpt: Excerpt) -> Span:
        """Return the shortest run of sentences that shares the most words with the claim."""
        bare = self.sentence.bare
        wanted = {stem for stem in stems_of(bare) if stem[:1].isdigit()} | set(content_stems(bare))
        wanted |= stems_of(" ".join(word for word in split_words(bare) if word[0].isupper()))
        sentences = excerpt.sentences
        shared = [wanted & stems_of(sentence.of(excerpt.article.text)) for sentence in sentences]
        best = max(range(len(sentences)), key=lambda number: len(shared[number]))
        first = last = best
        missing = set().union(*shared) - shared[best]
        while missing:
            numbers = (number for number in range(len(sentences)) if shared[number] & missing)
            closest = min(numbers, key=lambda number: abs(number - best))
            first, last = min(first, closest), max(last, closest)
            missing -= set().union(*shared[first : last + 1])
        return Span(sentences[first].start, sentences[last].end)


def _covering(sentences: Sequence[Span], spans: Sequence[Span]) -> Span:
    overlapping = [one for one in sentences if any(one.overlap(span) for span in spans)]
    return Span(min(one.start for one in overlapping), max(one.end for one in overlapping))


def _verbatim(article: Article, spans: Sequence[Span]) -> str:
    """Return the article's words on one line, without their outer quotation marks."""
    words = " … ".join(_trim(span.of(article.text)) for span in spans)
    if MARKER.search(words):
        raise UnsupportedError("the quoted text contains a citation marker")
    return words


def _trim(words: str) -> str:
    return " ".join(strip_controls(words).split()).strip(_QUOTE_MARKS).rstrip(",").rstrip(_QUOTE_MARKS)
