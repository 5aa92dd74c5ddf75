"""The proposition that speakers disagree on, and their positions, as far as the words prove them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from assistant.overviews.propositions.parsing import Difference
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.propositions.settled import Settled, find_settled
from assistant.overviews.topic_statements import sort_key
from index.types import ArticleStatement

Side = Literal["agrees", "disputes"]
_SETTLED_SIDES: Mapping[Settled, Side] = {"settled": "agrees", "open": "disputes"}
MAX_COMPARED = 120  # statements, the closest to the topic first


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements of two speakers on one proposition that cannot both be true."""

    one: ArticleStatement
    other: ArticleStatement
    difference: Difference


@dataclass(frozen=True, slots=True)
class Proposition:
    """A statement, and the sides that statements take on it, by statement id."""

    statement: ArticleStatement
    sides: Mapping[str, Side]
    kind: Literal["words", "settled"] = "words"


def find_positions(
    statements: Sequence[ArticleStatement], topic_stems: Collection[str], *, title_only: Collection[str] = ()
) -> tuple[Proposition | None, list[Conflict]]:
    """Return the proposition for the positions, if any, and all conflicts between two speakers.

    The proposition is the statement that most others dispute, else whether the topic is settled if speakers disagree on
    that, else the statement that most others agree with. The statements in `title_only` do not name the topic.
    """
    compared = [item for item in statements[:MAX_COMPARED] if item.statement.speaker and not item.statement.relayed_by]
    sides: dict[str, dict[str, Side]] = {}
    conflicts = []
    for one, other in combinations(compared, 2):
        if set(one.statement.speakers) & set(other.statement.speakers):
            continue
        relation = relate_statements(one, other)
        if relation is None or relation.difference == "force":
            continue
        side: Side = "disputes" if relation.contradicts else "agrees"
        for item, related in ((one, other), (other, one)):
            sides.setdefault(item.statement.id, {item.statement.id: "agrees"})[related.statement.id] = side
        if relation.difference:
            conflicts.append(Conflict(one, other, relation.difference))
    settled = {
        item.statement.id: state
        for item in compared
        if (state := _find_settled(item, topic_stems)) and item.statement.id not in title_only
    }
    return _choose_proposition(compared, sides, settled), conflicts


def _find_settled(item: ArticleStatement, topic_stems: Collection[str]) -> Settled | None:
    if item.statement.commitment != "asserted":
        return None
    states = {find_settled(piece.of(item.article.text), topic_stems) for piece in item.statement.pieces} - {None}
    return states.pop() if len(states) == 1 else None


def _choose_proposition(
    compared: Sequence[ArticleStatement], sides: Mapping[str, Mapping[str, Side]], settled: Mapping[str, Settled]
) -> Proposition | None:
    by_id = {item.statement.id: item for item in compared}
    best = min(sides, key=lambda id_: (*_disputed_first(sides[id_]), sort_key(by_id[id_])), default=None)
    if best and "disputes" in sides[best].values():
        return Proposition(by_id[best], sides[best])
    speakers = {speaker.name for id_ in settled for speaker in by_id[id_].statement.speakers}
    if set(settled.values()) == {"settled", "open"} and len(speakers) > 1:
        first = min((by_id[id_] for id_, state in settled.items() if state == "settled"), key=sort_key)
        return Proposition(first, {id_: _SETTLED_SIDES[state] for id_, state in settled.items()}, "settled")
    return Proposition(by_id[best], sides[best]) if best else None


def _disputed_first(sides: Mapping[str, Side]) -> tuple[int, int]:
    return (-sum(side == "disputes" for side in sides.values()), -len(sides))
