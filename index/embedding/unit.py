"""Vectors of length one, the only kind that leaves an embedder."""

from __future__ import annotations

import numpy as np

from index.ports import Vectors


def unit_length(vectors: Vectors) -> Vectors:
    """Every row at length one; a row of zeros, which has no direction, is given the first axis for one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] == 0
    lengths[empty] = 1.0
    scaled: Vectors = (vectors / lengths).astype(np.float32)
    scaled[empty, :1] = 1.0
    return scaled
