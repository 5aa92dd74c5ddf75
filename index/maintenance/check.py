"""Checks an index for damage without changing it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import REBUILD, RESTORE, IndexDamaged, storage_errors
from index.ports import Progress
from index.storage.catalog.checksums import find_generation_damage, has_unreadable_checksum, has_valid_checksum
from index.storage.catalog.conditions import visible
from index.storage.catalog.connections import open_for_reading
from index.storage.catalog.integrity import find_faults
from index.storage.catalog.refinement import read_refinement, refined_passage_ids
from index.storage.catalog.schema import read_generation, read_info, read_manifest_digest
from index.storage.files import CHECKSUM, generation_folder, lexical_folder, refined_folder, server_note, vectors_folder
from index.storage.probe import TIMEOUT_SECONDS, Kind, Probe, ProbeResult, probe

Where = Literal["catalog", "generation", "tantivy", "chroma", "refined"]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something damaged, and the command that repairs it."""

    where: Where
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The damage found. `notes` name parts that could not be checked, with the reason."""

    generation: int
    damages: tuple[Damage, ...]
    notes: tuple[str, ...]
    seconds: float


def check(
    folder: Path, *, progress: Progress, quick: bool = False, timeout: float = TIMEOUT_SECONDS, probe: Probe = probe
) -> CheckReport:
    """Verify all checksums and open all stores in separate processes (`probe`). Unless `quick`, also checks every row
    of the catalog and compares the ids of all stores. Starts again after a concurrent publish. Raises IndexMissing,
    IndexMismatch or StorageFailed; all damage is in the report."""
    began = time.perf_counter()
    while True:
        check_pass = _CheckPass(folder, progress, probe, quick=quick, timeout=timeout)
        damages = tuple(check_pass.damages())
        if not damages or not check_pass.is_outdated():
            return CheckReport(check_pass.generation, damages, tuple(check_pass.notes), time.perf_counter() - began)


class _CheckPass:
    """One pass over one generation."""

    def __init__(self, folder: Path, progress: Progress, probe: Probe, *, quick: bool, timeout: float) -> None:
        self._folder = folder
        self._progress = progress
        self._probe = probe
        self._quick = quick
        self._timeout = timeout
        self.generation = 0
        self.notes: list[str] = []

    def is_outdated(self) -> bool:
        """Return whether another generation was published since."""
        try:
            with closing(open_for_reading(self._folder)) as connection:
                return read_generation(connection) != self.generation
        except IndexDamaged:
            return False

    def damages(self) -> Iterator[Damage]:
        try:
            with storage_errors(self._folder):
                has_checksum = has_valid_checksum(self._folder, thorough=True)
                connection = open_for_reading(self._folder)
            with closing(connection), storage_errors(self._folder):
                self.generation = read_generation(connection)
                if not has_checksum:
                    yield from self._missing_checksum()
                if not self._quick:
                    faults = list(find_faults(connection, progress=self._progress))
                    yield from (Damage("catalog", fault, RESTORE) for fault in faults)
                yield from self._stores(connection)
        except IndexDamaged as error:
            yield Damage("catalog", str(error), error.hint)

    def _missing_checksum(self) -> Iterator[Damage]:
        if has_unreadable_checksum(self._folder):  # not `exists`: a writer may have written it meanwhile
            yield Damage("catalog", f"{CHECKSUM} cannot be read", f"{REBUILD}, and writes the checksum again")
        else:
            self.notes.append(
                "the catalog has no checksum: a writer is at work, or was killed; the next writer checks the catalog "
                "and writes the checksum"
            )

    def _stores(self, connection: sqlite3.Connection) -> Iterator[Damage]:
        manifest = read_manifest_digest(connection, self.generation)
        damage = find_generation_damage(self._folder, self.generation, manifest, thorough=True)
        if damage:
            yield Damage("generation", damage, REBUILD)
            return
        if manifest is None:
            self.notes.append(
                f"generation {self.generation} was published by an older version, without checksums: "
                "`onrecord index rebuild` adds them"
            )
        place = generation_folder(self._folder, self.generation)
        passages = self._ids(connection, "passages")
        stores: list[tuple[Where, Path, frozenset[str], int]] = [
            ("tantivy", lexical_folder(place), passages | self._ids(connection, "statements"), 0),
            ("chroma", vectors_folder(place), passages, read_info(connection).dimensions),
        ]
        refinement = read_refinement(connection, self.generation)
        if refinement is not None:
            refined = frozenset(refined_passage_ids(connection, refinement, self.generation))
            stores.append(("refined", refined_folder(place), refined, refinement.dimensions))
        for done, (where, store, ids, dimensions) in enumerate(stores):
            self._progress.advance("stores", done=done, total=len(stores))
            problem = self._check_store(where, store, ids, dimensions)
            if problem:
                yield Damage(where, f"{store.relative_to(self._folder)}{problem}", REBUILD)

    def _check_store(self, where: Where, store: Path, ids: frozenset[str], dimensions: int) -> str:
        """Return what is wrong with a store; "" if nothing is, or if it cannot be checked."""
        if not store.is_dir():
            return " is missing"
        if server_note(store).is_file():
            self.notes.append("the vectors are on a Chroma server: `onrecord doctor` checks it")
            return ""
        if not os.access(store, os.W_OK):  # opening a store locks it, even for reading
            self.notes.append(f"{store.relative_to(self._folder)} is read-only, and so was not opened")
            return ""
        kind: Kind = "tantivy" if where == "tantivy" else "chroma"
        result = self._probe(kind, store, ids=not self._quick, dimensions=dimensions, timeout=self._timeout)
        problem = self._compare(result, ids)
        return f": {problem}" if problem else ""

    def _compare(self, result: ProbeResult, ids: frozenset[str]) -> str:
        if result.problem:
            return result.problem
        if result.count != len(ids):
            return f"it has {result.count:,} entries, but the catalog has {len(ids):,}"
        unknown = result.ids - ids if not self._quick else ()
        return f"it has {len(unknown):,} entries that are not in the catalog" if unknown else ""

    def _ids(self, connection: sqlite3.Connection, table: str) -> frozenset[str]:
        rows = connection.execute(f"SELECT id FROM {table} WHERE {visible(table)}", {"generation": self.generation})
        return frozenset(row["id"] for row in rows)
