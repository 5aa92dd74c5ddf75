"""Dense retrieval with one embedder: exact while that is fast enough, else in the vector store."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from operator import attrgetter

import numpy as np

from index.errors import StorageFailed
from index.ports import Embedder, Scored, Vectors, VectorStore
from index.search.lazy import lazy_property
from index.storage.catalog.catalog import Snapshot
from index.storage.catalog.types import PassageVectors, Refinement
from index.types import Scope

IN_MEMORY_BELOW = 30_000
"""Up to so many passages are compared in memory: exact, in at most 0.8 ms where Chroma takes 1.3, and in 30 MB where
importing chromadb takes 70 MB and a second."""
EXACT_BELOW = 4_000
"""In a larger index, up to so many passages in scope are read from the catalog and compared: a filter makes a Chroma
query 10 to 50 times as slow."""
FIRST_EXACT_BELOW = 300_000
"""The first query of a process reads all vectors of up to so many passages, 0.2 s for 100,000, so that a process with
only one query never imports chromadb."""
BATCH = 8_192
"""Vectors read at a time: 8 MB."""


def find_nearest(candidates: PassageVectors, vector: Vectors, *, k: int) -> list[Scored]:
    """Return the `k` nearest, best first, ties in insertion order, scored by the cosine of unit vectors."""
    # Not `@`: now and then two BLAS threads take 8 ms for a product of 0.1 ms. One einsum thread is as fast as one.
    scores = np.einsum("ij,j->i", candidates.vectors, vector[0])
    chosen = np.argpartition(-scores, k)[:k] if k < len(scores) else np.arange(len(scores))
    best = chosen[np.lexsort((chosen, -scores[chosen]))]
    return [Scored(candidates.ids[i], float(scores[i])) for i in best]


def find_nearest_in_batches(batches: Iterable[PassageVectors], vector: Vectors, *, k: int) -> list[Scored]:
    """Return the `k` nearest like `find_nearest`, with only one batch in memory."""
    best: list[Scored] = []
    for batch in batches:
        best = heapq.nlargest(k, [*best, *find_nearest(batch, vector, k=k)], key=attrgetter("score"))
    return best


class InMemoryVectors:
    """All vectors of an index in one matrix, which is filled in place."""

    def __init__(self, batches: Iterable[PassageVectors], *, passages: int, dimensions: int) -> None:
        ids: list[str] = []
        vectors = np.empty((passages, dimensions), dtype=np.float32)
        for batch in batches:
            vectors[len(ids) : len(ids) + len(batch.ids)] = batch.vectors
            ids += batch.ids
        self._all = PassageVectors(tuple(ids), vectors)
        self._rows = {passage_id: row for row, passage_id in enumerate(ids)}

    def nearest(self, vector: Vectors, ids: Sequence[str] | None, *, k: int) -> list[Scored]:
        """Return the `k` nearest of some passages, or of all if `ids` is None, like `find_nearest`."""
        if ids is None:
            return find_nearest(self._all, vector, k=k)
        rows = [self._rows[passage_id] for passage_id in ids]
        return find_nearest(PassageVectors(tuple(ids), self._all.vectors[rows]), vector, k=k)


class DenseSearch:
    """Nearest passages of one generation, for any number of threads. With a refinement, by refined vectors only."""

    def __init__(
        self,
        snapshot: Snapshot,
        refinement: Refinement | None,
        *,
        embedder: Callable[[], Embedder],
        store: Callable[[], VectorStore],
    ) -> None:
        self._snapshot = snapshot
        self._refinement = refinement
        self._embedder = embedder
        self._store = store
        self._first_query = threading.Lock()
        self.opening = threading.RLock()

    def nearest(self, words: str, scope: Scope, *, share: float, k: int) -> Sequence[Scored]:
        """Return the `k` nearest passages, best first. `share` is the share of the articles in scope. Results of the
        vector store include passages outside the scope."""
        vector = self._embedder().embed_query(words)
        passages = self._passages
        if passages <= IN_MEMORY_BELOW:
            ids = None if scope.everything else self._snapshot.passage_ids(scope)
            return self._in_memory.nearest(vector, ids, k=k)
        if share * passages > EXACT_BELOW:
            if passages <= FIRST_EXACT_BELOW and self._first_query.acquire(blocking=False):
                return find_nearest_in_batches(self._snapshot.vectors_in_batches(BATCH, self._refinement), vector, k=k)
            with suppress(StorageFailed):  # Chroma writes on reading; on a full or read-only disk the catalog suffices
                return self._nearest_in_store(vector, k)
        return find_nearest(self._snapshot.all_vectors(scope, self._refinement), vector, k=k)

    @property
    def _passages(self) -> int:
        return self._refinement.passages if self._refinement else self._snapshot.totals().passages

    def _nearest_in_store(self, vector: Vectors, k: int) -> Sequence[Scored]:
        """Return the nearest passages of this generation, even if a shared store has others among them."""
        store = self._store()
        found = store.nearest(vector, k=k)
        if not store.shared:
            return found
        requested = k
        while True:
            visible = self._snapshot.passages_in_scope({scored.id for scored in found}, Scope())
            if len(visible) >= k or len(found) < requested:
                return [scored for scored in found if scored.id in visible][:k]
            requested *= 2
            found = store.nearest(vector, k=requested)

    @lazy_property
    def _in_memory(self) -> InMemoryVectors:
        batches = self._snapshot.vectors_in_batches(BATCH, self._refinement)
        dimensions = self._refinement.dimensions if self._refinement else self._snapshot.dimensions
        return InMemoryVectors(batches, passages=self._passages, dimensions=dimensions)
