"""Lays speakers out by their position on a topic."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.citing import Citing
from assistant.compare.positions import Clash, Judged, judge
from assistant.compare.types import Comparison, Contradiction, Position, Row
from assistant.compose.extractive import introduce, one_line
from assistant.filters import Filters
from assistant.naming import enumerated
from assistant.qa import Desk
from assistant.spoken import Spoken, answer_of, asked_about, day_of, no_record, spoken_on, suggestions, topic_of
from assistant.timeline.occurrences import occurrences
from assistant.timeline.types import Limit
from assistant.types import Citation, Draft, Query, ShownStatement
from index.errors import UsageError
from index.types import Attributed

MOST_SPEAKERS = 12
MOST_EACH = 3
MOST_ASKED = 24
MOST_CONTRADICTIONS = 10
_ORDER: Mapping[Position, int] = {"agrees": 0, "disputes": 1, "other": 2, "silent": 3}


def compare_speakers(
    desk: Desk, *, about: str, speakers: Sequence[str] = (), filters: Filters | None = None
) -> Comparison:
    """Where the speakers, or whoever spoke to it, stand on a topic. Raises UsageError without a topic."""
    started = time.perf_counter()
    filters = filters or Filters()
    wanted = [name for name in (*speakers, *([filters.speaker] if filters.speaker else [])) if name.strip()]
    query = _query(desk, about, wanted, filters)
    spoken = _spoken(query, desk)
    question = (
        f"compare what {enumerated((*query.speakers, *query.unknown_speakers)) or 'people'} said about {query.topic}"
    )
    names = tuple(name for asked in query.unknown_speakers for name in suggestions(asked, desk))
    own = _by_speaker(spoken.said, query)
    asked = tuple(dict.fromkeys((*query.speakers, *query.unknown_speakers)))
    if not own:
        grid = tuple(Row(name, "silent") for name in asked)
        answer = answer_of(question, no_record(query, desk.view), query, desk, started=started)
        return Comparison(answer, grid, suggestions=names)
    chosen = asked or tuple(list(own)[:MOST_SPEAKERS])
    topic = topic_of(query)
    judged = judge(
        [one for name in chosen for one in own.get(name, ())], [term.stem for term in topic.terms], beside=spoken.beside
    )
    shown = _Shown(Citing())
    rows = sorted(
        (_row(name, own.get(name, ()), judged, shown, spoken.beside) for name in chosen),
        key=lambda row: _ORDER[row[0].position],
    )
    grid = tuple(row for row, _ in rows)
    contradictions = _contradictions(judged, {row.speaker: row for row in grid}, shown)
    proposition = shown.of(judged.stand.anchor) if judged.stand else ()
    text = "\n\n".join((_text(rows, judged, shown), *_told(contradictions)))
    pieces = tuple(dict.fromkeys(piece for row in grid for piece in row.statements))
    answer = answer_of(question, Draft("answered", text, pieces, shown.citations), query, desk, started=started)
    return Comparison(answer, grid, proposition, contradictions, _limit(own, chosen, spoken), names)


def _query(desk: Desk, about: str, speakers: Sequence[str], filters: Filters) -> Query:
    if not about.strip():
        raise UsageError(
            "a comparison needs a topic", hint="for example: onrecord compare --about 'security guarantees'"
        )
    if len(speakers) > MOST_ASKED:
        raise UsageError(f"{len(speakers)} speakers are too many to compare", hint=f"name at most {MOST_ASKED}")
    query = asked_about(about, asks="statement", speakers=speakers, desk=desk, filters=filters)
    if not topic_of(query):
        raise UsageError(f"this says nothing to look for: {about!r}", hint="name the topic by its nouns")
    return query


def _spoken(query: Query, desk: Desk) -> Spoken:
    """Of each speaker who was asked for by itself: what one of many said does not push out what another did."""
    if not query.about_speakers:
        return spoken_on(query, desk.view)
    each = [spoken_on(replace(query, speakers=(name,), unknown_speakers=()), desk.view) for name in query.speakers]
    unique = {one.statement.id: one for spoken in each for one in spoken.said}
    beside = frozenset().union(*(one.beside for one in each))
    return Spoken(tuple(unique.values()), sum(one.read for one in each), sum(one.of for one in each), beside)


def _by_speaker(said: Iterable[Attributed], query: Query) -> dict[str, list[Attributed]]:
    """What each of those who are asked for, or everybody with a name, said: once each, who said most first."""
    own: dict[str, list[Attributed]] = {}
    for group in sorted(occurrences(said), key=lambda group: _order(group.shown)):
        for speaker in group.shown.statement.speakers:
            if speaker.kind != "unnamed" and (not query.speakers or speaker.name in query.speakers):
                own.setdefault(speaker.name, []).append(_under(speaker.name, group.shown))
    return dict(sorted(own.items(), key=lambda item: -len(item[1])))


def _order(one: Attributed) -> tuple[str, str, int]:
    day = day_of(one)
    return (day.isoformat() if day else "9", one.article.id, one.statement.content.start)


def _under(name: str, one: Attributed) -> Attributed:
    """A statement that several made together, under the name of one of them."""
    ordered = sorted(one.statement.speakers, key=lambda speaker: speaker.name != name)
    statement = replace(one.statement, speaker=ordered[0], together_with=tuple(ordered[1:]))
    return replace(one, statement=statement)


class _Shown:
    """Statements with their markers, each as it stands in the grid."""

    def __init__(self, citing: Citing) -> None:
        self._citing = citing

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self._citing.citations

    def of(self, one: Attributed) -> tuple[ShownStatement, ...]:
        return self._citing.show(one)

    def line(self, one: Attributed) -> str:
        pieces = self.of(one)
        return f"{introduce(one, pieces)} [{pieces[0].marker}]"


def _row(
    name: str, own: Sequence[Attributed], judged: Judged, shown: _Shown, beside: Collection[str]
) -> tuple[Row, list[Attributed]]:
    """A speaker's row, and its statements: what tells the position first, then the newest."""
    if not own:
        return Row(name, "silent"), []
    sides = judged.stand.sides if judged.stand else {}
    telling = [one for one in own if one.statement.id in sides]
    told = {sides[one.statement.id] for one in telling}
    position: Position = told.pop() if len(told) == 1 else "other"
    chosen = list({one.statement.id: one for one in (*telling, *reversed(own))}.values())[:MOST_EACH]
    names_it = any(one.statement.id not in beside for one in chosen)
    return Row(name, position, tuple(piece for one in chosen for piece in shown.of(one)), names_it), chosen


