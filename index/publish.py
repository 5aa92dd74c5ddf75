"""The writer: work is staged batch by batch, and published as a whole generation or not at all.

The next generation is built beside the current one, from copies, and put on the disk before a single transaction makes
its rows and its number visible together. Killed at any moment before, it is rubble that the next publish clears away.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np

from index.catalog import IndexInfo, Totals, generation_folder, lexical_folder, vectors_folder
from index.catalog.changes import Changes
from index.catalog.files import REBUILD, catalog_file, damaged, foreign_files, generations_folder, storage_errors
from index.catalog.lock import writer_lock
from index.catalog.schema import create_tables, info_of, is_new, open_for_writing
from index.catalog.staging import Found, Outcome, Staging
from index.errors import IndexMismatch, IndexMissing, UsageError
from index.lexical import create_lexical, open_lexical
from index.ports import Embedder, Progress
from index.types import Article
from index.vectors import BATCH, create_vectors, open_vectors

Find = Callable[[Sequence[Article]], Sequence[Found]]
"""What is found in articles, one for one."""

_STEPS = 6


class Writer:
    """The one process that may change an index. Made by `open_writer`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._staging = Staging(folder, connection)

    def stage(self, articles: Sequence[Article], *, find: Find) -> tuple[Outcome, ...]:
        """Keeps a batch for the next generation and says what became of each article: all of it is on the disk
        afterwards, or none.

        Only the articles whose text is new are handed to `find`; an error it raises undoes the batch.
        """
        with self._staging.transaction():
            with storage_errors(self._folder):
                placed = [self._staging.place(article) for article in articles]
                fresh = [place.text_row for place in placed if place.text_row is not None]
                current = self._staging.still_current(fresh)
            wanted = [article for article, place in zip(articles, placed, strict=True) if place.text_row in current]
            found = find(wanted)
            with storage_errors(self._folder):
                for text_row, one in zip(current, found, strict=True):
                    self._staging.fill(text_row, one)
        return tuple(place.outcome for place in placed)

    def publish(self, *, progress: Progress) -> int:
        """Makes what is staged visible, as one new generation; nothing staged, no new one. Returns the generation."""
        if not self._staging.pending():
            return self._staging.published
        return self._publish(progress, whole=False)

    def rebuild(self, *, progress: Progress) -> int:
        """Publishes a generation whose stores are made from the catalog alone, whatever became of the old ones."""
        return self._publish(progress, whole=True)

    def _publish(self, progress: Progress, *, whole: bool) -> int:
        generation = self._staging.next
        base = generation_folder(self._folder, self._staging.published)
        target = generation_folder(self._folder, generation)
        there = vectors_folder(base).is_dir() and lexical_folder(base).is_dir()
        with storage_errors(self._folder):
            _discard(target)
            try:
                self._build(base, target, Changes(self._connection, generation, whole or not there), progress)
            except BaseException:
                shutil.rmtree(target, ignore_errors=True)  # the room it takes may be what is lacking
                raise
            self._staging.switch()
            progress.advance("publish", done=_STEPS, total=_STEPS)
            _tidy(self._folder, keep={base.name, target.name})
        return generation

    def _build(self, base: Path, target: Path, changes: Changes, progress: Progress) -> None:
        progress.advance("publish", done=0, total=_STEPS)
        target.mkdir(parents=True)
        if not changes.whole:
            _copy(vectors_folder(base), vectors_folder(target), share=False)
            progress.advance("publish", done=1, total=_STEPS)
            _copy(lexical_folder(base), lexical_folder(target), share=True)
        progress.advance("publish", done=2, total=_STEPS)
        held = changes.totals()
        _update_vectors(vectors_folder(target), changes, held, progress)
        progress.advance("publish", done=3, total=_STEPS)
        _update_lexical(lexical_folder(target), changes, held)
        progress.advance("publish", done=4, total=_STEPS)
        _sync(target)
        progress.advance("publish", done=5, total=_STEPS)


@contextmanager
def open_writer(folder: Path, *, embedder: Embedder, rules: Mapping[str, str]) -> Iterator[Writer]:
    """Takes the index for writing and makes it where there is none. Leaves alone whatever is not an index.

    Raises UsageError, IndexLocked, IndexMismatch, IndexDamaged or StorageFailed.
    """
    wanted = IndexInfo(embedder.name, embedder.dimensions, dict(rules))
    _refuse_foreign(folder)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder), _connected(folder) as connection:
        if is_new(connection):
            with storage_errors(folder):
                create_tables(connection, wanted)
        _require(info_of(connection), wanted, folder)
        yield Writer(folder, connection)


