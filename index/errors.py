"""The errors of `index`, for the person at the terminal.

OnrecordError                what happened; `hint` says what to do next, `exit_code` follows CONTRACT
├── UsageError               exit 2: wrong arguments or settings
├── IndexUnavailable         exit 3
│   ├── IndexMissing         no index in that folder
│   ├── IndexLocked          another process is writing
│   ├── IndexMismatch        made with another embedding model, schema or rules
│   ├── IndexDamaged         a store is unreadable or differs from the catalog
│   ├── StorageFailed        the disk is full or the folder is not writable; published data is intact
│   └── ServerFailed         the Chroma server fails or does not answer; published data is intact
└── EmbeddingFailed          exit 4: the embedding provider did not answer
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

REBUILD = "run `onrecord index rebuild`: it restores search from the catalog without embedding anything"
UPGRADE = "run `onrecord index upgrade`: it updates the index from the articles it contains"
RESTORE = (
    "run `onrecord index restore FILE --force` with a backup, or ingest the articles again into a new folder (--index)"
)
CHECK_DISK = "check the free space and your rights on that disk, then run the same command again"
_FREE_SPACE = "free space on the disk, then run the same command again: it continues where it stopped"
_CHECK_ACCESS = (
    "check the free space and your rights on that disk, or choose another folder with --index; "
    "nothing published is lost"
)


class OnrecordError(Exception):
    """An error that a person can act on. The message says what happened and where, the hint what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(OnrecordError):
    exit_code = 2


class IndexUnavailable(OnrecordError):
    exit_code = 3


class IndexMissing(IndexUnavailable):
    pass


class IndexLocked(IndexUnavailable):
    pass


class IndexMismatch(IndexUnavailable):
    pass


class IndexDamaged(IndexUnavailable):
    pass


class StorageFailed(IndexUnavailable):
    pass


class ServerFailed(IndexUnavailable):
    pass


class EmbeddingFailed(OnrecordError):
    exit_code = 4


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Convert errors of SQLite and the disk into a StorageFailed or IndexDamaged that names the folder."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        converted = _from_sqlite(error, folder)
        if converted is None:
            raise
        raise converted from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise disk_full(folder) from error
        raise StorageFailed(
            f"the index in {str(folder)!r} cannot be read or written: {error}", hint=_CHECK_ACCESS
        ) from error


def disk_full(folder: Path) -> StorageFailed:
    return StorageFailed(f"the disk is full: the index in {str(folder)!r} could not be written", hint=_FREE_SPACE)


def damaged(folder: Path, problem: str, *, hint: str = RESTORE) -> IndexDamaged:
    return IndexDamaged(f"the index in {str(folder)!r} is damaged: {problem}", hint=hint)


def _from_sqlite(error: sqlite3.DatabaseError, folder: Path) -> OnrecordError | None:
    """Return None for a programming error, which is not the disk's fault."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return disk_full(folder)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return StorageFailed(f"the catalog in {str(folder)!r} cannot be used: {error}", hint=_CHECK_ACCESS)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(folder, f"the catalog cannot be read ({error})")
    return None
