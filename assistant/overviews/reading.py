"""Articles of an index with all their statements."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.overviews.types import Reading
from index.search.search import View
from index.types import ArticleStatement


def read_articles(ids: Sequence[str], view: View) -> list[Reading]:
    """Return the articles in the order of the ids, each with its statements. Unknown ids are left out."""
    articles = view.snapshot.articles(ids)
    statements: dict[str, list[ArticleStatement]] = {}
    for one in view.statements(article_ids=ids):
        statements.setdefault(one.article.id, []).append(one)
    stories = view.stories.of(list(articles))
    return [
        Reading(articles[one], tuple(statements.get(one, ())), view.stories.carried_by(one), stories[one])
        for one in ids
        if one in articles
    ]
