"""Removes what no reader can see any more: superseded versions, and leftovers of killed commands. It never touches the
current generation, nor the one before, which late readers may use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import storage_errors
from index.ports import Progress
from index.storage.catalog.checksums import has_valid_checksum
from index.storage.catalog.connections import open_for_reading, transaction
from index.storage.catalog.schema import read_generation
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import CHECKSUM, HOLDER, RESTORING, disk_usage, generations_folder
from index.storage.lock import remove_unlocked

_MIN_FREE_SHARE = 0.1
"""The share of empty pages from which the catalog file is rewritten."""

_DEAD = "died <= :limit"
_DEAD_PASSAGES = f"(SELECT row FROM passages WHERE {_DEAD})"
_TABLES = ("articles", "copies", "passages", "statements", "alike")


@dataclass(frozen=True, slots=True)
class PruneReport:
    """The counts of removed rows; on a `dry_run`, of those to remove.

    `versions` are rows of articles with a superseded text, title or date. `freed` counts bytes on the disk; a dry run
    counts only those of the `leftovers`.
    """

    dry_run: bool
    versions: int
    copies: int
    passages: int
    statements: int
    leftovers: tuple[str, ...]
    freed: int
    seconds: float


def prune(folder: Path, *, older_than: timedelta, dry_run: bool, progress: Progress) -> PruneReport:
    """Remove the rows that were retired longer ago than `older_than`, and all leftovers. Raises IndexMissing,
    IndexLocked, IndexMismatch, IndexDamaged or StorageFailed."""
    began = time.perf_counter()
    with storage_errors(folder):
        before = disk_usage(folder)
    if dry_run:
        with storage_errors(folder):
            has_valid_checksum(folder)
            connection = open_for_reading(folder)
        with closing(connection), storage_errors(folder):
            counts = _count_dead(connection, _last_dead_generation(connection, older_than))
            leftovers = tuple(_find_leftovers(folder, read_generation(connection)))
        freed = sum(disk_usage(place) for place in leftovers)
    else:
        with open_existing_catalog(folder) as connection, storage_errors(folder):
            limit = _last_dead_generation(connection, older_than)
            counts = _count_dead(connection, limit)
            progress.advance("prune", done=0, total=3)
            _delete(connection, limit)
            progress.advance("prune", done=1, total=3)
            _compact(connection)
            progress.advance("prune", done=2, total=3)
            leftovers = _remove_leftovers(folder, read_generation(connection))
        with storage_errors(folder):
            freed = max(0, before - disk_usage(folder))
        progress.advance("prune", done=3, total=3)
    versions, copies, passages, statements = (counts[table] for table in _TABLES[:4])
    removed = tuple(str(place.relative_to(folder)) for place in leftovers)
    return PruneReport(dry_run, versions, copies, passages, statements, removed, freed, time.perf_counter() - began)


def _last_dead_generation(connection: sqlite3.Connection, older_than: timedelta) -> int:
    """Return the generation up to which retired rows are removed: old enough, and unused by the last two."""
    day = (datetime.now(UTC) - older_than).isoformat(timespec="seconds")
    # If the clock was set back, only this is certain: generations before the first recent one are not more recent.
    row = connection.execute("SELECT min(generation) FROM generations WHERE published > ?", (day,)).fetchone()
    published = read_generation(connection)
    return min(published if row[0] is None else row[0], published) - 1


def _count_dead(connection: sqlite3.Connection, limit: int) -> dict[str, int]:
    sql, values = f"SELECT count(*) FROM {{}} WHERE {_DEAD}", {"limit": limit}
    return {table: connection.execute(sql.format(table), values).fetchone()[0] for table in _TABLES}


def _delete(connection: sqlite3.Connection, limit: int) -> None:
    with transaction(connection):
        connection.execute(f"DELETE FROM vectors WHERE passage_row IN {_DEAD_PASSAGES}", {"limit": limit})
        _delete_refined(connection, limit)
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE {_DEAD}", {"limit": limit})
        users = ("articles", "passages", "statements")
        is_unused = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {user} WHERE text_row = texts.row)" for user in users)
        connection.execute(f"DELETE FROM texts WHERE {is_unused}")
        is_missing = "NOT IN (SELECT row FROM texts)"
        connection.execute(f"DELETE FROM alike WHERE text_row {is_missing} OR other_row {is_missing}")
        connection.execute(f"DELETE FROM sketches WHERE text_row {is_missing}")


def _delete_refined(connection: sqlite3.Connection, limit: int) -> None:
    """Delete refined vectors of removed passages and of replaced refiners, except those for a later generation."""
    connection.execute(f"DELETE FROM refined WHERE passage_row IN {_DEAD_PASSAGES}", {"limit": limit})
    latest = list(connection.execute("SELECT refiner, refined_to FROM generations ORDER BY generation DESC LIMIT 2"))
    used = [refiner for refiner, _ in latest if refiner is not None]
    if used:
        connection.execute(
            f"DELETE FROM refined WHERE row <= ? AND refiner NOT IN ({', '.join('?' * len(used))})",
            (max(up_to for _, up_to in latest if up_to is not None), *used),
        )


def _compact(connection: sqlite3.Connection) -> None:
    empty, pages = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
    if empty > _MIN_FREE_SHARE * pages:
        connection.execute("VACUUM")


def _find_leftovers(folder: Path, generation: int) -> Iterator[Path]:
    """Yield what killed commands left: stores of other generations, unfinished restores and files."""
    kept = {str(generation), str(generation - 1)}
    if generations_folder(folder).is_dir():
        yield from (place for place in sorted(generations_folder(folder).iterdir()) if place.name not in kept)
    for name in (f"{RESTORING}*", f"{CHECKSUM}.*", f"{HOLDER}.*"):
        yield from sorted(folder.glob(name))


def _remove_leftovers(folder: Path, generation: int) -> tuple[Path, ...]:
    """Remove the leftovers and return those that are gone."""
    leftovers = tuple(_find_leftovers(folder, generation))
    for place in leftovers:
        if place.parent == generations_folder(folder):
            remove_unlocked(place)
        elif place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
    return tuple(place for place in leftovers if not os.path.lexists(place))  # a reader may keep one
