"""The articles to summarise: named by id, by URL, or as files outside the index."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.overviews.types import Reading
from index.errors import UsageError
from index.reading.identifiers import derive_article_id
from index.reading.inputs import read_inputs
from index.search.view import View
from index.statements import find_statements
from index.stories.story import Carrier, build_story
from index.types import ArticleStatement, Rejected


def read_articles_by_name(names: Sequence[str], view: Callable[[], View]) -> list[Reading]:
    """Return the named articles, each once. Opens the index only for names that are not files. Raises UsageError."""
    found: dict[str, Reading] = {}
    for name in names:
        for one in _read_file(name) if _is_file(name) else [_from_index(name, view())]:
            found.setdefault(one.article.id, one)
    return list(found.values())


def _from_index(name: str, view: View) -> Reading:
    ids = [name]
    if name.lower().startswith(("http://", "https://")):
        ids = [derive_article_id(url=name, text="")]
        ids += view.snapshot.article_ids_of_url(name)
    for one in ids:
        original = view.snapshot.article_of_copy(one)
        if readings := read_articles([one] if original is None else [original], view):
            return readings[0]
    raise UsageError(
        f"no article {name!r} in this index",
        hint="ingest it first, or take an id from the citations of `onrecord ask --json`",
    )


def _read_file(name: str) -> list[Reading]:
    readings = []
    for read in read_inputs([name], stdin=io.BytesIO()):
        if isinstance(read, Rejected):
            raise UsageError(
                f"{read.input!r} cannot be read: {read.reason}", hint="`onrecord ingest --help` lists the formats"
            )
        statements = tuple(ArticleStatement(one, read) for one in find_statements(read))
        alone = Carrier(read.id, read.publisher, (), read.published_day, len(read.text))
        readings.append(Reading(read, statements, story=build_story([alone])))
    if not readings:
        raise UsageError(f"no article in {name!r}", hint="give a file with an article in it")
    return readings


def _is_file(name: str) -> bool:
    with suppress(OSError, ValueError):  # an id may be longer than a file name can be
        return Path(name).is_file()
    return False


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
