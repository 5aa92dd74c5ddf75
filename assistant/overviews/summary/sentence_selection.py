"""Which sentences of an article tell what it tells: pure functions over its text and the statements in it.

A sentence is shown as the article has it, whole, or not at all: one that leans on the sentence before, that quotes
somebody whom it does not name, or that stands in a notice of what was wrong is no candidate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.overviews.headlines import body_of, headline, lead_of, loose_headline
from assistant.overviews.summary.self_contained import (
    Known,
    is_named,
    known_of,
    leans_on_the_unsaid,
    names_before,
    stands_alone,
    stands_first,
)
from assistant.overviews.types import Reading, Role, Sentence
from assistant.retrieval.attribution import certain_pieces, is_certain_speaker
from assistant.retrieval.context import INTERVIEW_TURN, sentences_over
from assistant.understanding.stemming import stem, words_of
from assistant.understanding.topic_words import is_topical
from assistant.verification.instructions import is_instruction
from index.stories.corrections import cached_notices
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement, Span

FEWEST_WORDS, MOST_WORDS = 6, 60
_ENDS = re.compile(r"[.!…][\"”’')\]]*$")
_MARK = re.compile(r"[“”\"„«»]")
_UNKNOWN = re.compile(
    r"\b(?:no (?:further |more |other )?(?:details?|date|timetable|explanation|comment|word|decision|cause|motive)\b"
    r"|(?:no|not) (?:immediate|yet)\b|unclear|unknown|undecided|undisclosed|unconfirmed|uncertain\b"
    r"|(?:not|never|n[’']t) (?:\w+ )?(?:known|clear|say|give|provide|disclosed?|elaborate|released?|named?|identified"
    r"|announced|decided|determined|confirmed|comment|respond|reply|answer)"
    r"|(?:declin|refus)(?:ed|es|ing) to|without (?:saying|giving|elaborating)|yet to (?:say|decide|be)|remains? to be"
    r"|could not be (?:reached|verified|confirmed|established|learned)|(?:is|are|was|were) still (?:being|under))",
    re.I,
)
_FURNITURE = re.compile(
    r"^\(?(?:places and people|names and places|reporting by|editing by|sign up|read more"
    r"|(?:readers?[’']?s? )?comments?(?: by| from|:))|(?-i:[A-Z][A-Z .]+): ",
    re.I,
)
"""What is no sentence of the report: notes under it, and what an interviewer asks."""
_SUPPOSES = re.compile(r"\b(?:would|could|might)\b")
"""What a comment tells that has not happened."""
TITLE, LEAD, CENTRE, FIGURES, UNSAID = 1.0, 0.8, 0.6, 0.1, 0.4
"""What a sentence counts for the headline's words that it has, for standing early, for the words the article repeats,
and for a figure; what it loses for a thing that was spoken of before, not in it. Set by reading summaries of the golden
articles; none of them is critical."""
LEAD_SENTENCES = 6


def candidates(reading: Reading) -> tuple[Sentence, ...]:
    """The sentences of an article that may be shown, in its order."""
    article = reading.article
    voices = {speaker.name for one in reading.statements for speaker in one.statement.speakers}
    taken_back = [notice.span for notice in cached_notices(article)]
    spans = [span for span in body_of(article) if not any(span.overlap(one) for one in taken_back)]
    counted = Counter(word for span in spans for word in _topical(span.of(article.text)))
    title = _topical(article.title) if headline(reading) or loose_headline(reading) else frozenset()
    known = known_of(reading, lead_of(article))
    found: list[Sentence] = []
    shown: set[str] = set()
    for position, span in enumerate(spans):
        stems = _topical(span.of(article.text))
        score = _score(span.of(article.text), stems, title, counted, position)
        leads = position == 0
        score -= UNSAID * (not leads and leans_on_the_unsaid(span.of(article.text), known))
        one = _candidate(reading, span, score, stems, voices, _Place(known, leads))
        if one is None or (one.introduced and one.introduced.statement.id in shown):
            continue
        shown.update(said.statement.id for said in one.shown)
        found.append(replace(one, leads=leads))
    return tuple(found)


def _topical(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text) if is_topical(word))


def _score(words: str, stems: Collection[str], title: Collection[str], counted: Counter[str], position: int) -> float:
    shared = len(set(stems) & set(title)) / len(title) if title else 0.0
    early = max(0.0, 1 - position / LEAD_SENTENCES)
    repeated = sum(min(counted[one], 5) - 1 for one in stems) / (4 * len(stems)) if stems else 0.0
    long = max(0, len(words.split()) - 35) / 50
    return TITLE * shared + LEAD * early + CENTRE * repeated + FIGURES * bool(re.search(r"\d", words)) - long


@dataclass(frozen=True, slots=True)
class _Place:
    """What a reader of a sentence knows, and whether it is the first of its article."""

    known: Known
    leads: bool


def _candidate(
    reading: Reading, span: Span, score: float, stems: frozenset[str], voices: Collection[str], place: _Place
) -> Sentence | None:
    words = span.of(reading.article.text)
    here = [one for one in reading.statements if any(piece.overlap(span) for piece in one.statement.pieces)]
    is_one = FEWEST_WORDS <= len(words.split()) <= MOST_WORDS and not (_FURNITURE.match(words) or is_instruction(words))
    if not is_one or not _may_be_shown(words, span, here, place):
        return _introduced(reading, span, score, stems, here, voices)
    if not place.leads and any(_is_of_nobody(one) for one in here):
        return None
    if reading.article.kind == "opinion" and not here and _SUPPOSES.search(words):
        return None
    known = tuple(sure for one in here if (sure := _surely(one, voices)) and _within(sure, span))
    third = (span.end - span.start) / 3
    said = sum(piece.overlap(span) for one in here for piece in one.statement.pieces) > third
    role: Role = "unknown" if _is_unknown(words, here) else "said" if said and not place.leads else "happened"
    return Sentence(reading, span, role, score, stems, known)


def _may_be_shown(words: str, span: Span, here: Sequence[ArticleStatement], place: _Place) -> bool:
    """Whether a sentence is whole and says by itself whom and what it is about, and whose every quotation in it is."""
    if not _ENDS.search(words.strip()) or (_MARK.search(words) and not here):
        return False
    if place.leads:
        theirs = all(one.statement.kind == "indirect" or _is_named_in(one, span) for one in here)
        spoken = not any(_is_he_or_she(one, span) for one in here) or names_before(words, place.known)
        return theirs and spoken and stands_first(words)
    return stands_alone(words, place.known) and all(_is_named_in(one, span) for one in here)


def _is_of_nobody(one: ArticleStatement) -> bool:
    return one.statement.speaker is None or one.statement.commitment == "conditional"


def _is_he_or_she(one: ArticleStatement, span: Span) -> bool:
    source = one.statement.source
    words = source.of(one.article.text).lower() if source and span.contains(source) else "he"
    return words in ("he", "she", "they")


def _introduced(
    reading: Reading,
    span: Span,
    score: float,
    stems: frozenset[str],
    here: Sequence[ArticleStatement],
    voices: Collection[str],
) -> Sentence | None:
    """The statement that a sentence which cannot be shown by itself consists of, under its speaker's name."""
    half = (span.end - span.start) / 2
    for one in here:
        begins = one.statement.pieces[0].overlap(span)
        sure = _without_its_question(_surely(one, voices))
        if begins and sure and sum(piece.overlap(span) for piece in sure.statement.pieces) > half:
            said = " ".join(piece.of(one.article.text) for piece in sure.statement.pieces)
            enough = FEWEST_WORDS - 2 <= len(said.split()) <= 2 * MOST_WORDS
            if enough and not said.rstrip('”" ').endswith("?"):
                role: Role = "unknown" if one.statement.commitment == "declined" else "said"
                return Sentence(reading, span, role, score, stems, (sure,), sure)
    return None


