"""Metrics over citations and quotations. Citation precision and recall follow ALCE (Gao et al. 2023), but by rules.

Cited words support a sentence if they contain its quotations, its numbers and most of its other words. This rule misses
a sentence that twists these words. Unlike in ALCE's script, a marker without a citation is a wrong citation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.understanding.topic import is_topical, topic_stems
from evals.datasets.samples import normalize_text
from evals.scorers.case import Case, Row, Score, fraction_true

_MARKERS = re.compile(r"(?:\s*\[\d+\])+")
_MARKER_NUMBER = re.compile(r"\[(\d+)\]")
_NESTED_QUOTATION = re.compile(r"“((?:[^“”]|“[^“”]*”)*)”")
_MIN_QUOTATION_WORDS = 4  # a shorter one may be a term that the question is about
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[A-Z“\"‘])")
_QUOTATION = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_DAYS_BEFORE = 7
"""An article may say "on Monday" of any day in the week before it."""
_WORD = re.compile(r"[^\W\d]\w*(?:[’'-]\w+)*")
_MIN_SUPPORT = 0.75
"""The share of a sentence's content words that the cited words or the source's description must contain."""
_REPORTING_WORDS = topic_stems(
    "say said says tell told write wrote add added ask asked call called deny denied denies decline declined accord "
    "according article articles words version also carried corrected correction updated earlier later report reported "
    "opinion piece headline publish published relayed named"
)
"""Words with which an answer introduces an article's words."""
_MONTHS = tuple(
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|"
    "november nov|december dec".split("|")
)
_CIRCUMSTANCES = ("speaker", "attributed_to", "relayed_by", "cue", "when", "hearer", "venue", "said_on")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer and the numbers of the markers after it."""

    words: str
    markers: tuple[int, ...]


def citation_recall(case: Case) -> Score | None:
    """Score the sentences that their cited words support."""
    sentences = split_sentences(case.answer["text"])
    return fraction_true([_is_supported(case, sentence, _cited(case, sentence.markers)) for sentence in sentences])


def citation_precision(case: Case) -> Score | None:
    """Score the citations in the text that support their sentence alone or are needed for it."""
    sentences = split_sentences(case.answer["text"])
    return fraction_true([correct for sentence in sentences for correct in _judge_citations(case, sentence)])


def split_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences, without "No record …", which is about the search, and without headings."""
    for line in text.split("\n"):
        if line.startswith("No record") or line.rstrip().endswith(":"):
            continue
        start = 0
        for match in _MARKERS.finditer(line):
            *before, last = _parts(line[start : match.start()]) or [""]
            yield from (Sentence(part, ()) for part in before)
            yield Sentence(last, tuple(map(int, _MARKER_NUMBER.findall(match.group()))))
            start = match.end()
        yield from (Sentence(part, ()) for part in _parts(line[start:]))


def _parts(text: str) -> list[str]:
    """Split into sentences, but not inside a quotation: in quotation marks, or from a colon to the marker."""
    parts: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if parts and (parts[-1].count("“") > parts[-1].count("”") or parts[-1].count('"') % 2 or ": " in parts[-1]):
            parts[-1] += f" {piece}"
        elif re.search(r"\w", piece):
            parts.append(piece)
    return parts


def _cited(case: Case, markers: Collection[int]) -> list[Row]:
    return [citation for citation in case.answer["citations"] if citation["marker"] in markers]


def _judge_citations(case: Case, sentence: Sentence) -> Iterator[bool]:
    cited = _cited(case, sentence.markers)
    supported = _is_supported(case, sentence, cited)
    for marker in sentence.markers:
        own = [citation for citation in cited if citation["marker"] == marker]
        others = [citation for citation in cited if citation["marker"] != marker]
        alone = bool(own) and _is_supported(case, sentence, own)
        yield bool(own) and supported and (alone or not _is_supported(case, sentence, others))


def _is_supported(case: Case, sentence: Sentence, cited: Sequence[Row]) -> bool:
    if not cited:
        return False
    source = normalize_text(" ".join(citation["quote"] for citation in cited))
    for match in _QUOTATION.finditer(sentence.words):
        pieces = normalize_text(match[1] or match[2]).split(" … ")
        if not all(piece.strip(" ,.") in source for piece in pieces):
            return False
    words = normalize_text(sentence.words).replace("(not named)", "")
    if not set(_NUMBER.findall(words)) <= set(_NUMBER.findall(source)) | _date_numbers(cited):
        return False
    content = topic_stems(" ".join(filter(is_topical, _WORD.findall(words)))) - _REPORTING_WORDS
    content -= _source_words(case, cited)
    return not content or len(content & topic_stems(source)) >= _MIN_SUPPORT * len(content)


def _date_numbers(cited: Sequence[Row]) -> set[str]:
    """Return the numbers in the dates of the cited articles and of the days before them, when their words were said."""
    days = [date.fromisoformat(citation["published"][:10]) for citation in cited if citation.get("published")]
    around = [day + timedelta(days=offset) for day in days for offset in range(-_DAYS_BEFORE, 1)]
    return {str(number) for day in around for number in (day.year, day.month, day.day)}


def _source_words(case: Case, cited: Sequence[Row]) -> frozenset[str]:
    """Return the stems that describe the source: speakers and circumstances, publisher, month and headline."""
    markers = {citation["marker"] for citation in cited}
    texts = [f"{citation.get('title') or ''} {citation.get('publisher') or ''}" for citation in cited]
    texts += [_MONTHS[int(citation["published"][5:7]) - 1] for citation in cited if citation.get("published")]
    for shown in case.statements:
        if shown["citation"] in markers:
            texts += [str(shown.get(key) or "") for key in _CIRCUMSTANCES]
            texts += shown.get("together_with") or ()
    return frozenset(topic_stems(" ".join(texts)))


def verbatim(case: Case) -> Score | None:
    """Score the quotations, in rows and in the text, that are in their article character by character."""
    cited = {citation["article_id"] for citation in case.answer["citations"]}
    texts = [" ".join(case.corpus.texts.get(article_id, "").split()) for article_id in cited]
    in_prose = [any(" ".join(quote.split()) in text for text in texts) for quote in _prose_quotations(case)]
    return fraction_true([*map(case.is_verbatim, case.places), *in_prose])


def correctness(case: Case) -> Score | None:
    """Score 1 if the answer shows the words that every correct answer shows."""
    if case.sample.status != "answered" or not (case.sample.quotes or case.sample.mentions):
        return None
    return Score(not case.missing_words() and not case.refused, 1)


def duplicate_inflation(case: Case) -> Score | None:
    """Score the citations of a wire copy of an article that is cited before."""
    cited = [citation["article_id"] for citation in case.answer["citations"]]
    before = [(article_id, cited[:number]) for number, article_id in enumerate(cited)]
    return fraction_true(
        [name not in others and any(case.corpus.same_text(name, other) for other in others) for name, others in before]
    )


def _prose_quotations(case: Case) -> Iterator[str]:
    """Yield the quotations of the text that are long enough to be speech and not repeated from the question."""
    question = normalize_text(case.answer["question"])
    for words in _NESTED_QUOTATION.findall(case.answer["text"]):
        for piece in words.split(" … "):
            if len(piece.split()) >= _MIN_QUOTATION_WORDS and normalize_text(piece) not in question:
                yield piece
