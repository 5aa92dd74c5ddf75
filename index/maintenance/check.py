"""Looks for damage in an index, changing nothing: what is wrong where, and what to run."""

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
from index.storage.catalog.checksums import (
    checksum_file,
    find_generation_damage,
    has_unreadable_checksum,
    has_valid_checksum,
)
from index.storage.catalog.conditions import visible
from index.storage.catalog.integrity import find_faults
from index.storage.catalog.refinement import refined_passage_ids, read_refinement
from index.storage.catalog.schema import read_generation, read_info, read_manifest_digest, open_for_reading
from index.storage.files import generation_folder, lexical_folder, refined_folder, server_note, vectors_folder
from index.storage.probe import TIMEOUT_SECONDS, Kind, Probe, ProbeResult, probe

Where = Literal["catalog", "generation", "tantivy", "chroma", "refined"]


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong, and what to run."""

    where: Where
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found. `notes` are no damage: what could not be vouched for, and why."""

    generation: int
    damages: tuple[Damage, ...]
    notes: tuple[str, ...]
    seconds: float


def check(
    folder: Path, *, progress: Progress, quick: bool = False, patience: float = TIMEOUT_SECONDS, probe: Probe = probe
) -> CheckReport:
    """Reads every byte under seal and opens both stores in processes of their own (`probe`); unless it is `quick`,
    reads the catalog row by row too and compares the ids of all stores.

    A publish in the middle of it is no damage: it begins again then. Raises IndexMissing, IndexMismatch or
    StorageFailed; whatever else is wrong is in the report.
    """
    began = time.perf_counter()
    while True:
        looking = _CheckPass(folder, progress, probe, quick=quick, patience=patience)
        damages = tuple(looking.damages())
        if not damages or not looking.overtaken():
            return CheckReport(looking.generation, damages, tuple(looking.notes), time.perf_counter() - began)


class _CheckPass:
    """One pass over one generation."""

    def __init__(self, folder: Path, progress: Progress, probe: Probe, *, quick: bool, patience: float) -> None:
        self._folder = folder
        self._progress = progress
        self._probe = probe
        self._quick = quick
        self._patience = patience
        self.generation = 0
        self.notes: list[str] = []

    def overtaken(self) -> bool:
        """Whether another generation was published since."""
        try:
            with closing(open_for_reading(self._folder)) as connection:
                return read_generation(connection) != self.generation
        except IndexDamaged:
            return False

    def damages(self) -> Iterator[Damage]:
        try:
            with storage_errors(self._folder):
                sealed = has_valid_checksum(self._folder, thorough=True)
                connection = open_for_reading(self._folder)
            with closing(connection), storage_errors(self._folder):
                self.generation = read_generation(connection)
                if not sealed:
                    yield from self._unsealed()
                if not self._quick:
                    found = [
                        Damage("catalog", fault, RESTORE)
                        for fault in find_faults(connection, progress=self._progress)
                    ]
                    yield from found
                yield from self._stores(connection)
        except IndexDamaged as error:
            yield Damage("catalog", str(error), error.hint)

    def _unsealed(self) -> Iterator[Damage]:
        if has_unreadable_checksum(self._folder):  # not `exists`: a writer may have put it on since
            yield Damage(
                "catalog", f"{checksum_file(self._folder).name} cannot be read", f"{REBUILD}, and seals it again"
            )
        else:
            self.notes.append(
                "the catalog wears no seal: a writer is at work, or was killed; the next looks through it and seals it"
            )

    def _stores(self, connection: sqlite3.Connection) -> Iterator[Damage]:
        manifest = read_manifest_digest(connection, self.generation)
        breach = find_generation_damage(self._folder, self.generation, manifest, thorough=True)
        if breach:
            yield Damage("generation", breach, REBUILD)
            return
        if manifest is None:
            self.notes.append(
                f"generation {self.generation} was published by an older version, without a seal: "
                "`onrecord index rebuild` makes one that has it"
            )
        place = generation_folder(self._folder, self.generation)
        passages = self._ids(connection, "passages")
        kinds: list[tuple[Where, Path, frozenset[str], int]] = [
            ("tantivy", lexical_folder(place), passages | self._ids(connection, "statements"), 0),
            ("chroma", vectors_folder(place), passages, read_info(connection).dimensions),
        ]
        refinement = read_refinement(connection, self.generation)
        if refinement is not None:
            refined = frozenset(refined_passage_ids(connection, refinement, self.generation))
            kinds.append(("refined", refined_folder(place), refined, refinement.dimensions))
        for done, (kind, store, wanted, dimensions) in enumerate(kinds):
            self._progress.advance("stores", done=done, total=len(kinds))
            if not store.is_dir():
                yield Damage(kind, f"{store.relative_to(self._folder)} is missing", REBUILD)
                continue
            if server_note(store).is_file():
                self.notes.append("the vectors are on a Chroma server: `onrecord doctor` asks it")
                continue
            if not os.access(store, os.W_OK):  # they lock it, if only to read
                self.notes.append(f"{store.relative_to(self._folder)} may only be read, and so was not opened")
                continue
            of: Kind = "tantivy" if kind == "tantivy" else "chroma"
            probed = self._probe(of, store, ids=not self._quick, dimensions=dimensions, patience=self._patience)
            wrong = self._compared(probed, wanted)
            if wrong:
                yield Damage(kind, f"{store.relative_to(self._folder)}: {wrong}", REBUILD)

    def _compared(self, probed: ProbeResult, wanted: frozenset[str]) -> str:
        if probed.wrong:
            return probed.wrong
        if probed.count != len(wanted):
            return f"it holds {probed.count:,} entries, and the catalog {len(wanted):,}"
        strange = probed.ids - wanted if not self._quick else ()
        return f"it holds {len(strange):,} entries that the catalog does not know" if strange else ""

    def _ids(self, connection: sqlite3.Connection, table: str) -> frozenset[str]:
        rows = connection.execute(
            f"SELECT id FROM {table} WHERE {visible(table)}", {"generation": self.generation}
        ).fetchall()
        return frozenset(row["id"] for row in rows)
