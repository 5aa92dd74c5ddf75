"""Upgrades an index of an older version: migrates its schema and applies the current rules to its stored texts. It
embeds only the passages that the current rules split differently. Readers see nothing before it is published. The
upgrade after a killed one completes it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import storage_errors
from index.ingest.stages import Stages
from index.ingest.writer import build_writer, require_embedder
from index.ports import Progress, VectorStores
from index.storage.catalog.migrations import migrate
from index.storage.catalog.schema import SCHEMA, read_info
from index.storage.catalog.writer import open_existing_catalog

BATCH = 64
"""Articles in one transaction, as in an ingest."""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """The result of an upgrade. `changed` articles have other passages or statements; `embedded` counts passages."""

    schema_before: int
    schema: int
    reread: int
    changed: int
    embedded: int
    generation: int
    seconds: float


def upgrade(
    folder: Path, *, stages: Stages, rules: Mapping[str, str], stores: VectorStores, progress: Progress
) -> UpgradeReport:
    """Upgrade the index in `folder` and publish it. An index that is up to date stays as it is. Raises IndexMissing,
    IndexLocked, IndexMismatch (another embedder, a newer schema), IndexDamaged, StorageFailed, ServerFailed or
    EmbeddingFailed."""
    began = time.perf_counter()
    with open_existing_catalog(folder, allow_older=True) as connection:
        with storage_errors(folder):
            schema_before = migrate(connection)
        made_with = read_info(connection)
        require_embedder(made_with, stages.embedder, folder)
        writer = build_writer(folder, connection, stores)
        if made_with.rules.get("wording") != rules.get("wording"):
            writer.renew_near_duplicates(BATCH)
        reread = changed = embedded = 0
        if made_with.rules != rules:
            total = writer.totals().articles
            for batch in writer.current_articles(BATCH):
                results = writer.reprocess(batch, extract=stages.extract, embed=stages.embed)
                reread += len(batch)
                changed += sum(result.changed for result in results)
                embedded += sum(len(result.missing) for result in results)
                progress.advance("articles", done=reread, total=total)
        generation = writer.publish(progress=progress, rules=rules)
    return UpgradeReport(schema_before, SCHEMA, reread, changed, embedded, generation, time.perf_counter() - began)
