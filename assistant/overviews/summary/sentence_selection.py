"""Selects the sentences of an article that a summary may show.

A sentence is shown in full or not at all. It is no candidate if it depends on the sentence before, quotes a person
without the name, or is part of a correction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.overviews.headlines import body_of, headline, lead_of, loose_headline, topical_stems
from assistant.overviews.summary.self_contained import (
    ArticleContext,
    has_antecedent,
    has_unknown_reference,
    is_named,
    is_opening,
    is_self_contained,
    read_context,
)
from assistant.overviews.types import Reading, Role, Sentence
from assistant.retrieval.attribution import certain_pieces, is_certain_speaker
from assistant.retrieval.context import INTERVIEW_TURN
from assistant.verification.replies.instructions import is_instruction
from index.stories.corrections import cached_notices
from index.tokenization import split_sentences
from index.types import ArticleStatement, Span

MIN_WORDS, MAX_WORDS = 6, 60
_SENTENCE_END = re.compile(r"[.!…][\"”’')\]]*$")
_QUOTATION_MARK = re.compile(r"[“”\"„«»]")
_UNKNOWN = re.compile(
    r"\b(?:no (?:further |more |other )?(?:details?|date|timetable|explanation|comment|word|decision|cause|motive)\b"
    r"|(?:no|not) (?:immediate|yet)\b|unclear|unknown|undecided|undisclosed|unconfirmed|uncertain\b"
    r"|(?:not|never|n[’']t) (?:\w+ )?(?:known|clear|say|give|provide|disclosed?|elaborate|released?|named?|identified"
    r"|announced|decided|determined|confirmed|comment|respond|reply|answer)"
    r"|(?:declin|refus)(?:ed|es|ing) to|without (?:saying|giving|elaborating)|yet to (?:say|decide|be)|remains? to be"
    r"|could not be (?:reached|verified|confirmed|established|learned)|(?:is|are|was|were) still (?:being|under))",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^\(?(?:places and people|names and places|reporting by|editing by|sign up|read more"
    r"|(?:readers?[’']?s? )?comments?(?: by| from|:))|(?-i:[A-Z][A-Z .]+): ",
    re.I,
)
"""Notes under a report, and questions of an interviewer."""
_HYPOTHETICAL = re.compile(r"\b(?:would|could|might)\b")
_REPLY = re.compile(r"(?:because|no|yes|not|it|they|he|she|that|this|these|those|but|and|so|then|well|oh)\b", re.I)
# The weights of a sentence's score. They were set by reading summaries of the golden articles; none is critical.
TITLE_WEIGHT, LEAD_WEIGHT, FREQUENCY_WEIGHT, FIGURE_WEIGHT, UNKNOWN_REFERENCE_PENALTY = 1.0, 0.8, 0.6, 0.1, 0.4
LEAD_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence in its article."""

    reading: Reading
    span: Span
    context: ArticleContext
    speakers: Collection[str]
    """The names of all speakers of the article."""
    is_first: bool
    score: float
    stems: frozenset[str]

    @property
    def words(self) -> str:
        return self.span.of(self.reading.article.text)

    def sentence(
        self, role: Role, shown: tuple[ArticleStatement, ...], introduced: ArticleStatement | None = None
    ) -> Sentence:
        return Sentence(self.reading, self.span, role, self.score, self.stems, shown, introduced, self.is_first)


def find_candidates(reading: Reading) -> tuple[Sentence, ...]:
    """Return the sentences of an article that may be shown, in their order."""
    article = reading.article
    speakers = {speaker.name for item in reading.statements for speaker in item.statement.speakers}
    corrections = [notice.span for notice in cached_notices(article)]
    spans = [span for span in body_of(article) if not any(span.overlap(notice) for notice in corrections)]
    stems = [topical_stems(span.of(article.text)) for span in spans]
    counts = Counter(word for words in stems for word in words)
    title = topical_stems(article.title) if headline(reading) or loose_headline(reading) else frozenset()
    context = read_context(reading, lead_of(article))
    found: list[Sentence] = []
    shown: set[str] = set()
    for position, span in enumerate(spans):
        words = span.of(article.text)
        score = _score(words, stems[position], title, counts, position)
        score -= UNKNOWN_REFERENCE_PENALTY * (position > 0 and has_unknown_reference(words, context))
        sentence = _candidate(_Place(reading, span, context, speakers, position == 0, score, stems[position]))
        if sentence is None or (sentence.introduced and sentence.introduced.statement.id in shown):
            continue
        shown.update(item.statement.id for item in sentence.shown)
        found.append(sentence)
    return tuple(found)


