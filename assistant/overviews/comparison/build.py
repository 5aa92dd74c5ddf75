"""Builds a comparison: under each position on a topic its speakers with their cited statements."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import join_names, one_line, people_asked_about
from assistant.overviews import topic_statements
from assistant.overviews.comparison.positions import (
    MAX_STATEMENTS,
    Conflict,
    Proposition,
    SpeakerPosition,
    find_position,
    find_proposition,
)
from assistant.overviews.model_calls import write_lead
from assistant.overviews.timeline.items import group_repeats
from assistant.overviews.topic_statements import TopicStatements
from assistant.overviews.types import Comparison, Contradiction, Limit, Position, Row
from assistant.pipeline import AnswerContext
from assistant.types import Draft, Filters, Query, ShownStatement
from index.errors import UsageError
from index.people.aliases import bare_name
from index.types import ArticleStatement

MAX_ROWS = 12
MAX_REQUESTED = 24
MAX_CONTRADICTIONS = 10
SIDES: tuple[Position, Position] = ("agrees", "disputes")
POSITION_ORDER: Mapping[Position, int] = {"agrees": 0, "disputes": 1, "other": 2, "silent": 3}
_SETTLED_HEADINGS: Mapping[Position, str] = {
    "agrees": "Says there is agreement",
    "disputes": "Says it is still open",
    "other": "Spoke about the topic, but not about whether there is agreement",
}
_CONTRADICTION_HEADINGS = {
    "polarity": "Contradictory statements",
    "number": "Different figures for the same thing",
    "day": "Different dates for the same thing",
    "settled": "Disagree on whether there is agreement",
}


def compare_speakers(
    context: AnswerContext, *, about: str, speakers: Sequence[str] = (), filters: Filters | None = None
) -> Comparison:
    """Return the speakers' positions on a topic. Raises UsageError without a topic or with too many speakers."""
    started = time.perf_counter()
    filters = filters or Filters()
    requested = [name for name in (*speakers, *([filters.speaker] if filters.speaker else [])) if name.strip()]
    query = _read_query(context, about, requested, filters)
    found = _find_statements(query, context)
    people = join_names(people_asked_about(query)) or "people"
    question = f"compare what {people} said about {query.topic}"
    suggestions = topic_statements.suggest_speakers(query, context)
    by_speaker = _by_speaker(found.statements, query)
    named = _named_speakers(context, requested, by_speaker)
    if not by_speaker:
        draft = topic_statements.no_record_draft(query, context.view)
        answer = topic_statements.build_answer(question, draft, query, context, started=started)
        return Comparison(answer, tuple(Row(name, "silent") for name in named), suggestions=suggestions)
    chosen = named or tuple(list(by_speaker)[:MAX_ROWS])
    proposition, conflicts = find_proposition(
        [item for name in chosen for item in by_speaker.get(name, ())],
        [term.stem for term in topic_statements.query_topic(query).terms],
        title_only=found.title_only,
    )
    numbering = CitationNumbers()
    positions = sorted(
        (find_position(name, by_speaker.get(name, ()), proposition) for name in chosen),
        key=lambda position: POSITION_ORDER[position.position],
    )
    grid = tuple(
        Row(one.speaker, one.position, _show(one.statements, numbering), one.names_topic(found.title_only))
        for one in positions
    )
    contradictions = _contradictions(conflicts, proposition, positions, numbering)
    anchor = numbering.show(proposition.statement) if proposition else ()
    text = _narrate(positions, proposition, contradictions, numbering, title_only=found.title_only)
    shown = [item for name in chosen for item in by_speaker.get(name, ())[:MAX_STATEMENTS]]
    lead = write_lead(context, query, f"In at most three sentences: {question}.", shown, numbering)
    pieces = tuple(dict.fromkeys(piece for row in grid for piece in row.statements))
    draft = Draft("answered", "\n\n".join(filter(None, [lead.text, text])), pieces, numbering.citations)
    answer = lead.credit(topic_statements.build_answer(question, draft, query, context, started=started))
    has_more = bool(set(by_speaker) - set(chosen))
    shown_count, total = (len(chosen), len(by_speaker)) if has_more else (found.read, found.total)
    hint = "name the speakers with --speakers, or narrow it with --since, --until or --publisher"
    limit = Limit(shown_count, total, hint) if has_more or shown_count < total else None
    return Comparison(answer, grid, anchor, contradictions, limit, lead=lead.text, suggestions=suggestions)


def _read_query(context: AnswerContext, about: str, speakers: Sequence[str], filters: Filters) -> Query:
    if not about.strip():
        raise UsageError(
            "a comparison needs a topic", hint="for example: onrecord compare --about 'security guarantees'"
        )
    if len(speakers) > MAX_REQUESTED:
        raise UsageError(f"{len(speakers)} speakers are too many to compare", hint=f"name at most {MAX_REQUESTED}")
    return topic_statements.build_query(about, speakers=speakers, context=context, filters=filters)


def _named_speakers(context: AnswerContext, requested: Sequence[str], by_speaker: Collection[str]) -> tuple[str, ...]:
    """Return the speakers with a row: of a shared name the ones quoted on the topic, else the most quoted one."""
    rows: dict[str, None] = {}
    for name in requested:
        matches = context.registry.resolve(name).names
        quoted = [match for match in matches if match in by_speaker]
        full_names = [match for match in matches if len(match.split()) > 1] or matches
        rows.update(dict.fromkeys(quoted or full_names[:1] or (name,)))
    return tuple(rows)


