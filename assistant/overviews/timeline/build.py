"""Draws a timeline: what was said on a topic, or on an event, in the order of its days."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import join_names, one_line, people_asked_about
from assistant.overviews.lead import write_lead
from assistant.overviews.timeline.position_changes import find_changes
from assistant.overviews.timeline.repeated_statements import Occurrences, occurrences
from assistant.overviews.timeline.reported_events import Reported, reported_on
from assistant.overviews.timeline.types import Change, DateBasis, Entry, Limit, Timeline
from assistant.overviews.topic_statements import (
    answer_of,
    asked_about,
    day_of,
    is_said_on_day,
    no_record,
    statements_on_topic,
    suggestions,
    topic_of,
)
from assistant.pipeline import AnswerContext
from assistant.retrieval.context import statement_place
from assistant.types import Draft, Filters, Query
from index.errors import UsageError
from index.types import ArticleStatement

MOST_ENTRIES = 200
_NARROW = "narrow it with --since and --until, --publisher, or a topic of more words"


def build_timeline(
    context: AnswerContext, *, speaker: str | None, about: str | None, event: str | None, filters: Filters | None
) -> Timeline:
    """What a speaker said on a topic, or what was said and reported of an event. Raises UsageError without either."""
    started = time.perf_counter()
    filters = filters or Filters()
    speaker = speaker or filters.speaker
    query = _query(context, speaker, about, event, filters)
    spoken = statements_on_topic(query, context.view, whole_articles=bool(event))
    groups = occurrences(spoken.said)
    reported = reported_on(query, topic_of(query), context.view) if event else []
    question = _question(query, event)
    if not groups and not reported:
        draft = no_record(query, context.view)
        names = tuple(name for asked in query.unknown_speakers for name in suggestions(asked, context))
        return Timeline(answer_of(question, draft, query, context, started=started), suggestions=names)
    found: list[Occurrences | Reported] = [*groups, *reported]
    ordered = sorted(found, key=_when)
    shown = ordered[-MOST_ENTRIES:]
    numbering = CitationNumbers()
    entries = tuple(_entry(one, numbering, spoken.beside) for one in shown)
    said = {at: one.shown for at, one in enumerate(shown) if isinstance(one, Occurrences)}
    changes = find_changes(entries, said)
    lead = write_lead(context, query, _to_tell(question), list(said.values()), numbering)
    text = "\n\n".join((*filter(None, [lead.text]), *map(_line, entries), *_told_changes(changes)))
    pieces = tuple(dict.fromkeys(piece for entry in entries for piece in entry.pieces))
    draft = Draft("answered", text, pieces, numbering.citations)
    answer = lead.over(answer_of(question, draft, query, context, started=started))
    of = len(ordered) + spoken.of - spoken.read
    limit = Limit(len(shown), of, _NARROW) if of > len(shown) else None
    return Timeline(answer, entries, changes, limit, lead=lead.text)


def _query(
    context: AnswerContext, speaker: str | None, about: str | None, event: str | None, filters: Filters
) -> Query:
    if event and about:
        raise UsageError("--about and --event are two timelines", hint="give one of them")
    topic = event or about
    if not (topic and topic.strip()) and not (speaker and speaker.strip()):
        raise UsageError(
            "a timeline needs a speaker, a topic or an event",
            hint="for example: onrecord timeline --speaker Rubio --about 'security guarantees'",
        )
    query = asked_about(
        topic, asks="statement", speakers=[speaker] if speaker else [], context=context, filters=filters
    )
    if topic and not topic_of(query):
        raise UsageError(f"this says nothing to look for: {topic!r}", hint="name the topic by its nouns")
    return query


def _question(query: Query, event: str | None) -> str:
    names = join_names(people_asked_about(query))
    if event and not names:
        return f"timeline of {query.topic}"
    about = f" about {query.topic}" if query.topic else ""
    return f"timeline of what {names or 'anybody'} said{about}"


def _to_tell(question: str) -> str:
    """What a model is asked: the lay-out has the days, it tells what they come to."""
    return f"In three sentences at the most, from the first day to the last: {question}?"


def _when(one: Occurrences | Reported) -> tuple[date, str, int]:
    """Undated last."""
    if isinstance(one, Reported):
        return (one.article.published_day or date.max, one.article.id, one.span.start)
    first = one.first
    return (day_of(first) or date.max, first.article.id, first.statement.content.start)


def _entry(one: Occurrences | Reported, numbering: CitationNumbers, beside: Collection[str]) -> Entry:
    if isinstance(one, Reported):
        marker = numbering.cite(one.article, one.span, one.also_carried_by)
        citation = numbering.citations[marker - 1]
        day = one.article.published_day
        words = one_line(citation.quote)
        return Entry(day, "published", citation, citation, told=f"{words} [{marker}]")
    pieces = numbering.show(one.shown)
    citation = numbering.citations[pieces[0].marker - 1]
    places = [_cite(each, numbering) for each in one.all]
    first = numbering.citations[places[0] - 1]
    others = tuple(numbering.citations[marker - 1] for marker in dict.fromkeys(places) if marker != citation.marker)
    names_it = one.shown.statement.id not in beside
    told = f"{introduce(_without_day(one.shown), pieces)} [{citation.marker}]"
    return Entry(day_of(one.first), _basis(one.first), citation, first, pieces, others, names_it, told)


def _basis(one: ArticleStatement) -> DateBasis:
    return "said" if is_said_on_day(one) else "published"


def _cite(one: ArticleStatement, numbering: CitationNumbers) -> int:
    return numbering.cite(one.article, statement_place(one.statement, one.article), one.also_carried_by)


def _without_day(one: ArticleStatement) -> ArticleStatement:
    """The day stands before the entry already."""
    return replace(one, statement=replace(one.statement, said_on=None, when=None))


def _line(entry: Entry) -> str:
    """One entry of the answer's text: on which day, and where else it stands."""
    how = entry.basis if entry.pieces else "reported"
    also = "".join(f" [{other.marker}]" for other in entry.also_in)
    return f"{_told(entry.day)}{f' ({how})' if entry.day else ''}: {entry.told}{f' Also in{also}.' if also else ''}"


def _told(day: date | None) -> str:
    return f"{day:%b} {day.day}, {day.year}" if day else "No date"


_DIFFERENCE = {
    "polarity": "said one thing and then the opposite",
    "force": "was more or less definite the second time",
    "number": "gave two figures",
    "day": "gave two days",
}


def _told_changes(changes: Iterable[Change]) -> list[str]:
    return [
        f"Changed: {one_line(change.later.speaker or '')} {_DIFFERENCE[change.difference]}, "
        f"on {_told(change.earlier.day)} [{change.earlier.citation.marker}] and on {_told(change.later.day)} "
        f"[{change.later.citation.marker}]."
        for change in changes
    ]
