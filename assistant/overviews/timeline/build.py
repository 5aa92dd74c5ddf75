"""Builds a timeline of a speaker, a topic or an event."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import format_day, introduce, one_line
from assistant.answers.names import join_names, people_asked_about
from assistant.overviews.model_calls import write_lead
from assistant.overviews.timeline.position_changes import find_changes
from assistant.overviews.timeline.repeated_statements import RepeatedStatement, group_repeats
from assistant.overviews.timeline.reported_events import ReportedEvent, find_reported_events
from assistant.overviews.topic_statements import (
    build_answer,
    build_query,
    has_stated_day,
    no_record_draft,
    query_topic,
    sort_key,
    statement_day,
    statements_on_topic,
    suggest_speakers,
)
from assistant.overviews.types import DIFFERENCE_PHRASES, Change, Entry, Limit, Timeline
from assistant.pipeline import AnswerContext
from assistant.retrieval.context import statement_place
from assistant.types.filters import Filters
from assistant.types.types import Draft, Query
from index.errors import UsageError

MAX_ENTRIES = 200


def build_timeline(
    context: AnswerContext, *, speaker: str | None, about: str | None, event: str | None, filters: Filters | None
) -> Timeline:
    """Return the timeline of a speaker, of statements about a topic, or of an event with the articles' own reports.

    Raises UsageError without a speaker, topic or event, or with both a topic and an event.
    """
    started = time.perf_counter()
    filters = filters or Filters()
    query = _read_query(context, speaker or filters.speaker, about, event, filters)
    found = statements_on_topic(query, context.view, whole_articles=bool(event))
    groups = group_repeats(found.statements)
    events = find_reported_events(query, query_topic(query), context.view) if event else []
    question = _describe(query, event)
    if not groups and not events:
        answer = build_answer(question, no_record_draft(query, context.view), query, context, started=started)
        return Timeline(answer, suggestions=suggest_speakers(query, context))
    found_entries: list[RepeatedStatement | ReportedEvent] = [*groups, *events]
    ordered = sorted(found_entries, key=_sort_key)
    shown = ordered[-MAX_ENTRIES:]
    numbering = CitationNumbers()
    entries = tuple(_build_entry(one, numbering, found.title_only) for one in shown)
    statements = {at: one.fullest for at, one in enumerate(shown) if isinstance(one, RepeatedStatement)}
    changes = find_changes(entries, statements)
    prompt = f"In three sentences at the most, from the first day to the last: {question}?"
    lead = write_lead(context, query, prompt, list(statements.values()), numbering)
    text = "\n\n".join((*filter(None, [lead.text]), *map(_format_entry, entries), *_format_changes(changes)))
    pieces = tuple(dict.fromkeys(piece for entry in entries for piece in entry.pieces))
    draft = Draft("answered", text, pieces, numbering.citations)
    answer = lead.credit(build_answer(question, draft, query, context, started=started))
    total = len(ordered) + found.total - found.read
    hint = "narrow it with --since and --until, --publisher, or a topic of more words"
    limit = Limit(len(shown), total, hint) if total > len(shown) else None
    return Timeline(answer, entries, changes, limit, lead=lead.text)


def _read_query(
    context: AnswerContext, speaker: str | None, about: str | None, event: str | None, filters: Filters
) -> Query:
    if event and about:
        raise UsageError("--about and --event cannot be combined", hint="use one of them")
    topic = event or about
    if not (topic and topic.strip()) and not (speaker and speaker.strip()):
        raise UsageError(
            "a timeline needs a speaker, a topic or an event",
            hint="for example: onrecord timeline --speaker Rubio --about 'security guarantees'",
        )
    return build_query(topic, speakers=[speaker] if speaker else [], context=context, filters=filters)


def _describe(query: Query, event: str | None) -> str:
    names = join_names(people_asked_about(query))
    if event and not names:
        return f"timeline of {query.topic}"
    about = f" about {query.topic}" if query.topic else ""
    return f"timeline of what {names or 'anybody'} said{about}"


def _sort_key(one: RepeatedStatement | ReportedEvent) -> tuple[date, str, int]:
    """Return the key that sorts by day, with undated entries last."""
    if isinstance(one, ReportedEvent):
        return (one.article.published_day or date.max, one.article.id, one.span.start)
    return sort_key(one.first)


def _build_entry(
    one: RepeatedStatement | ReportedEvent, numbering: CitationNumbers, title_only: Collection[str]
) -> Entry:
    if isinstance(one, ReportedEvent):
        marker = numbering.cite(one.article, one.span, one.also_carried_by)
        citation = numbering.citations[marker - 1]
        line = f"{one_line(citation.quote)} [{marker}]"
        return Entry(one.article.published_day, "published", citation, citation, told=line)
    pieces = numbering.show(one.fullest)
    citation = numbering.citations[pieces[0].marker - 1]
    markers = [
        numbering.cite(item.article, statement_place(item.statement, item.article), item.also_carried_by)
        for item in one.occurrences
    ]
    undated = replace(one.fullest, statement=replace(one.fullest.statement, said_on=None, when=None))
    return Entry(
        statement_day(one.first),
        "said" if has_stated_day(one.first) else "published",
        citation,
        first=numbering.citations[markers[0] - 1],
        pieces=pieces,
        also_in=tuple(
            numbering.citations[marker - 1] for marker in dict.fromkeys(markers) if marker != citation.marker
        ),
        names_it=one.fullest.statement.id not in title_only,
        told=f"{introduce(undated, pieces)} [{citation.marker}]",
    )


def _format_entry(entry: Entry) -> str:
    """Return the entry with its day before it, and the other places behind it."""
    markers = "".join(f" [{citation.marker}]" for citation in entry.also_in)
    also = f" Also in{markers}." if markers else ""
    return f"{_format_day(entry.day)}{f' ({entry.kind})' if entry.day else ''}: {entry.told}{also}"


def _format_day(day: date | None) -> str:
    return format_day(day) if day else "No date"


def _format_changes(changes: Iterable[Change]) -> list[str]:
    return [
        f"Changed: {one_line(change.later.speaker or '')} {DIFFERENCE_PHRASES[change.difference]}, "
        f"on {_format_day(change.earlier.day)} [{change.earlier.citation.marker}] and on "
        f"{_format_day(change.later.day)} [{change.later.citation.marker}]."
        for change in changes
    ]
