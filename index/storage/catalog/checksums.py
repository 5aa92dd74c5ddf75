"""Checksums of the catalog file and of the stores of each generation.

SQLite has no checksums in its file, and Chroma and Tantivy do not verify theirs: a flipped byte may change an answer,
crash the process or hang it. So every part of an index is verified before it is opened.

The catalog's checksum is removed while its writer moves staged work from the write-ahead log, which SQLite protects,
into the file. If the writer is killed then, the next one checks the catalog and writes the checksum again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.errors import REBUILD, damaged, storage_errors
from index.storage.checksums import Checksums
from index.storage.files import CHECKSUM, catalog_file, generation_folder, log_files, sync_to_disk

MANIFEST = "manifest.json"
MAX_LOG_BYTES = 64_000_000
"""A writer moves the write-ahead log into the catalog when it exceeds this size."""


class CatalogInUse(Exception):
    """A cursor on the writer's connection is still open. SQLite closes the connection, and may checkpoint its log, when
    the garbage collector finds that cursor (https://www.sqlite.org/c3ref/close.html, zombies)."""


def has_valid_checksum(folder: Path, *, thorough: bool = False) -> bool:
    """Return True if the catalog matches its checksum, False if there is no readable checksum. Raises IndexDamaged if
    they differ. A concurrent writer causes no error: it removes the checksum before it changes a byte."""
    content = _read_checksum(folder)
    while content is not None:
        checksums = _parse(content)
        if checksums is None:
            return False
        damage = checksums.find_damage(folder, thorough=thorough)
        if damage is None:
            return True
        before, content = content, _read_checksum(folder)
        if content == before:
            raise damaged(folder, damage)
    return False


def checksum_file(folder: Path) -> Path:
    return folder / CHECKSUM


def has_unreadable_checksum(folder: Path) -> bool:
    """Return whether a checksum file exists that cannot be parsed. Writers replace it atomically."""
    content = _read_checksum(folder)
    return content is not None and _parse(content) is None


def write_catalog_checksum(folder: Path) -> None:
    """Write the catalog's checksum. Hold the writer lock, with no open connection that could write."""
    Checksums.compute(folder, [catalog_file(folder).name]).write(checksum_file(folder))
    sync_to_disk(folder)


def checkpoint(folder: Path, connection: sqlite3.Connection, *, force: bool = False) -> bool:
    """Move a long write-ahead log (with `force`, any log) into the catalog file, and remove its checksum before.
    Returns whether it did. Raises CatalogInUse if an open cursor prevents it; the checksum is removed even then."""
    log, _ = log_files(folder)
    try:
        length = log.stat().st_size
    except FileNotFoundError:
        length = 0
    if length <= (0 if force else MAX_LOG_BYTES):
        return False
    with suppress(FileNotFoundError):
        checksum_file(folder).unlink()
        sync_to_disk(folder)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:  # the log still has all changes
        if error.sqlite_errorcode == sqlite3.SQLITE_LOCKED:
            raise CatalogInUse from error
    return True


def close_without_checkpoint(folder: Path, connection: sqlite3.Connection) -> None:
    """Close a writer's connection without a checkpoint, for when the checksum could not be removed. SQLite checkpoints
    when the last connection closes, unless that is a reader's. So a reader stays open until then."""
    with suppress(sqlite3.Error):
        reader = sqlite3.connect(f"{catalog_file(folder).resolve().as_uri()}?mode=ro", uri=True)
        with closing(reader):
            reader.execute("PRAGMA user_version").fetchone()
            connection.close()


def write_generation_checksums(generation: Path) -> str:
    """Write the checksums of a generation and return their digest for the catalog. Close the stores first."""
    files = (f for f in generation.rglob("*") if f.is_file() and f.suffix != ".lock" and f.name != MANIFEST)
    checksums = Checksums.compute(generation, [file.relative_to(generation).as_posix() for file in files])
    checksums.write(generation / MANIFEST)
    return checksums.digest


def find_generation_damage(
    folder: Path, generation: int, digest: str | None, *, store: str = "", thorough: bool = False
) -> str | None:
    """Describe the first damage of a generation, or of one of its stores; None if it is intact. A generation without
    checksums (`digest` is None), published by an older version, counts as intact. Raises PermissionError."""
    if digest is None:
        return None
    place = generation_folder(folder, generation)
    name = place.relative_to(folder)
    try:
        checksums = Checksums.parse((place / MANIFEST).read_bytes())
    except FileNotFoundError:
        return f"{name / MANIFEST} is missing"
    except PermissionError:
        raise
    except OSError as error:
        return f"{name / MANIFEST} cannot be read ({error.strerror})"
    except ValueError as error:
        return f"{name / MANIFEST} is damaged: {error}"
    if checksums.digest != digest:
        return f"{name / MANIFEST} belongs to another generation"
    damage = checksums.find_damage(place, prefix=store, thorough=thorough)
    return damage and f"{name}/{damage}"


def require_intact(folder: Path, generation: int, digest: str | None, *, store: str = "") -> None:
    """Raise IndexDamaged if a store does not match its checksums. Call before opening it."""
    with storage_errors(folder):
        damage = find_generation_damage(folder, generation, digest, store=store)
    if damage:
        raise damaged(folder, damage, hint=REBUILD)


def _read_checksum(folder: Path) -> bytes | None:
    try:
        return checksum_file(folder).read_bytes()
    except FileNotFoundError:
        return None


def _parse(content: bytes) -> Checksums | None:
    try:
        return Checksums.parse(content)
    except ValueError:
        return None
