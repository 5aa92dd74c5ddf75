"""The seals of an index: over the catalog's file while no writer changes it, and over each generation for good.

SQLite has no checksums in its file, and Chroma and Tantivy trust theirs: a flipped byte there can give another answer,
crash the process or hang it. Whoever opens a part of the index looks at its seal first.

The catalog's seal is off only while its writer moves what it staged from the write-ahead log, which SQLite sums itself,
into the file; killed then, it is put on again by the next writer, who has looked through the catalog before.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.errors import REBUILD, damaged, storage_errors
from index.storage.checksums import Checksums
from index.storage.files import SEAL, catalog_file, generation_folder, log_files

MANIFEST = "manifest.json"
MAX_LOG_BYTES = 64_000_000
"""So long may the write-ahead log become before a writer empties it into the catalog."""


class CatalogInUse(Exception):
    """Somebody still reads rows through the writer's own connection. SQLite closes it, and may empty its log into the
    catalog, when they are done: whenever the collector comes. (https://www.sqlite.org/c3ref/close.html, zombies)"""


def has_valid_checksum(folder: Path, *, thorough: bool = False) -> bool:
    """Whether the catalog is as its last writer left it. False where it wears no seal that could be read.

    Raises IndexDamaged where it does, and is not. A writer that comes and goes meanwhile is no damage: it takes the
    seal off before it changes a byte.
    """
    written = _read_checksum(folder)
    while written is not None:
        try:
            seal = Checksums.parse(written)
        except ValueError:
            return False
        breach = seal.breach(folder, thorough=thorough)
        if breach is None:
            return True
        before, written = written, _read_checksum(folder)
        if written == before:
            raise damaged(folder, breach)
    return False


def checksum_file(folder: Path) -> Path:
    return folder / SEAL


def has_unreadable_checksum(folder: Path) -> bool:
    """Whether there is a seal that says nothing any more. None is half there: it is put on whole."""
    written = _read_checksum(folder)
    if written is None:
        return False
    try:
        Checksums.parse(written)
    except ValueError:
        return True
    return False


def write_catalog_checksum(folder: Path) -> None:
    """Hold the lock, and have nothing open that could still write."""
    Checksums.put_on(folder, [catalog_file(folder).name]).write(checksum_file(folder))
    _sync_names(folder)


def checkpoint(folder: Path, connection: sqlite3.Connection, *, to_the_end: bool = False) -> bool:
    """Moves a long write-ahead log (`to_the_end`: any) into the catalog's file, which is without its seal from then
    on. Returns whether it is. Raises StillRead where it is, and must stay so."""
    log, _ = log_files(folder)
    try:
        length = log.stat().st_size
    except FileNotFoundError:
        length = 0
    if length <= (0 if to_the_end else MAX_LOG_BYTES):
        return False
    with suppress(FileNotFoundError):
        checksum_file(folder).unlink()
        _sync_names(folder)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:  # what is in the log is safe there
        if error.sqlite_errorcode == sqlite3.SQLITE_LOCKED:
            raise CatalogInUse from error
    return True


def close_without_checkpoint(folder: Path, connection: sqlite3.Connection) -> None:
    """Closes a writer's connection without emptying its log, as the last connection to a catalog does on its own: the
    seal could not be taken off. Nobody but a writer can empty it, so the last one is a reader's here."""
    with suppress(sqlite3.Error):
        reader = sqlite3.connect(f"{catalog_file(folder).resolve().as_uri()}?mode=ro", uri=True)
        with closing(reader):
            reader.execute("PRAGMA user_version").fetchone()
            connection.close()


def write_generation_checksums(generation: Path) -> str:
    """Call it when the stores are closed. Returns what the catalog has to remember."""
    files = (
        file for file in generation.rglob("*") if file.is_file() and file.suffix != ".lock" and file.name != MANIFEST
    )
    seal = Checksums.put_on(generation, [file.relative_to(generation).as_posix() for file in files])
    seal.write(generation / MANIFEST)
    return seal.digest


def find_generation_damage(
    folder: Path, generation: int, digest: str | None, *, store: str = "", thorough: bool = False
) -> str | None:
    """What is not as it was published in a generation, or in one store of it; None where nothing is, and where an
    older version published it without a seal (`digest` is None). Raises PermissionError where it may not be read."""
    if digest is None:
        return None
    place = generation_folder(folder, generation)
    name = place.relative_to(folder)
    try:
        seal = Checksums.parse((place / MANIFEST).read_bytes())
    except FileNotFoundError:
        return f"{name / MANIFEST} is missing"
    except PermissionError:
        raise
    except OSError as error:
        return f"{name / MANIFEST} cannot be read ({error.strerror})"
    except ValueError as error:
        return f"{name / MANIFEST} is damaged: {error}"
    if seal.digest != digest:
        return f"{name / MANIFEST} belongs to another generation"
    breach = seal.breach(place, under=store, thorough=thorough)
    return breach and f"{name}/{breach}"


def require_intact(folder: Path, generation: int, digest: str | None, *, store: str = "") -> None:
    """Raises IndexDamaged where a store is not as it was published: it must not even be opened then."""
    with storage_errors(folder):
        breach = find_generation_damage(folder, generation, digest, store=store)
    if breach:
        raise damaged(folder, breach, hint=REBUILD)


def _read_checksum(folder: Path) -> bytes | None:
    try:
        return checksum_file(folder).read_bytes()
    except FileNotFoundError:
        return None


def _sync_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
