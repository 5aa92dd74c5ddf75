"""Embeds the passages of an index again with a stronger embedder, the refiner. An ingest never waits for it: the
embedding, which takes nearly all of the time, runs without the writer lock. Each batch is stored at once, so the run
after a killed one continues there. When all passages are done, it publishes a generation that uses the refined
vectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexLocked
from index.ingest.writer import Writer, build_writer
from index.ports import Embedder, Progress, VectorStores
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.writer import open_existing_catalog

BATCH = 512
"""Passages in one transaction: 15 s of MiniLM's time. Writing the catalog's checksum then takes less than a second."""
LOCK_SECONDS = 600
"""The time to wait for another writer. A run that gives up keeps its work."""


@dataclass(frozen=True, slots=True)
class RefineReport:
    """The result of a run. It embedded `refined` of the `passages`; earlier runs embedded the others."""

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
    """Embed all passages without a vector of the refiner, and publish a generation that uses them. Includes passages
    that an ingest publishes meanwhile. Raises IndexMissing, IndexLocked (after ten minutes of waiting), IndexMismatch,
    IndexDamaged, EmbeddingFailed, StorageFailed or ServerFailed."""
    began = time.perf_counter()
    done = 0
    with closing(open_catalog(folder)) as catalog:
        while True:
            texts, left = catalog.find_unrefined(refiner.name, batch)
            if not texts:
                break
            vectors = refiner.embed([text for _, text in texts])
            with _open_writer(folder, stores, progress, wait) as writer:
                writer.store_refined_vectors(refiner, [passage for passage, _ in texts], vectors)
            done += len(texts)
            progress.advance("passages", done=done, total=done + left - len(texts))
        passages = catalog.snapshot().totals().passages
    with _open_writer(folder, stores, progress, wait) as writer:
        generation = writer.publish_refined(refiner, progress=progress)
    return RefineReport(refiner.name, done, passages, generation, time.perf_counter() - began)


@contextmanager
def _open_writer(
    folder: Path, stores: VectorStores, progress: Progress, wait: Callable[[float], None]
) -> Iterator[Writer]:
    """Open the index for writing, after waiting for another writer."""
    with ExitStack() as stack:
        for waited in range(LOCK_SECONDS + 1):
            try:
                connection = stack.enter_context(open_existing_catalog(folder))
                break
            except IndexLocked:
                if waited == LOCK_SECONDS:
                    raise
                waiting = "waiting for another process that is writing to the index"
                progress.advance(waiting, done=waited, total=LOCK_SECONDS)
                wait(1.0)
        yield build_writer(folder, connection, stores)
