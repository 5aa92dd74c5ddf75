"""Takes out of an index what nobody can see any more: superseded versions, and what killed commands left behind.

What the present generation shows, and the one before for late readers, is never touched.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import storage_errors
from index.ports import Progress
from index.storage.catalog.checksums import has_valid_checksum
from index.storage.catalog.schema import read_generation, open_for_reading
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import HOLDER, RESTORING, SEAL, generations_folder
from index.storage.lock import remove_unlocked

_MIN_FREE_SHARE = 0.1
"""The share of the catalog's file that has to be empty before it is written anew without."""

_DEAD = "died <= :limit"
_TABLES = ("articles", "copies", "passages", "statements", "alike")


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was taken out; on a `dry_run`, what would be. `versions` are rows of articles, whose text or only whose
    title or date was superseded. `freed` counts bytes on the disk, and is 0 on a dry run but for `leftovers`."""

    dry_run: bool
    versions: int
    copies: int
    passages: int
    statements: int
    leftovers: tuple[str, ...]
    freed: int
    seconds: float


def prune(folder: Path, *, older_than: timedelta, dry_run: bool, progress: Progress) -> PruneReport:
    """Takes out what ceased to count longer ago than `older_than`, and all leftovers; one transaction.

    Raises IndexMissing, IndexLocked, IndexMismatch, IndexDamaged or StorageFailed.
    """
    began = time.perf_counter()
    with storage_errors(folder):
        before = _bytes(folder)
    if dry_run:
        with storage_errors(folder):
            has_valid_checksum(folder)
            connection = open_for_reading(folder)
        with closing(connection), storage_errors(folder):
            counts = _count_dead(connection, _last_dead_generation(connection, older_than))
            leftovers = tuple(_find_leftovers(folder, read_generation(connection)))
        freed = sum(_bytes(place) for place in leftovers)
    else:
        with open_existing_catalog(folder) as connection, storage_errors(folder):
            limit = _last_dead_generation(connection, older_than)
            counts = _count_dead(connection, limit)
            progress.advance("prune", done=0, total=3)
            _delete(connection, limit)
            progress.advance("prune", done=1, total=3)
            _compact(connection)
            progress.advance("prune", done=2, total=3)
            leftovers = tuple(_find_leftovers(folder, read_generation(connection)))
            for place in leftovers:
                if place.parent == generations_folder(folder):
                    remove_unlocked(place)
                elif place.is_dir():
                    shutil.rmtree(place, ignore_errors=True)
                else:
                    place.unlink(missing_ok=True)
            leftovers = tuple(place for place in leftovers if not os.path.lexists(place))  # a reader may hold one
        with storage_errors(folder):
            freed = max(0, before - _bytes(folder))
        progress.advance("prune", done=3, total=3)
    names = tuple(str(place.relative_to(folder)) for place in leftovers)
    return PruneReport(
        dry_run=dry_run,
        versions=counts["articles"],
        copies=counts["copies"],
        passages=counts["passages"],
        statements=counts["statements"],
        leftovers=names,
        freed=freed,
        seconds=time.perf_counter() - began,
    )


def _last_dead_generation(connection: sqlite3.Connection, older_than: timedelta) -> int:
    """The generation up to which a row must have died: published long enough ago, and not seen by the last two."""
    day = (datetime.now(UTC) - older_than).isoformat(timespec="seconds")
    # Of a clock that was put back only this is sure: what came before the first generation of late was no later.
    row = connection.execute("SELECT min(generation) FROM generations WHERE published > ?", (day,)).fetchone()
    published = read_generation(connection)
    return min(published if row[0] is None else row[0], published) - 1


def _count_dead(connection: sqlite3.Connection, limit: int) -> dict[str, int]:
    return {
        table: connection.execute(f"SELECT count(*) FROM {table} WHERE {_DEAD}", {"limit": limit}).fetchone()[0]
        for table in _TABLES
    }


def _delete(connection: sqlite3.Connection, limit: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            f"DELETE FROM vectors WHERE passage_row IN (SELECT row FROM passages WHERE {_DEAD})", {"limit": limit}
        )
        _delete_refined(connection, limit)
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE {_DEAD}", {"limit": limit})
        users = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {table} WHERE text_row = texts.row)"
            for table in ("articles", "passages", "statements")
        )
        connection.execute(f"DELETE FROM texts WHERE {users}")
        gone = "NOT IN (SELECT row FROM texts)"
        connection.execute(f"DELETE FROM alike WHERE text_row {gone} OR other_row {gone}")
        connection.execute(f"DELETE FROM sketches WHERE text_row {gone}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _delete_refined(connection: sqlite3.Connection, limit: int) -> None:
    """Refined vectors of passages that are gone, and those of a refiner that gave way to another; what a refiner has
    made since, for a generation to come, stays."""
    connection.execute(
        f"DELETE FROM refined WHERE passage_row IN (SELECT row FROM passages WHERE {_DEAD})", {"limit": limit}
    )
    latest = connection.execute(
        "SELECT refiner, refined_to FROM generations ORDER BY generation DESC LIMIT 2"
    ).fetchall()
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
    """What killed commands left: stores of no generation that counts, backups half restored, files half written."""
    kept = {str(generation), str(generation - 1)}
    if generations_folder(folder).is_dir():
        yield from (place for place in sorted(generations_folder(folder).iterdir()) if place.name not in kept)
    for name in (f"{RESTORING}*", f"{SEAL}.*", f"{HOLDER}.*"):
        yield from sorted(folder.glob(name))


def _bytes(place: Path) -> int:
    """What hard links share is counted once."""
    seen: dict[tuple[int, int], int] = {}
    for file in (place, *place.rglob("*")):
        with suppress(FileNotFoundError, NotADirectoryError):  # a writer may be tidying
            found = file.lstat()
            if not file.is_dir():
                seen[(found.st_dev, found.st_ino)] = found.st_size
    return sum(seen.values())
