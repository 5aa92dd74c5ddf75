"""All that was said on a topic, as far as it can be shown: what a timeline and a comparison are laid out from.

Questions are answered with the few statements that fit best (`assistant.retrieval.statements`); here all that are on the topic count,
up to a limit that is told.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from assistant.answers.extractive import compose_extractive
from assistant.answers.phrases import join_names
from assistant.pipeline import AnswerContext, assemble_answer
from assistant.retrieval.attribution import certain_statements
from assistant.retrieval.candidates import filter_candidates, order_by_overlap
from assistant.retrieval.evidence import find_evidence, search_passages
from assistant.retrieval.paraphrases import find_paraphrases
from assistant.retrieval.statements import filter_by_topic
from assistant.types import (
    EXTRACTIVE,
    HALF_CHARACTER,
    Answer,
    Draft,
    Filters,
    Query,
    QuestionType,
    Receipt,
    RetrievedEvidence,
    StageSeconds,
)
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.errors import UsageError
from index.search.view import View
from index.storage.catalog.types import StatementContext
from index.types import ArticleStatement, Scope

MOST_READ = 1_000
"""So many statements are read at the most, those whose sentences share most with the topic."""
PASSAGES = 20
"""In the articles of so many passages on a topic everything that is said is looked at."""
LONGEST_TOPIC = 400
"""Characters. More is a text and no topic."""
MOST_BESIDE = 200
MOST_ARTICLES = 60
"""So many articles in which the topic is spoken of are read for what goes on with it."""
HALF = 0.5
_WOULD_NOT_SAY = re.compile(r"\b(?:declin|refus|would not|wouldn|rul)", re.IGNORECASE)
NEAR_IN_SPELLING = 0.7
MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class TopicStatements:
    """The statements on a topic, and of how many that may be on it they were read."""

    said: tuple[ArticleStatement, ...] = ()
    read: int = 0
    of: int = 0
    beside: frozenset[str] = frozenset()
    """Of which statements only the title of their article names the topic, by id."""

    @property
    def limited(self) -> bool:
        return self.read < self.of


def asked_about(
    topic: str | None, *, asks: QuestionType, speakers: Sequence[str], context: AnswerContext, filters: Filters
) -> Query:
    """A query for what speakers (nobody: anybody) said on a topic; those the index does not know are told apart.
    Raises UsageError for what cannot be a topic."""
    plain = " ".join((topic or "").split())
    if HALF_CHARACTER.search(plain) or len(plain) > LONGEST_TOPIC:
        raise UsageError(
            f"this is no topic: {plain[:40]!r}…" if len(plain) > LONGEST_TOPIC else "the topic holds half a character",
            hint="name the topic in a few words, for example: --about 'security guarantees'",
        )
    for name in speakers:
        if HALF_CHARACTER.search(name) or len(name) > LONGEST_TOPIC:
            raise UsageError("this is nobody's name", hint="name a speaker as articles do, for example: Marco Rubio")
    resolved = [context.registry.resolve(name) for name in speakers]
    names = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(one.asked for one in resolved if not one.names)
    phrases = read_topic(plain).phrases
    return Query(plain, asks, names, unknown, plain, phrases, filters.scope, filters.as_of)


def topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in words_of(name)]
    return read_topic(query.topic, but=names) or read_topic(query.topic, but=names, speech=True)


def statements_on_topic(query: Query, view: View, *, whole_articles: bool = False) -> TopicStatements:
    """What the query's speakers, or anybody where it names none, said on its topic; refusals to say are among it. With
    `whole_articles`, all that is said in the articles whose title holds the topic."""
    topic = topic_of(query)
    if query.unknown_speakers and not query.speakers:
        return TopicStatements()
    if query.speakers:
        settings = view.settings(speakers=query.speakers, scope=query.scope)
    elif topic:
        hits = search_passages(query, view, k=PASSAGES)
        around = view.settings(article_ids={hit.article.id for hit in hits})
        about = view.settings_about(query.topic, scope=query.scope)
        settings = list({one.row: one for one in (*about, *around)}.values())
    else:
        return TopicStatements()
    fitting = filter_candidates(topic, settings)
    nearest = order_by_overlap(topic, fitting)[:MOST_READ]
    said = filter_by_topic(query, topic, _read(query, nearest, view), view)
    said += _going_on(query, topic, said, view)
    beside = _under_its_title(query, topic, settings, said, view, everybody=whole_articles)
    if not said and not beside and query.speakers:
        hits = search_passages(query, view, k=PASSAGES)
        said = list(find_paraphrases(query, topic, settings, RetrievedEvidence(hits=hits), view))
    unnamed = frozenset(one.statement.id for one in beside)
    return TopicStatements(tuple(view.stories.once((*said, *beside))), len(nearest), len(fitting), unnamed)


def _read(query: Query, settings: Sequence[StatementContext], view: View) -> list[ArticleStatement]:
    """What stands in some settings and is certainly its speaker's; not that somebody could not be reached."""
    if not settings:
        return []
    read = view.statements(speakers=query.speakers or None, rows=[one.row for one in settings])
    return [one for one in certain_statements(query, read) if not _says_nothing(one)]


