"""What the index holds for a query, and the decision whether that is enough to answer.

A wrong "yes" is worse than a "no record": a statement counts only when its own words, or the sentence that introduces
it, are on the topic; a sentence counts as a fact only when it speaks of everything checkable in the question and holds
the kind of thing that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.facts import find_facts
from assistant.filters import Filters
from assistant.places import own_context
from assistant.sure import certain_words, is_plainly_theirs
from assistant.types import Found, Query
from assistant.understand.people import Registry
from assistant.understand.topic import Topic, read_topic
from assistant.understand.words import stems_of
from assistant.words import words_of
from index.search import View
from index.types import Attributed, Hit, Statement

MOST_STATEMENTS = 6
MOST_RELATED = 3
HITS = 10
ENOUGH_FOR_A_PREMISE = 0.75
"""A question that takes for granted that something was said must be borne out by more of its words than a topic."""
FEW_FOR_OTHERS = 3
"""Terms of a topic that must all stand in the words of somebody who was not asked about."""
NEAR_THE_BEST = 0.8
"""Statements whose words fit much worse than the best one's are left out: an answer is not a dump."""


def find(query: Query, view: View) -> Found:
    """Search, then judge. Nothing found is a Found that is not `enough`."""
    hits = search_passages(query, view, k=HITS)
    around = view.statements(article_ids={hit.article.id for hit in hits})
    found = Found(hits=hits, around=around)
    if query.asks in ("statement", "who_said"):
        return _find_statements(query, _topic_of(query), found, view)
    return replace(found, facts=find_facts(query, hits, _by_article(one.statement for one in around)))


def search_passages(query: Query, view: View, *, k: int) -> tuple[Hit, ...]:
    """The passages an answer would be composed from, best first."""
    words = " ".join((*query.speakers, *query.unknown_speakers, query.topic)).strip() or query.question
    return view.search(words, phrases=query.phrases, speakers=query.speakers, scope=query.scope, k=k)


def list_statements(filters: Filters, *, about: str | None, view: View, registry: Registry) -> tuple[Attributed, ...]:
    """The index's statements by a speaker, on a topic, in a period: all of them where nothing narrows."""
    speakers = registry.resolve(filters.speaker).names if filters.speaker else None
    if speakers == ():
        return ()
    found = view.statements(speakers=speakers, scope=filters.scope)
    if not about:
        return found
    return tuple(_on_topic(Query(about, asks="who_said", topic=about), read_topic(about), found, view))


def _topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in words_of(name)]
    topic = read_topic(query.topic, but=names)
    if not topic and f" about {query.topic}" in query.question:
        return read_topic(query.topic, but=names, speech=True)  # "… about her position": asked for, not a way of asking
    return topic


def _find_statements(query: Query, topic: Topic, found: Found, view: View) -> Found:
    if query.asks == "who_said":
        return replace(found, said=_best(_by_anybody(query, topic, found, view), topic))
    theirs = view.statements(speakers=query.speakers, scope=query.scope) if query.speakers else ()
    told = _that_may_answer(query, theirs)
    said = _on_topic(query, topic, told, view)
    if said:
        return replace(found, said=_best(said, topic))
    return replace(found, others=_others(query, topic, found, view), related=_nearest(told, topic))


def _others(query: Query, topic: Topic, found: Found, view: View) -> tuple[Attributed, ...]:
    """Who else did speak to the topic, each with the one statement that fits best.

    They are shown to somebody who did not ask about them, so no doubt is allowed: the article names them in full and
    where it makes them speak, and the topic stands in their own words.
    """
    anybody = _by_anybody(query, topic, found, view)
    theirs = [one for one in anybody if not any(by.name in query.speakers for by in one.statement.speakers)]
    own = [one for one in theirs if _speaks_of(topic, one)]
    spoken = _by_article(view.snapshot.statements(article_ids={one.article.id for one in own})) if own else {}
    voices = {key: {one.speaker.name for one in found if one.speaker} for key, found in spoken.items()}
    sure = [one for one in own if is_plainly_theirs(one, voices.get(one.article.id, ()))]
    people = [one for one in sure if one.statement.speaker and one.statement.speaker.kind == "person"]
    ranked = _ranked(people or sure, _shares(sure, topic))
    first_of: dict[str | None, Attributed] = {}
    for one in sorted(ranked, key=lambda one: one.statement.kind == "indirect"):
        first_of.setdefault(_name(one), one)
    return tuple(one for one in ranked if first_of[_name(one)] is one)[:MOST_STATEMENTS]


