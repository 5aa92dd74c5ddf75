"""An index in one file, and back: the published catalog, compressed; the stores are made anew from it.

gzip sums what it holds, so that a backup that lost or changed a byte is told before anything is touched.
"""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamaged, OnrecordError, StorageFailed, UsageError, damaged, storage_errors
from index.fetching.sources.state import forget_seen_items
from index.ingest.writer import Writer, require_index_folder
from index.ports import Progress, VectorStores
from index.reading.identifiers import digest
from index.storage.catalog.checksums import checkpoint, checksum_file, has_valid_checksum, write_catalog_checksum
from index.storage.catalog.integrity import require_integrity
from index.storage.catalog.migrations import migrate
from index.storage.catalog.schema import read_generation, read_identity, is_empty, open_for_reading, open_for_writing
from index.storage.files import RESTORING, catalog_file, generation_folder, generations_folder, has_catalog, log_files
from index.storage.lock import shared_lock, remove_unlocked, writer_lock

_LEVEL = 3  # half of it is vectors, which nothing makes smaller: 6 takes twice the time for 2 % less
_BLOCK = 1 << 20
_DRAFT_PREFIX = ".onrecord-backup-"
_ROWS = ("articles", "copies", "passages", "statements", "alike")


@dataclass(frozen=True, slots=True)
class BackupReport:
    file: str
    generation: int
    articles: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """`generation` is the one that was published of it; `identity` is that of the index the backup was made of."""

    generation: int
    articles: int
    identity: str
    seconds: float


def back_up(folder: Path, file: Path, *, force: bool, progress: Progress) -> BackupReport:
    """Writes the index as it is published to a file, whole or not at all, whoever writes to the index meanwhile.

    Raises UsageError where the file is there and may not be replaced (`force`), and what opening the index raises.
    """
    began = time.perf_counter()
    with _file_errors(file):
        _require_place(folder, file, force=force)
    with storage_errors(folder):
        has_valid_checksum(folder, thorough=True)
        source = open_for_reading(folder)
    with closing(source), _draft_folder(file) as place:
        draft, copy = place / "backup.gz", place / "catalog.sqlite"
        with storage_errors(folder), _file_errors(file):
            generation, articles = _copy_published(source, copy, folder)
        progress.advance("backup", done=1, total=3)
        with _file_errors(file):
            _compress(copy, draft)
            progress.advance("backup", done=2, total=3)
            if not _has_same_content(draft, copy):
                raise StorageFailed(f"{str(file)!r} does not read as it was written", hint="try another disk")
            draft.replace(file)
            _sync_name(file)
            size = file.stat().st_size
    progress.advance("backup", done=3, total=3)
    return BackupReport(str(file), generation, articles, size, time.perf_counter() - began)


