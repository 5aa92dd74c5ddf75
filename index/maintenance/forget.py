"""Removes articles from an index for good: every version and copy, all that was found in them, and their store entries.
First it publishes a generation without them, with rebuilt stores, and removes the older ones. Then it removes them from
other places that store articles, and last it overwrites their rows and rewrites the catalog file. After a kill in
between, no reader sees them any more, and the same command removes the rest. Backups are left to their owner."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import OnrecordError, UsageError, storage_errors
from index.fetching.sources.state import SourceStore
from index.ingest.writer import Writer
from index.ports import Progress, VectorStores
from index.reading.identifiers import canonical_url
from index.storage.catalog.connections import transaction
from index.storage.catalog.schema import read_generation
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import generation_folder, generations_folder, refined_folder, vectors_folder
from index.storage.lock import remove_unlocked

_STEPS = 4
_COUNTED = ("articles", "copies", "passages", "statements")
_HINT = "give an id or a URL as `onrecord show` and the citations print it, or a speaker's full name"


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """The articles and counts removed. `alike` are near duplicates that stay.

    `kept_by` are older generations with active readers, which the next ingest or prune removes.
    """

    articles: tuple[str, ...]
    addresses: tuple[str, ...]
    versions: int
    copies: int
    passages: int
    statements: int
    alike: tuple[str, ...]
    kept_by: tuple[str, ...]
    generation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Selection:
    """Ids of articles and copies, with the rows of all texts of these articles."""

    articles: tuple[str, ...]
    copies: tuple[str, ...]
    texts: tuple[int, ...]
    addresses: tuple[str, ...]

    def rows(self) -> tuple[tuple[str, str, tuple[str | int, ...]], ...]:
        """Return table, condition and values for the selected rows that have generations."""
        texts, ids, copies = self.texts, self.articles, self.copies
        of_texts = f"text_row IN ({_placeholders(texts)})"
        of_copies = f"article_id IN ({_placeholders(ids)}) OR copy_id IN ({_placeholders(copies)})"
        return (
            ("passages", of_texts, texts),
            ("statements", of_texts, texts),
            ("alike", f"{of_texts} OR other_row IN ({_placeholders(texts)})", (*texts, *texts)),
            ("copies", of_copies, (*ids, *copies)),
            ("articles", f"id IN ({_placeholders(ids)})", ids),
        )


def forget(
    folder: Path,
    what: str,
    *,
    everything_of: bool,
    stores: VectorStores,
    progress: Progress,
    elsewhere: Callable[[ForgetReport], None] = lambda _: None,
) -> ForgetReport:
    """Remove the article with an id or URL; with `everything_of`, all articles that ever quoted a speaker.

    `elsewhere` removes it from other places that store articles. It runs while the same command still finds the rest,
    and again if it failed or was killed. Raises UsageError if nothing matches, and IndexMissing, IndexLocked,
    IndexMismatch, IndexDamaged, StorageFailed or ServerFailed.
    """
    began = time.perf_counter()
    with open_existing_catalog(folder) as connection:
        with storage_errors(folder):
            connection.execute("PRAGMA secure_delete = ON")
            selection = _select(connection, what, everything_of=everything_of)
            alike = _near_duplicates(connection, selection)
        stores.ready()
        with storage_errors(folder):
            counts = _retire(connection, selection)
        progress.advance("forget", done=1, total=_STEPS)
        with SourceStore(folder) as sources:
            sources.forget(selection.addresses)
        generation = Writer(folder, connection, stores).rebuild(progress=progress)
        progress.advance("forget", done=2, total=_STEPS)
        with storage_errors(folder):
            kept_by = _remove_older(folder, generation, stores)
        articles, addresses = selection.articles or selection.copies, selection.addresses
        versions, copies, passages, statements = (counts[table] for table in _COUNTED)
        report = ForgetReport(
            articles, addresses, versions, copies, passages, statements, alike, kept_by, generation, seconds=0.0
        )
        elsewhere(report)
        with storage_errors(folder):
            _delete(connection, selection)  # last, because the same command finds the rest by these rows
            progress.advance("forget", done=3, total=_STEPS)
            connection.execute("VACUUM")
    progress.advance("forget", done=_STEPS, total=_STEPS)
    return replace(report, seconds=time.perf_counter() - began)


def _select(connection: sqlite3.Connection, what: str, *, everything_of: bool) -> _Selection:
    if everything_of:
        articles = _articles_quoting(connection, what)
        if not articles:
            raise UsageError(f"no article of this index quotes {what!r}", hint=_HINT)
        return _selection_of(connection, articles, ())
    articles, copies = _find_by_name(connection, what)
    if not articles and not copies:
        if quoting := _articles_quoting(connection, what):
            count = "1 article" if len(quoting) == 1 else f"{len(quoting)} articles"
            raise UsageError(
                f"{what!r} is a speaker, quoted in {count}",
                hint=f"add --everything-of to remove {count}; this cannot be undone",
            )
        raise UsageError(f"nothing named {what!r} in this index", hint=_HINT)
    return _selection_of(connection, articles, copies)


def _find_by_name(connection: sqlite3.Connection, what: str) -> tuple[list[str], list[str]]:
    """Return the articles and copies with an id, or with a URL in any spelling."""
    if not what.lower().startswith(("http://", "https://")):
        ids = connection.execute("SELECT DISTINCT id FROM articles WHERE id = ?", (what,)).fetchall()
        copy_ids = connection.execute("SELECT DISTINCT copy_id FROM copies WHERE copy_id = ?", (what,)).fetchall()
        return [row[0] for row in ids], [row[0] for row in copy_ids]
    address = canonical_url(what)

    def matching(sql: str) -> list[str]:
        rows = connection.execute(sql)
        return list(dict.fromkeys(name for name, url in rows if url is not None and canonical_url(url) == address))

    return matching("SELECT DISTINCT id, url FROM articles"), matching("SELECT DISTINCT copy_id, url FROM copies")


def _articles_quoting(connection: sqlite3.Connection, name: str) -> list[str]:
    """Return the articles with a statement of a speaker, alone or with others, in any version."""
    sql = """SELECT DISTINCT article_id, speaker, together_with FROM statements
           WHERE speaker = :name COLLATE NOCASE OR together_with IS NOT NULL"""
    rows = connection.execute(sql, {"name": name})
    found: dict[str, None] = {}
    for article, speaker, together_with in rows:
        names = (speaker or "", *(str(other[0]) for other in json.loads(together_with or "[]")))
        if name.casefold() in map(str.casefold, names):
            found[article] = None
    return list(found)


def _selection_of(connection: sqlite3.Connection, articles: Sequence[str], copies: Sequence[str]) -> _Selection:
    rows = connection.execute(
        f"SELECT text_row, url FROM articles WHERE id IN ({_placeholders(articles)})", tuple(articles)
    ).fetchall()
    of_copies = f"article_id IN ({_placeholders(articles)}) OR copy_id IN ({_placeholders(copies)})"
    copied = connection.execute(f"SELECT url FROM copies WHERE {of_copies}", (*articles, *copies)).fetchall()
    addresses = dict.fromkeys(canonical_url(row["url"]) for row in (*rows, *copied) if row["url"])
    texts = tuple(dict.fromkeys(int(row["text_row"]) for row in rows))
    return _Selection(tuple(articles), tuple(copies), texts, tuple(addresses))


def _near_duplicates(connection: sqlite3.Connection, selection: _Selection) -> tuple[str, ...]:
    sql = f"""SELECT DISTINCT a.id FROM alike l JOIN articles a ON a.text_row = l.other_row AND a.died IS NULL
            WHERE l.died IS NULL AND l.text_row IN ({_placeholders(selection.texts)})"""
    rows = connection.execute(sql, selection.texts)
    return tuple(row[0] for row in rows if row[0] not in selection.articles)


def _retire(connection: sqlite3.Connection, selection: _Selection) -> dict[str, int]:
    """Hide the selected rows from the next generation on. Returns their number by table, dead rows included."""
    following = read_generation(connection) + 1
    counts = {}
    with transaction(connection):
        for table, condition, values in selection.rows():
            counts[table] = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}", values).fetchone()[0]
            connection.execute(f"UPDATE {table} SET died = {following} WHERE died IS NULL AND ({condition})", values)
    return counts


def _delete(connection: sqlite3.Connection, selection: _Selection) -> None:
    """Overwrite the rows, in a transaction after the publication of the generation without them."""
    texts = selection.texts
    passages = f"(SELECT row FROM passages WHERE text_row IN ({_placeholders(texts)}))"
    with transaction(connection):
        for table in ("vectors", "refined"):
            connection.execute(f"DELETE FROM {table} WHERE passage_row IN {passages}", texts)
        for table, condition, values in selection.rows():
            connection.execute(f"DELETE FROM {table} WHERE {condition}", values)
        connection.execute(f"DELETE FROM sketches WHERE text_row IN ({_placeholders(texts)})", texts)
        connection.execute(f"DELETE FROM texts WHERE row IN ({_placeholders(texts)})", texts)
        ids, addresses = (*selection.articles, *selection.copies), selection.addresses
        connection.execute(f"DELETE FROM addresses WHERE article_id IN ({_placeholders(ids)})", ids)
        connection.execute(f"DELETE FROM addresses WHERE address IN ({_placeholders(addresses)})", addresses)


def _remove_older(folder: Path, generation: int, stores: VectorStores) -> tuple[str, ...]:
    """Remove the stores of all other generations, and return those that someone reads."""
    current = generation_folder(folder, generation)
    for place in generations_folder(folder).iterdir():
        if place != current:
            remove_unlocked(place)
    try:
        stores.remove_unused(store(current) for store in (vectors_folder, refined_folder))
    except OnrecordError as error:  # the texts are gone; report the vectors that are not
        return (str(error),)
    return tuple(sorted(place.name for place in generations_folder(folder).iterdir() if place != current))


def _placeholders(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
