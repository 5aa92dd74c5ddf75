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
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.errors import REBUILD, UPGRADE, IndexMismatch, OnrecordError, UsageError, damaged, storage_errors
from index.people.name_merging import merge_spellings
from index.people.registry import write_registry
from index.ports import Embedder, Progress, Vectors, VectorStore, VectorStores
from index.storage.catalog import (
    IndexInfo,
    Refinement,
    Totals,
    generation_folder,
    lexical_folder,
    refined_folder,
    vectors_folder,
)
from index.storage.catalog.changes import GenerationChanges, VectorChanges
from index.storage.catalog.checksums import (
    CatalogInUse,
    checkpoint,
    require_intact,
    write_catalog_checksum,
    write_generation_checksums,
)
from index.storage.catalog.refinement import (
    latest_refinement,
    count_refined,
    read_refinement,
    register_refiner,
    store_refined_vectors,
)
from index.storage.catalog.reprocessing import ReprocessedArticle, Reprocessing
from index.storage.catalog.schema import create_tables, read_generation, read_info, is_empty, read_manifest_digest, set_rules
from index.storage.catalog.staging import ExtractedArticle, ProcessedArticle, Staging, StagingOutcome
from index.storage.catalog.writer import open_catalog_writer, open_existing_catalog
from index.storage.files import foreign_files, generations_folder, has_catalog, registry_file, require_vectors_location
from index.storage.lexical import copy_lexical, create_lexical, open_lexical, remove_store_folder
from index.storage.lock import remove_unlocked, writer_lock
from index.types import Article, Passage, Speaker

Find = Callable[[Sequence[Article]], Sequence[ProcessedArticle]]
"""What is found in articles, one for one."""
Read = Callable[[Article], ExtractedArticle]
Embed = Callable[[Sequence[tuple[Article, Passage]]], Vectors]

_PUBLISH_STEPS = 6
_VECTOR_BATCH = 1_000
_MAX_DEAD_FACTOR = 2
"""A shared store is left for a new one when it holds so many times the passages that count."""


