"""Builds a timeline of a speaker, a topic or an event, with the changes of position that the words prove."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import join_names, one_line, people_asked_about
from assistant.overviews import topic_statements
from assistant.overviews.model_calls import write_lead
from assistant.overviews.propositions.parsing import read_claims
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.timeline.items import RepeatedStatement, ReportedEvent, find_reported_events, group_repeats
from assistant.overviews.types import DIFFERENCE_PHRASES, Change, Entry, Limit, Timeline
from assistant.pipeline import AnswerContext
from assistant.retrieval.context import statement_place
from assistant.types import Draft, Filters, Query
from index.errors import UsageError
from index.types import ArticleStatement

MAX_ENTRIES = 200
MAX_COMPARED = 400  # the newest statements of each speaker
MAX_EARLIER = 40  # the earlier statements that share the most words with a later one
_EARLIER = re.compile(r"\b(?:had|previously|earlier|once|last \w+|in the past)\b", re.IGNORECASE)


def build_timeline(
    context: AnswerContext, *, speaker: str | None, about: str | None, event: str | None, filters: Filters | None
) -> Timeline:
    """Return the timeline of a speaker, a topic or an event. Raises UsageError without them, or for topic and event."""
    started = time.perf_counter()
    filters = filters or Filters()
    query = _read_query(context, speaker or filters.speaker, about, event, filters)
    found = topic_statements.statements_on_topic(query, context.view, whole_articles=bool(event))
    groups = group_repeats(found.statements)
    events = find_reported_events(query, topic_statements.query_topic(query), context.view) if event else []
    question = _describe(query, event)
    if not groups and not events:
        draft = topic_statements.no_record_draft(query, context.view)
        answer = topic_statements.build_answer(question, draft, query, context, started=started)
        return Timeline(answer, suggestions=topic_statements.suggest_speakers(query, context))
    items: list[RepeatedStatement | ReportedEvent] = [*groups, *events]
    ordered = sorted(items, key=_sort_key)
    shown = ordered[-MAX_ENTRIES:]
    numbering = CitationNumbers()
    entries = tuple(_build_entry(one, numbering, found.title_only) for one in shown)
    statements = {at: one.fullest for at, one in enumerate(shown) if isinstance(one, RepeatedStatement)}
    changes = _find_changes(entries, statements)
    prompt = f"In at most three sentences, from the first day to the last: {question}?"
    lead = write_lead(context, query, prompt, list(statements.values()), numbering)
    text = "\n\n".join((*filter(None, [lead.text]), *map(_format_entry, entries), *_format_changes(changes)))
    pieces = tuple(dict.fromkeys(piece for entry in entries for piece in entry.pieces))
    draft = Draft("answered", text, pieces, numbering.citations)
    answer = lead.credit(topic_statements.build_answer(question, draft, query, context, started=started))
    total = len(ordered) + found.total - found.read
    hint = "narrow it with --since and --until, with --publisher, or with more words in the topic"
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
    return topic_statements.build_query(topic, speakers=[speaker] if speaker else [], context=context, filters=filters)


def _describe(query: Query, event: str | None) -> str:
    names = join_names(people_asked_about(query))
    about = f" about {query.topic}" if query.topic else ""
    return f"timeline of what {names or 'anybody'} said{about}" if names or not event else f"timeline of {query.topic}"


def _sort_key(one: RepeatedStatement | ReportedEvent) -> tuple[date, str, int]:
    """Return the key that sorts by day, with undated entries last."""
    if isinstance(one, ReportedEvent):
        return (one.article.published_day or date.max, one.article.id, one.span.start)
    return topic_statements.sort_key(one.first)


def _build_entry(
    one: RepeatedStatement | ReportedEvent, numbering: CitationNumbers, title_only: Collection[str]
) -> Entry:
    if isinstance(one, ReportedEvent):
        marker = numbering.cite(one.article, one.span, one.also_carried_by)
        citation = numbering.citations[marker - 1]
        line = f"{one_line(citation.quote)} [{marker}]"
        return Entry(one.article.published_day, "published", citation, citation, line=line)
    pieces = numbering.show(one.fullest)
    citation = numbering.citations[pieces[0].marker - 1]
    markers = dict.fromkeys(
        numbering.cite(item.article, statement_place(item.statement, item.article), item.also_carried_by)
        for item in one.occurrences
    )
    places = [numbering.citations[marker - 1] for marker in markers]
    undated = replace(one.fullest, statement=replace(one.fullest.statement, said_on=None, when=None))
    said_on, day = one.first.statement.said_on, topic_statements.statement_day(one.first)
    return Entry(
        day,
        "said" if said_on and said_on == day else "published",
        citation,
        first=places[0],
        pieces=pieces,
        also_in=tuple(place for place in places if place.marker != citation.marker),
        names_it=one.fullest.statement.id not in title_only,
        line=f"{introduce(undated, pieces)} [{citation.marker}]",
    )


def _format_entry(entry: Entry) -> str:
    """Return the entry with its day before it, and the other places behind it."""
    markers = "".join(f" [{citation.marker}]" for citation in entry.also_in)
    also = f" Also in{markers}." if markers else ""
    return f"{entry.day_label}{f' ({entry.kind})' if entry.day else ''}: {entry.line}{also}"


def _format_changes(changes: Iterable[Change]) -> list[str]:
    return [
        f"Changed: {one_line(change.later.speaker or '')} {DIFFERENCE_PHRASES[change.difference]}, "
        f"on {change.earlier.day_label} [{change.earlier.citation.marker}] and on "
        f"{change.later.day_label} [{change.later.citation.marker}]."
        for change in changes
    ]


def _find_changes(entries: Sequence[Entry], statements: Mapping[int, ArticleStatement]) -> tuple[Change, ...]:
    """Return the changes among the entries. `statements` maps an entry's position to its statement."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        item = statements.get(at)
        if entry.speaker and entry.day and item and not _is_dated_earlier(item):
            by_speaker[entry.speaker].append(at)
    return tuple(
        change for places in by_speaker.values() for change in _changes(entries, statements, places[-MAX_COMPARED:])
    )


def _changes(
    entries: Sequence[Entry], statements: Mapping[int, ArticleStatement], places: Sequence[int]
) -> Iterator[Change]:
    """Yield the changes of one speaker, whose entries are at `places`."""
    stems = {at: {stem for claim in read_claims(statements[at]) for stem in claim.stems} for at in places}
    for number, later in enumerate(places):
        earlier = [at for at in places[:number] if entries[at].day != entries[later].day and stems[at] & stems[later]]
        closest = sorted(earlier, key=lambda at: -len(stems[at] & stems[later]))[:MAX_EARLIER]
        for at in sorted(closest, reverse=True):
            relation = relate_statements(statements[at], statements[later])
            if relation is None:
                continue
            if relation.difference:
                yield Change(entries[at], entries[later], relation.difference)
            break


def _is_dated_earlier(item: ArticleStatement) -> bool:
    """Return whether the article dates the statement before itself without a day: "had told", "once said"."""
    cue = item.statement.cue
    if cue is None or item.statement.said_on is not None:
        return False
    return bool(_EARLIER.search(item.article.text[max(0, cue.start - 24) : cue.end]))
