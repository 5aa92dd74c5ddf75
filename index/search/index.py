"""An index opened for reading, which follows the published generations."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from index.errors import IndexDamaged
from index.ports import VectorsLocation
from index.search.view import OpenEmbedder, OpenRefiner, OpenVectors, View
from index.storage.catalog.catalog import Catalog, open_catalog
from index.storage.files import require_vectors_location


class Index:
    """An index opened for reading. Call `view()` once for each question."""

    def __init__(
        self,
        folder: Path,
        *,
        open_vectors: OpenVectors,
        vectors_at: VectorsLocation,
        embedder: OpenEmbedder,
        refiner: OpenRefiner = lambda: None,
    ) -> None:
        self._folder = folder
        self._vectors_at = vectors_at
        self._catalog: Catalog = open_catalog(folder)
        self._open_view = partial(View, open_vectors=open_vectors, embedder=embedder, refiner=refiner)
        self._opening_view = threading.Lock()
        self._view: View | None = None

    def view(self) -> View:
        """Return the current generation, reopened only after a publish. Costs one SELECT."""
        with self._opening_view:
            while self._view is None or self._view.snapshot.generation != self._catalog.generation():
                snapshot = self._catalog.snapshot()
                try:
                    view = self._open_view(snapshot)
                except IndexDamaged:
                    # Two publishes since the snapshot may have removed its folder: try the newest generation.
                    if snapshot.generation == self._catalog.generation():
                        raise
                    continue
                require_vectors_location(self._folder, view.snapshot.generation, self._vectors_at)
                self._view = view
            return self._view

    def close(self) -> None:
        if self._view is not None:
            self._view.close()
        self._catalog.close()
