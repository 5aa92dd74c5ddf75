"""Backs up an index into one file: the published catalog, compressed with gzip. The stores are not part of it, because
they can be rebuilt from the catalog. gzip's checksum detects a damaged backup before a restore changes anything."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamaged, StorageFailed, UsageError, storage_errors
from index.ports import Progress
from index.reading.identifiers import digest
from index.storage.catalog.checksums import has_valid_checksum
from index.storage.catalog.connections import open_for_reading
from index.storage.catalog.integrity import require_integrity
from index.storage.catalog.schema import read_generation
from index.storage.files import sync_to_disk
from index.storage.lock import remove_unlocked, shared_lock

_LEVEL = 3  # half of the content is vectors, which hardly compress: level 6 takes twice the time for 2 % less
_BLOCK = 1 << 20
_DRAFT_PREFIX = ".onrecord-backup-"
_TABLES = ("articles", "copies", "passages", "statements", "alike")
_CHECK_DISK = "check the free space and your rights on that disk"


@dataclass(frozen=True, slots=True)
class BackupReport:
    file: str
    generation: int
    articles: int
    bytes: int
    seconds: float


def back_up(folder: Path, file: Path, *, force: bool, progress: Progress) -> BackupReport:
    """Write the published index to a file atomically, even while a writer works. Raises UsageError if the file exists
    and `force` is not set, and the errors of opening the index."""
    began = time.perf_counter()
    with backup_errors(file):
        _require_usable(folder, file, force=force)
    with storage_errors(folder):
        has_valid_checksum(folder, thorough=True)
        source = open_for_reading(folder)
    with closing(source), _draft_folder(file) as place:
        draft, copy = place / "backup.gz", place / "catalog.sqlite"
        with storage_errors(folder), backup_errors(file):
            generation, articles = _copy_published(source, copy, folder)
        progress.advance("backup", done=1, total=3)
        with backup_errors(file):
            _compress(copy, draft)
            progress.advance("backup", done=2, total=3)
            if not _has_same_content(draft, copy):
                raise StorageFailed(
                    f"what was read back from {str(file)!r} differs from what was written", hint="try another disk"
                )
            draft.replace(file)
            sync_to_disk(file.parent)
            size = file.stat().st_size
    progress.advance("backup", done=3, total=3)
    return BackupReport(str(file), generation, articles, size, time.perf_counter() - began)


def decompress(source: Path, target: Path) -> None:
    with gzip.open(source, "rb") as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def backup_errors(file: Path) -> Iterator[None]:
    """Convert errors of reading and writing a backup file into ours."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise not_a_backup(file, str(error)) from error
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise UsageError(f"{str(file)!r}: {error.strerror}", hint="name a file in an existing folder") from error
    except sqlite3.OperationalError as error:
        raise StorageFailed(f"the backup {str(file)!r} cannot be written: {error}", hint=_CHECK_DISK) from error
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            raise UsageError(f"{str(file)!r}: {error.strerror}", hint="choose another name") from error
        raise StorageFailed(f"the backup {str(file)!r} cannot be used: {error.strerror}", hint=_CHECK_DISK) from error


def not_a_backup(file: Path, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"{str(file)!r} is not a backup of an index, or is damaged: {reason}",
        hint="use another backup; nothing was changed",
    )


def _require_usable(folder: Path, file: Path, *, force: bool) -> None:
    """Raise UsageError for a file that the backup must not replace."""
    if not file.name or file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if file.exists() and not file.is_file():
        raise UsageError(f"{str(file)!r} is not a regular file", hint="choose another name")
    if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{str(file)!r} is inside the index", hint="choose a file elsewhere, best on another disk")
    if file.exists() and not force:
        raise UsageError(f"{str(file)!r} exists", hint="choose another name, or replace it with --force")


@contextmanager
def _draft_folder(file: Path) -> Iterator[Path]:
    """Create a temporary folder beside `file`, after removing what a killed backup to the same file left there."""
    name = f"{_DRAFT_PREFIX}{digest(file.name)}-"  # the file's own name may be as long as the disk allows
    for leftover in file.parent.glob(f"{name}*"):
        remove_unlocked(leftover)
    place = file.with_name(f"{name}{os.getpid()}")
    with backup_errors(file):
        place.mkdir()
    try:
        with shared_lock(place):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy_published(source: sqlite3.Connection, copy: Path, folder: Path) -> tuple[int, int]:
    """Copy the catalog without staged rows, and check it. Returns its generation and number of articles."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        target.row_factory = sqlite3.Row
        source.backup(target)  # in one step, without later commits of others
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("PRAGMA synchronous = OFF")
        generation = read_generation(target)
        target.execute("BEGIN")
        staged = "SELECT row FROM passages WHERE born > ?"
        target.execute(f"DELETE FROM vectors WHERE passage_row IN ({staged})", (generation,))
        target.execute("UPDATE articles SET superseded_by = NULL WHERE died > ?", (generation,))
        for table in _TABLES:
            target.execute(f"DELETE FROM {table} WHERE born > ?", (generation,))
            target.execute(f"UPDATE {table} SET died = NULL WHERE died > ?", (generation,))
        target.execute("DELETE FROM texts WHERE row NOT IN (SELECT text_row FROM articles)")
        target.execute("DELETE FROM sketches WHERE text_row NOT IN (SELECT row FROM texts)")
        target.execute("DELETE FROM addresses WHERE article_id NOT IN (SELECT id FROM articles)")
        target.execute("COMMIT")
        target.execute("VACUUM")
        require_integrity(target, folder)
        return generation, target.execute("SELECT count(*) FROM articles WHERE died IS NULL").fetchone()[0]


def _compress(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as file:
        with gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=file, mtime=0) as packed:
            shutil.copyfileobj(read, packed, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _has_same_content(packed: Path, plain: Path) -> bool:
    with gzip.open(packed, "rb") as one, plain.open("rb") as other:
        while block := one.read(_BLOCK):
            if block != other.read(len(block)):
                return False
        return not other.read(1)
