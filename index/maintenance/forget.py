"""Takes articles out of an index for good: every version, every copy, what was found in them, and every store that
held them.

First a generation without them is published, its stores made anew, and the older ones are removed; then whoever else
remembers articles is told; last their rows are overwritten and the catalog's file is written anew. Killed in between,
nobody is shown them any more, and the same command takes out the rest. What a backup holds is its owner's to remove.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import OnrecordError, UsageError, storage_errors
from index.fetching.sources.state import SourceStore
from index.ingest.writer import Writer
from index.ports import Progress, VectorStores
from index.reading.urls import canonical_url
from index.storage.catalog.schema import read_generation, missing_catalog
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import generation_folder, generations_folder, has_catalog, refined_folder, vectors_folder
from index.storage.lock import remove_unlocked

_WEB = ("http://", "https://")
_STEPS = 4
_HINT = "give an id or an address as `onrecord show` and the citations tell it, or a speaker's full name"


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """What was taken out. `alike` are articles that stay, and tell the same story in nearly the same words. `kept_by`
    are older generations that somebody still reads: the next ingest or prune after that removes them."""

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
    """Articles by their ids, copies by theirs, and the rows of all texts of these articles."""

    articles: tuple[str, ...]
    copies: tuple[str, ...]
    texts: tuple[int, ...]
    addresses: tuple[str, ...]


def forget(
    folder: Path,
    what: str,
    *,
    everything_of: bool,
    stores: VectorStores,
    progress: Progress,
    elsewhere: Callable[[ForgetReport], None] = lambda _: None,
) -> ForgetReport:
    """Takes out the article of an id or address; with `everything_of` all articles that ever quoted a speaker.

    `elsewhere` takes it out of whatever else remembers articles. It is called before the same command would no more
    find what is left to do: again, where it failed or was killed the last time.

    Raises UsageError where nothing of that name is held, and IndexMissing, IndexLocked, IndexMismatch, IndexDamaged,
    StorageFailed or ServerFailed.
    """
    began = time.perf_counter()
    if not has_catalog(folder):
        raise missing_catalog(folder)
    with open_existing_catalog(folder) as connection:
        with storage_errors(folder):
            connection.execute("PRAGMA secure_delete = ON")
            wanted = _select(connection, what, everything_of=everything_of)
            alike = _near_duplicates(connection, wanted)
        stores.ready()
        with storage_errors(folder):
            counts = _retire(connection, wanted)
        progress.advance("forget", done=1, total=_STEPS)
        with SourceStore(folder) as memory:
            memory.forget(wanted.addresses)
        generation = Writer(folder, connection, stores).rebuild(progress=progress)
        progress.advance("forget", done=2, total=_STEPS)
        with storage_errors(folder):
            kept_by = _remove_older(folder, generation, stores)
        report = _report(wanted, counts, alike, kept_by, generation)
        elsewhere(report)
        with storage_errors(folder):
            _delete(connection, wanted)  # last: as long as a row is there, the same command finds what is left to do
            progress.advance("forget", done=3, total=_STEPS)
            connection.execute("VACUUM")
    progress.advance("forget", done=_STEPS, total=_STEPS)
    return replace(report, seconds=time.perf_counter() - began)


def _report(
    wanted: _Selection, counts: Mapping[str, int], alike: tuple[str, ...], kept_by: tuple[str, ...], generation: int
) -> ForgetReport:
    return ForgetReport(
        articles=wanted.articles or wanted.copies,
        addresses=wanted.addresses,
        versions=counts["articles"],
        copies=counts["copies"],
        passages=counts["passages"],
        statements=counts["statements"],
        alike=alike,
        kept_by=kept_by,
        generation=generation,
        seconds=0.0,
    )


def _select(connection: sqlite3.Connection, what: str, *, everything_of: bool) -> _Selection:
    if everything_of:
        articles = _articles_quoting(connection, what)
        if not articles:
            raise UsageError(f"no article of this index quotes {what!r}", hint=_HINT)
        return _selection_of(connection, articles, ())
    articles, copies = _find_by_name(connection, what)
    if not articles and not copies:
        quoted = _articles_quoting(connection, what)
        if quoted:
            raise UsageError(
                f"{what!r} is a speaker, quoted in {len(quoted)} articles",
                hint="add --everything-of to take all of these articles out; there is no way back",
            )
        raise UsageError(f"nothing of the name {what!r} in this index", hint=_HINT)
    return _selection_of(connection, articles, copies)


def _find_by_name(connection: sqlite3.Connection, what: str) -> tuple[list[str], list[str]]:
    """Articles and copies of an id, or of an address in whatever spelling."""
    if not what.lower().startswith(_WEB):
        ids = connection.execute("SELECT DISTINCT id FROM articles WHERE id = ?", (what,)).fetchall()
        of_copies = connection.execute("SELECT DISTINCT copy_id FROM copies WHERE copy_id = ?", (what,)).fetchall()
        return [row[0] for row in ids], [row[0] for row in of_copies]
    address = canonical_url(what)

    def here(url: str | None) -> bool:
        return url is not None and canonical_url(url) == address

    articles = [row[0] for row in connection.execute("SELECT DISTINCT id, url FROM articles") if here(row[1])]
    copies = [row[0] for row in connection.execute("SELECT DISTINCT copy_id, url FROM copies") if here(row[1])]
    return list(dict.fromkeys(articles)), list(dict.fromkeys(copies))


def _articles_quoting(connection: sqlite3.Connection, name: str) -> list[str]:
    """Articles with a statement of a speaker, alone or with others, in any version."""
    rows = connection.execute(
        """SELECT DISTINCT article_id, speaker, together_with FROM statements
           WHERE speaker = :name COLLATE NOCASE OR together_with IS NOT NULL""",
        {"name": name},
    )
    wanted = name.casefold()
    return list(
        dict.fromkeys(
            row["article_id"]
            for row in rows
            if (row["speaker"] or "").casefold() == wanted
            or any(str(one[0]).casefold() == wanted for one in json.loads(row["together_with"] or "[]"))
        )
    )


def _selection_of(connection: sqlite3.Connection, articles: Sequence[str], copies: Sequence[str]) -> _Selection:
    rows = connection.execute(
        f"SELECT text_row, url FROM articles WHERE id IN ({_placeholders(articles)})", tuple(articles)
    ).fetchall()
    carried = connection.execute(
        f"SELECT url FROM copies WHERE article_id IN ({_placeholders(articles)}) OR copy_id IN ({_placeholders(copies)})",
        (*articles, *copies),
    ).fetchall()
    addresses = dict.fromkeys(canonical_url(row["url"]) for row in (*rows, *carried) if row["url"])
    texts = tuple(dict.fromkeys(int(row["text_row"]) for row in rows))
    return _Selection(tuple(articles), tuple(copies), texts, tuple(addresses))


def _near_duplicates(connection: sqlite3.Connection, wanted: _Selection) -> tuple[str, ...]:
    rows = connection.execute(
        f"""SELECT DISTINCT a.id FROM alike l JOIN articles a ON a.text_row = l.other_row AND a.died IS NULL
            WHERE l.died IS NULL AND l.text_row IN ({_placeholders(wanted.texts)})""",
        wanted.texts,
    )
    return tuple(row[0] for row in rows if row[0] not in wanted.articles)


def _retire(connection: sqlite3.Connection, wanted: _Selection) -> dict[str, int]:
    """From the next generation on none of it counts. Gives how many rows there are, dead ones too."""
    following = read_generation(connection) + 1
    counts = {}
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table, condition, values in _rows_of(wanted):
            where = f"FROM {table} WHERE {condition}"
            counts[table] = connection.execute(f"SELECT count(*) {where}", values).fetchone()[0]
            connection.execute(f"UPDATE {table} SET died = {following} WHERE died IS NULL AND ({condition})", values)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return counts


def _rows_of(wanted: _Selection) -> tuple[tuple[str, str, tuple[str | int, ...]], ...]:
    """The tables that tell what counts, with the rows of them that are meant."""
    texts, ids, copies = wanted.texts, wanted.articles, wanted.copies
    of_texts = f"text_row IN ({_placeholders(texts)})"
    return (
        ("passages", of_texts, texts),
        ("statements", of_texts, texts),
        ("alike", f"{of_texts} OR other_row IN ({_placeholders(texts)})", (*texts, *texts)),
        ("copies", f"article_id IN ({_placeholders(ids)}) OR copy_id IN ({_placeholders(copies)})", (*ids, *copies)),
        ("articles", f"id IN ({_placeholders(ids)})", ids),
    )


def _delete(connection: sqlite3.Connection, wanted: _Selection) -> None:
    """Overwrites the rows. A transaction of its own: the generation that does without them is published."""
    texts = wanted.texts
    passages = f"(SELECT row FROM passages WHERE text_row IN ({_placeholders(texts)}))"
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in ("vectors", "refined"):
            connection.execute(f"DELETE FROM {table} WHERE passage_row IN {passages}", texts)
        for table, condition, values in _rows_of(wanted):
            connection.execute(f"DELETE FROM {table} WHERE {condition}", values)
        connection.execute(f"DELETE FROM sketches WHERE text_row IN ({_placeholders(texts)})", texts)
        connection.execute(f"DELETE FROM texts WHERE row IN ({_placeholders(texts)})", texts)
        names = (*wanted.articles, *wanted.copies)
        connection.execute(f"DELETE FROM addresses WHERE article_id IN ({_placeholders(names)})", names)
        connection.execute(f"DELETE FROM addresses WHERE address IN ({_placeholders(wanted.addresses)})", wanted.addresses)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _remove_older(folder: Path, generation: int, stores: VectorStores) -> tuple[str, ...]:
    """Every other generation's stores. Gives those that somebody reads."""
    current = generation_folder(folder, generation)
    for place in generations_folder(folder).iterdir():
        if place != current:
            remove_unlocked(place)
    try:
        stores.sweep(store(current) for store in (vectors_folder, refined_folder))
    except OnrecordError as error:  # the texts are gone; it is told what is not
        return (str(error),)
    return tuple(sorted(place.name for place in generations_folder(folder).iterdir() if place != current))


def _placeholders(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
