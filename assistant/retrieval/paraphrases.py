"""Statements on a topic that do not use its words: "what did she say about quitting?", of a letter of resignation.

Words decide first (`assistant.retrieval.statements`). Where they find nothing, what somebody said may still be on the topic: where it
lies near to it in meaning. The figures are set by `python -m evals.fit_sure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from assistant.retrieval.attribution import certain_statements
from assistant.retrieval.context import with_contexts
from assistant.retrieval.similarity import Similarity, similarity
from assistant.types.types import Query, RetrievedEvidence
from assistant.understanding.topic import Topic
from assistant.understanding.topic_words import topic_stems
from index.embedding.choice import bundled_embedder
from index.search.search import View
from index.storage.catalog import StatementContext
from index.types import Article, ArticleStatement, Hit

MIN_SIMILARITY = 0.26
"""A statement is on a topic in other words where it lies so near."""
LEAST_NEARNESS_UNNAMED = 0.3
"""The same where its article does not have a name that is asked about."""
FEW = 4
PER_DOUBLING = 0.03
"""Where a speaker has more statements than a few, so much nearer for each time that they are twice as many: of a
hundred statements one lies near to anything."""
MARGIN_TO_BEST = 0.15
"""So much less near, further statements are shown beside the nearest."""
MAX_PARAPHRASES = 3
MOST_COMPARED = 400
"""So many statements by one speaker are compared with the topic, the newest."""
MOST_READ = 20


def find_paraphrases(
    query: Query, topic: Topic, theirs: Sequence[StatementContext], found: RetrievedEvidence, view: View
) -> tuple[ArticleStatement, ...]:
    """The speakers' statements on the topic that do not use its words, the nearest first; none where none is near."""
    judged = score_paraphrases(query, topic, theirs, found, view)
    least = max([similarity_threshold(len(theirs)), *(near.both - MARGIN_TO_BEST for near, _ in judged[:1])])
    return tuple(one for near, one in judged[:MAX_PARAPHRASES] if near.both >= least)


def similarity_threshold(statements: int) -> float:
    """How near a statement must be to a topic that it does not have the words of, of so many by one speaker."""
    return MIN_SIMILARITY + PER_DOUBLING * max(0.0, log2(max(1, statements) / FEW))


def score_paraphrases(
    query: Query, topic: Topic, theirs: Sequence[StatementContext], found: RetrievedEvidence, view: View
) -> list[tuple[Similarity, ArticleStatement]]:
    """How near those of the speakers' statements are to the topic that may be on it without its words.

    None is where the question presumes that something was said, or has words that only count together. None is either
    where a passage speaks of the topic in its own words: then it is known, and not as something that they spoke of.
    """
    if not topic or topic.phrases or query.presumes or not theirs:
        return []
    if len(topic.terms) > 1 and any(topic.may_be_filled_by(topic_stems(_passage(hit))) for hit in found.hits):
        return []
    newest = sorted(theirs, key=lambda one: one.day, reverse=True)[:MOST_COMPARED]
    # By the model that the figures were fitted for, whatever model the index was made with.
    guessed = similarity(topic, [one.words for one in newest], bundled_embedder())
    nearest = sorted(zip(guessed, newest, strict=True), key=lambda pair: -pair[0].both)[:MOST_READ]
    read = view.statements(speakers=query.speakers, rows=[one.row for _, one in nearest])
    spoken = [one for one in certain_statements(query, read) if one.statement.commitment != "declined"]
    known = view.stories.once(spoken)
    contexts = [context for _, context in with_contexts(known, view)]
    judged = zip(similarity(topic, contexts, bundled_embedder()), known, strict=True)
    ordered = sorted(judged, key=lambda pair: -pair[0].both)
    return [(near, one) for near, one in ordered if _may_be_in_other_words(topic, near, one.article)]


def _passage(hit: Hit) -> str:
    return hit.passage.span.of(hit.article.text)


def _may_be_in_other_words(topic: Topic, near: Similarity, article: Article) -> bool:
    """Not where the article has the topic's own words elsewhere: there it is somebody else's, or the reporter's."""
    stems = topic_stems(f"{article.title} {article.text}")
    if topic.may_be_filled_by(stems):
        return False
    named = all(term.stem in stems for term in topic.terms if term.weight > 1)
    return named or near.both >= LEAST_NEARNESS_UNNAMED
