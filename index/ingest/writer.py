"""The writer: stages work batch by batch, and publishes it as one generation or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import UPGRADE, IndexMismatch, UsageError, storage_errors
from index.ingest.publishing import Publisher
from index.ports import Embedder, Progress, Vectors, VectorStores
from index.storage.catalog import staging
from index.storage.catalog.changes import GenerationChanges
from index.storage.catalog.checksums import CatalogInUse, checkpoint, write_catalog_checksum
from index.storage.catalog.placement import Placer
from index.storage.catalog.refinement import latest_refinement, read_refinement, register_refiner, store_refined_vectors
from index.storage.catalog.schema import IndexInfo, create_tables, is_empty, read_generation, read_info, set_rules
from index.storage.catalog.types import Totals
from index.storage.catalog.writer import open_catalog_writer, open_existing_catalog
from index.storage.files import foreign_files, has_catalog, require_vectors_location
from index.storage.lock import writer_lock
from index.types import Article, Passage

Process = Callable[[Sequence[Article]], Sequence[staging.ProcessedArticle]]
Extract = Callable[[Article], staging.ExtractedArticle]
Embed = Callable[[Sequence[tuple[Article, Passage]]], Vectors]


class Writer:
    """Changes an index, in the one process that holds its writer lock. Made by `open_writer`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, stores: VectorStores) -> None:
        self._folder = folder
        self._connection = connection
        self._staging = staging.Staging(folder, connection)
        self._placer = Placer(self._staging)
        self._reprocessing = staging.Reprocessing(connection, self._staging)
        self._publisher = Publisher(folder, connection, stores, self._staging)

    def stage(self, articles: Sequence[Article], *, process: Process) -> tuple[staging.StagingOutcome, ...]:
        """Stage a batch in one transaction and return the outcome of each article. Only articles with a new text are
        processed. An error of `process` rolls the batch back."""
        with self._staging.transaction():
            with storage_errors(self._folder):
                placed = [self._placer.place(article) for article in articles]
                text_rows = [place.text_row for place in placed if place.text_row is not None]
                current = self._staging.still_current(text_rows)
            processed = process([place.article for place in placed if place.text_row in current])
            with storage_errors(self._folder):
                for text_row, content in zip(current, processed, strict=True):
                    self._staging.add_content(text_row, content)
        self._checkpoint()
        return tuple(place.outcome for place in placed)

    def reprocess(
        self, batch: Sequence[Article], *, extract: Extract, embed: Embed
    ) -> tuple[staging.ReprocessedArticle, ...]:
        """Stage what new rules find in current articles, in one transaction."""
        with self._staging.transaction():
            extracted = [extract(article) for article in batch]
            with storage_errors(self._folder):
                pairs = zip(batch, extracted, strict=True)
                done = tuple(self._reprocessing.replace(article, found) for article, found in pairs)
            vectors = embed([(a, passage) for a, result in zip(batch, done, strict=True) for passage in result.missing])
            end = 0
            with storage_errors(self._folder):
                for result in done:
                    start, end = end, end + len(result.missing)
                    self._staging.add_passages(result.text_row, result.missing, vectors[start:end])
        self._checkpoint()
        return done

    def renew_near_duplicates(self, batch: int) -> None:
        """Find the near duplicates of all current articles again, because the rules changed."""
        with self._staging.transaction(), storage_errors(self._folder):
            self._staging.near_duplicates.clear()
        for articles in self.current_articles(batch):
            with self._staging.transaction(), storage_errors(self._folder):
                self._reprocessing.add_near_duplicates(articles)

    def totals(self) -> Totals:
        """Return the totals of the next generation."""
        return GenerationChanges(self._connection, self._staging.next, rebuild=False).totals()

    def current_articles(self, batch: int) -> Iterator[Sequence[Article]]:
        """Yield all current articles, published or staged, in insertion order."""
        with storage_errors(self._folder):
            yield from self._reprocessing.articles(batch)

    def publish(self, *, progress: Progress, rules: Mapping[str, str] | None = None) -> int:
        """Publish the staged work and return the current generation. Nothing staged makes no new generation. `rules`
        are given if all articles were reprocessed by them."""
        if self._staging.has_changes():
            return self._publisher.publish(progress, rules=rules)
        if rules is not None:
            with self._staging.transaction():
                set_rules(self._connection, rules)
        return self._staging.published

    def rebuild(self, *, progress: Progress) -> int:
        """Publish a generation whose stores are made from the catalog alone, and return its number."""
        return self._publisher.publish(progress, rebuild=True)

    def store_refined_vectors(self, refiner: Embedder, ids: Sequence[str], vectors: Vectors) -> None:
        """Store refined vectors of some passages, in one transaction."""
        with self._staging.transaction(), storage_errors(self._folder):
            number = register_refiner(self._connection, refiner.name, refiner.dimensions)
            store_refined_vectors(self._connection, number, ids, vectors)
        self._checkpoint()

    def publish_refined(self, refiner: Embedder, *, progress: Progress) -> int:
        """Publish all vectors of a refiner, unless they are published, and return the current generation."""
        with self._staging.transaction(), storage_errors(self._folder):
            number = register_refiner(self._connection, refiner.name, refiner.dimensions)
            refinement = latest_refinement(self._connection, number)
        if refinement == read_refinement(self._connection, self._staging.published):
            return self.publish(progress=progress)
        return self._publisher.publish(progress, refinement=refinement)

    def _checkpoint(self) -> None:
        with storage_errors(self._folder), suppress(CatalogInUse):
            if checkpoint(self._folder, self._connection):
                write_catalog_checksum(self._folder)


