"""Articles out of an index as overviews read them: with everything said in them, and where they lie in meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from assistant.overviews.types import Reading
from index.ports import Vectors
from index.search import View
from index.types import Article, Attributed, Scope


def read_articles(ids: Sequence[str], view: View) -> list[Reading]:
    """The articles in the order of their ids, each with its statements; unknown ids are left out."""
    articles = view.snapshot.articles(ids)
    said: dict[str, list[Attributed]] = {}
    for one in view.statements(article_ids=ids):
        said.setdefault(one.article.id, []).append(one)
    stories = view.stories.of(list(articles))
    return [
        Reading(articles[one], tuple(said.get(one, ())), view.stories.carried_by(one), stories[one])
        for one in ids
        if one in articles
    ]


def vectors_of(articles: Collection[Article], scope: Scope, view: View) -> Mapping[str, Vectors]:
    """For each article the mean of its passages' vectors, of unit length; zero where it has none.

    The first passages count most: what an article is about stands at its beginning.
    """
    held = view.snapshot.all_vectors(scope)
    origins = view.snapshot.origins(held.ids)
    sums: dict[str, Vectors] = {}
    seen: dict[str, int] = {}
    for passage, vector in zip(held.ids, held.vectors, strict=True):
        if passage in origins:
            article = origins[passage][0]
            seen[article] = seen.get(article, 0) + 1
            sums[article] = sums.get(article, np.zeros_like(vector)) + vector / seen[article]
    empty = np.zeros(held.vectors.shape[1] if held.vectors.ndim == 2 else 1, dtype=np.float32)  # noqa: PLR2004
    return {one.id: _unit(sums.get(one.id, empty)) for one in articles}


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