def _score(words: str, stems: Collection[str], title: Collection[str], counts: Counter[str], position: int) -> float:
    title_share = len(set(stems) & set(title)) / len(title) if title else 0.0
    earliness = max(0.0, 1 - position / LEAD_SENTENCES)
    frequency = sum(min(counts[one], 5) - 1 for one in stems) / (4 * len(stems)) if stems else 0.0
    excess_length = max(0, len(words.split()) - 35) / 50
    return (
        TITLE_WEIGHT * title_share
        + LEAD_WEIGHT * earliness
        + FREQUENCY_WEIGHT * frequency
        + FIGURE_WEIGHT * bool(re.search(r"\d", words))
        - excess_length
    )


def _candidate(place: _Place) -> Sentence | None:
    words, span, reading = place.words, place.span, place.reading
    items = [item for item in reading.statements if any(piece.overlap(span) for piece in item.statement.pieces)]
    has_length = MIN_WORDS <= len(words.split()) <= MAX_WORDS
    if not has_length or _BOILERPLATE.match(words) or is_instruction(words) or not _can_be_shown(place, items):
        return _introduced(place, items)
    statements = [item.statement for item in items]
    if not place.is_first and any(one.speaker is None or one.commitment == "conditional" for one in statements):
        return None
    if reading.article.kind == "opinion" and not items and _HYPOTHETICAL.search(words):
        return None
    certain = (_certain_words(item, place.speakers) for item in items)
    shown = tuple(item for item in certain if item and all(span.contains(piece) for piece in item.statement.pieces))
    third = (span.end - span.start) / 3
    is_said = sum(piece.overlap(span) for one in statements for piece in one.pieces) > third
    if _UNKNOWN.search(words) or any(one.commitment == "declined" for one in statements):
        return place.sentence("unknown", shown)
    return place.sentence("said" if is_said and not place.is_first else "happened", shown)


def _can_be_shown(place: _Place, items: Sequence[ArticleStatement]) -> bool:
    """Return whether a sentence is complete, self-contained, and names the speaker of each quotation in it."""
    words = place.words
    if not _SENTENCE_END.search(words.strip()) or (_QUOTATION_MARK.search(words) and not items):
        return False
    if place.is_first:
        names_speakers = all(item.statement.kind == "indirect" or _names_speaker(item, place.span) for item in items)
        has_pronoun = any(_has_pronoun_source(item, place.span) for item in items)
        return names_speakers and (not has_pronoun or has_antecedent(words, place.context)) and is_opening(words)
    return is_self_contained(words, place.context) and all(_names_speaker(item, place.span) for item in items)


def _has_pronoun_source(item: ArticleStatement, span: Span) -> bool:
    """Return whether the sentence calls the speaker "he", "she" or "they", or does not mention the speaker."""
    source = item.statement.source
    return not (source and span.contains(source)) or source.of(item.article.text).lower() in ("he", "she", "they")


def _names_speaker(item: ArticleStatement, span: Span) -> bool:
    source = item.statement.source
    return source is not None and span.contains(source) and is_named(source.of(item.article.text))


def _introduced(place: _Place, items: Sequence[ArticleStatement]) -> Sentence | None:
    """Return the statement that makes up most of the sentence, to be introduced by its speaker's name."""
    span = place.span
    half = (span.end - span.start) / 2
    for item in items:
        certain = _without_replies(_certain_words(item, place.speakers))
        if not certain or not item.statement.pieces[0].overlap(span):
            continue
        if sum(piece.overlap(span) for piece in certain.statement.pieces) <= half:
            continue
        words = " ".join(piece.of(item.article.text) for piece in certain.statement.pieces)
        has_length = MIN_WORDS - 2 <= len(words.split()) <= 2 * MAX_WORDS
        if has_length and not words.rstrip('”" ').endswith("?"):
            return place.sentence("unknown" if item.statement.commitment == "declined" else "said", (certain,), certain)
    return None


def _without_replies(item: ArticleStatement | None) -> ArticleStatement | None:
    """Return an interview turn without first sentences that need the question ("No."); None if nothing remains."""
    if item is None or item.statement.rule != INTERVIEW_TURN:
        return item
    for number, piece in enumerate(item.statement.pieces):
        text = piece.of(item.article.text)
        for sentence in split_sentences(text):
            words = sentence.of(text)
            if not _REPLY.match(words) and len(words.split()) >= MIN_WORDS:
                pieces = (Span(piece.start + sentence.start, piece.end), *item.statement.pieces[number + 1 :])
                return replace(item, statement=replace(item.statement, pieces=pieces))
    return None


def _certain_words(item: ArticleStatement, speakers: Collection[str]) -> ArticleStatement | None:
    """Return the statement with the pieces that are certainly its speaker's; None if there are none."""
    if item.statement.commitment == "conditional" or not is_certain_speaker(item, speakers):
        return None
    return certain_pieces(item)


def split_parts(candidates: Sequence[Sentence], *, parts: int) -> Iterator[Sequence[Sentence]]:
    """Yield the candidates of an article by the part of its text, so that a summary covers the end too."""
    if not candidates:
        return
    length = len(candidates[0].reading.article.text)
    for part in range(parts):
        yield [one for one in candidates if part * length <= one.span.start * parts < (part + 1) * length]