def _find_statements(query: Query, context: AnswerContext) -> TopicStatements:
    """Return the statements, searched by surname: no speaker displaces another, and namesakes stay together."""
    if not query.about_speakers:
        return topic_statements.statements_on_topic(query, context.view)
    by_surname: dict[tuple[str, ...], list[str]] = {}
    for name in query.speakers:
        by_surname.setdefault(bare_name(name)[-1:] or (name,), []).append(name)
    results = [
        topic_statements.statements_on_topic(replace(query, speakers=tuple(names), unknown_speakers=()), context.view)
        for names in by_surname.values()
    ]
    unique = {item.statement.id: item for result in results for item in result.statements}
    return TopicStatements(
        tuple(unique.values()),
        sum(result.read for result in results),
        sum(result.total for result in results),
        frozenset().union(*(result.title_only for result in results)),
    )


def _by_speaker(statements: Iterable[ArticleStatement], query: Query) -> dict[str, list[ArticleStatement]]:
    """Return the statements of each named speaker without repetitions, the most quoted speaker first."""
    by_speaker: dict[str, list[ArticleStatement]] = {}
    for item in sorted((group.fullest for group in group_repeats(statements)), key=topic_statements.sort_key):
        for speaker in item.statement.speakers:
            if speaker.kind != "unnamed" and (not query.speakers or speaker.name in query.speakers):
                others = tuple(one for one in item.statement.speakers if one is not speaker)
                joint = replace(item, statement=replace(item.statement, speaker=speaker, together_with=others))
                by_speaker.setdefault(speaker.name, []).append(joint)
    return dict(sorted(by_speaker.items(), key=lambda pair: -len(pair[1])))


def _show(items: Iterable[ArticleStatement], numbering: CitationNumbers) -> tuple[ShownStatement, ...]:
    return tuple(piece for item in items for piece in numbering.show(item))


def _contradictions(
    conflicts: Iterable[Conflict],
    proposition: Proposition | None,
    rows: Sequence[SpeakerPosition],
    numbering: CitationNumbers,
) -> tuple[Contradiction, ...]:
    """Return the contradictions between shown statements, without positions that their speakers have given up."""
    current = {item.statement.id for row in rows for item in (*row.current, *row.further)}
    found = [
        Contradiction(difference, numbering.show(one), numbering.show(other))
        for one, other, difference in conflicts
        if {one.statement.id, other.statement.id} <= current
    ]
    if proposition and proposition.kind == "settled":
        sides = [
            _show([item for row in rows if row.position == side for item in row.current], numbering) for side in SIDES
        ]
        if all(sides):
            found.append(Contradiction("settled", sides[0], sides[1]))
    return tuple(found[:MAX_CONTRADICTIONS])


def _narrate(
    rows: Sequence[SpeakerPosition],
    proposition: Proposition | None,
    contradictions: Iterable[Contradiction],
    numbering: CitationNumbers,
    *,
    title_only: Collection[str],
) -> str:
    """Return the paragraphs: each heading with its statements, then the silent speakers and the contradictions."""
    headings = _headings(proposition, numbering)
    named = {row.speaker for row in rows if row.names_topic(title_only)}
    further = [item for row in rows if row.speaker in named for item in row.further]
    sections: list[tuple[str, list[ArticleStatement]]] = [
        *((headings[side], [item for row in rows if row.position == side for item in row.current]) for side in SIDES),
        (
            "Took the opposite position before",
            [item for row in rows if row.position != "other" for item in row.earlier],
        ),
        ("Said both", [item for row in rows if row.position == "other" for item in row.earlier]),
        (headings["other"], [item for item in further if item.statement.commitment != "declined"]),
        ("Declined to say", [item for item in further if item.statement.commitment == "declined"]),
        (
            "In articles on the topic, without naming it",
            [item for row in rows if row.speaker not in named for item in row.further],
        ),
    ]
    paragraphs: list[str] = []
    for heading, items in sections:
        paragraphs += [f"{heading}:", *(_line(item, numbering) for item in items)] if items else []
    silent = [row.speaker for row in rows if row.position == "silent"]
    if silent:
        paragraphs.append(f"No statements in these articles by: {one_line(join_names(silent))}.")
    for found in contradictions:
        heading = _CONTRADICTION_HEADINGS[found.kind]
        paragraphs.append(f"{heading}: {_speakers(found.one)} against {_speakers(found.other)}.")
    return "\n\n".join(paragraphs)


def _headings(proposition: Proposition | None, numbering: CitationNumbers) -> Mapping[Position, str]:
    if proposition is None:
        return {"agrees": "", "disputes": "", "other": "Spoke about the topic"}
    if proposition.kind == "settled":
        return _SETTLED_HEADINGS
    marker = numbering.show(proposition.statement)[0].marker
    return {
        "agrees": f"Agrees with [{marker}]",
        "disputes": f"Disputes [{marker}]",
        "other": "Spoke about the topic, but not about this point",
    }


def _line(item: ArticleStatement, numbering: CitationNumbers) -> str:
    pieces = numbering.show(item)
    return f"{introduce(item, pieces)} [{pieces[0].marker}]"


def _speakers(side: Sequence[ShownStatement]) -> str:
    names = list(dict.fromkeys(shown.speaker or "" for shown in side))
    markers = dict.fromkeys(shown.marker for shown in side)
    return one_line(join_names(names)) + "".join(f" [{marker}]" for marker in markers)
