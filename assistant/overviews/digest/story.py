"""One event of a digest as a story: a title, a short summary, and the voices with one line each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import join_names, one_line, pair_quotation_marks
from assistant.overviews.headlines import headline, lead_of, loose_headline
from assistant.overviews.model_calls import ModelCalls
from assistant.overviews.summary.build import Summariser, format_sentence, is_repetition, penalise_repetition
from assistant.overviews.summary.sentence_selection import find_candidates
from assistant.overviews.types import DigestStory, Reading, Sentence, Source, Voice
from assistant.types import Composed, Query, ShownStatement
from assistant.understanding.stemming import fold
from assistant.understanding.topic import topic_stems
from index.errors import OnrecordError
from index.statements.lexicon.words import ROLES, TITLES
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement

MAX_SENTENCES = 2
EVENT_BONUS = 0.3  # for a second sentence that reports an event
SECOND_LEAD_PENALTY = 1.5  # for another article's first sentence, which reports the same news again
MAX_VOICES = 4
MIN_VOICE_WORDS = 5
MAX_TITLE_NAMES = 2
_SUBORDINATE_OPENINGS = frozenset(
    "because since although though while when if unless until after before so and but or to for with as who which"
    " than whether is was are were has had will would".split()
)
_PRONOUN_SUBJECT = re.compile(r"(?:that )?(?:they|it|these|those|this)\b|(?-i:He|She|His|Her|Their)\b", re.IGNORECASE)
"""An opening that refers to something or somebody else: "that they had been put off until January"."""
_CONTINUATION = re.compile(r"[,;] but\b")
"""A place where indirect speech may turn into the reporter's own words."""


@dataclass(frozen=True, slots=True)
class Event:
    """The articles about one event. Of each wire story, the first copy comes first."""

    articles: tuple[Article, ...]
    outlets: int = 0
    weight: float = 0.0

    @property
    def last(self) -> date | None:
        return max((day for article in self.articles if (day := article.published_day)), default=None)


def write_story(
    event: Event, readings: Sequence[Reading], sources: tuple[Source, ...], narrator: DigestNarrator
) -> DigestStory:
    """Return the story of an event, summarised by the model if possible, else in the articles' own words."""
    numbering = narrator.numbering
    candidates = [sentence for reading in readings for sentence in find_candidates(reading)]
    candidates = [one for one in candidates if not one.reading.article.argues] or candidates
    summary, shown = narrator.summarise(readings) or _summarise_extractive(readings, candidates, numbering)
    voices = _choose_voices(candidates, numbering, shown_ids={one.statement.id for one in shown})
    all_shown = [*(voice.shown for voice in voices), *shown]
    people = [one for one in all_shown if one.statement.speaker and one.statement.speaker.kind == "person"]
    names = list(dict.fromkeys(one.attributed_to for one in (*people, *all_shown) if one.attributed_to))
    title, article = _choose_title(readings, names)
    return DigestStory(
        title,
        summary,
        sources,
        voices,
        event.outlets,
        round(event.weight, 3),
        shown=(*shown, *(voice.shown for voice in voices)),
        headline_of=article,
    )


def _summarise_extractive(
    readings: Sequence[Reading], candidates: Sequence[Sentence], numbering: CitationNumbers
) -> tuple[str, tuple[ShownStatement, ...]]:
    """Return the best sentence, usually a lead, and another one that adds to it."""
    if not candidates:
        article = readings[0].article
        span = split_sentences(article.text)[0]
        marker = numbering.cite(article, span, readings[0].also_carried_by)
        return f"{pair_quotation_marks(one_line(span.of(article.text)))} [{marker}]", ()
    best = max(candidates, key=lambda one: one.score)
    sentences = [best]
    others = [one for one in candidates if one is not best and not is_repetition(one, sentences)]
    if others:
        sentences.append(max(others, key=lambda one: _score_second(one, best)))
    shown: list[ShownStatement] = []
    return " ".join(format_sentence(one, numbering, shown) for one in sentences), tuple(shown)


def _score_second(sentence: Sentence, best: Sentence) -> float:
    """Return the score of a second sentence. Events score more than statements, because voices have their own lines."""
    bonus = EVENT_BONUS if sentence.role == "happened" else 0.0
    penalty = SECOND_LEAD_PENALTY if sentence.leads else 0.0
    return penalise_repetition(sentence.score + bonus - penalty, sentence, [best])


