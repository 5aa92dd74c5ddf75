"""Normalises vectors to unit length, as every embedder returns them."""

from __future__ import annotations

import numpy as np

from index.ports import Vectors


def unit_length(vectors: Vectors) -> Vectors:
    """Scale every row to length one. A row of zeros becomes the first unit vector."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] == 0
    lengths[empty] = 1.0
    scaled: Vectors = (vectors / lengths).astype(np.float32)
    scaled[empty, :1] = 1.0
    return scaled
