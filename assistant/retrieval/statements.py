"""Selects the statements that answer a question about who said what, and related statements if none does.

Statements are read in batches, best candidates first, until no unread one can still be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.retrieval.attribution import certain_statements, is_certain_speaker
from assistant.retrieval.candidates import filter_by_overlap, filter_candidates, order_by_overlap, topic_overlap
from assistant.retrieval.context import statement_place, with_contexts
from assistant.retrieval.paraphrases import Similarity, find_paraphrases, score_paraphrases
from assistant.types import Query, RetrievedEvidence
from assistant.understanding.stemming import split_words
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.search.view import View
from index.storage.catalog.types import StatementContext
from index.types import ArticleStatement

MAX_STATEMENTS = 6
MAX_RELATED = 3
FIRST_BATCH = 20
MAX_READ_OF_ANYONE = 60
"""Statements read if the question names no speaker."""
MIN_PREMISE_COVERAGE = 0.75
"""A question that presumes a statement needs a better match than a topic does."""
SHORT_TOPIC = 3
"""Terms of a topic that other speakers must cover completely."""
MIN_SHARE_OF_BEST = 0.8
"""Statements whose words match much worse than the best one are left out."""


def find_statements(query: Query, found: RetrievedEvidence, view: View) -> RetrievedEvidence:
    """Return the evidence with the statements that answer, else with other speakers' and related statements."""
    topic = _topic_of(query)
    if query.asks == "who_said":
        anyone = filter_candidates(topic, _contexts_of_anyone(query, topic, found, view))
        candidates = order_by_overlap(topic, anyone)[:MAX_READ_OF_ANYONE]
        return replace(found, said=_best(_read_on_topic(query, topic, candidates, view), topic))
    own = _contexts_of_speakers(query, view)
    said = _read_on_topic(query, topic, order_by_overlap(topic, filter_candidates(topic, own)), view)
    if said:
        return replace(found, said=_best(said, topic))
    others = _by_other_speakers(query, topic, found, view)
    if not others and (said := find_paraphrases(query, topic, own, found, view)):
        return replace(found, said=said)
    return replace(found, others=others, related=_related(query, topic, own, view))


def statements_by_speakers(
    query: Query, found: RetrievedEvidence, view: View
) -> tuple[int, list[tuple[Similarity, ArticleStatement]]]:
    """Return the number of statements by the requested speakers, and their possible paraphrases with similarity."""
    own = _contexts_of_speakers(query, view)
    return len(own), score_paraphrases(query, _topic_of(query), own, found, view)


def filter_by_topic(
    query: Query, topic: Topic, candidates: Iterable[ArticleStatement], view: View
) -> list[ArticleStatement]:
    """Return the candidates that are on the topic, each once."""
    near = []
    for one in {one.statement.id: one for one in candidates}.values():
        place = statement_place(one.statement, one.article).of(one.article.text)
        if not topic or topic.may_match(topic_stems(one.article.title) | topic_stems(place)):
            near.append(one)
    matching = []
    for one, words in with_contexts(near, view):
        # A refusal ("declined to comment") is about the article's subject.
        context = f"{one.article.title} {words}" if one.statement.commitment == "declined" else words
        if _matches(query, topic, context, one.article.title):
            matching.append(one)
    return matching


def _topic_of(query: Query) -> Topic:
    names = [word for name in query.speakers for word in split_words(name)]
    topic = read_topic(query.topic, but=names)
    if not topic and f" about {query.topic}" in query.question:
        return read_topic(query.topic, but=names, speech=True)  # "… about her position" is a topic
    return topic


def _contexts_of_speakers(query: Query, view: View) -> list[StatementContext]:
    return view.settings(speakers=query.speakers, scope=query.scope) if query.speakers else []


def _contexts_of_anyone(query: Query, topic: Topic, found: RetrievedEvidence, view: View) -> list[StatementContext]:
    """Return contexts that match the topic by words, and those in the articles of the found passages."""
    if not topic:
        return []
    about = view.contexts_about(query.topic, scope=query.scope)
    nearby = view.settings(article_ids=found.article_ids)
    return list({one.row: one for one in (*about, *nearby)}.values())


def _read_on_topic(
    query: Query, topic: Topic, candidates: Sequence[StatementContext], view: View
) -> Sequence[ArticleStatement]:
    """Read the candidates in order until no unread one can still be shown, and return those on the topic."""
    read: Sequence[ArticleStatement] = ()
    for batch in _batches(candidates):
        shown = [one for one in read if _matches_in_order(one, topic)] if len(topic.terms) > 1 else read
        if _beat_unread(shown, batch[0], topic, count=MAX_STATEMENTS):
            break
        statements = view.statements(speakers=query.speakers, rows=[one.row for one in batch])
        on_topic = filter_by_topic(query, topic, certain_statements(query, statements), view)
        read = view.stories.once((*read, *on_topic))
    return read


