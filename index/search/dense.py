"""Nearest passages of one generation by the vectors of one embedder: exactly where that is fast, else in Chroma."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from index.errors import StorageFailed
from index.ports import Embedder, Scored, Vectors, VectorStore
from index.search.exact import InMemoryVectors, find_nearest_in_batches, find_nearest
from index.search.lazy import lazy_property
from index.storage.catalog import Refinement, Snapshot
from index.types import Scope

IN_MEMORY_BELOW = 30_000
"""An index of up to so many passages keeps their vectors in memory and compares them one by one: exact, 0.8 ms at the
most where Chroma takes 1.3, 30 MB where importing chromadb takes 70, and without the second that the import takes."""
EXACT_BELOW = 4_000
"""In a larger index, up to so many passages in scope are read from the catalog and compared: Chroma's own filters cost
10 to 50 times an unfiltered query."""
FIRST_EXACT_BELOW = 300_000
"""And the first question to a generation goes through all of the catalog's vectors, 0.2 s for 100,000: a process that
asks only one never imports chromadb."""
BATCH = 8_192
"""Vectors read at a time: 8 MB."""


class DenseSearch:
    """For any number of threads. With a refinement, over its vectors and the passages that have one."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        refinement: Refinement | None,
        embedder: Callable[[], Embedder],
        store: Callable[[], VectorStore],
    ) -> None:
        self._snapshot = snapshot
        self._refinement = refinement
        self._embedder = embedder
        self._store = store
        self._first = threading.Lock()
        self.opening = threading.RLock()

    def nearest(self, words: str, scope: Scope, *, share: float, k: int) -> Sequence[Scored]:
        """The `k` passages in scope, which holds a `share` of the articles, that mean most nearly the same; best first.
        Where the store is asked, some of them are out of scope."""
        vector = self._embedder().embed_query(words)
        passages = self._passages
        if passages <= IN_MEMORY_BELOW:
            return self._in_memory.nearest(vector, self._within(scope), k=k)
        if share * passages > EXACT_BELOW:
            if passages <= FIRST_EXACT_BELOW and self._first.acquire(blocking=False):
                return find_nearest_in_batches(self._snapshot.vectors_in_batches(BATCH, self._refinement), vector, k=k)
            with suppress(StorageFailed):  # Chroma writes to read: on a full or read-only disk the catalog does without
                return self._neighbours(vector, k)
        return find_nearest(self._snapshot.all_vectors(scope, self._refinement), vector, k=k)

    @property
    def _passages(self) -> int:
        return self._refinement.passages if self._refinement else self._snapshot.totals().passages

    def _neighbours(self, vector: Vectors, k: int) -> Sequence[Scored]:
        """The nearest passages of this generation, however many of others a shared store puts among them."""
        store = self._store()
        found = store.nearest(vector, k=k)
        if not store.shared:
            return found
        asked = k
        while True:
            known = self._snapshot.narrowed({scored.id for scored in found}, Scope())
            if len(known) >= k or len(found) < asked:
                return [scored for scored in found if scored.id in known][:k]
            asked *= 2
            found = store.nearest(vector, k=asked)

    def _within(self, scope: Scope) -> Sequence[str] | None:
        """The passages in scope; None for all of them."""
        return None if scope.everything else self._snapshot.passage_ids(scope)

    @lazy_property
    def _in_memory(self) -> InMemoryVectors:
        """All vectors of a small index."""
        return InMemoryVectors(
            self._snapshot.vectors_in_batches(BATCH, self._refinement),
            passages=self._passages,
            dimensions=self._refinement.dimensions if self._refinement else self._snapshot.dimensions,
        )
