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
from assistant.answers.names import enumerated
from assistant.pipeline import Desk, with_receipt
from assistant.retrieval.attribution import that_may_answer
from assistant.retrieval.candidates import nearest_first, that_may_fit
from assistant.retrieval.evidence import find, search_passages
from assistant.retrieval.paraphrases import in_other_words
from assistant.retrieval.statements import on_topic
from assistant.types.filters import HALF_CHARACTER, Filters
from assistant.types.types import EXTRACTIVE, Answer, Asks, Draft, Found, Query, Receipt, Seconds
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic import Topic, read_topic
from assistant.understanding.topic_words import stem_set
from index.errors import UsageError
from index.search.search import View
from index.storage.catalog import Setting
from index.types import Attributed, Scope

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
class Spoken:
    """The statements on a topic, and of how many that may be on it they were read."""

    said: tuple[Attributed, ...] = ()
    read: int = 0
    of: int = 0
    beside: frozenset[str] = frozenset()
    """Of which statements only the title of their article names the topic, by id."""

    @property
    def limited(self) -> bool:
        return self.read < self.of


def asked_about(topic: str | None, *, asks: Asks, speakers: Sequence[str], desk: Desk, filters: Filters) -> Query:
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
    resolved = [desk.registry.resolve(name) for name in speakers]
    names = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(one.asked for one in resolved if not one.names)
    phrases = read_topic(plain).phrases
    return Query(plain, asks, names, unknown, plain, phrases, filters.scope, filters.as_of)


def topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in words_of(name)]
    return read_topic(query.topic, but=names) or read_topic(query.topic, but=names, speech=True)


def spoken_on(query: Query, view: View, *, whole_articles: bool = False) -> Spoken:
    """What the query's speakers, or anybody where it names none, said on its topic; refusals to say are among it. With
    `whole_articles`, all that is said in the articles whose title holds the topic."""
    topic = topic_of(query)
    if query.unknown_speakers and not query.speakers:
        return Spoken()
    if query.speakers:
        settings = view.settings(speakers=query.speakers, scope=query.scope)
    elif topic:
        hits = search_passages(query, view, k=PASSAGES)
        around = view.settings(article_ids={hit.article.id for hit in hits})
        about = view.settings_about(query.topic, scope=query.scope)
        settings = list({one.row: one for one in (*about, *around)}.values())
    else:
        return Spoken()
    fitting = that_may_fit(topic, settings)
    nearest = nearest_first(topic, fitting)[:MOST_READ]
    said = on_topic(query, topic, _read(query, nearest, view), view)
    said += _going_on(query, topic, said, view)
    beside = _under_its_title(query, topic, settings, said, view, everybody=whole_articles)
    if not said and not beside and query.speakers:
        hits = search_passages(query, view, k=PASSAGES)
        said = list(in_other_words(query, topic, settings, Found(hits=hits), view))
    unnamed = frozenset(one.statement.id for one in beside)
    return Spoken(tuple(view.stories.once((*said, *beside))), len(nearest), len(fitting), unnamed)


def _read(query: Query, settings: Sequence[Setting], view: View) -> list[Attributed]:
    """What stands in some settings and is certainly its speaker's; not that somebody could not be reached."""
    if not settings:
        return []
    read = view.statements(speakers=query.speakers or None, rows=[one.row for one in settings])
    return [one for one in that_may_answer(query, read) if not _says_nothing(one)]


def _going_on(query: Query, topic: Topic, said: Sequence[Attributed], view: View) -> list[Attributed]:
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
        for one in that_may_answer(query, read)
        if one.statement.id not in known
        and one.statement.commitment != "declined"
        and (not query.speakers or any(speaker.name in query.speakers for speaker in one.statement.speakers))
        and (
            (one.article.id, one.statement.speaker, _paragraph(one)) in spoken
            or (_names_half(one, topic) and whole(one.article.text))
        )
    ]


def _paragraph(one: Attributed) -> int:
    """Where the paragraph of a statement begins."""
    return one.article.text.rfind("\n", 0, one.statement.content.start) + 1


def _names_half(one: Attributed, topic: Topic) -> bool:
    words = " ".join(piece.of(one.article.text) for piece in one.statement.pieces)
    return topic.coverage(stem_set(words)) >= HALF


def _says_nothing(one: Attributed) -> bool:
    """Whether nobody even was asked to speak: "did not reply", "could not be reached"."""
    cue = one.statement.cue.of(one.article.text) if one.statement.cue else ""
    return one.statement.commitment == "declined" and not _WOULD_NOT_SAY.search(cue)


def _under_its_title(
    query: Query, topic: Topic, settings: Sequence[Setting], said: Sequence[Attributed], view: View, *, everybody: bool
) -> list[Attributed]:
    """What is said in articles whose title holds all of the topic, though it does not name it: by those of whom nothing
    else is on it, or by everybody. Who speaks in an article on a matter is not silent on it."""
    if not topic:
        return []
    titled = [one for one in settings if topic.holds_phrases(one.title) and topic.coverage(stem_set(one.title)) == 1.0]
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


def day_of(one: Attributed) -> date | None:
    """The day it was said, where the article tells it and it can be, else the day it was published."""
    return one.statement.said_on if is_said_on(one) else one.article.published_day


def is_said_on(one: Attributed) -> bool:
    said, published = one.statement.said_on, one.article.published_day
    return said is not None and (published is None or said <= published)


def no_record(query: Query, view: View) -> Draft:
    """That there is no record, with who did speak to it and what lies nearest."""
    query = replace(query, asks="statement" if query.about_speakers else "who_said")
    searched = view.snapshot.coverage(query.scope)
    held = view.snapshot.coverage(Scope())
    nothing = replace(find(query, view), said=(), facts=())
    if searched.articles or not held.articles:
        return compose_extractive(query, nothing, searched)
    draft = compose_extractive(query, nothing, held)
    asked = enumerated(
        [
            name
            for name, given in (("period", query.scope.period.bounded), ("publisher", query.scope.publisher))
            if given
        ]
    )
    return replace(draft, text=f"{draft.text.removesuffix('.')}, none of which is of the {asked or 'kind'} asked for.")


def suggestions(asked: str, desk: Desk) -> tuple[str, ...]:
    """Speakers of the index whose surname is spelled nearly as somebody's that it does not know."""
    words = [fold(word) for word in words_of(asked)]
    if not words or len(words[-1]) < 3:
        return ()
    last = words[-1]
    voices = desk.view.voices
    candidates = voices.surnames(first=last[0], shortest=max(2, len(last) - 3), longest=len(last) + 3)
    near = difflib.get_close_matches(last, candidates, n=MOST_SUGGESTED, cutoff=NEAR_IN_SPELLING)
    found = dict.fromkeys(calling.voice for surname in near for calling in voices.called(surname))
    return tuple(found)[:MOST_SUGGESTED]


def answer_of(question: str, draft: Draft, query: Query, desk: Desk, *, started: float) -> Answer:
    """The draft with its receipt."""
    receipt = Receipt(
        composer=EXTRACTIVE,
        coverage=desk.view.snapshot.coverage(query.scope),
        query=query,
        independent_outlets=desk.view.stories.independent_outlets({one.article.id for one in draft.citations}),
        vectors=desk.view.vectors_of,
        seconds=Seconds(total=time.perf_counter() - started),
    )
    return with_receipt(question, draft, receipt)