def rebuild(folder: Path, *, progress: Progress) -> int:
    """Makes the stores of an index anew from its catalog, without embedding anything. Returns the new generation."""
    missing = IndexMissing(f"there is no index in {str(folder)!r}", hint="run `onrecord ingest INPUT...` to make one")
    if not catalog_file(folder).is_file():
        raise missing
    with writer_lock(folder), _connected(folder) as connection:
        if is_new(connection):
            raise missing
        return Writer(folder, connection).rebuild(progress=progress)


@contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection]:
    with storage_errors(folder):
        connection = open_for_writing(folder)
    with closing(connection):
        yield connection
        with suppress(sqlite3.OperationalError):  # only tidies: what is in the write-ahead log is safe there
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{str(folder)!r} is a file, not a folder", hint="choose a folder with --index")
    with storage_errors(folder):
        foreign = foreign_files(folder)
    if foreign and not catalog_file(folder).is_file():
        raise UsageError(
            f"{str(folder)!r} is not an index and not empty: it holds {foreign[0]!r}",
            hint="choose an empty or new folder with --index; nothing was written",
        )


def _require(made_with: IndexInfo, wanted: IndexInfo, folder: Path) -> None:
    where = f"the index in {str(folder)!r}"
    if (made_with.embedder, made_with.dimensions) != (wanted.embedder, wanted.dimensions):
        raise IndexMismatch(
            f"{where} was made with the embedder {made_with.embedder!r} ({made_with.dimensions} dimensions), "
            f"not {wanted.embedder!r} ({wanted.dimensions})",
            hint="set ONRECORD_EMBEDDER back to the one it was made with, or ingest into a new folder (--index)",
        )
    if made_with.rules != wanted.rules:
        raise IndexMismatch(
            f"{where} was made with other rules: {_listed(made_with.rules)}, now {_listed(wanted.rules)}",
            hint="ingest the articles again into a new folder (--index)",
        )


def _listed(rules: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version!r}" for name, version in sorted(rules.items()))


def _update_vectors(folder: Path, changes: Changes, held: Totals, progress: Progress) -> None:
    with closing(create_vectors(folder) if changes.whole else open_vectors(folder)) as store:
        store.replace(ids=(), vectors=np.empty((0, 0), dtype=np.float32), drop=changes.dropped_passages())
        done = 0
        for added in changes.added_vectors(BATCH):
            store.replace(ids=added.ids, vectors=added.vectors, drop=())
            done += len(added.ids)
            progress.advance("index", done=done, total=None)
        _expect(store.count(), held.passages, folder)


def _update_lexical(folder: Path, changes: Changes, held: Totals) -> None:
    with closing(create_lexical(folder) if changes.whole else open_lexical(folder)) as store:
        store.replace(add=changes.added_entries(), drop=changes.dropped_entries())
        _expect(store.count(), held.passages + held.statements, folder)


def _expect(found: int, wanted: int, folder: Path) -> None:
    """A store that lost something is noticed before it is published."""
    if found != wanted:
        raise damaged(folder, f"it holds {found} entries, and the catalog {wanted}", hint=REBUILD)


def _copy(source: Path, target: Path, *, share: bool) -> None:
    """A second folder like the first. To share is for Tantivy, whose segments never change once they are written: the
    copy costs two small files."""
    target.mkdir()
    for place in source.rglob("*"):
        copy = target / place.relative_to(source)
        if place.is_dir():
            copy.mkdir()
        elif place.suffix != ".lock" and not (share and place.suffix != ".json" and _linked(place, copy)):
            shutil.copy2(place, copy)


def _linked(file: Path, copy: Path) -> bool:
    """False where the disk has no hard links."""
    try:
        os.link(file, copy)
    except OSError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Returns when all files below, and their names, are on the disk."""
    for place in (folder.parent, folder, *folder.rglob("*")):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _discard(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _tidy(folder: Path, *, keep: set[str]) -> None:
    """Removes older generations; who still has one open keeps its files. The one before stays for late readers."""
    for old in generations_folder(folder).iterdir():
        if old.name not in keep:
            shutil.rmtree(old, ignore_errors=True)
