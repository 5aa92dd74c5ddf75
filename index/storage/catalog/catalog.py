"""A published index, opened for reading by any number of threads and processes beside the writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path

from index.errors import damaged, storage_errors
from index.storage.catalog.article_queries import ArticleQueries
from index.storage.catalog.checksums import has_valid_checksum, require_intact
from index.storage.catalog.conditions import Value, is_listed, scope_condition, scoped_table, visible
from index.storage.catalog.connections import ConnectionPool
from index.storage.catalog.refinement import find_unrefined, join_refined, read_refinement
from index.storage.catalog.rows import parse_date, passage_from, vectors_from_blobs
from index.storage.catalog.schema import IndexInfo, read_generation, read_info, read_manifest_digest
from index.storage.catalog.statement_queries import StatementQueries
from index.storage.catalog.types import PassageVectors, Refinement
from index.storage.files import generation_folder
from index.storage.lock import read_lock
from index.types import Passage, Scope


class Catalog:
    """A published index, read-only, for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with storage_errors(folder):
            has_valid_checksum(folder)
        self.pool = ConnectionPool(folder)

    @cached_property
    def info(self) -> IndexInfo:
        return self.pool.use(read_info)

    def generation(self) -> int:
        """Return the current generation, with one SELECT."""
        return self.pool.use(read_generation)

    def snapshot(self) -> Snapshot:
        """Return the current generation as a snapshot that later publishes do not change."""
        return Snapshot(self, self.generation())

    def rows(self, sql: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
        return self.pool.use(lambda connection: connection.execute(sql, values).fetchall())

    def find_unrefined(self, refiner: str, limit: int) -> tuple[list[tuple[str, str]], int]:
        """Return id and text of the first published passages without a refined vector, and the number of all."""
        return self.pool.use(lambda reader: find_unrefined(reader, refiner, read_generation(reader), limit))

    def close(self) -> None:
        self.pool.close()


class Snapshot(ArticleQueries, StatementQueries):
    """The content of one generation. Later publishes do not change it."""

    def __init__(self, catalog: Catalog, generation: int) -> None:
        super().__init__(generation, catalog.rows)
        self._catalog = catalog

    @property
    def embedder_name(self) -> str:
        return self._catalog.info.embedder

    @property
    def dimensions(self) -> int:
        return self._catalog.info.dimensions

    @cached_property
    def refinement(self) -> Refinement | None:
        """The refined vectors of this generation."""
        return self._catalog.pool.use(lambda connection: read_refinement(connection, self.generation))

    @property
    def folder(self) -> Path:
        """The folder of this generation's lexical and vector stores."""
        return generation_folder(self._catalog.folder, self.generation)

    def lock(self) -> AbstractContextManager[None]:
        """Keep this generation's stores on the disk, whatever is published meanwhile."""
        return read_lock(self._catalog.folder, self.generation)

    def require_intact(self, store: Path) -> Path:
        """Return the path of a store after verifying its checksums. Raises IndexDamaged. A store that was not published
        need not exist."""
        name = store.name if store.suffix else f"{store.name}/"
        require_intact(self._catalog.folder, self.generation, self._manifest_digest, store=name)
        return store

    @cached_property
    def _manifest_digest(self) -> str | None:
        return self._catalog.pool.use(lambda connection: read_manifest_digest(connection, self.generation))

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Return passages by id, without unknown ids."""
        condition = f"{is_listed('p.id', 'ids')} AND {visible('p')}"
        found = self._rows(f"SELECT p.* FROM passages p WHERE {condition}", ids=ids)
        return {row["id"]: passage_from(row) for row in found}

    def passages_of(self, article_ids: Collection[str]) -> list[Passage]:
        """Return all passages of some articles, in the order of articles and positions."""
        sql = f"""SELECT p.* FROM articles a JOIN passages p ON p.text_row = a.text_row
                WHERE {is_listed("a.id", "ids")} AND {visible("a")} AND {visible("p")}
                ORDER BY p.article_id, p.position"""
        rows = self._rows(sql, ids=article_ids)
        return [passage_from(row) for row in rows]

    def origins(self, ids: Collection[str]) -> dict[str, tuple[str, date | None]]:
        """Return the article id and the day of some passages, by passage id."""
        sql = f"""SELECT p.id, a.id, a.day FROM passages p JOIN articles a ON a.text_row = p.text_row AND {visible("a")}
                WHERE {is_listed("p.id", "ids")} AND {visible("p")}"""
        rows = self._rows(sql, ids=ids)
        return {passage: (article, parse_date(day)) for passage, article, day in rows}

    def passage_ids(self, scope: Scope) -> list[str]:
        """Return the ids of the passages in scope, in insertion order."""
        sql = f"""SELECT p.id FROM {scoped_table("passages", "p", scope)}
                WHERE {scope_condition(scope).sql} AND {visible("p")} ORDER BY p.row"""
        return self._ids(sql, scope)

    def passages_in_scope(self, ids: Collection[str], scope: Scope) -> set[str]:
        """Return those of the passage ids that are in scope."""
        condition = f"{is_listed('p.id', 'ids')} AND {scope_condition(scope).sql} AND {visible('p')}"
        sql = f"SELECT p.id FROM {scoped_table('passages', 'p', scope)} WHERE {condition}"
        return set(self._ids(sql, scope, ids=ids))

    def refined_among(self, ids: Collection[str], refinement: Refinement) -> set[str]:
        """Return those of the passage ids that have a refined vector."""
        source = join_refined(refinement)
        condition = f"{is_listed('p.id', 'ids')} AND {visible('p')}"
        sql = f"SELECT p.id FROM passages p {source.sql} WHERE {condition}"
        return set(self._ids(sql, ids=ids, **source.values))

    def all_vectors(self, scope: Scope, refinement: Refinement | None = None) -> PassageVectors:
        """Return the passages in scope with their vectors, in insertion order. With a refinement, returns the refined
        vectors of the passages that have one."""
        source = join_refined(refinement)
        sql = f"""SELECT p.id, v.vector FROM {scoped_table("passages", "p", scope)} {source.sql}
                WHERE {scope_condition(scope).sql} AND {visible("p")} ORDER BY p.row"""
        rows = self._rows(sql, scope, **source.values)
        return self._passage_vectors(rows, refinement)

    def vectors_in_batches(self, size: int, refinement: Refinement | None = None) -> Iterator[PassageVectors]:
        """Yield the vectors of all passages in batches, with only one batch in memory."""
        last, source = 0, join_refined(refinement)
        sql = f"""SELECT p.id, v.vector, p.row AS place FROM passages p {source.sql}
                WHERE p.row > :last AND {visible("p")} ORDER BY p.row LIMIT :size"""
        while rows := self._rows(sql, last=last, size=size, **source.values):
            last = rows[-1]["place"]
            yield self._passage_vectors(rows, refinement)

    def _passage_vectors(self, rows: Sequence[sqlite3.Row], refinement: Refinement | None) -> PassageVectors:
        dimensions = self.dimensions if refinement is None else refinement.dimensions
        try:
            vectors = vectors_from_blobs([row[1] for row in rows], dimensions)
        except ValueError as error:
            raise damaged(self._catalog.folder, f"a vector has the wrong size ({error})") from error
        return PassageVectors(tuple(row[0] for row in rows), vectors)


def open_catalog(folder: Path) -> Catalog:
    """Open a published index for reading. Raises IndexMissing, IndexDamaged or IndexMismatch."""
    return Catalog(folder)