def _going_on(query: Query, topic: Topic, said: Sequence[ArticleStatement], view: View) -> list[ArticleStatement]:
    """What goes on with the topic without its words, in articles where it is spoken of: what the same speaker says in
    the same paragraph, and what names half of a topic that the article has as it was asked for ("security agreements"
    of "security guarantees")."""
    if not topic:
        return []
    newest = sorted({(day_of(one) or date.min, one.article.id) for one in said}, reverse=True)[:MOST_ARTICLES]
    ids = {article_id for _, article_id in newest}
    known = {one.statement.id for one in said}
    spoken = {(one.article.id, one.statement.speaker, _paragraph(one)) for one in said}
    read = view.statements(article_ids=ids) if ids else ()
    # Once an article: reading all of a text for each of its statements took minutes.
    whole = cache(lambda text: len(topic.terms) > 1 and topic.stands_together(text))
    return [
        one
        for one in certain_statements(query, read)
        if one.statement.id not in known
        and one.statement.commitment != "declined"
        and (not query.speakers or any(speaker.name in query.speakers for speaker in one.statement.speakers))
        and (
            (one.article.id, one.statement.speaker, _paragraph(one)) in spoken
            or (_names_half(one, topic) and whole(one.article.text))
        )
    ]


def _paragraph(one: ArticleStatement) -> int:
    """Where the paragraph of a statement begins."""
    return one.article.text.rfind("\n", 0, one.statement.content.start) + 1


def _names_half(one: ArticleStatement, topic: Topic) -> bool:
    words = " ".join(piece.of(one.article.text) for piece in one.statement.pieces)
    return topic.coverage(topic_stems(words)) >= HALF


def _says_nothing(one: ArticleStatement) -> bool:
    """Whether nobody even was asked to speak: "did not reply", "could not be reached"."""
    cue = one.statement.cue.of(one.article.text) if one.statement.cue else ""
    return one.statement.commitment == "declined" and not _WOULD_NOT_SAY.search(cue)


def _under_its_title(
    query: Query,
    topic: Topic,
    settings: Sequence[StatementContext],
    said: Sequence[ArticleStatement],
    view: View,
    *,
    everybody: bool,
) -> list[ArticleStatement]:
    """What is said in articles whose title holds all of the topic, though it does not name it: by those of whom nothing
    else is on it, or by everybody. Who speaks in an article on a matter is not silent on it."""
    if not topic:
        return []
    titled = [
        one for one in settings if topic.holds_phrases(one.title) and topic.coverage(topic_stems(one.title)) == 1.0
    ]
    newest = sorted(titled, key=lambda one: one.day, reverse=True)[:MOST_BESIDE]
    known = {one.statement.id for one in said}
    spoke = {speaker for one in said for speaker in one.statement.speakers}
    return [
        one
        for one in _read(query, newest, view)
        if one.statement.id not in known
        and one.statement.commitment != "declined"
        and (everybody or not spoke.intersection(one.statement.speakers))
    ]


def day_of(one: ArticleStatement) -> date | None:
    """The day it was said, where the article tells it and it can be, else the day it was published."""
    return one.statement.said_on if is_said_on_day(one) else one.article.published_day


def is_said_on_day(one: ArticleStatement) -> bool:
    said, published = one.statement.said_on, one.article.published_day
    return said is not None and (published is None or said <= published)


def no_record(query: Query, view: View) -> Draft:
    """That there is no record, with who did speak to it and what lies nearest."""
    query = replace(query, asks="statement" if query.about_speakers else "who_said")
    searched = view.snapshot.coverage(query.scope)
    held = view.snapshot.coverage(Scope())
    nothing = replace(find_evidence(query, view), said=(), facts=())
    if searched.articles or not held.articles:
        return compose_extractive(query, nothing, searched)
    draft = compose_extractive(query, nothing, held)
    asked = join_names(
        [
            name
            for name, given in (("period", query.scope.period.bounded), ("publisher", query.scope.publisher))
            if given
        ]
    )
    return replace(draft, text=f"{draft.text.removesuffix('.')}, none of which is of the {asked or 'kind'} asked for.")


def suggestions(asked: str, context: AnswerContext) -> tuple[str, ...]:
    """Speakers of the index whose surname is spelled nearly as somebody's that it does not know."""
    words = [fold(word) for word in words_of(asked)]
    if not words or len(words[-1]) < 3:
        return ()
    last = words[-1]
    voices = context.view.voices
    candidates = voices.surnames(first=last[0], shortest=max(2, len(last) - 3), longest=len(last) + 3)
    near = difflib.get_close_matches(last, candidates, n=MOST_SUGGESTED, cutoff=NEAR_IN_SPELLING)
    found = dict.fromkeys(calling.voice for surname in near for calling in voices.called(surname))
    return tuple(found)[:MOST_SUGGESTED]


def answer_of(question: str, draft: Draft, query: Query, context: AnswerContext, *, started: float) -> Answer:
    """The draft with its receipt."""
    receipt = Receipt(
        composer=EXTRACTIVE,
        coverage=context.view.snapshot.coverage(query.scope),
        query=query,
        independent_outlets=context.view.stories.independent_outlets({one.article.id for one in draft.citations}),
        vectors=context.view.vectors_of,
        seconds=StageSeconds(total=time.perf_counter() - started),
    )
    return assemble_answer(question, draft, receipt)
