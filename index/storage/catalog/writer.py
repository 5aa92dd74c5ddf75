"""Opens the catalog for its one writer: checks it if it has no checksum, and writes the checksum on closing."""

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
from index.storage.catalog.connections import missing_catalog, open_for_writing
from index.storage.catalog.integrity import require_integrity
from index.storage.catalog.schema import is_empty
from index.storage.files import has_catalog
from index.storage.lock import writer_lock


@contextmanager
def open_existing_catalog(folder: Path, *, allow_older: bool = False) -> Iterator[sqlite3.Connection]:
    """Lock and open the catalog of an existing index for writing. Raises IndexMissing."""
    if not has_catalog(folder):
        with storage_errors(folder):
            raise missing_catalog(folder)
    with writer_lock(folder), open_catalog_writer(folder, allow_older=allow_older) as connection:
        if is_empty(connection):
            raise missing_catalog(folder)
        yield connection


@contextmanager
def open_catalog_writer(folder: Path, *, allow_older: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the catalog for writing. Hold the writer lock. Without a checksum, which a killed writer leaves behind, the
    whole catalog is checked first."""
    with storage_errors(folder):
        has_checksum = has_valid_checksum(folder)
        connection = open_for_writing(folder, allow_older=allow_older)
    try:
        with storage_errors(folder):
            if not has_checksum and not is_empty(connection):
                require_integrity(connection, folder)
        trusted = True
        try:
            yield connection
        except IndexDamaged:
            trusted = False
            raise
        finally:
            _release_cursors(sys.exception())
            # If the disk is full or our rights are gone, all commits are still safe in the log.
            with suppress(OSError, sqlite3.Error):
                _close_writer(folder, connection, has_checksum=has_checksum, trusted=trusted)
    finally:
        close_without_checkpoint(folder, connection)  # if still open after an interruption: the checksum may exist


def _close_writer(folder: Path, connection: sqlite3.Connection, *, has_checksum: bool, trusted: bool) -> None:
    """Write the checksum, unless nothing changed, or damage was seen that may be the catalog's own."""
    try:
        unchanged = not checkpoint(folder, connection, force=True) and has_checksum and checksum_file(folder).exists()
    except CatalogInUse:
        connection.close()
        return  # the next writer checks the catalog and writes the checksum
    connection.close()
    if trusted and not unchanged:
        write_catalog_checksum(folder)


def _release_cursors(error: BaseException | None) -> None:
    """Clear the frames of an error: their open cursors would keep the connection open."""
    if error is not None:
        traceback.clear_frames(error.__traceback__)
