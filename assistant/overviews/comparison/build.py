"""Lays speakers out by their position on a topic."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.answers.citations import CitationNumbers
from assistant.answers.phrases import join_names, people_asked_about
from assistant.overviews.comparison.narration import ORDER, NarratedComparison, narrate
from assistant.overviews.comparison.positions import Judged, Stand, judge
from assistant.overviews.comparison.types import Comparison, Contradiction, Position, Row
from assistant.overviews.lead import write_lead
from assistant.overviews.timeline.repeated_statements import occurrences
from assistant.overviews.timeline.types import Limit
from assistant.overviews.topic_statements import (
    TopicStatements,
    answer_of,
    asked_about,
    day_of,
    no_record,
    statements_on_topic,
    suggestions,
    topic_of,
)
from assistant.pipeline import AnswerContext
from assistant.types import Draft, Filters, Query
from index.errors import UsageError
from index.people.aliases import bare_name
from index.types import ArticleStatement

MOST_SPEAKERS = 12
MOST_EACH = 3
MOST_ASKED = 24
MOST_CONTRADICTIONS = 10


def compare_speakers(
    context: AnswerContext, *, about: str, speakers: Sequence[str] = (), filters: Filters | None = None
) -> Comparison:
    """Where the speakers, or whoever spoke to it, stand on a topic. Raises UsageError without a topic."""
    started = time.perf_counter()
    filters = filters or Filters()
    wanted = [name for name in (*speakers, *([filters.speaker] if filters.speaker else [])) if name.strip()]
    query = _query(context, about, wanted, filters)
    spoken = _spoken(query, context)
    people = join_names(people_asked_about(query)) or "people"
    question = f"compare what {people} said about {query.topic}"
    names = tuple(name for asked in query.unknown_speakers for name in suggestions(asked, context))
    own = _by_speaker(spoken.said, query)
    asked = _asked(context, wanted, own)
    if not own:
        grid = tuple(Row(name, "silent") for name in asked)
        answer = answer_of(question, no_record(query, context.view), query, context, started=started)
        return Comparison(answer, grid, suggestions=names)
    chosen = asked or tuple(list(own)[:MOST_SPEAKERS])
    topic = topic_of(query)
    judged = judge(
        [one for name in chosen for one in own.get(name, ())], [term.stem for term in topic.terms], beside=spoken.beside
    )
    numbering = CitationNumbers()
    laid = sorted(
        (_laid(name, own.get(name, ()), judged.stand) for name in chosen), key=lambda one: ORDER[one.position]
    )
    grid = tuple(_row(one, numbering, spoken.beside) for one in laid)
    contradictions = _contradictions(judged, laid, numbering)
    proposition = numbering.show(judged.stand.anchor) if judged.stand else ()
    told = narrate(laid, judged.stand, contradictions, numbering, beside=spoken.beside)
    shown = [one for name in chosen for one in own.get(name, ())[:MOST_EACH]]
    lead = write_lead(context, query, f"In three sentences at the most: {question}.", shown, numbering)
    pieces = tuple(dict.fromkeys(piece for row in grid for piece in row.statements))
    draft = Draft("answered", "\n\n".join(filter(None, [lead.text, told])), pieces, numbering.citations)
    answer = lead.over(answer_of(question, draft, query, context, started=started))
    return Comparison(
        answer, grid, proposition, contradictions, _limit(own, chosen, spoken), lead=lead.text, suggestions=names
    )


def _query(context: AnswerContext, about: str, speakers: Sequence[str], filters: Filters) -> Query:
    if not about.strip():
        raise UsageError(
            "a comparison needs a topic", hint="for example: onrecord compare --about 'security guarantees'"
        )
    if len(speakers) > MOST_ASKED:
        raise UsageError(f"{len(speakers)} speakers are too many to compare", hint=f"name at most {MOST_ASKED}")
    query = asked_about(about, asks="statement", speakers=speakers, context=context, filters=filters)
    if not topic_of(query):
        raise UsageError(f"this says nothing to look for: {about!r}", hint="name the topic by its nouns")
    return query


def _asked(context: AnswerContext, wanted: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    """Who has a row: of several who bear a name that was asked for, those who spoke to it; where none did, the one who
    speaks most, and for somebody nobody knows the name itself."""
    rows: dict[str, None] = {}
    for name in wanted:
        bearers = context.registry.resolve(name).names
        spoke = [bearer for bearer in bearers if bearer in own]
        full = [bearer for bearer in bearers if len(bearer.split()) > 1] or bearers
        rows.update(dict.fromkeys(spoke or full[:1] or (name,)))
    return tuple(rows)


def _spoken(query: Query, context: AnswerContext) -> TopicStatements:
    """Of each speaker who was asked for by itself: what one of many said does not push out what another did. Those of
    one surname together: which of them is meant by it alone is told by who else is asked for (`index.people.namesakes`)."""
    if not query.about_speakers:
        return statements_on_topic(query, context.view)
    families: dict[tuple[str, ...], list[str]] = {}
    for name in query.speakers:
        families.setdefault(bare_name(name)[-1:] or (name,), []).append(name)
    each = [
        statements_on_topic(replace(query, speakers=tuple(names), unknown_speakers=()), context.view)
        for names in families.values()
    ]
    unique = {one.statement.id: one for spoken in each for one in spoken.said}
    beside = frozenset().union(*(one.beside for one in each))
    return TopicStatements(tuple(unique.values()), sum(one.read for one in each), sum(one.of for one in each), beside)


def _by_speaker(said: Iterable[ArticleStatement], query: Query) -> dict[str, list[ArticleStatement]]:
    """What each of those who are asked for, or everybody with a name, said: once each, who said most first."""
    own: dict[str, list[ArticleStatement]] = {}
    for group in sorted(occurrences(said), key=lambda group: _order(group.shown)):
        for speaker in group.shown.statement.speakers:
            if speaker.kind != "unnamed" and (not query.speakers or speaker.name in query.speakers):
                own.setdefault(speaker.name, []).append(_under(speaker.name, group.shown))
    return dict(sorted(own.items(), key=lambda item: -len(item[1])))


def _order(one: ArticleStatement) -> tuple[str, str, int]:
    day = day_of(one)
    return (day.isoformat() if day else "9", one.article.id, one.statement.content.start)


def _under(name: str, one: ArticleStatement) -> ArticleStatement:
    """A statement that several made together, under the name of one of them."""
    ordered = sorted(one.statement.speakers, key=lambda speaker: speaker.name != name)
    statement = replace(one.statement, speaker=ordered[0], together_with=tuple(ordered[1:]))
    return replace(one, statement=statement)


def _laid(name: str, own: Sequence[ArticleStatement], stand: Stand | None) -> NarratedComparison:
    """A speaker's position, by what they said last to the proposition, and their statements: what tells it first."""
    if not own:
        return NarratedComparison(name, "silent")
    sides = stand.sides if stand else {}
    to_it = sorted((one for one in own if one.statement.id in sides), key=_order, reverse=True)
    position: Position = "other"
    if to_it:
        last = {sides[one.statement.id] for one in to_it if day_of(one) == day_of(to_it[0])}
        position = last.pop() if len(last) == 1 else "other"
    telling = [one for one in to_it if sides[one.statement.id] == position]
    before = [one for one in to_it if one not in telling]
    besides = [one for one in reversed(own) if one not in to_it]
    left = max(0, MOST_EACH - len(telling[:MOST_EACH]) - len(before[:1]))
    return NarratedComparison(name, position, tuple(telling[:MOST_EACH]), tuple(before[:1]), tuple(besides[:left]))


