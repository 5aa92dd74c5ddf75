"""Restores an index from a backup. The backup is unpacked and checked, and its stores are rebuilt, in a folder aside.
After a kill meanwhile, nothing there looks like an index, and an existing index is unchanged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamaged, OnrecordError, UsageError, damaged, storage_errors
from index.fetching.sources.state import forget_seen_items
from index.ingest.writer import Writer, require_index_folder
from index.maintenance.backup import backup_errors, decompress, not_a_backup
from index.ports import Progress, VectorStores
from index.storage import files
from index.storage.catalog.checksums import checkpoint, checksum_file, write_catalog_checksum
from index.storage.catalog.connections import open_for_writing
from index.storage.catalog.integrity import require_integrity
from index.storage.catalog.migrations import migrate
from index.storage.catalog.schema import is_empty, read_generation, read_identity
from index.storage.lock import remove_unlocked, writer_lock


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """The generation that was published, and the `identity` of the index that was backed up."""

    generation: int
    articles: int
    identity: str
    seconds: float


def restore(folder: Path, file: Path, *, stores: VectorStores, force: bool, progress: Progress) -> RestoreReport:
    """Restore a backup into a folder without an index or, with `force`, in place of the index there. Raises UsageError,
    IndexLocked, IndexDamaged (for a damaged backup), IndexMismatch (for one of a newer version) or StorageFailed."""
    began = time.perf_counter()
    require_index_folder(folder)
    if files.has_catalog(folder) and not force:
        raise UsageError(
            f"there is an index in {str(folder)!r}",
            hint="restore into a new folder (--index), or replace the index with --force",
        )
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder):
        for leftover in folder.glob(f"{files.RESTORING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        aside = folder / f"{files.RESTORING}{os.getpid()}"
        try:
            with storage_errors(folder):
                aside.mkdir()
            with backup_errors(file):
                decompress(file, files.catalog_file(aside))
            stores.ready()
            generation, articles, identity = _prepare(folder, aside, file, stores, progress)
            with storage_errors(folder):
                _move_in(folder, aside, generation)
                forget_seen_items(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return RestoreReport(generation, articles, identity, time.perf_counter() - began)


def _prepare(folder: Path, aside: Path, file: Path, stores: VectorStores, progress: Progress) -> tuple[int, int, str]:
    """Migrate the unpacked catalog and build its stores. Returns generation, number of articles and identity."""
    with _catalog_errors(file, aside):
        connection = open_for_writing(aside, allow_older=True)
    with closing(connection):
        if is_empty(connection):
            raise not_a_backup(file, "it is empty")
        with _catalog_errors(file, aside):
            migrate(connection)
            require_integrity(connection, aside)
        # A number above all existing folders: none is in the way, and no reader mistakes it for the one it has open.
        existing = [int(place.name) for place in files.generations_folder(folder).glob("*") if place.name.isdecimal()]
        published = max([read_generation(connection), *existing])
        with storage_errors(folder):
            connection.execute("UPDATE meta SET generation = ?", (published,))
        generation = Writer(aside, connection, stores).rebuild(progress=progress)
        articles = connection.execute("SELECT count(*) FROM articles WHERE died IS NULL").fetchone()[0]
        identity = read_identity(connection)
        with storage_errors(folder):
            checkpoint(aside, connection, force=True)
    with storage_errors(folder):
        write_catalog_checksum(aside)
    return generation, articles, identity


def _move_in(folder: Path, aside: Path, generation: int) -> None:
    """Move the stores first, which an older catalog does not know, and then the catalog, which completes the index."""
    files.generations_folder(folder).mkdir(exist_ok=True)
    target = files.generation_folder(folder, generation)
    files.generation_folder(aside, generation).rename(target)
    try:
        files.sync_to_disk(target.parent)
        _replace_catalog(folder, aside)
    except BaseException:
        # Stores without a catalog would look like an index that lost it.
        shutil.rmtree(target, ignore_errors=True)
        with suppress(OSError):
            files.generations_folder(folder).rmdir()
        raise
    checksum_file(aside).replace(checksum_file(folder))
    files.sync_to_disk(folder)
    for older in files.generations_folder(folder).iterdir():
        if older.name != str(generation):
            remove_unlocked(older)


def _replace_catalog(folder: Path, aside: Path) -> None:
    if files.has_catalog(folder):
        # The existing index stays complete until the last moment, including its log.
        with suppress(OnrecordError, sqlite3.Error), closing(open_for_writing(folder, allow_older=True)) as older:
            checkpoint(folder, older, force=True)
        checksum_file(folder).unlink(missing_ok=True)
    catalog = files.catalog_file(folder)
    for log in {*files.log_files(folder), *(catalog.with_name(f"{catalog.name}-{kind}") for kind in ("wal", "shm"))}:
        log.unlink(missing_ok=True)  # SQLite would apply it to the new catalog
    files.catalog_file(aside).replace(catalog)


@contextmanager
def _catalog_errors(file: Path, aside: Path) -> Iterator[None]:
    """Report damage of the unpacked catalog as damage of the backup file."""
    try:
        with storage_errors(aside):
            yield
    except IndexDamaged as error:
        raise not_a_backup(file, str(error).removeprefix(str(damaged(aside, "")))) from error
