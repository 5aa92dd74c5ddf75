"""The catalog in the hands of its one writer: opened under the lock, looked through where it may be broken, sealed when
it is left."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import IndexDamaged, storage_errors
from index.storage.catalog.checksums import (
    CatalogInUse,
    checkpoint,
    checksum_file,
    close_without_checkpoint,
    has_valid_checksum,
    write_catalog_checksum,
)
from index.storage.catalog.integrity import require_integrity
from index.storage.catalog.schema import is_empty, missing_catalog, open_for_writing
from index.storage.files import has_catalog
from index.storage.lock import writer_lock


@contextmanager
def open_existing_catalog(folder: Path, *, older: bool = False) -> Iterator[sqlite3.Connection]:
    """The catalog of an index that there is, for its one writer. Raises IndexMissing where there is none."""
    if not has_catalog(folder):
        with storage_errors(folder):
            raise missing_catalog(folder)
    with writer_lock(folder), open_catalog_writer(folder, older=older) as connection:
        if is_empty(connection):
            raise missing_catalog(folder)
        yield connection


@contextmanager
def open_catalog_writer(folder: Path, *, older: bool = False) -> Iterator[sqlite3.Connection]:
    """The catalog, for its one writer. Hold the lock.

    It is sealed again when it is left. One that is not, because a writer was killed, is looked through before.
    """
    with storage_errors(folder):
        sealed = has_valid_checksum(folder)
        connection = open_for_writing(folder, older=older)
    try:
        with storage_errors(folder):
            if not sealed and not is_empty(connection):
                require_integrity(connection, folder)
        trusted = True
        try:
            yield connection
        except IndexDamaged:
            trusted = False
            raise
        finally:
            _release_cursors(sys.exception())
            # Where the disk is full, or our rights on it are gone, all that was committed stays safe in its log.
            with suppress(OSError, sqlite3.Error):
                _close_writer(folder, connection, sealed=sealed, trusted=trusted)
    finally:
        close_without_checkpoint(folder, connection)  # not closed yet, it was interrupted: the seal may still be on


def _close_writer(folder: Path, connection: sqlite3.Connection, *, sealed: bool, trusted: bool) -> None:
    """Seals the catalog, unless it was not touched, or damage was seen that may be its own."""
    try:
        untouched = not checkpoint(folder, connection, to_the_end=True) and sealed and checksum_file(folder).exists()
    except CatalogInUse:
        connection.close()
        return  # the next writer looks through it and seals it
    connection.close()
    if trusted and not untouched:
        write_catalog_checksum(folder)


def _release_cursors(error: BaseException | None) -> None:
    """What was being read when a run was interrupted is kept by the error's frames: the connection could not close."""
    if error is not None:
        traceback.clear_frames(error.__traceback__)
