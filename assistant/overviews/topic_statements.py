"""All statements on a topic, for timelines and comparisons.

An answer shows the few best statements (`assistant.retrieval.statements`), an overview all of them up to a limit.
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
from assistant.answers.nearest import with_nearest
from assistant.answers.phrases import join_names
from assistant.pipeline import AnswerContext, assemble_answer
from assistant.retrieval.attribution import certain_statements
from assistant.retrieval.candidates import filter_candidates, order_by_overlap
from assistant.retrieval.evidence import find_evidence, search_passages
from assistant.retrieval.paraphrases import find_paraphrases
from assistant.retrieval.statements import filter_by_topic
from assistant.types import (
    EXTRACTIVE,
    LONE_SURROGATE,
    Answer,
    Draft,
    Filters,
    Query,
    Receipt,
    RetrievedEvidence,
    StageSeconds,
)
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.errors import UsageError
from index.search.view import View
from index.storage.catalog.types import StatementContext
from index.types import ArticleStatement, Scope, Speaker

MAX_STATEMENTS = 1_000  # those whose sentences share the most words with the topic
MAX_PASSAGES = 20
MAX_INPUT_CHARACTERS = 400
MAX_TITLED = 200  # statements in articles whose title names the topic
MAX_RELATED_ARTICLES = 60
MIN_RELATED_COVERAGE = 0.5
MIN_SPELLING_RATIO = 0.7
MAX_SUGGESTIONS = 3
_REFUSAL = re.compile(r"\b(?:declin|refus|would not|wouldn|rul)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TopicStatements:
    """The statements on a topic, and how many of the possible ones were read."""

    statements: tuple[ArticleStatement, ...] = ()
    read: int = 0
    total: int = 0
    title_only: frozenset[str] = frozenset()
    """Ids of the statements that do not name the topic themselves; only the title of their article does."""


def build_query(topic: str | None, *, speakers: Sequence[str], context: AnswerContext, filters: Filters) -> Query:
    """Return the query for statements on a topic. Raises UsageError for an unusable name or topic."""
    plain = " ".join((topic or "").split())
    if _is_unreadable(plain):
        raise UsageError(
            f"the topic is too long or not valid text: {plain[:40]!r}",
            hint="name the topic in a few words, for example: --about 'security guarantees'",
        )
    for name in speakers:
        if _is_unreadable(name):
            raise UsageError(
                f"not the name of a speaker: {name[:40]!r}",
                hint="name a speaker as articles do, for example: Marco Rubio",
            )
    resolved = [context.registry.resolve(name) for name in speakers]
    names = tuple(dict.fromkeys(name for match in resolved for name in match.names))
    unknown = tuple(match.asked for match in resolved if not match.names)
    query = Query(plain, "statement", names, unknown, plain, read_topic(plain).phrases, filters.scope, filters.as_of)
    if topic and not query_topic(query):
        raise UsageError(f"no words to search for in {topic!r}", hint="use nouns, for example: security guarantees")
    return query


def _is_unreadable(text: str) -> bool:
    return len(text) > MAX_INPUT_CHARACTERS or LONE_SURROGATE.search(text) is not None


def query_topic(query: Query) -> Topic:
    """Return the topic without the names of the query's speakers."""
    names = [word for name in query.speakers for word in split_words(name)]
    return read_topic(query.topic, but=names) or read_topic(query.topic, but=names, speech=True)


def statements_on_topic(query: Query, view: View, *, whole_articles: bool = False) -> TopicStatements:
    """Return the statements on the topic; with `whole_articles`, all of articles whose title names the topic."""
    topic = query_topic(query)
    if query.unknown_speakers and not query.speakers:
        return TopicStatements()
    if query.speakers:
        contexts = view.settings(speakers=query.speakers, scope=query.scope)
    elif topic:
        hits = search_passages(query, view, k=MAX_PASSAGES)
        nearby = view.settings(article_ids={hit.article.id for hit in hits})
        matching = view.contexts_about(query.topic, scope=query.scope)
        contexts = list({context.row: context for context in (*matching, *nearby)}.values())
    else:
        return TopicStatements()
    candidates = filter_candidates(topic, contexts)
    best = order_by_overlap(topic, candidates)[:MAX_STATEMENTS]
    found = filter_by_topic(query, topic, _read_statements(query, best, view), view)
    found += _related_statements(query, topic, found, view)
    titled = _statements_under_title(query, topic, contexts, found, view, all_speakers=whole_articles)
    if not found and not titled and query.speakers:
        hits = search_passages(query, view, k=MAX_PASSAGES)
        found = list(find_paraphrases(query, topic, contexts, RetrievedEvidence(hits=hits), view))
    title_only = frozenset(item.statement.id for item in titled)
    return TopicStatements(tuple(view.stories.once((*found, *titled))), len(best), len(candidates), title_only)


def _read_statements(query: Query, contexts: Sequence[StatementContext], view: View) -> list[ArticleStatement]:
    """Return the statements with certain speakers, without reports that somebody could not be reached."""
    if not contexts:
        return []
    read = view.statements(speakers=query.speakers or None, rows=[context.row for context in contexts])
    return [item for item in certain_statements(query, read) if not _is_no_reply(item)]


