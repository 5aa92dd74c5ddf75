"""Which statements answer a question of who said what, and what is shown where none does.

A wrong "yes" is worse than a "no record": a statement counts only when its own words, or the sentence that introduces
it, are on the topic. Where its sentences stand is looked at for all that may fit, and only what can still be shown is
read: somebody who is quoted every day has thousands of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import log2

from assistant.likely import nearest_first, share_of, that_may_fit, that_may_hold
from assistant.near import Nearness, bundled_model, nearness
from assistant.places import own_context, statement_place
from assistant.sure import certain_words, is_plainly_theirs
from assistant.types import Found, Query
from assistant.understand.topic import Topic, read_topic
from assistant.understand.words import stem_set
from assistant.words import words_of
from index.catalog import Setting
from index.search import View
from index.types import Article, Attributed, Hit, Statement

MOST_STATEMENTS = 6
MOST_RELATED = 3
READ_FIRST = 20
MOST_OF_ANYBODY = 60
"""So many statements by anybody are read, those whose sentences share most with the topic: six are shown."""
ENOUGH_FOR_A_PREMISE = 0.75
"""A question that takes for granted that something was said must be borne out by more of its words than a topic."""
FEW_FOR_OTHERS = 3
"""Terms of a topic that must all stand in the words of somebody who was not asked about."""
LEAST_NEARNESS = 0.16
"""A statement in other words than the topic's is on it where it lies so near. Set by `python -m evals.fit_sure`."""
LEAST_NEARNESS_UNNAMED = 0.3
"""The same where its article does not have a name that is asked about."""
FEW = 4
PER_DOUBLING = 0.03
"""Where a speaker has more statements than a few, so much nearer for each time that they are twice as many: of a hundred
statements one lies near to anything."""
BESIDE_THE_NEAREST = 0.15
"""So much less near, further statements are shown beside the nearest."""
MOST_IN_OTHER_WORDS = 3
MOST_COMPARED = 400
"""So many statements by one speaker are compared with the topic, the newest."""
NEAR_THE_BEST = 0.8
"""Statements whose words fit much worse than the best one's are left out: an answer is not a dump."""


def _topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in words_of(name)]
    topic = read_topic(query.topic, but=names)
    if not topic and f" about {query.topic}" in query.question:
        return read_topic(query.topic, but=names, speech=True)  # "… about her position": asked for, not a way of asking
    return topic


def find_statements(query: Query, found: Found, view: View) -> Found:
    """With the statements that answer a question of who said what; or who else did, and what lies nearest."""
    topic = _topic_of(query)
    if query.asks == "who_said":
        anybody = _by_anybody(query, topic, found, view)
        nearest = nearest_first(topic, that_may_fit(topic, anybody))[:MOST_OF_ANYBODY]
        return replace(found, said=_best(_read(query, topic, nearest, view), topic))
    theirs = view.settings(speakers=query.speakers, scope=query.scope) if query.speakers else []
    said = _read(query, topic, nearest_first(topic, that_may_fit(topic, theirs)), view)
    if said:
        return replace(found, said=_best(said, topic))
    others = _others(query, topic, found, view)
    if not others and (said := in_other_words(query, topic, theirs, found, view)):
        return replace(found, said=said)
    return replace(found, others=others, related=_nearest(query, topic, theirs, view))


def _read(query: Query, topic: Topic, nearest: Sequence[Setting], view: View) -> Sequence[Attributed]:
    """Those that are on the topic, the nearest read first, until none that is left could still be shown."""
    read: Sequence[Attributed] = ()
    for some in _in_parts(nearest):
        shown = [one for one in read if _says_together(one, topic)] if len(topic.terms) > 1 else read
        if _are_nearer(shown, some[0], topic, many=MOST_STATEMENTS):
            break
        statements = view.statements(speakers=query.speakers, rows=[one.row for one in some])
        read = view.stories.once((*read, *on_topic(query, topic, _that_may_answer(query, statements), view)))
    return read


def in_other_words(
    query: Query, topic: Topic, theirs: Sequence[Setting], found: Found, view: View
) -> tuple[Attributed, ...]:
    """The speakers' statements on the topic that do not use its words, the nearest first; none where none is near."""
    judged = judge_in_other_words(query, topic, theirs, found, view)
    least = max([least_nearness(len(theirs)), *(near.both - BESIDE_THE_NEAREST for near, _ in judged[:1])])
    return tuple(one for near, one in judged[:MOST_IN_OTHER_WORDS] if near.both >= least)


def least_nearness(statements: int) -> float:
    """How near a statement must be to a topic that it does not have the words of, of so many by one speaker."""
    return LEAST_NEARNESS + PER_DOUBLING * max(0.0, log2(max(1, statements) / FEW))


def judge_of_speakers(query: Query, found: Found, view: View) -> tuple[int, list[tuple[Nearness, Attributed]]]:
    """How many statements there are by the speakers asked about, and how near those are that may be on the topic
    without its words."""
    theirs = view.settings(speakers=query.speakers, scope=query.scope) if query.speakers else []
    return len(theirs), judge_in_other_words(query, _topic_of(query), theirs, found, view)