def _contradictions(judged: Judged, rows: Mapping[str, Row], shown: _Shown) -> tuple[Contradiction, ...]:
    found = [_clash(one, shown) for one in judged.clashes if _are_shown(one, rows)][:MOST_CONTRADICTIONS]
    if judged.stand and judged.stand.kind == "settled":
        sides: dict[str, list[ShownStatement]] = {"agrees": [], "disputes": []}
        for row in rows.values():
            if row.position in sides:
                sides[row.position] += [one for one in row.statements if one.statement.id in judged.stand.sides]
        if all(sides.values()):
            found.append(Contradiction("settled", tuple(sides["agrees"]), tuple(sides["disputes"])))
    return tuple(found)


def _are_shown(clash: Clash, rows: Mapping[str, Row]) -> bool:
    return all(one.statement.speaker and one.statement.speaker.name in rows for one in (clash.one, clash.other))


def _clash(clash: Clash, shown: _Shown) -> Contradiction:
    return Contradiction(clash.difference, shown.of(clash.one), shown.of(clash.other))


_LABELS: Mapping[str, Mapping[Position, str]] = {
    "words": {
        "agrees": "On the same side",
        "disputes": "On the other side",
        "other": "Spoke to the topic, not to that point",
        "silent": "Silent in these articles",
    },
    "settled": {
        "agrees": "Says there is agreement",
        "disputes": "Says it is still open",
        "other": "Spoke to the topic, not to whether there is agreement",
        "silent": "Silent in these articles",
    },
    "none": {"other": "Spoke to the topic", "silent": "Silent in these articles"},
}


_NOT_NAMED = "In articles on it, without naming it"


def _text(rows: Sequence[tuple[Row, list[Attributed]]], judged: Judged, shown: _Shown) -> str:
    labels = _LABELS[judged.stand.kind if judged.stand else "none"]
    sides = judged.stand.sides if judged.stand else {}

    def told(row: Row, one: Attributed) -> bool:
        """Not what somebody said besides: it must not stand under the heading of a position."""
        return row.position == "other" or one.statement.id in sides

    paragraphs = []
    for position in _ORDER:
        group = [(row, own) for row, own in rows if row.position == position]
        if not group:
            continue
        if position == "silent":
            paragraphs.append(f"{labels[position]}: {one_line(enumerated([row.speaker for row, _ in group]))}.")
            continue
        for names_it, label in ((True, labels[position]), (False, _NOT_NAMED)):
            lines = [shown.line(one) for row, own in group if row.names_it == names_it for one in own if told(row, one)]
            paragraphs += [f"{label}:", *lines] if lines else []
    return "\n\n".join(paragraphs)


def _told(contradictions: Sequence[Contradiction]) -> list[str]:
    return [f"{_AT_ODDS[one.kind]}: {_names(one.one)} against {_names(one.other)}." for one in contradictions]


_AT_ODDS = {
    "polarity": "At odds on the same point",
    "number": "Two figures for the same thing",
    "day": "Two days for the same thing",
    "settled": "At odds over whether there is agreement",
}


def _names(side: Sequence[ShownStatement]) -> str:
    names = list(dict.fromkeys(shown.speaker or "" for shown in side))
    markers = dict.fromkeys(shown.marker for shown in side)
    return one_line(enumerated(names)) + "".join(f" [{marker}]" for marker in markers)


def _limit(own: Mapping[str, object], chosen: Sequence[str], spoken: Spoken) -> Limit | None:
    hint = "name the speakers with --speakers, or narrow it with --since, --until or --publisher"
    if len(set(own) - set(chosen)) > 0:
        return Limit(len(chosen), len(own), hint)
    return Limit(spoken.read, spoken.of, hint) if spoken.limited else None