def _without_its_question(one: ArticleStatement | None) -> ArticleStatement | None:
    """An interview's turn from where it says something without its question: not "No.", "Because I would". None where
    it never does."""
    if one is None or one.statement.rule != INTERVIEW_TURN:
        return one
    text = one.article.text
    for number, piece in enumerate(one.statement.pieces):
        for sentence in split_sentences(piece.of(text)):
            words = sentence.of(piece.of(text))
            if not _ANSWERS.match(words) and len(words.split()) >= FEWEST_WORDS:
                rest = (Span(piece.start + sentence.start, piece.end), *one.statement.pieces[number + 1 :])
                return replace(one, statement=replace(one.statement, pieces=rest))
    return None


_ANSWERS = re.compile(r"(?:because|no|yes|not|it|they|he|she|that|this|these|those|but|and|so|then|well|oh)\b", re.I)


def _surely(one: ArticleStatement, voices: Collection[str]) -> ArticleStatement | None:
    if one.statement.commitment == "conditional" or not is_certain_speaker(one, voices):
        return None
    return certain_pieces(one)


def _within(one: ArticleStatement, span: Span) -> bool:
    return all(span.contains(piece) for piece in one.statement.pieces)


def _is_named_in(one: ArticleStatement, span: Span) -> bool:
    """Whether a sentence itself says whose words stand in it."""
    source = one.statement.source
    if source is None or not span.contains(source):
        return False
    return is_named(source.of(one.article.text))


def _is_unknown(words: str, here: Sequence[ArticleStatement]) -> bool:
    return bool(_UNKNOWN.search(words)) or any(one.statement.commitment == "declined" for one in here)


def excerpt(article: Article, span: Span) -> Span:
    """The whole sentences around a span."""
    sentences = sentences_over(article.text, [span])
    return Span(min(one.start for one in sentences), max(one.end for one in sentences)) if sentences else span


def in_parts(found: Sequence[Sentence], *, parts: int) -> Iterator[Sequence[Sentence]]:
    """The candidates of an article by the part of its text they stand in, so that its end is not forgotten."""
    if not found:
        return
    length = len(found[0].reading.article.text)
    for part in range(parts):
        yield [one for one in found if part * length <= one.span.start * parts < (part + 1) * length]