def _by_other_speakers(
    query: Query, topic: Topic, found: RetrievedEvidence, view: View
) -> tuple[ArticleStatement, ...]:
    """Return the best statement of each other speaker. Their attribution must be certain: nobody asked for them."""
    contexts = filter_by_overlap(topic, _contexts_of_anyone(query, topic, found, view), share=_min_coverage(topic))
    certain: Sequence[ArticleStatement] = ()
    for batch in _batches(order_by_overlap(topic, contexts)[:MAX_READ_OF_ANYONE]):
        shown = {_speaker_name(one): one for one in _by_people(certain) if _matches_in_order(one, topic)}
        if _beat_unread(list(shown.values()), batch[0], topic, count=MAX_STATEMENTS):
            break
        statements = certain_statements(query, view.statements(rows=[one.row for one in batch]))
        others = _certain_others(query, topic, filter_by_topic(query, topic, statements, view), view)
        certain = view.stories.once((*certain, *others))
    ranked = _ranked(_prefer_in_order(_by_people(certain) or certain, topic), topic)
    best: dict[str | None, ArticleStatement] = {}
    for one in sorted(ranked, key=lambda one: one.statement.kind == "indirect"):
        best.setdefault(_speaker_name(one), one)
    return tuple(one for one in ranked if best[_speaker_name(one)] is one)[:MAX_STATEMENTS]


def _certain_others(
    query: Query, topic: Topic, statements: Sequence[ArticleStatement], view: View
) -> list[ArticleStatement]:
    others = [one for one in statements if not any(by.name in query.speakers for by in one.statement.speakers)]
    own = [one for one in others if _covers_in_own_words(topic, one)]
    names = view.snapshot.speaker_names_in({one.article.id for one in own}) if own else {}
    return [one for one in own if is_certain_speaker(one, names.get(one.article.id, ()))]


def _by_people(found: Sequence[ArticleStatement]) -> list[ArticleStatement]:
    return [one for one in found if one.statement.speaker and one.statement.speaker.kind == "person"]


def _min_coverage(topic: Topic) -> float:
    """Return the share of the topic that one piece of another speaker's statement must contain."""
    return 1.0 if len(topic.terms) <= SHORT_TOPIC else MIN_PREMISE_COVERAGE


def _covers_in_own_words(topic: Topic, one: ArticleStatement) -> bool:
    minimum = _min_coverage(topic)
    pieces = (piece for piece in _pieces(one) if topic.contains_phrases(piece))
    return any(topic.coverage(topic_stems(piece)) >= minimum for piece in pieces)


def _related(query: Query, topic: Topic, own: Sequence[StatementContext], view: View) -> tuple[ArticleStatement, ...]:
    """Return the requested speakers' statements that share most with the topic."""
    closest: tuple[ArticleStatement, ...] = ()
    for batch in _batches(order_by_overlap(topic, own)):
        if _beat_unread(closest, batch[0], topic, count=MAX_RELATED):
            break
        read = view.statements(speakers=query.speakers, rows=[one.row for one in batch])
        closest = _ranked(view.stories.once((*closest, *certain_statements(query, read))), topic)[:MAX_RELATED]
    return closest


def _matches(query: Query, topic: Topic, context: str, title: str) -> bool:
    if not topic:
        return True
    if query.presumes and topic.coverage(topic_stems(context)) < MIN_PREMISE_COVERAGE:
        return False
    return topic.matches_under_title(context, title)


def _best(found: Sequence[ArticleStatement], topic: Topic) -> tuple[ArticleStatement, ...]:
    top = max((_coverage(one, topic) for one in found), default=0.0)
    close = [one for one in found if _coverage(one, topic) >= MIN_SHARE_OF_BEST * top]
    return _ranked(_prefer_in_order(close, topic) if len(topic.terms) > 1 else close, topic)[:MAX_STATEMENTS]


def _prefer_in_order(found: Sequence[ArticleStatement], topic: Topic) -> Sequence[ArticleStatement]:
    """Return the statements with the topic's words in order, if any: "jobs report", not "the report on jobs lost"."""
    return [one for one in found if _matches_in_order(one, topic)] or found


def _matches_in_order(one: ArticleStatement, topic: Topic) -> bool:
    return any(topic.matches_in_order(piece) for piece in _pieces(one))


def _beat_unread(found: Sequence[ArticleStatement], unread: StatementContext, topic: Topic, *, count: int) -> bool:
    """Return whether `count` of the statements rank above the best possible rank of an unread one."""
    bound = (topic_overlap(topic, unread), unread.day)
    return sum(_rank(one, topic) > bound for one in found) >= count


def _batches(ordered: Sequence[StatementContext]) -> Iterator[Sequence[StatementContext]]:
    """Yield batches that double in size: if the first is not enough, most often all are needed."""
    start, size = 0, FIRST_BATCH
    while start < len(ordered):
        yield ordered[start : start + size]
        start, size = start + size, 2 * size


def _ranked(found: Iterable[ArticleStatement], topic: Topic) -> tuple[ArticleStatement, ...]:
    """Return the statements by topic coverage, then newest first, then in reading order."""
    ordered = sorted(found, key=lambda one: (one.article.id, one.statement.content))
    return tuple(sorted(ordered, key=lambda one: _rank(one, topic), reverse=True))


def _rank(one: ArticleStatement, topic: Topic) -> tuple[float, str]:
    day = one.statement.said_on or one.article.published_day
    return _coverage(one, topic), day.isoformat() if day else ""


def _coverage(one: ArticleStatement, topic: Topic) -> float:
    """Return the share of the topic in the statement's own words."""
    return topic.coverage(topic_stems(" ".join(_pieces(one))))


def _pieces(one: ArticleStatement) -> list[str]:
    return [piece.of(one.article.text) for piece in one.statement.pieces]


def _speaker_name(one: ArticleStatement) -> str | None:
    return one.statement.speaker.name if one.statement.speaker else None
