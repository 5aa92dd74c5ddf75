"""The proposition that speakers differ on, and where each stands: only what their words tell for sure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.overviews.propositions.claim import Difference
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.propositions.settled import Settled, is_settled
from assistant.overviews.topic_statements import day_of
from index.types import ArticleStatement

Side = Literal["agrees", "disputes"]
MOST_COMPARED = 120
"""So many statements are held against each other, those nearest to the topic."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements of two speakers on one proposition of which both cannot be true."""

    one: ArticleStatement
    other: ArticleStatement
    difference: Difference


@dataclass(frozen=True, slots=True)
class Stand:
    """One proposition: the statement that puts it, and on which side others are, by statement id."""

    anchor: ArticleStatement
    sides: Mapping[str, Side]
    kind: Literal["words", "settled"] = "words"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found among statements: the proposition for the grid, if there is one, and all that clashes."""

    stand: Stand | None = None
    clashes: tuple[Clash, ...] = ()
    settled: Mapping[str, Settled] = field(default_factory=dict)


def judge(said: Sequence[ArticleStatement], about: Collection[str], *, beside: Collection[str] = ()) -> Judged:
    """Where statements stand towards each other. `about` are the stems of the topic, `beside` the ids of those that do
    not name it.

    The proposition is the one that is disputed by most; where none is, whether the matter is settled; where nobody
    differs on that, one that two speakers agree on.
    """
    compared = [one for one in said[:MOST_COMPARED] if one.statement.speaker and not one.statement.relayed_by]
    sides: dict[str, dict[str, Side]] = {}
    clashes = []
    for at, one in enumerate(compared):
        for other in compared[at + 1 :]:
            if set(one.statement.speakers) & set(other.statement.speakers):
                continue
            relation = relate_statements(one, other)
            if relation is None or relation.difference == "force":
                continue
            side: Side = "disputes" if relation.contradicts else "agrees"
            sides.setdefault(one.statement.id, {one.statement.id: "agrees"})[other.statement.id] = side
            sides.setdefault(other.statement.id, {other.statement.id: "agrees"})[one.statement.id] = side
            if relation.difference:
                clashes.append(Clash(one, other, relation.difference))
    settled = {
        one.statement.id: told for one in compared if (told := _settled(one, about)) and one.statement.id not in beside
    }
    return Judged(_stand(compared, sides, settled), tuple(clashes), settled)


def _settled(one: ArticleStatement, about: Collection[str]) -> Settled | None:
    if one.statement.commitment != "asserted":
        return None
    told = {is_settled(piece.of(one.article.text), about) for piece in one.statement.pieces} - {None}
    return told.pop() if len(told) == 1 else None


def _stand(
    said: Sequence[ArticleStatement], sides: Mapping[str, Mapping[str, Side]], settled: Mapping[str, Settled]
) -> Stand | None:
    by_id = {one.statement.id: one for one in said}
    ranked = sorted(sides, key=lambda one: (_weight(sides[one]), _order(by_id[one])))
    if ranked and "disputes" in sides[ranked[0]].values():
        return Stand(by_id[ranked[0]], sides[ranked[0]])
    if set(settled.values()) == {"settled", "open"} and len(_speakers(settled, by_id)) > 1:
        first = min((by_id[one] for one, told in settled.items() if told == "settled"), key=_order)
        towards: dict[str, Side] = {one: "agrees" if told == "settled" else "disputes" for one, told in settled.items()}
        return Stand(first, towards, "settled")
    return Stand(by_id[ranked[0]], sides[ranked[0]]) if ranked else None


def _speakers(some: Collection[str], by_id: Mapping[str, ArticleStatement]) -> set[str]:
    return {speaker.name for one in some for speaker in by_id[one].statement.speakers}


def _weight(sides: Mapping[str, Side]) -> tuple[int, int]:
    return (-sum(side == "disputes" for side in sides.values()), -len(sides))


def _order(one: ArticleStatement) -> tuple[str, str, int]:
    day = day_of(one)
    return (day.isoformat() if day else "9", one.article.id, one.statement.content.start)
