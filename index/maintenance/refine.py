"""Better vectors, when there is time for them: the passages of an index embedded again by a stronger embedder.

It goes on beside everything else. The embedding, which takes nearly all of the time, is done without the writer's lock,
so that an ingest never waits for it; each batch is kept at once, so that a run that was killed goes on where it
stopped; and only when all passages are done is a generation published that searches with them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexLocked
from index.ingest.writer import Writer
from index.ports import Embedder, Progress, VectorStores
from index.storage.catalog import open_catalog
from index.storage.catalog.schema import read_generation
from index.storage.catalog.writer import open_existing_catalog
from index.storage.files import require_vectors_location

BATCH = 512
"""Passages in one commit, some 15 s of MiniLM's time: putting the catalog under its seal again takes less than a
second."""
LOCK_SECONDS = 600
"""Seconds that another writer is waited for before a run gives up, its work kept."""


@dataclass(frozen=True, slots=True)
class RefineReport:
    """What a run did. `refined` of the index's `passages` were embedded by this run, the others before."""

    refiner: str
    refined: int
    passages: int
    generation: int
    seconds: float


def refine(
    folder: Path,
    *,
    refiner: Embedder,
    stores: VectorStores,
    progress: Progress,
    batch: int = BATCH,
    wait: Callable[[float], None] = time.sleep,
) -> RefineReport:
    """Embeds what the refiner has not embedded yet, and publishes a generation that searches with all of it.

    What an ingest publishes meanwhile is embedded, too, before it ends. Raises IndexMissing, IndexLocked (after ten
    minutes of another writer), IndexMismatch, IndexDamaged, EmbeddingFailed, StorageFailed or ServerFailed.
    """
    began = time.perf_counter()
    done = 0
    with closing(open_catalog(folder)) as catalog:
        while True:
            texts, left = catalog.find_unrefined(refiner.name, batch)
            if not texts:
                break
            vectors = refiner.embed([text for _, text in texts])
            with _writer(folder, stores, progress, wait) as writer:
                writer.store_refined_vectors(refiner, [passage for passage, _ in texts], vectors)
            done += len(texts)
            progress.advance("passages", done=done, total=done + left - len(texts))
        passages = catalog.snapshot().totals().passages
    with _writer(folder, stores, progress, wait) as writer:
        generation = writer.publish_refined(refiner, progress=progress)
    return RefineReport(refiner.name, done, passages, generation, time.perf_counter() - began)


@contextmanager
def _writer(folder: Path, stores: VectorStores, progress: Progress, wait: Callable[[float], None]) -> Iterator[Writer]:
    """The index for writing, for a moment; whoever writes to it now is waited for."""
    with ExitStack() as held:
        connection = _locked(folder, held, progress, wait)
        require_vectors_location(folder, read_generation(connection), stores.place)
        stores.ready()
        yield Writer(folder, connection, stores)


def _locked(folder: Path, held: ExitStack, progress: Progress, wait: Callable[[float], None]) -> sqlite3.Connection:
    for waited in range(LOCK_SECONDS):
        try:
            return held.enter_context(open_existing_catalog(folder))
        except IndexLocked:
            progress.advance("waiting for another writer", done=waited, total=LOCK_SECONDS)
            wait(1.0)
    return held.enter_context(open_existing_catalog(folder))