def judge_in_other_words(
    query: Query, topic: Topic, theirs: Sequence[Setting], found: Found, view: View
) -> list[tuple[Nearness, Attributed]]:
    """How near those of the speakers' statements are to the topic that may be on it without its words.

    None is where the question presumes that something was said, or has words that only count together. None is either
    where a passage speaks of the topic in its own words: then it is known, and not as something that they spoke of.
    """
    if not topic or topic.phrases or query.presumes or not theirs:
        return []
    if len(topic.terms) > 1 and any(topic.may_be_filled_by(stem_set(_passage(hit))) for hit in found.hits):
        return []
    newest = sorted(theirs, key=lambda one: one.day, reverse=True)[:MOST_COMPARED]
    guessed = nearness(topic, [one.words for one in newest], bundled_model())
    nearest = sorted(zip(guessed, newest, strict=True), key=lambda pair: -pair[0].both)[:READ_FIRST]
    read = view.statements(speakers=query.speakers, rows=[one.row for _, one in nearest])
    spoken = [one for one in _that_may_answer(query, read) if one.statement.commitment != "declined"]
    known = view.stories.once(spoken)
    contexts = [context for _, context in _with_contexts(known, view)]
    judged = zip(nearness(topic, contexts, bundled_model()), known, strict=True)
    ordered = sorted(judged, key=lambda pair: -pair[0].both)
    return [(near, one) for near, one in ordered if _may_be_in_other_words(topic, near, one.article)]


def _passage(hit: Hit) -> str:
    return hit.passage.span.of(hit.article.text)


def _may_be_in_other_words(topic: Topic, near: Nearness, article: Article) -> bool:
    """Not where the article has the topic's own words elsewhere: there it is somebody else's, or the reporter's."""
    stems = stem_set(f"{article.title} {article.text}")
    if topic.may_be_filled_by(stems):
        return False
    named = all(term.stem in stems for term in topic.terms if term.weight > 1)
    return named or near.both >= LEAST_NEARNESS_UNNAMED


def _others(query: Query, topic: Topic, found: Found, view: View) -> tuple[Attributed, ...]:
    """Who else did speak to the topic, each with the one statement that fits best.

    They are shown to somebody who did not ask about them, so no doubt is allowed: the article names them in full and
    where it makes them speak, and the topic stands in their own words.
    """
    settings = that_may_hold(topic, _by_anybody(query, topic, found, view), share=_enough_for_others(topic))
    sure: Sequence[Attributed] = ()
    for some in _in_parts(nearest_first(topic, settings)[:MOST_OF_ANYBODY]):
        shown = {_name(one): one for one in _people(sure) if _says_together(one, topic)}
        if _are_nearer(list(shown.values()), some[0], topic, many=MOST_STATEMENTS):
            break
        anybody = _that_may_answer(query, view.statements(rows=[one.row for one in some]))
        own = _plainly_others(query, topic, on_topic(query, topic, anybody, view), view)
        sure = view.stories.once((*sure, *own))
    ranked = _ranked(_closest(_people(sure) or sure, topic), topic)
    first_of: dict[str | None, Attributed] = {}
    for one in sorted(ranked, key=lambda one: one.statement.kind == "indirect"):
        first_of.setdefault(_name(one), one)
    return tuple(one for one in ranked if first_of[_name(one)] is one)[:MOST_STATEMENTS]


def _plainly_others(query: Query, topic: Topic, anybody: Sequence[Attributed], view: View) -> list[Attributed]:
    theirs = [one for one in anybody if not any(by.name in query.speakers for by in one.statement.speakers)]
    own = [one for one in theirs if _speaks_of(topic, one)]
    voices = view.snapshot.names_heard_in({one.article.id for one in own}) if own else {}
    return [one for one in own if is_plainly_theirs(one, voices.get(one.article.id, ()))]


def _people(found: Sequence[Attributed]) -> list[Attributed]:
    return [one for one in found if one.statement.speaker and one.statement.speaker.kind == "person"]


def _enough_for_others(topic: Topic) -> float:
    """The share of a topic that must stand in one stretch of words: all of a short one, a long one but for a few."""
    return 1.0 if len(topic.terms) <= FEW_FOR_OTHERS else ENOUGH_FOR_A_PREMISE


def _speaks_of(topic: Topic, one: Attributed) -> bool:
    """Whether one stretch of the speaker's words holds the topic."""
    pieces = [piece.of(one.article.text) for piece in one.statement.pieces]
    enough = _enough_for_others(topic)
    return any(topic.holds_phrases(piece) and topic.coverage(stem_set(piece)) >= enough for piece in pieces)


def _by_anybody(query: Query, topic: Topic, found: Found, view: View) -> list[Setting]:
    """Where statements on the topic may stand, whoever made them: found by their own words, or in the articles of the
    passages that were found."""
    if not topic:
        return []
    about = view.settings_about(query.topic, scope=query.scope)
    around = view.settings(article_ids=found.article_ids)
    return list({one.row: one for one in (*about, *around)}.values())


