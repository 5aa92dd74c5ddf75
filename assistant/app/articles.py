"""Reads articles and their statements: from a generation of the index, or from files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from index.errors import UsageError
from index.types import Article, Record, Rejected, Statement

if TYPE_CHECKING:
    from index.search.view import View

_HINT = "ids stand in the citations of `onrecord ask --json`"


def find_article(view: View, article_id: str) -> Article:
    """Return the current version of an article. Raises UsageError for an unknown id."""
    article = view.snapshot.article(article_id)
    if article is None:
        raise UsageError(f"no article {article_id!r} in this index", hint=_HINT)
    return article


def find_record(view: View, article_id: str, version: int | None) -> Record:
    """Return a version of an article (None: the current one) with all its versions. Raises UsageError."""
    versions = view.snapshot.versions(article_id)
    if not versions:
        article_of_copy = view.snapshot.article_of_copy(article_id)
        raise UsageError(
            f"no article {article_id!r} in this index",
            hint=f"its text is stored as {article_of_copy!r}" if article_of_copy else _HINT,
        )
    found = [one for one in versions if one.version == version or (version is None and not one.superseded_by)]
    if not found:
        stored = ", ".join(str(one.version) for one in versions)
        raise UsageError(f"no version {version} of {article_id!r}", hint=f"stored versions: {stored}")
    return Record(found[0], versions, view.stories.carried_by(article_id))


def read_statements(
    inputs: Sequence[str], *, stdin: BinaryIO
) -> Iterator[tuple[Article, tuple[Statement, ...]] | Rejected]:
    """Yield each article of the files with its statements, or the reason why it is unreadable. Needs no index."""
    from index.reading.inputs import read_inputs
    from index.statements import find_statements

    for read in read_inputs(inputs, stdin=stdin):
        yield read if isinstance(read, Rejected) else (read, find_statements(read))
