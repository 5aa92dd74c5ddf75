"""An index of an older version brought up to date from what it holds: its schema, and what its rules find.

The articles are not asked for again, only their texts, which the catalog keeps; and of the passages only those are
embedded that other rules cut otherwise. Readers of this version see nothing of it before it is published; killed at any
moment, it is completed by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import storage_errors
from index.ingest.stages import Stages
from index.ingest.writer import Writer, require_embedder
from index.ports import Progress, VectorStores
from index.storage.catalog.migrations import migrate
from index.storage.catalog.schema import SCHEMA, read_generation, read_info
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import require_vectors_location

BATCH = 64
"""Articles in one commit, as in an ingest."""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What an upgrade did. `changed` of the articles read again gave other passages or statements; `embedded` counts
    passages."""

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
    """Brings the index in `folder` up to date and publishes it; one that is up to date stays as it is.

    Raises IndexMissing, IndexLocked, IndexMismatch (another embedder, a newer schema), IndexDamaged, StorageFailed,
    ServerFailed or EmbeddingFailed.
    """
    began = time.perf_counter()
    with open_existing_catalog(folder, older=True) as connection:
        with storage_errors(folder):
            schema_before = migrate(connection)
        made_with = read_info(connection)
        require_embedder(made_with, stages.embedder, folder)
        require_vectors_location(folder, read_generation(connection), stores.place)
        stores.ready()
        writer = Writer(folder, connection, stores)
        reread = Counts()
        if made_with.rules.get("wording") != rules.get("wording"):
            writer.forget_likeness()
            for batch in writer.current_articles(BATCH):
                writer.remember(batch)
        if made_with.rules != rules:
            reread = _reprocess(writer, stages, progress)
        generation = writer.publish(progress=progress, rules=rules)
    return UpgradeReport(
        schema_before=schema_before,
        schema=SCHEMA,
        reread=reread.articles,
        changed=reread.changed,
        embedded=reread.embedded,
        generation=generation,
        seconds=time.perf_counter() - began,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    articles: int = 0
    changed: int = 0
    embedded: int = 0


def _reprocess(writer: Writer, stages: Stages, progress: Progress) -> Counts:
    done = Counts()
    total = writer.held().articles
    for batch in writer.current_articles(BATCH):
        reread = writer.reread(batch, read=stages.read, embed=stages.embed)
        done = Counts(
            done.articles + len(batch),
            done.changed + sum(one.changed for one in reread),
            done.embedded + sum(len(one.missing) for one in reread),
        )
        progress.advance("articles", done=done.articles, total=total)
    return done
