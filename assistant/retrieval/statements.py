"""Which statements answer a question of who said what, and what is shown where none does.

A wrong "yes" is worse than a "no record": a statement counts only when its own words, or the sentence that introduces
it, are on the topic. Where its sentences stand is looked at for all that may fit, and only what can still be shown is
read: somebody who is quoted every day has thousands of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.retrieval.attribution import certain_statements, is_certain_speaker
from assistant.retrieval.candidates import filter_by_overlap, filter_candidates, order_by_overlap, topic_overlap
from assistant.retrieval.context import statement_place, with_contexts
from assistant.retrieval.paraphrases import find_paraphrases, score_paraphrases
from assistant.retrieval.similarity import Similarity
from assistant.types.types import Query, RetrievedEvidence
from assistant.understanding.stemming import words_of
from assistant.understanding.topic import Topic, read_topic
from assistant.understanding.topic_words import topic_stems
from index.search.view import View
from index.storage.catalog.types import StatementContext
from index.types import ArticleStatement

MOST_STATEMENTS = 6
MOST_RELATED = 3
READ_FIRST = 20
MOST_OF_ANYBODY = 60
"""So many statements by anybody are read, those whose sentences share most with the topic: six are shown."""
ENOUGH_FOR_A_PREMISE = 0.75
"""A question that takes for granted that something was said must be borne out by more of its words than a topic."""
FEW_FOR_OTHERS = 3
"""Terms of a topic that must all stand in the words of somebody who was not asked about."""
NEAR_THE_BEST = 0.8
"""Statements whose words fit much worse than the best one's are left out: an answer is not a dump."""


def _topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in words_of(name)]
    topic = read_topic(query.topic, but=names)
    if not topic and f" about {query.topic}" in query.question:
        return read_topic(query.topic, but=names, speech=True)  # "… about her position": asked for, not a way of asking
    return topic


def find_statements(query: Query, found: RetrievedEvidence, view: View) -> RetrievedEvidence:
    """With the statements that answer a question of who said what; or who else did, and what lies nearest."""
    topic = _topic_of(query)
    if query.asks == "who_said":
        anybody = _by_anybody(query, topic, found, view)
        nearest = order_by_overlap(topic, filter_candidates(topic, anybody))[:MOST_OF_ANYBODY]
        return replace(found, said=_best(_read(query, topic, nearest, view), topic))
    theirs = view.settings(speakers=query.speakers, scope=query.scope) if query.speakers else []
    said = _read(query, topic, order_by_overlap(topic, filter_candidates(topic, theirs)), view)
    if said:
        return replace(found, said=_best(said, topic))
    others = _others(query, topic, found, view)
    if not others and (said := find_paraphrases(query, topic, theirs, found, view)):
        return replace(found, said=said)
    return replace(found, others=others, related=_nearest(query, topic, theirs, view))


def _read(query: Query, topic: Topic, nearest: Sequence[StatementContext], view: View) -> Sequence[ArticleStatement]:
    """Those that are on the topic, the nearest read first, until none that is left could still be shown."""
    read: Sequence[ArticleStatement] = ()
    for some in _in_parts(nearest):
        shown = [one for one in read if _says_together(one, topic)] if len(topic.terms) > 1 else read
        if _are_nearer(shown, some[0], topic, many=MOST_STATEMENTS):
            break
        statements = view.statements(speakers=query.speakers, rows=[one.row for one in some])
        read = view.stories.once((*read, *filter_by_topic(query, topic, certain_statements(query, statements), view)))
    return read


def statements_by_speakers(
    query: Query, found: RetrievedEvidence, view: View
) -> tuple[int, list[tuple[Similarity, ArticleStatement]]]:
    """How many statements there are by the speakers asked about, and how near those are that may be on the topic
    without its words."""
    theirs = view.settings(speakers=query.speakers, scope=query.scope) if query.speakers else []
    return len(theirs), score_paraphrases(query, _topic_of(query), theirs, found, view)


def _others(query: Query, topic: Topic, found: RetrievedEvidence, view: View) -> tuple[ArticleStatement, ...]:
    """Who else did speak to the topic, each with the one statement that fits best.

    They are shown to somebody who did not ask about them, so no doubt is allowed: the article names them in full and
    where it makes them speak, and the topic stands in their own words.
    """
    settings = filter_by_overlap(topic, _by_anybody(query, topic, found, view), share=_enough_for_others(topic))
    sure: Sequence[ArticleStatement] = ()
    for some in _in_parts(order_by_overlap(topic, settings)[:MOST_OF_ANYBODY]):
        shown = {_name(one): one for one in _people(sure) if _says_together(one, topic)}
        if _are_nearer(list(shown.values()), some[0], topic, many=MOST_STATEMENTS):
            break
        anybody = certain_statements(query, view.statements(rows=[one.row for one in some]))
        own = _plainly_others(query, topic, filter_by_topic(query, topic, anybody, view), view)
        sure = view.stories.once((*sure, *own))
    ranked = _ranked(_closest(_people(sure) or sure, topic), topic)
    first_of: dict[str | None, ArticleStatement] = {}
    for one in sorted(ranked, key=lambda one: one.statement.kind == "indirect"):
        first_of.setdefault(_name(one), one)
    return tuple(one for one in ranked if first_of[_name(one)] is one)[:MOST_STATEMENTS]


def _plainly_others(
    query: Query, topic: Topic, anybody: Sequence[ArticleStatement], view: View
) -> list[ArticleStatement]:
    theirs = [one for one in anybody if not any(by.name in query.speakers for by in one.statement.speakers)]
    own = [one for one in theirs if _speaks_of(topic, one)]
    voices = view.snapshot.names_heard_in({one.article.id for one in own}) if own else {}
    return [one for one in own if is_certain_speaker(one, voices.get(one.article.id, ()))]


