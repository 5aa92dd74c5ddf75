"""Builds the stores of the next generation and publishes it. The stores are built beside those of the current
generation, from copies, and synced to the disk. Then one transaction makes the rows and the number of the generation
visible. After a kill at any moment before, the next publish removes what is left."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.errors import REBUILD, OnrecordError, damaged, storage_errors
from index.people.name_merging import merge_spellings
from index.people.registry import write_registry
from index.ports import Progress, VectorStore, VectorStores
from index.storage import files
from index.storage.catalog.changes import GenerationChanges, VectorChanges
from index.storage.catalog.checksums import require_intact, write_generation_checksums
from index.storage.catalog.refinement import count_refined, read_refinement
from index.storage.catalog.schema import read_manifest_digest
from index.storage.catalog.staging import Staging
from index.storage.catalog.types import Refinement, Totals
from index.storage.lexical import copy_lexical, create_lexical, open_lexical, remove_store_folder
from index.storage.lock import remove_unlocked
from index.types import Speaker

_STEPS = 6
_VECTOR_BATCH = 1_000
_MAX_DEAD_FACTOR = 2
"""A shared store is replaced when it has more than so many times the current number of passages."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes the staged rows of an index. Hold the writer lock."""

    folder: Path
    connection: sqlite3.Connection
    stores: VectorStores
    staging: Staging

    def publish(
        self,
        progress: Progress,
        *,
        rebuild: bool = False,
        rules: Mapping[str, str] | None = None,
        refinement: Refinement | None = None,
    ) -> int:
        """Build and publish the next generation, from nothing but the catalog if `rebuild`. Returns its number."""
        generation = self.staging.next
        current = files.generation_folder(self.folder, self.staging.published)
        target = files.generation_folder(self.folder, generation)
        with storage_errors(self.folder):
            has_stores = files.vectors_folder(current).is_dir() and files.lexical_folder(current).is_dir()
            _remove(target)
            changes = GenerationChanges(self.connection, generation, rebuild or not has_stores)
            before = read_refinement(self.connection, self.staging.published)
            refinement = refinement or before
            if refinement is not None:
                refinement = count_refined(self.connection, refinement)
            refined = _refined_changes(changes, before, refinement, current)
            try:
                manifest = self._build(current, target, changes, refined, progress)
            except BaseException:
                remove_store_folder(target)  # the disk may be full
                raise
            self.staging.publish(changes.totals(), manifest=manifest, rules=rules, refinement=refinement)
            progress.advance("publish", done=_STEPS, total=_STEPS)
            self._remove_old_generations(keep={current.name, target.name})
        return generation

    def _build(
        self, current: Path, target: Path, changes: GenerationChanges, refined: VectorChanges | None, progress: Progress
    ) -> str:
        """Build all stores and return the digest of their checksums."""
        progress.advance("publish", done=0, total=_STEPS)
        target.mkdir(parents=True)
        vectors = VectorChanges(changes).rebuild_if_all_dropped()
        if not changes.rebuild:
            published = self.staging.published
            require_intact(self.folder, published, read_manifest_digest(self.connection, published))
            if not vectors.rebuild:
                self.stores.copy(files.vectors_folder(current), files.vectors_folder(target))
            if refined is not None and not refined.rebuild:
                self.stores.copy(files.refined_folder(current), files.refined_folder(target))
            progress.advance("publish", done=1, total=_STEPS)
            copy_lexical(files.lexical_folder(current), files.lexical_folder(target))
        progress.advance("publish", done=2, total=_STEPS)
        totals = changes.totals()
        self._update_vectors(files.vectors_folder(target), vectors, totals.passages, progress)
        if refined is not None and refined.refinement is not None:
            self._update_vectors(files.refined_folder(target), refined, refined.refinement.passages, progress)
        progress.advance("publish", done=3, total=_STEPS)
        _update_lexical(files.lexical_folder(target), changes, totals)
        spellings = ((Speaker(count.name, count.kind), count.statements) for count in changes.speakers())
        write_registry(files.registry_file(target), merge_spellings(spellings))
        progress.advance("publish", done=4, total=_STEPS)
        manifest = write_generation_checksums(target)
        for place in (target.parent.parent, target.parent, target, *target.rglob("*")):
            files.sync_to_disk(place)
        progress.advance("publish", done=5, total=_STEPS)
        return manifest

    def _update_vectors(self, folder: Path, changes: VectorChanges, passages: int, progress: Progress) -> None:
        store, changes = self._vector_store(folder, changes, passages)
        with closing(store):
            if not store.shared:
                store.replace(ids=(), vectors=np.empty((0, 0), dtype=np.float32), drop=changes.dropped())
            done = 0
            for added in changes.added(_VECTOR_BATCH):
                store.replace(ids=added.ids, vectors=added.vectors, drop=())
                done += len(added.ids)
                progress.advance("index", done=done, total=None)
            store.verify_count(passages)
        self.stores.freeze(folder)

    def _vector_store(self, folder: Path, changes: VectorChanges, passages: int) -> tuple[VectorStore, VectorChanges]:
        """Open or create the store of the next generation and return it with its changes."""
        if not changes.rebuild:
            store = self.stores.open(folder)
            if not store.shared or store.count() <= _MAX_DEAD_FACTOR * passages:
                return store, changes
            store.close()
        return self.stores.create(folder), changes.as_rebuild()

    def _remove_old_generations(self, *, keep: set[str]) -> None:
        """Remove unread older generations. Keeps the one before, for readers that are about to open it."""
        for old in files.generations_folder(self.folder).iterdir():
            if old.name not in keep:
                remove_unlocked(old)
        with suppress(OnrecordError):  # the generation is published; the next publish tries again
            places = files.generations_folder(self.folder).iterdir()
            self.stores.remove_unused(
                store(place) for place in places for store in (files.vectors_folder, files.refined_folder)
            )


def _refined_changes(
    changes: GenerationChanges, before: Refinement | None, refinement: Refinement | None, current: Path
) -> VectorChanges | None:
    """Return the changes of the refined vectors; None if there are none."""
    if refinement is None:
        return None
    refined = VectorChanges(changes, refinement)
    if before is None or before.refiner != refinement.refiner or not files.refined_folder(current).is_dir():
        return refined.as_rebuild()
    return replace(refined, since=before.up_to).rebuild_if_all_dropped()


def _update_lexical(folder: Path, changes: GenerationChanges, totals: Totals) -> None:
    with closing(create_lexical(folder) if changes.rebuild else open_lexical(folder)) as store:
        store.replace(add=changes.added_entries(), drop=changes.dropped_entries())
        found, expected = store.count(), totals.passages + totals.statements
    if found != expected:  # the store lost something: do not publish it
        raise damaged(folder, f"it has {found} entries, but the catalog has {expected}", hint=REBUILD)


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