def _choose_voices(
    candidates: Sequence[Sentence], numbering: CitationNumbers, *, shown_ids: Collection[str]
) -> tuple[Voice, ...]:
    """Return the best statement of each speaker, without statements that the summary shows."""
    voices: dict[str, Voice] = {}
    for sentence in sorted(candidates, key=lambda one: -one.score):
        for item in sentence.shown:
            name = item.statement.speaker.name if item.statement.speaker else None
            if not name or any(is_same_person(name, other) for other in voices):
                continue
            is_heading = name.isupper() and " " in name  # a line in capitals, mistaken for a speaker: "BRELL SAYS NO"
            if is_heading or len(voices) >= MAX_VOICES or item.statement.id in shown_ids:
                continue
            piece = max(item.statement.pieces, key=lambda piece: piece.end - piece.start)
            longest = replace(item, statement=replace(item.statement, pieces=(piece,)))
            if _can_stand_alone(longest):
                (shown,) = numbering.show(longest)
                voices[name] = Voice(f"{introduce(longest, (shown,))} [{shown.marker}]", shown)
    return tuple(voices.values())


def is_same_person(name: str, other: str) -> bool:
    """Return whether two names may mean one person: "Inspector Reyer", "Maud Reyer" and "Inspector Maud Reyer"."""
    words, others = ([word for word in fold(one).split() if word not in TITLES | ROLES] for one in (name, other))
    return words[-1:] == others[-1:] and (set(words) <= set(others) or set(others) <= set(words))


def _can_stand_alone(item: ArticleStatement) -> bool:
    """Return whether a piece reads as a sentence: not "the mayor to step aside" or "because her father was ill"."""
    statement = item.statement
    words = statement.pieces[0].of(item.article.text).strip()
    if statement.commitment != "asserted" or len(words.split()) < MIN_VOICE_WORDS:
        return False
    if _PRONOUN_SUBJECT.match(words) and statement.speaker is not None and statement.speaker.kind == "person":
        return False
    if statement.kind == "indirect" and _CONTINUATION.search(words):
        return False
    if statement.kind == "direct" or words.startswith(("that ", "“", '"')):
        return True
    # After other verbs ("urged", "warned of") the piece is only a part of a sentence.
    cue = statement.cue.of(item.article.text) if statement.cue else ""
    is_said = cue.lower().split()[-1:] in (["said"], ["says"], ["say"])
    return is_said and words.split()[0].lower() not in _SUBORDINATE_OPENINGS


def _choose_title(readings: Sequence[Reading], speakers: Sequence[str]) -> tuple[str, Article | None]:
    """Return the title, and the article if the title is its headline.

    The first choice is the most typical headline that its own article supports, the second a headline without claims,
    quoted with its publisher, the third the names of the speakers. No title claims more than the articles.
    """
    ordered = sorted(readings, key=lambda one: -_typicality(one, readings))
    for one in ordered:
        if title := headline(one):
            return one_line(title), one.article
    for one in ordered:
        if one.article.publisher and not one.article.argues and (title := loose_headline(one)):
            return f"{one.article.publisher}: “{one_line(title)}”", None
    if speakers:
        return f"What {join_names(list(speakers[:MAX_TITLE_NAMES]))} said", None
    return f"A story in {readings[0].article.publisher or 'an article without a publisher'}", None


def _typicality(reading: Reading, readings: Sequence[Reading]) -> float:
    """Return the average number of other articles whose headline and lead contain a word of the headline."""
    words = topic_stems(reading.article.title)
    others = [topic_stems(f"{one.article.title} {lead_of(one.article)}") for one in readings if one is not reading]
    return sum(len(words & other) for other in others) / len(words) if words else 0.0


@dataclass(slots=True)
class DigestNarrator:
    """Summarises the stories of a digest with a model, if there is one, until its first failure."""

    model: Summariser | None = None
    narrated: int = 0
    failure: OnrecordError | None = None
    calls: ModelCalls = field(default_factory=ModelCalls)
    numbering: CitationNumbers = field(default_factory=CitationNumbers)

    def summarise(self, readings: Sequence[Reading]) -> tuple[str, tuple[ShownStatement, ...]] | None:
        """Return the summary with the digest's markers, and its statements; None if nothing could be verified."""
        if self.model is None:
            return None
        composed = Composed(None)
        if self.failure is None:
            query = Query("Digest", "summary")
            composed = self.model.summarise(readings, query, length="short", max_sentences=MAX_SENTENCES)
            self.failure = composed.failure
        self.calls.add(composed)
        draft = composed.draft
        if draft is None:
            return None
        self.narrated += 1
        text = self.numbering.renumber_text(draft.text, draft.citations)
        return text, self.numbering.renumber_statements(draft.statements, draft.citations)

    @property
    def degraded(self) -> str | None:
        """The number of stories without the model and the reason; None if it summarised every story."""
        stories = self.calls.count
        if self.model is None or self.narrated == stories:
            return None
        reason = str(self.failure) if self.failure else f"nothing that {self.model.name} wrote could be verified"
        return f"{stories - self.narrated} of {stories} stories use the articles' own words: {reason}"
