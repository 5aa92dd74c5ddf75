"""Finds statements on a topic without its words: a letter of resignation for "what did she say about quitting?".

Vectors miss silt and mud, WordNet misses harvest and orchard. The thresholds come from
`python -m evals.component_checks.fit_thresholds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from assistant.retrieval.attribution import certain_statements
from assistant.retrieval.context import with_contexts
from assistant.retrieval.thesaurus.lookup import most_related
from assistant.types import Query, RetrievedEvidence
from assistant.understanding.topic import Topic, topic_stems
from index.embedding.choice import bundled_embedder
from index.ports import Embedder
from index.search.view import View
from index.storage.catalog.types import StatementContext
from index.types import Article, ArticleStatement

THESAURUS_WEIGHT = 0.2
"""The weight of thesaurus matches for the whole topic, added to the cosine similarity."""
MIN_SIMILARITY = 0.26
MIN_SIMILARITY_UNNAMED = 0.3
"""The minimum if the article lacks a name that the topic contains."""
FEW_STATEMENTS = 4
PER_DOUBLING = 0.03
"""Added to the minimum for each doubling of a speaker's statements beyond FEW: of many statements, one is always
similar."""
MARGIN_TO_BEST = 0.15
"""Further statements may be this much less similar than the best one."""
MAX_PARAPHRASES = 3
MAX_COMPARED = 400
"""Only so many of a speaker's statements are compared with the topic, the newest first."""
MAX_READ = 20


@dataclass(frozen=True, slots=True)
class Similarity:
    """The cosine similarity of a topic and a text, and the share of the topic's words with a related word there."""

    cosine: float
    kindred: float

    @property
    def both(self) -> float:
        """The combined score, at most 1.2. Texts on different subjects seldom score above 0.1."""
        return self.cosine + THESAURUS_WEIGHT * self.kindred


def find_paraphrases(
    query: Query, topic: Topic, contexts: Sequence[StatementContext], found: RetrievedEvidence, view: View
) -> tuple[ArticleStatement, ...]:
    """Return the statements that express the topic in other words, most similar first."""
    scored = score_paraphrases(query, topic, contexts, found, view)
    minimum = max([similarity_threshold(len(contexts)), *(score.both - MARGIN_TO_BEST for score, _ in scored[:1])])
    return tuple(one for score, one in scored[:MAX_PARAPHRASES] if score.both >= minimum)


def similarity_threshold(statements: int) -> float:
    """Return the minimum similarity for a speaker with so many statements."""
    return MIN_SIMILARITY + PER_DOUBLING * max(0.0, log2(max(1, statements) / FEW_STATEMENTS))


def score_paraphrases(
    query: Query, topic: Topic, contexts: Sequence[StatementContext], found: RetrievedEvidence, view: View
) -> list[tuple[Similarity, ArticleStatement]]:
    """Return the statements that may be on the topic without its words, with their similarity, best first.

    Empty if the question presumes a statement or has phrases, or if a passage contains the topic's own words: then the
    index does cover the topic, but not as something these speakers talked about.
    """
    if not topic or topic.phrases or query.presumes or not contexts:
        return []
    passages = (hit.passage.span.of(hit.article.text) for hit in found.hits)
    if len(topic.terms) > 1 and any(topic.may_match(topic_stems(passage)) for passage in passages):
        return []
    newest = sorted(contexts, key=lambda one: one.day, reverse=True)[:MAX_COMPARED]
    # The thresholds were fitted for the bundled model, whatever model the index was built with.
    estimates = _similarity(topic, [one.words for one in newest], bundled_embedder())
    closest = sorted(zip(estimates, newest, strict=True), key=lambda pair: -pair[0].both)[:MAX_READ]
    read = view.statements(speakers=query.speakers, rows=[one.row for _, one in closest])
    spoken = [one for one in certain_statements(query, read) if one.statement.commitment != "declined"]
    unique = view.stories.once(spoken)
    texts = [text for _, text in with_contexts(unique, view)]
    scored = zip(_similarity(topic, texts, bundled_embedder()), unique, strict=True)
    ordered = sorted(scored, key=lambda pair: -pair[0].both)
    return [(score, one) for score, one in ordered if _may_be_paraphrase(topic, score, one.article)]


def _may_be_paraphrase(topic: Topic, score: Similarity, article: Article) -> bool:
    """Return False if the article contains the topic's own words: they are another speaker's or the reporter's."""
    stems = topic_stems(f"{article.title} {article.text}")
    if topic.may_match(stems):
        return False
    return all(term.stem in stems for term in topic.terms if term.weight > 1) or score.both >= MIN_SIMILARITY_UNNAMED


def _similarity(topic: Topic, texts: Sequence[str], model: Embedder) -> list[Similarity]:
    vectors = model.embed([topic.text, *texts])
    cosines = np.asarray(vectors[1:] @ vectors[0], dtype=float)
    related = (sum(most_related(term.stem, topic_stems(text)) for term in topic.terms) for text in texts)
    return [Similarity(float(cosine), one / len(topic.terms)) for cosine, one in zip(cosines, related, strict=True)]