def _that_may_answer(query: Query, candidates: Iterable[Attributed]) -> list[Attributed]:
    """Words whose speaker is not known are nobody's answer, nor are words of another force than is asked for; of the
    others what is certain."""
    known = (one for one in candidates if one.statement.speaker is not None and _has_the_force(one.statement, query))
    return [certain for one in known if (certain := certain_words(one))]


def on_topic(query: Query, topic: Topic, candidates: Iterable[Attributed], view: View) -> list[Attributed]:
    """What of the candidates is on the topic."""
    unique = [
        one
        for one in {one.statement.id: one for one in candidates}.values()
        if not topic or topic.may_be_filled_by(stem_set(one.article.title) | stem_set(_place(one)))
    ]
    kept = []
    for one, context in _with_contexts(unique, view):
        if one.statement.commitment == "declined":
            context = f"{one.article.title} {context}"  # "declined to comment": on what the article is about
        if _fits(query, topic, context, one.article.title):
            kept.append(one)
    return kept


def _with_contexts(statements: Sequence[Attributed], view: View) -> list[tuple[Attributed, str]]:
    """Each with the words of its place that others did not say."""
    places = [(one.article.id, statement_place(one.statement, one.article)) for one in statements]
    neighbours = by_article(view.snapshot.statements_within(places)) if places else {}
    return [
        (one, own_context(one.statement, one.article, neighbours.get(one.article.id, ()))) for one in statements
    ]


def _place(one: Attributed) -> str:
    return statement_place(one.statement, one.article).of(one.article.text)


def _has_the_force(statement: Statement, query: Query) -> bool:
    """Whether the statement is of the force that is asked for. "If X says …" says nothing; a refusal is no saying."""
    if query.commitment:
        return statement.commitment == query.commitment
    silent = ("conditional", "declined") if query.asks == "who_said" else ("conditional",)
    return statement.commitment not in silent


def _fits(query: Query, topic: Topic, context: str, title: str) -> bool:
    if not topic:
        return True
    if query.presumes and topic.coverage(stem_set(context)) < ENOUGH_FOR_A_PREMISE:
        return False
    return topic.is_filled_by(context, title)


def _best(found: Sequence[Attributed], topic: Topic) -> tuple[Attributed, ...]:
    """The statements that fit best, without those that fit much worse than the first."""
    top = max((_share(one, topic) for one in found), default=0.0)
    near = [one for one in found if _share(one, topic) >= NEAR_THE_BEST * top]
    return _ranked(_closest(near, topic) if len(topic.terms) > 1 else near, topic)[:MOST_STATEMENTS]


def _closest(found: Sequence[Attributed], topic: Topic) -> Sequence[Attributed]:
    """Those who say the topic as it was asked for, where any do: "jobs report" is not "the report on jobs lost"."""
    return [one for one in found if _says_together(one, topic)] or found


def _says_together(one: Attributed, topic: Topic) -> bool:
    return any(topic.stands_together(piece.of(one.article.text)) for piece in one.statement.pieces)


def _nearest(query: Query, topic: Topic, theirs: Sequence[Setting], view: View) -> tuple[Attributed, ...]:
    """What the speakers asked about did say that shares most with the topic."""
    nearest: tuple[Attributed, ...] = ()
    for some in _in_parts(nearest_first(topic, theirs)):
        if _are_nearer(nearest, some[0], topic, many=MOST_RELATED):
            break
        read = view.statements(speakers=query.speakers, rows=[one.row for one in some])
        nearest = _ranked(view.stories.once((*nearest, *_that_may_answer(query, read))), topic)[:MOST_RELATED]
    return nearest


def _are_nearer(found: Sequence[Attributed], unread: Setting, topic: Topic, *, many: int) -> bool:
    """Whether so many of what was found lie nearer to the topic than one that was not read can: what its sentences
    share with the topic is the most that it can share itself."""
    bound = (share_of(topic, unread), unread.day)
    return sum((_share(one, topic), _iso(_day(one))) > bound for one in found) >= many


def _in_parts(ordered: Sequence[Setting]) -> Iterator[Sequence[Setting]]:
    """Parts that grow: where the first does not suffice, most often all are wanted."""
    start, size = 0, READ_FIRST
    while start < len(ordered):
        yield ordered[start : start + size]
        start, size = start + size, 2 * size


def _share(one: Attributed, topic: Topic) -> float:
    """How much of the topic stands in a statement's own words."""
    return topic.coverage(stem_set(" ".join(piece.of(one.article.text) for piece in one.statement.pieces)))


def _ranked(found: Iterable[Attributed], topic: Topic) -> tuple[Attributed, ...]:
    """By the topic's share in their words, then newest, then as they stand."""
    ordered = sorted(found, key=lambda one: (one.article.id, one.statement.content))
    ordered.sort(key=lambda one: (_share(one, topic), _iso(_day(one))), reverse=True)
    return tuple(ordered)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def by_article(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    grouped: dict[str, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(statement.article_id, []).append(statement)
    return grouped


def _name(one: Attributed) -> str | None:
    return one.statement.speaker.name if one.statement.speaker else None


def _day(one: Attributed) -> date | None:
    return one.statement.said_on or one.article.published_day
