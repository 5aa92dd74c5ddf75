"""Commands that embed articles into the index, with the stages and stores of the settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.wiring import Wiring
from index.embedding.choice import open_sentence_embedder
from index.ingest import ingest as pipeline
from index.ingest.stages import current_rules
from index.maintenance import refine as refinement
from index.maintenance import upgrade as migration
from index.ports import Progress
from index.reading.inputs import read_inputs
from index.types import IngestReport


def ingest(
    inputs: Sequence[str | Path],
    wiring: Wiring,
    *,
    stdin: BinaryIO | None,
    allow_hosts: Sequence[str],
    progress: Progress,
) -> IngestReport:
    """Read the inputs (None: standard input) into the index."""
    read_address = wiring.read_address(allow_hosts)
    reading = read_inputs(list(map(str, inputs)), stdin=stdin or sys.stdin.buffer, read_address=read_address)
    return pipeline.ingest(
        wiring.settings.index,
        reading,
        stages=wiring.stages,
        rules=current_rules(),
        stores=wiring.stores,
        progress=progress,
        expected=lambda: reading.expected,
    )


def upgrade(wiring: Wiring, progress: Progress) -> migration.UpgradeReport:
    """Rebuild the index with the current rules."""
    folder, stages, stores = wiring.settings.index, wiring.stages, wiring.stores
    return migration.upgrade(folder, stages=stages, rules=current_rules(), stores=stores, progress=progress)


def refine(wiring: Wiring, progress: Progress) -> refinement.RefineReport:
    """Embed the passages again with the refiner of the settings."""
    refiner = open_sentence_embedder(wiring.settings.refiner)
    return refinement.refine(wiring.settings.index, refiner=refiner, stores=wiring.stores, progress=progress)