def _people(found: Sequence[ArticleStatement]) -> list[ArticleStatement]:
    return [one for one in found if one.statement.speaker and one.statement.speaker.kind == "person"]


def _enough_for_others(topic: Topic) -> float:
    """The share of a topic that must stand in one stretch of words: all of a short one, a long one but for a few."""
    return 1.0 if len(topic.terms) <= FEW_FOR_OTHERS else ENOUGH_FOR_A_PREMISE


def _speaks_of(topic: Topic, one: ArticleStatement) -> bool:
    """Whether one stretch of the speaker's words holds the topic."""
    pieces = [piece.of(one.article.text) for piece in one.statement.pieces]
    enough = _enough_for_others(topic)
    return any(topic.holds_phrases(piece) and topic.coverage(topic_stems(piece)) >= enough for piece in pieces)


def _by_anybody(query: Query, topic: Topic, found: RetrievedEvidence, view: View) -> list[StatementContext]:
    """Where statements on the topic may stand, whoever made them: found by their own words, or in the articles of the
    passages that were found."""
    if not topic:
        return []
    about = view.settings_about(query.topic, scope=query.scope)
    around = view.settings(article_ids=found.article_ids)
    return list({one.row: one for one in (*about, *around)}.values())


def filter_by_topic(
    query: Query, topic: Topic, candidates: Iterable[ArticleStatement], view: View
) -> list[ArticleStatement]:
    """What of the candidates is on the topic."""
    unique = [
        one
        for one in {one.statement.id: one for one in candidates}.values()
        if not topic or topic.may_be_filled_by(topic_stems(one.article.title) | topic_stems(_place(one)))
    ]
    kept = []
    for one, words in with_contexts(unique, view):
        # "declined to comment": on what the article is about
        context = f"{one.article.title} {words}" if one.statement.commitment == "declined" else words
        if _fits(query, topic, context, one.article.title):
            kept.append(one)
    return kept


def _place(one: ArticleStatement) -> str:
    return statement_place(one.statement, one.article).of(one.article.text)


def _fits(query: Query, topic: Topic, context: str, title: str) -> bool:
    if not topic:
        return True
    if query.presumes and topic.coverage(topic_stems(context)) < ENOUGH_FOR_A_PREMISE:
        return False
    return topic.is_filled_by(context, title)


def _best(found: Sequence[ArticleStatement], topic: Topic) -> tuple[ArticleStatement, ...]:
    """The statements that fit best, without those that fit much worse than the first."""
    top = max((_share(one, topic) for one in found), default=0.0)
    near = [one for one in found if _share(one, topic) >= NEAR_THE_BEST * top]
    return _ranked(_closest(near, topic) if len(topic.terms) > 1 else near, topic)[:MOST_STATEMENTS]


def _closest(found: Sequence[ArticleStatement], topic: Topic) -> Sequence[ArticleStatement]:
    """Those who say the topic as it was asked for, where any do: "jobs report" is not "the report on jobs lost"."""
    return [one for one in found if _says_together(one, topic)] or found


def _says_together(one: ArticleStatement, topic: Topic) -> bool:
    return any(topic.stands_together(piece.of(one.article.text)) for piece in one.statement.pieces)


def _nearest(
    query: Query, topic: Topic, theirs: Sequence[StatementContext], view: View
) -> tuple[ArticleStatement, ...]:
    """What the speakers asked about did say that shares most with the topic."""
    nearest: tuple[ArticleStatement, ...] = ()
    for some in _in_parts(order_by_overlap(topic, theirs)):
        if _are_nearer(nearest, some[0], topic, many=MOST_RELATED):
            break
        read = view.statements(speakers=query.speakers, rows=[one.row for one in some])
        nearest = _ranked(view.stories.once((*nearest, *certain_statements(query, read))), topic)[:MOST_RELATED]
    return nearest


def _are_nearer(found: Sequence[ArticleStatement], unread: StatementContext, topic: Topic, *, many: int) -> bool:
    """Whether so many of what was found lie nearer to the topic than one that was not read can: what its sentences
    share with the topic is the most that it can share itself."""
    bound = (topic_overlap(topic, unread), unread.day)
    return sum((_share(one, topic), _iso(_day(one))) > bound for one in found) >= many


def _in_parts(ordered: Sequence[StatementContext]) -> Iterator[Sequence[StatementContext]]:
    """Parts that grow: where the first does not suffice, most often all are wanted."""
    start, size = 0, READ_FIRST
    while start < len(ordered):
        yield ordered[start : start + size]
        start, size = start + size, 2 * size


def _share(one: ArticleStatement, topic: Topic) -> float:
    """How much of the topic stands in a statement's own words."""
    return topic.coverage(topic_stems(" ".join(piece.of(one.article.text) for piece in one.statement.pieces)))


def _ranked(found: Iterable[ArticleStatement], topic: Topic) -> tuple[ArticleStatement, ...]:
    """By the topic's share in their words, then newest, then as they stand."""
    ordered = sorted(found, key=lambda one: (one.article.id, one.statement.content))
    ordered.sort(key=lambda one: (_share(one, topic), _iso(_day(one))), reverse=True)
    return tuple(ordered)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(one: ArticleStatement) -> str | None:
    return one.statement.speaker.name if one.statement.speaker else None


def _day(one: ArticleStatement) -> date | None:
    return one.statement.said_on or one.article.published_day