@contextmanager
def open_writer(
    folder: Path, *, embedder: Embedder, rules: Mapping[str, str], stores: VectorStores
) -> Iterator[Writer]:
    """Lock an index for writing, and create it if there is none. Raises UsageError, IndexLocked, IndexMismatch,
    IndexDamaged, StorageFailed or ServerFailed."""
    info = IndexInfo(embedder.name, embedder.dimensions, dict(rules))
    require_index_folder(folder)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder), open_catalog_writer(folder) as connection:
        if is_empty(connection):
            with storage_errors(folder):
                create_tables(connection, info)
        made_with = read_info(connection)
        require_embedder(made_with, embedder, folder)
        if made_with.rules != info.rules:
            raise IndexMismatch(
                f"the index in {str(folder)!r} was made with other rules: {_format_rules(made_with.rules)}, "
                f"now {_format_rules(info.rules)}",
                hint=UPGRADE,
            )
        yield build_writer(folder, connection, stores)


def build_writer(folder: Path, connection: sqlite3.Connection, stores: VectorStores) -> Writer:
    """Return a writer on an open catalog. Raises IndexMismatch or ServerFailed if the stores cannot be used."""
    require_vectors_location(folder, read_generation(connection), stores.location)
    stores.ready()
    return Writer(folder, connection, stores)


def rebuild(folder: Path, *, stores: VectorStores, progress: Progress) -> int:
    """Rebuild the stores of an index from its catalog, without embedding, and return the new generation. The stores may
    be lost, or move between the folder and a server."""
    with open_existing_catalog(folder) as connection:
        stores.ready()
        return Writer(folder, connection, stores).rebuild(progress=progress)


def require_index_folder(folder: Path) -> None:
    """Raise UsageError for a folder that contains something other than an index."""
    with storage_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{str(folder)!r} is a file, not a folder", hint="choose a folder with --index")
        foreign = foreign_files(folder)
    if foreign and not has_catalog(folder):
        raise UsageError(
            f"{str(folder)!r} is not an index and not empty: it contains {foreign[0]!r}",
            hint="choose an empty or new folder with --index; nothing was written",
        )


def require_embedder(made_with: IndexInfo, embedder: Embedder, folder: Path) -> None:
    """Raise IndexMismatch for another embedder: vectors of two embedders cannot be compared."""
    if (made_with.embedder, made_with.dimensions) != (embedder.name, embedder.dimensions):
        raise IndexMismatch(
            f"the index in {str(folder)!r} was made with the embedder {made_with.embedder!r} "
            f"({made_with.dimensions} dimensions), not {embedder.name!r} ({embedder.dimensions})",
            hint="set ONRECORD_EMBEDDER back to the one it was made with, or ingest into a new folder (--index)",
        )


def _format_rules(rules: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version!r}" for name, version in sorted(rules.items()))