def _row(laid: NarratedComparison, numbering: CitationNumbers, beside: Collection[str]) -> Row:
    names_it = not laid.all or any(one.statement.id not in beside for one in laid.all)
    return Row(laid.speaker, laid.position, tuple(piece for one in laid.all for piece in numbering.show(one)), names_it)


def _contradictions(
    judged: Judged, rows: Sequence[NarratedComparison], numbering: CitationNumbers
) -> tuple[Contradiction, ...]:
    """What clashes among what is shown; not with what somebody has taken back since."""
    current = {one.statement.id for laid in rows for one in (*laid.telling, *laid.besides)}
    found = [
        Contradiction(one.difference, numbering.show(one.one), numbering.show(one.other))
        for one in judged.clashes
        if {one.one.statement.id, one.other.statement.id} <= current
    ]
    if judged.stand and judged.stand.kind == "settled":
        sides = [
            tuple(
                piece for laid in rows if laid.position == side for one in laid.telling for piece in numbering.show(one)
            )
            for side in ("agrees", "disputes")
        ]
        if all(sides):
            found.append(Contradiction("settled", sides[0], sides[1]))
    return tuple(found[:MOST_CONTRADICTIONS])


def _limit(own: Mapping[str, object], chosen: Sequence[str], spoken: TopicStatements) -> Limit | None:
    hint = "name the speakers with --speakers, or narrow it with --since, --until or --publisher"
    if len(set(own) - set(chosen)) > 0:
        return Limit(len(chosen), len(own), hint)
    return Limit(spoken.read, spoken.of, hint) if spoken.limited else None