def restore(folder: Path, file: Path, *, stores: VectorStores, force: bool, progress: Progress) -> RestoreReport:
    """Makes the index that a backup holds in a folder that has none (or, with `force`, in the place of the one it has).

    The backup is unpacked, looked through and its stores made in a folder aside, without embedding anything; killed
    meanwhile, nothing there looks like an index, and one that was there is as it was. Raises UsageError, IndexLocked,
    IndexDamaged (the backup is), IndexMismatch (of a newer version) or StorageFailed.
    """
    began = time.perf_counter()
    require_index_folder(folder)
    if has_catalog(folder) and not force:
        raise UsageError(
            f"there is an index in {str(folder)!r}",
            hint="restore into a new folder (--index), or put the backup in its place with --force",
        )
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder):
        for left in folder.glob(f"{RESTORING}*"):
            shutil.rmtree(left, ignore_errors=True)
        aside = folder / f"{RESTORING}{os.getpid()}"
        try:
            with storage_errors(folder):
                aside.mkdir()
            with _file_errors(file):
                _decompress(file, catalog_file(aside))
            stores.ready()
            report = _prepare(folder, aside, file, stores, progress)
            with storage_errors(folder):
                _move_in(folder, aside, report.generation)
                forget_seen_items(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return RestoreReport(report.generation, report.articles, report.identity, time.perf_counter() - began)


def _require_place(folder: Path, file: Path, *, force: bool) -> None:
    """Raises UsageError for a file that a backup must not be put in the place of."""
    if not file.name or file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if file.exists() and not file.is_file():
        raise UsageError(f"{str(file)!r} is no file", hint="choose another name")
    if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{str(file)!r} is inside the index", hint="choose a file elsewhere, best on another disk")
    if file.exists() and not force:
        raise UsageError(f"{str(file)!r} exists", hint="choose another name, or replace it with --force")


@contextmanager
def _draft_folder(file: Path) -> Iterator[Path]:
    """A folder beside `file`, gone afterwards. What a killed backup to the same file left there goes before."""
    name = f"{_DRAFT_PREFIX}{digest(file.name)}-"  # the file's own may be as long as a disk takes
    for left in file.parent.glob(f"{name}*"):
        remove_unlocked(left)
    place = file.with_name(f"{name}{os.getpid()}")
    with _file_errors(file):
        place.mkdir()
    try:
        with shared_lock(place):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy_published(source: sqlite3.Connection, copy: Path, folder: Path) -> tuple[int, int]:
    """A catalog without what is staged for the next generation, looked through. Returns generation and articles."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        target.row_factory = sqlite3.Row
        source.backup(target)  # in one step: what others commit meanwhile is not in it
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("PRAGMA synchronous = OFF")
        generation = read_generation(target)
        target.execute("BEGIN")
        target.execute(
            "DELETE FROM vectors WHERE passage_row IN (SELECT row FROM passages WHERE born > ?)", (generation,)
        )
        target.execute("UPDATE articles SET superseded_by = NULL WHERE died > ?", (generation,))
        for table in _ROWS:
            target.execute(f"DELETE FROM {table} WHERE born > ?", (generation,))
            target.execute(f"UPDATE {table} SET died = NULL WHERE died > ?", (generation,))
        target.execute("DELETE FROM texts WHERE row NOT IN (SELECT text_row FROM articles)")
        target.execute("DELETE FROM sketches WHERE text_row NOT IN (SELECT row FROM texts)")
        target.execute("DELETE FROM addresses WHERE article_id NOT IN (SELECT id FROM articles)")
        target.execute("COMMIT")
        target.execute("VACUUM")
        require_integrity(target, folder)
        return generation, target.execute("SELECT count(*) FROM articles WHERE died IS NULL").fetchone()[0]


def _prepare(folder: Path, aside: Path, file: Path, stores: VectorStores, progress: Progress) -> RestoreReport:
    """Brings what was unpacked to the present schema and makes its stores."""
    with _backup_errors(file, aside):
        connection = open_for_writing(aside, older=True)
    with closing(connection):
        if is_empty(connection):
            raise _not_a_backup(file, "it is empty")
        with _backup_errors(file, aside):
            migrate(connection)
            require_integrity(connection, aside)
        # Above every folder that is there: none is in the way, and no reader takes it for the one it has open.
        there = [int(place.name) for place in generations_folder(folder).glob("*") if place.name.isdecimal()]
        published = max([read_generation(connection), *there])
        with storage_errors(folder):
            connection.execute("UPDATE meta SET generation = ?", (published,))
        generation = Writer(aside, connection, stores).rebuild(progress=progress)
        articles = connection.execute("SELECT count(*) FROM articles WHERE died IS NULL").fetchone()[0]
        identity = read_identity(connection)
        with storage_errors(folder):
            checkpoint(aside, connection, to_the_end=True)
    with storage_errors(folder):
        write_catalog_checksum(aside)
    return RestoreReport(generation, articles, identity, 0.0)


def _move_in(folder: Path, aside: Path, generation: int) -> None:
    """The stores first: an older catalog does not know them. From the moment the catalog is there, all of it is."""
    generations_folder(folder).mkdir(exist_ok=True)
    generation_folder(aside, generation).rename(generation_folder(folder, generation))
    try:
        _sync_name(generation_folder(folder, generation))
        _change_catalogs(folder, aside)
    except BaseException:
        # Stores without a catalog would look like an index that lost it.
        shutil.rmtree(generation_folder(folder, generation), ignore_errors=True)
        with suppress(OSError):
            generations_folder(folder).rmdir()
        raise
    checksum_file(aside).replace(checksum_file(folder))
    _sync_name(catalog_file(folder))
    for older_stores in generations_folder(folder).iterdir():
        if older_stores.name != str(generation):
            remove_unlocked(older_stores)


def _change_catalogs(folder: Path, aside: Path) -> None:
    if has_catalog(folder):
        # What was there goes on being an index until the last moment, with all that is in its log.
        with suppress(OnrecordError, sqlite3.Error), closing(open_for_writing(folder, older=True)) as older:
            checkpoint(folder, older, to_the_end=True)
        checksum_file(folder).unlink(missing_ok=True)
    catalog = catalog_file(folder)
    for log in {*log_files(folder), *(catalog.with_name(f"{catalog.name}-{kind}") for kind in ("wal", "shm"))}:
        log.unlink(missing_ok=True)  # SQLite would take it for the new catalog's
    catalog_file(aside).replace(catalog)


def _compress(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as file:
        with gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=file, mtime=0) as packed:
            shutil.copyfileobj(read, packed, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _decompress(source: Path, target: Path) -> None:
    with gzip.open(source, "rb") as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _has_same_content(packed: Path, plain: Path) -> bool:
    with gzip.open(packed, "rb") as one, plain.open("rb") as other:
        while block := one.read(_BLOCK):
            if block != other.read(len(block)):
                return False
        return not other.read(1)


def _sync_name(place: Path) -> None:
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _file_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _not_a_backup(file, str(error)) from error
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise UsageError(f"{str(file)!r}: {error.strerror}", hint="name a file in a folder that is there") from error
    except sqlite3.OperationalError as error:
        raise StorageFailed(
            f"the backup {str(file)!r} cannot be written: {error}", hint="check the room and your rights on that disk"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            raise UsageError(f"{str(file)!r}: {error.strerror}", hint="choose another name") from error
        raise StorageFailed(
            f"the backup {str(file)!r} cannot be used: {error.strerror}",
            hint="check the room and your rights on that disk",
        ) from error


@contextmanager
def _backup_errors(file: Path, aside: Path) -> Iterator[None]:
    """Says of the file what is found in what was unpacked from it."""
    try:
        with storage_errors(aside):
            yield
    except IndexDamaged as error:
        raise _not_a_backup(file, str(error).removeprefix(str(damaged(aside, "")))) from error


def _not_a_backup(file: Path, why: str) -> IndexDamaged:
    return IndexDamaged(
        f"{str(file)!r} is no backup of an index, or is damaged: {why}",
        hint="use another one; nothing was changed",
    )
