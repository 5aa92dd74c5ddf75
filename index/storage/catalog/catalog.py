"""A published index, as whoever reads it opens it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from index.errors import storage_errors
from index.storage.catalog.checksums import has_valid_checksum
from index.storage.catalog.conditions import Value
from index.storage.catalog.connection_pool import ConnectionPool
from index.storage.catalog.refinement import read_refinement, find_unrefined
from index.storage.catalog.schema import IndexInfo, read_generation, read_info, read_manifest_digest
from index.storage.catalog.snapshot import Snapshot
from index.storage.catalog.totals import Refinement


class Catalog:
    """A published index, read-only, for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with storage_errors(folder):
            has_valid_checksum(folder)
        self._pool = ConnectionPool(folder)

    @cached_property
    def info(self) -> IndexInfo:
        return self._pool.use(read_info)

    def generation(self) -> int:
        """The generation that is published now: one SELECT."""
        return self._pool.use(read_generation)

    def snapshot(self) -> Snapshot:
        """The index as it is published now, and stays for whoever holds the snapshot."""
        return Snapshot(self, self.generation())

    def rows(self, sql: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
        return self._pool.use(lambda connection: connection.execute(sql, values).fetchall())

    def manifest(self, generation: int) -> str | None:
        """What tells the seal of a generation; None for one that an older version published."""
        return self._pool.use(lambda connection: read_manifest_digest(connection, generation))

    def refinement(self, generation: int) -> Refinement | None:
        """Which refined vectors a generation searches with."""
        return self._pool.use(lambda connection: read_refinement(connection, generation))

    def find_unrefined(self, refiner: str, most: int) -> tuple[list[tuple[str, str]], int]:
        """The first published passages that a refiner has not seen, as id and text, and how many there are of them."""
        return self._pool.use(lambda connection: find_unrefined(connection, refiner, read_generation(connection), most))

    def close(self) -> None:
        self._pool.close()


def open_catalog(folder: Path) -> Catalog:
    """A published index, for reading. Raises IndexMissing, IndexDamaged or IndexMismatch."""
    return Catalog(folder)