def _speaks_of(topic: Topic, one: Attributed) -> bool:
    """Whether one stretch of the speaker's words holds the topic: a short one whole, a long one but for a few words."""
    enough = 1.0 if len(topic.terms) <= FEW_FOR_OTHERS else ENOUGH_FOR_A_PREMISE
    pieces = [piece.of(one.article.text) for piece in one.statement.pieces]
    return any(topic.holds_phrases(piece) and topic.coverage(set(stems_of(piece))) >= enough for piece in pieces)


def _by_anybody(query: Query, topic: Topic, found: Found, view: View) -> list[Attributed]:
    """Statements on the topic whoever made them: by their own words, and out of the passages that were found."""
    if not topic:
        return []
    candidates = [*view.statements_about(query.topic, scope=query.scope), *found.around]
    return _on_topic(query, topic, _that_may_answer(query, candidates), view)


def _that_may_answer(query: Query, candidates: Iterable[Attributed]) -> list[Attributed]:
    """Words whose speaker is not known are nobody's answer, nor are words of another force than is asked for."""
    known = (one for one in candidates if one.statement.speaker is not None and _has_the_force(one.statement, query))
    return [certain for one in known if (certain := certain_words(one))]


def _on_topic(query: Query, topic: Topic, candidates: Iterable[Attributed], view: View) -> list[Attributed]:
    """What of the candidates is on the topic."""
    unique = list({one.statement.id: one for one in candidates}.values())
    neighbours = _by_article(view.snapshot.statements(article_ids={one.article.id for one in unique})) if unique else {}
    kept = []
    for one in unique:
        context = own_context(one.statement, one.article, neighbours.get(one.article.id, ()))
        if one.statement.commitment == "declined":
            context = f"{one.article.title} {context}"  # "declined to comment": on what the article is about
        if _fits(query, topic, context, one.article.title):
            kept.append(one)
    return kept


def _has_the_force(statement: Statement, query: Query) -> bool:
    """Whether the statement is of the force that is asked for. "If X says …" says nothing; a refusal is no saying."""
    if query.commitment:
        return statement.commitment == query.commitment
    silent = ("conditional", "declined") if query.asks == "who_said" else ("conditional",)
    return statement.commitment not in silent


def _fits(query: Query, topic: Topic, context: str, title: str) -> bool:
    if not topic:
        return True
    if query.presumes and topic.coverage(set(stems_of(context))) < ENOUGH_FOR_A_PREMISE:
        return False
    return topic.is_filled_by(context, title)


def _best(found: Sequence[Attributed], topic: Topic) -> tuple[Attributed, ...]:
    """The statements that fit best, without those that fit much worse than the first."""
    shares = _shares(found, topic)
    top = max(shares.values(), default=0.0)
    near = [one for one in found if shares[one.statement.id] >= NEAR_THE_BEST * top]
    return _ranked(near, shares)[:MOST_STATEMENTS]


def _nearest(theirs: Sequence[Attributed], topic: Topic) -> tuple[Attributed, ...]:
    """What the speaker did say that shares most with the topic."""
    return _ranked(theirs, _shares(theirs, topic))[:MOST_RELATED]


def _shares(found: Sequence[Attributed], topic: Topic) -> dict[str, float]:
    """How much of the topic stands in each statement's own words."""
    return {one.statement.id: topic.coverage(set(stems_of(_content(one)))) for one in found}


def _ranked(found: Sequence[Attributed], shares: Mapping[str, float]) -> tuple[Attributed, ...]:
    """By the topic's share in their words, then newest, then as they stand."""
    return tuple(
        sorted(found, key=lambda one: (-shares[one.statement.id], _age(one), one.article.id, one.statement.content))
    )


def _by_article(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    grouped: dict[str, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(statement.article_id, []).append(statement)
    return grouped


def _content(one: Attributed) -> str:
    return " ".join(piece.of(one.article.text) for piece in one.statement.pieces)


def _name(one: Attributed) -> str | None:
    return one.statement.speaker.name if one.statement.speaker else None


def _age(one: Attributed) -> int:
    said = one.statement.said_on or one.article.published_day
    return -(said or date.min).toordinal()