class Writer:
    """The one process that may change an index. Made by `open_writer`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, stores: VectorStores) -> None:
        self._folder = folder
        self._connection = connection
        self._stores = stores
        self._staging = Staging(folder, connection)

    def stage(self, articles: Sequence[Article], *, find: Find) -> tuple[StagingOutcome, ...]:
        """Keeps a batch for the next generation and says what became of each article: all of it is on the disk
        afterwards, or none.

        Only the articles whose text is new are handed to `find`; an error it raises undoes the batch.
        """
        with self._staging.transaction():
            with storage_errors(self._folder):
                placed = [self._staging.place(article) for article in articles]
                fresh = [place.text_row for place in placed if place.text_row is not None]
                current = self._staging.still_current(fresh)
            wanted = [place.article for place in placed if place.text_row in current]
            found = find(wanted)
            with storage_errors(self._folder):
                for text_row, one in zip(current, found, strict=True):
                    self._staging.fill(text_row, one)
        self._empty_log()
        return tuple(place.outcome for place in placed)

    def reread(self, articles: Sequence[Article], *, read: Read, embed: Embed) -> tuple[ReprocessedArticle, ...]:
        """Keeps for the next generation what other rules find in some current articles: all of it, or none."""
        rereading = Reprocessing(self._connection, self._staging)
        with self._staging.transaction():
            readings = [read(article) for article in articles]
            with storage_errors(self._folder):
                done = tuple(rereading.replace(a, reading) for a, reading in zip(articles, readings, strict=True))
            vectors = embed([(a, passage) for a, one in zip(articles, done, strict=True) for passage in one.missing])
            start = 0
            with storage_errors(self._folder):
                for one in done:
                    self._staging.add_passages(one.text_row, one.missing, vectors[start : start + len(one.missing)])
                    start += len(one.missing)
        self._empty_log()
        return done

    def forget_likeness(self) -> None:
        """What was known of texts that are alike was found by other rules."""
        with self._staging.transaction(), storage_errors(self._folder):
            self._staging.likeness.forget_all()

    def remember(self, articles: Sequence[Article]) -> None:
        """Finds out again which of the current articles are one story: of a batch all of it, or none."""
        with self._staging.transaction(), storage_errors(self._folder):
            Reprocessing(self._connection, self._staging).remember(articles)

    def held(self) -> Totals:
        """What counts, published or staged."""
        return GenerationChanges(self._connection, self._staging.next, whole=False).totals()

    def current_articles(self, batch: int) -> Iterator[Sequence[Article]]:
        """Every article that counts, published or staged, in the order in which they came in."""
        with storage_errors(self._folder):
            yield from Reprocessing(self._connection, self._staging).articles(batch)

    def publish(self, *, progress: Progress, rules: Mapping[str, str] | None = None) -> int:
        """Makes what is staged visible, as one new generation; nothing staged, no new one. Returns the generation.

        `rules` are given where all of it was read again by others than before.
        """
        if self._staging.pending():
            return self._publish(progress, whole=False, rules=rules)
        if rules is not None:
            with self._staging.transaction():
                set_rules(self._connection, rules)
        return self._staging.published

    def rebuild(self, *, progress: Progress) -> int:
        """Publishes a generation whose stores are made from the catalog alone, whatever became of the old ones."""
        return self._publish(progress, whole=True)

    def store_refined_vectors(self, refiner: Embedder, ids: Sequence[str], vectors: Vectors) -> None:
        """Keeps what a refiner made of some passages: all of it is on the disk afterwards, or none."""
        with self._staging.transaction(), storage_errors(self._folder):
            number = register_refiner(self._connection, refiner.name, refiner.dimensions)
            store_refined_vectors(self._connection, number, ids, vectors)
        self._empty_log()

    def publish_refined(self, refiner: Embedder, *, progress: Progress) -> int:
        """Publishes a generation that searches with all that a refiner has made; where the present one does, no new
        one. Returns the generation."""
        with self._staging.transaction(), storage_errors(self._folder):
            number = register_refiner(self._connection, refiner.name, refiner.dimensions)
            made = latest_refinement(self._connection, number)
        if made == read_refinement(self._connection, self._staging.published):
            return self.publish(progress=progress)
        return self._publish(progress, whole=False, refinement=made)

    def _empty_log(self) -> None:
        with storage_errors(self._folder), suppress(CatalogInUse):
            if checkpoint(self._folder, self._connection):
                write_catalog_checksum(self._folder)

    def _publish(
        self,
        progress: Progress,
        *,
        whole: bool,
        rules: Mapping[str, str] | None = None,
        refinement: Refinement | None = None,
    ) -> int:
        generation = self._staging.next
        base = generation_folder(self._folder, self._staging.published)
        target = generation_folder(self._folder, generation)
        with storage_errors(self._folder):
            there = vectors_folder(base).is_dir() and lexical_folder(base).is_dir()
            _discard(target)
            changes = GenerationChanges(self._connection, generation, whole or not there)
            before = read_refinement(self._connection, self._staging.published)
            refinement = refinement or before
            if refinement is not None:
                refinement = count_refined(self._connection, refinement)
            try:
                manifest = self._build(base, target, changes, _refined(changes, before, refinement, base), progress)
            except BaseException:
                remove_store_folder(target)  # the room it takes may be what is lacking
                raise
            self._staging.switch(changes.totals(), manifest=manifest, rules=rules, refinement=refinement)
            progress.advance("publish", done=_PUBLISH_STEPS, total=_PUBLISH_STEPS)
            _remove_old_generations(self._folder, keep={base.name, target.name})
            with suppress(OnrecordError):  # published it is; what cannot be removed now is the next publish's to remove
                self._stores.sweep(
                    store(place)
                    for place in generations_folder(self._folder).iterdir()
                    for store in (vectors_folder, refined_folder)
                )
        return generation

    def _build(
        self, base: Path, target: Path, changes: GenerationChanges, refined: VectorChanges | None, progress: Progress
    ) -> str:
        """Returns what tells the seal of the new generation."""
        progress.advance("publish", done=0, total=_PUBLISH_STEPS)
        target.mkdir(parents=True)
        vectors = VectorChanges(changes).unless_all_goes()
        if not changes.whole:
            published = self._staging.published
            require_intact(self._folder, published, read_manifest_digest(self._connection, published))
            if not vectors.whole:
                self._stores.copy(vectors_folder(base), vectors_folder(target))
            if refined is not None and not refined.whole:
                self._stores.copy(refined_folder(base), refined_folder(target))
            progress.advance("publish", done=1, total=_PUBLISH_STEPS)
            copy_lexical(lexical_folder(base), lexical_folder(target))
        progress.advance("publish", done=2, total=_PUBLISH_STEPS)
        held = changes.totals()
        self._update_vectors(vectors_folder(target), vectors, held.passages, progress)
        if refined is not None and refined.refinement is not None:
            self._update_vectors(refined_folder(target), refined, refined.refinement.passages, progress)
        progress.advance("publish", done=3, total=_PUBLISH_STEPS)
        _update_lexical(lexical_folder(target), changes, held)
        spellings = ((Speaker(one.name, one.kind), one.statements) for one in changes.speakers())
        write_registry(registry_file(target), merge_spellings(spellings))
        progress.advance("publish", done=4, total=_PUBLISH_STEPS)
        manifest = write_generation_checksums(target)
        _sync(target)
        progress.advance("publish", done=5, total=_PUBLISH_STEPS)
        return manifest

    def _update_vectors(self, folder: Path, changes: VectorChanges, held: int, progress: Progress) -> None:
        store, changes = self._vector_store(folder, changes, held)
        with closing(store):
            if not store.shared:
                store.replace(ids=(), vectors=np.empty((0, 0), dtype=np.float32), drop=changes.dropped())
            done = 0
            for added in changes.added(_VECTOR_BATCH):
                store.replace(ids=added.ids, vectors=added.vectors, drop=())
                done += len(added.ids)
                progress.advance("index", done=done, total=None)
            store.settle(held)
        self._stores.freeze(folder)

    def _vector_store(self, folder: Path, changes: VectorChanges, held: int) -> tuple[VectorStore, VectorChanges]:
        """The store of the next generation, and what is to be changed in it."""
        if not changes.whole:
            store = self._stores.open(folder)
            if not store.shared or store.count() <= _MAX_DEAD_FACTOR * held:
                return store, changes
            store.close()
        return self._stores.create(folder), changes.all_of_it()


@contextmanager
def open_writer(
    folder: Path, *, embedder: Embedder, rules: Mapping[str, str], stores: VectorStores
) -> Iterator[Writer]:
    """Takes the index for writing and makes it where there is none. Leaves alone whatever is not an index.

    Raises UsageError, IndexLocked, IndexMismatch, IndexDamaged, StorageFailed or ServerFailed.
    """
    wanted = IndexInfo(embedder.name, embedder.dimensions, dict(rules))
    require_index_folder(folder)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder), open_catalog_writer(folder) as connection:
        if is_empty(connection):
            with storage_errors(folder):
                create_tables(connection, wanted)
        made_with = read_info(connection)
        require_embedder(made_with, embedder, folder)
        if made_with.rules != wanted.rules:
            raise IndexMismatch(
                f"the index in {str(folder)!r} was made with other rules: {_format_rules(made_with.rules)}, "
                f"now {_format_rules(wanted.rules)}",
                hint=UPGRADE,
            )
        require_vectors_location(folder, read_generation(connection), stores.place)
        stores.ready()
        yield Writer(folder, connection, stores)


def rebuild(folder: Path, *, stores: VectorStores, progress: Progress) -> int:
    """Makes the stores of an index anew from its catalog, without embedding anything, be it that they were lost or that
    they are to lie elsewhere. Returns the new generation."""
    with open_existing_catalog(folder) as connection:
        stores.ready()
        return Writer(folder, connection, stores).rebuild(progress=progress)


def require_index_folder(folder: Path) -> None:
    """Raises UsageError for a folder that holds something else than an index."""
    with storage_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{str(folder)!r} is a file, not a folder", hint="choose a folder with --index")
        foreign = foreign_files(folder)
    if foreign and not has_catalog(folder):
        raise UsageError(
            f"{str(folder)!r} is not an index and not empty: it holds {foreign[0]!r}",
            hint="choose an empty or new folder with --index; nothing was written",
        )


def require_embedder(made_with: IndexInfo, embedder: Embedder, folder: Path) -> None:
    """Vectors of two embedders cannot be compared. Raises IndexMismatch."""
    if (made_with.embedder, made_with.dimensions) != (embedder.name, embedder.dimensions):
        raise IndexMismatch(
            f"the index in {str(folder)!r} was made with the embedder {made_with.embedder!r} "
            f"({made_with.dimensions} dimensions), not {embedder.name!r} ({embedder.dimensions})",
            hint="set ONRECORD_EMBEDDER back to the one it was made with, or ingest into a new folder (--index)",
        )


def _format_rules(rules: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version!r}" for name, version in sorted(rules.items()))


def _refined(
    changes: GenerationChanges, before: Refinement | None, refinement: Refinement | None, base: Path
) -> VectorChanges | None:
    """What the store of refined vectors must add and drop; None where there are none."""
    if refinement is None:
        return None
    found = VectorChanges(changes, refinement)
    if before is None or before.refiner != refinement.refiner or not refined_folder(base).is_dir():
        return found.all_of_it()
    return replace(found, since=before.up_to).unless_all_goes()


def _update_lexical(folder: Path, changes: GenerationChanges, held: Totals) -> None:
    with closing(create_lexical(folder) if changes.whole else open_lexical(folder)) as store:
        store.replace(add=changes.added_entries(), drop=changes.dropped_entries())
        _expect(store.count(), held.passages + held.statements, folder)


def _expect(found: int, wanted: int, folder: Path) -> None:
    """A store that lost something is noticed before it is published."""
    if found != wanted:
        raise damaged(folder, f"it holds {found} entries, and the catalog {wanted}", hint=REBUILD)


def _sync(folder: Path) -> None:
    """Returns when all files below, and their names, are on the disk."""
    for place in (folder.parent.parent, folder.parent, folder, *folder.rglob("*")):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _discard(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def _remove_old_generations(folder: Path, *, keep: set[str]) -> None:
    """Removes older generations that nobody reads. The one before stays for who has read its number, not yet opened."""
    for old in generations_folder(folder).iterdir():
        if old.name not in keep:
            remove_unlocked(old)
