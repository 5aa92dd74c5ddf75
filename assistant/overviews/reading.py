"""Articles out of an index as overviews read them: with everything that is said in them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.overviews.types import Reading
from index.search.view import View
from index.types import ArticleStatement


def read_articles(ids: Sequence[str], view: View) -> list[Reading]:
    """The articles in the order of their ids, each with its statements; unknown ids are left out."""
    articles = view.snapshot.articles(ids)
    said: dict[str, list[ArticleStatement]] = {}
    for one in view.statements(article_ids=ids):
        said.setdefault(one.article.id, []).append(one)
    stories = view.stories.of(list(articles))
    return [
        Reading(articles[one], tuple(said.get(one, ())), view.stories.carried_by(one), stories[one])
        for one in ids
        if one in articles
    ]
