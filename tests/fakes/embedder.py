"""An embedder without a model: a vector is a hash of the words, and all texts are recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.ports import Vectors


class FakeEmbedder:
    """Texts that share words have similar vectors; the same text always has the same vector."""

    def __init__(self, *, name: str = "fake", dimensions: int = 32) -> None:
        self.name = name
        self.dimensions = dimensions
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)

    def embed_query(self, text: str) -> Vectors:
        return self.embed([text])

    def _row(self, text: str) -> Vectors:
        row = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for word in text.lower().split():
            digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
            row[digest[0] % self.dimensions] += 1 + digest[1] / 256
        return row / np.float32(np.linalg.norm(row))