def _related_statements(
    query: Query, topic: Topic, found: Sequence[ArticleStatement], view: View
) -> list[ArticleStatement]:
    """Return statements that continue the topic without its words, from the newest articles with a statement on it.

    They are by the same speaker in the same paragraph, or name half of a topic that the article names in full
    ("security agreements" for "security guarantees").
    """
    if not topic:
        return []
    newest = sorted({(statement_day(item) or date.min, item.article.id) for item in found}, reverse=True)
    ids = {article_id for _, article_id in newest[:MAX_RELATED_ARTICLES]}
    paragraphs = {_paragraph(item) for item in found}
    read = view.statements(article_ids=ids) if ids else ()
    # Cached by article: checking the whole text again for each statement took minutes.
    names_topic = cache(lambda text: len(topic.terms) > 1 and topic.matches_in_order(text))
    return [
        item
        for item in _without_refusals(certain_statements(query, read), found)
        if (not query.speakers or any(speaker.name in query.speakers for speaker in item.statement.speakers))
        and (_paragraph(item) in paragraphs or (_names_half(item, topic) and names_topic(item.article.text)))
    ]


def _without_refusals(items: Sequence[ArticleStatement], found: Sequence[ArticleStatement]) -> list[ArticleStatement]:
    """Return the items that are not found yet and are no refusals to comment."""
    ids = {item.statement.id for item in found}
    return [item for item in items if item.statement.id not in ids and item.statement.commitment != "declined"]


def _names_half(item: ArticleStatement, topic: Topic) -> bool:
    words = " ".join(piece.of(item.article.text) for piece in item.statement.pieces)
    return topic.coverage(topic_stems(words)) >= MIN_RELATED_COVERAGE


def _paragraph(item: ArticleStatement) -> tuple[str, Speaker | None, int]:
    """Return the article, the speaker and the start of the paragraph."""
    start = item.article.text.rfind("\n", 0, item.statement.content.start) + 1
    return item.article.id, item.statement.speaker, start


def _is_no_reply(item: ArticleStatement) -> bool:
    """Return whether the person never spoke at all: "did not reply", "could not be reached"."""
    cue = item.statement.cue.of(item.article.text) if item.statement.cue else ""
    return item.statement.commitment == "declined" and not _REFUSAL.search(cue)


def _statements_under_title(
    query: Query,
    topic: Topic,
    contexts: Sequence[StatementContext],
    found: Sequence[ArticleStatement],
    view: View,
    *,
    all_speakers: bool,
) -> list[ArticleStatement]:
    """Return statements from the newest articles whose title names the topic, by speakers without other statements."""
    if not topic:
        return []
    titled = [
        context
        for context in contexts
        if topic.contains_phrases(context.title) and topic.coverage(topic_stems(context.title)) == 1.0
    ]
    newest = sorted(titled, key=lambda context: context.day, reverse=True)[:MAX_TITLED]
    quoted = {speaker for item in found for speaker in item.statement.speakers}
    return [
        item
        for item in _without_refusals(_read_statements(query, newest, view), found)
        if all_speakers or not quoted.intersection(item.statement.speakers)
    ]


def statement_day(item: ArticleStatement) -> date | None:
    """Return the stated day of the statement unless it is after the publication, else the day of publication."""
    said, published = item.statement.said_on, item.article.published_day
    return published if said is None or (published is not None and published < said) else said


def sort_key(item: ArticleStatement) -> tuple[date, str, int]:
    """Return the key that sorts statements by day (undated ones last), article and position."""
    return (statement_day(item) or date.max, item.article.id, item.statement.content.start)


def no_record_draft(query: Query, view: View) -> Draft:
    """Return the answer that there is no record, with other speakers, related statements and the nearest passages."""
    query = replace(query, asks="statement" if query.about_speakers else "who_said")
    searched, indexed = view.snapshot.coverage(query.scope), view.snapshot.coverage(Scope())
    evidence = replace(find_evidence(query, view), said=(), facts=())
    if searched.articles or not indexed.articles:
        return with_nearest(compose_extractive(query, evidence, searched), evidence.hits, query=query)
    draft = compose_extractive(query, evidence, indexed)
    filters = {"period": query.scope.period.bounded, "publisher": query.scope.publisher}
    names = join_names([name for name, used in filters.items() if used])
    return replace(draft, text=f"{draft.text.removesuffix('.')}, none of which match the {names or 'article'} filter.")


def suggest_speakers(query: Query, context: AnswerContext) -> tuple[str, ...]:
    """Return speakers of the index whose surnames are spelled like those of the query's unknown speakers."""
    voices, found = context.view.voices, []
    for unknown in query.unknown_speakers:
        surname = fold((split_words(unknown) or [""])[-1])
        if len(surname) >= 3:
            known = voices.surnames(first=surname[0], shortest=max(2, len(surname) - 3), longest=len(surname) + 3)
            similar = difflib.get_close_matches(surname, known, n=MAX_SUGGESTIONS, cutoff=MIN_SPELLING_RATIO)
            names = dict.fromkeys(alias.voice for match in similar for alias in voices.find_people(match))
            found += list(names)[:MAX_SUGGESTIONS]
    return tuple(found)


def build_answer(question: str, draft: Draft, query: Query, context: AnswerContext, *, started: float) -> Answer:
    """Return the draft as an answer with its receipt."""
    receipt = Receipt(
        composer=EXTRACTIVE,
        coverage=context.view.snapshot.coverage(query.scope),
        query=query,
        independent_outlets=context.view.stories.count_independent_outlets({one.article.id for one in draft.citations}),
        vectors=context.view.used_embedders,
        seconds=StageSeconds(total=time.perf_counter() - started),
    )
    return assemble_answer(question, draft, receipt)
