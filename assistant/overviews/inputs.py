"""The articles that somebody names: by id, by address, or as files that are in no index."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.overviews.reading import read_articles
from assistant.overviews.types import Reading
from index.errors import UsageError
from index.reading.identifiers import derive_article_id
from index.reading.inputs import read_inputs
from index.search.view import View
from index.statements import find_statements
from index.stories.story import Carrier, story_of
from index.types import ArticleStatement, Rejected

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def read_articles_by_name(names: Sequence[str], view: Callable[[], View]) -> list[Reading]:
    """What is named, in that order, each article once. A file of that name is read; the index is opened for the rest.
    Raises UsageError for what is neither."""
    found: dict[str, Reading] = {}
    for name in names:
        for one in _read_file(name) if _is_file(name) else [_held(name, view())]:
            found.setdefault(one.article.id, one)
    return list(found.values())


def _held(name: str, view: View) -> Reading:
    ids = [name]
    if _ADDRESS.match(name):
        ids = [derive_article_id(url=name, text="")]
        ids += view.snapshot.ids_of_address(name)
    for one in ids:
        held = view.snapshot.held_as(one)
        if readings := read_articles([one] if held is None else [held], view):
            return readings[0]
    raise UsageError(
        f"no article {name!r} in this index",
        hint="`onrecord ingest` it first, or give the id that stands in the citations of `onrecord ask --json`",
    )


def _read_file(name: str) -> list[Reading]:
    readings = []
    for read in read_inputs([name], stdin=io.BytesIO()):
        if isinstance(read, Rejected):
            raise UsageError(f"{read.input!r} cannot be read: {read.reason}", hint="see `onrecord ingest --help`")
        said = tuple(ArticleStatement(one, read) for one in find_statements(read))
        alone = Carrier(read.id, read.publisher, (), read.published_day, len(read.text))
        readings.append(Reading(read, said, story=story_of([alone])))
    if not readings:
        raise UsageError(f"no article in {name!r}", hint="give a file that holds one")
    return readings


def _is_file(name: str) -> bool:
    with suppress(OSError, ValueError):  # an id may be longer than any file's name
        return Path(name).is_file()
    return False
