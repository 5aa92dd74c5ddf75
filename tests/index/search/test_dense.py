"""Exact nearest neighbours: in memory, in batches, and among some passages."""

from __future__ import annotations

import numpy as np
import pytest

from index.embedding.unit import unit_length
from index.ports import Vectors
from index.search.dense import InMemoryVectors, find_nearest, find_nearest_in_batches
from index.storage.catalog.types import PassageVectors

COUNT, SIZE = 90, 8


@pytest.fixture
def everything() -> PassageVectors:
    chance = np.random.default_rng(7)
    vectors = unit_length(chance.normal(size=(COUNT, SIZE)).astype(np.float32))
    vectors[40] = vectors[3]  # a tie
    return PassageVectors(tuple(f"p{number}" for number in range(COUNT)), vectors)


def batches(everything: PassageVectors, size: int) -> list[PassageVectors]:
    starts = range(0, COUNT, size)
    return [PassageVectors(everything.ids[s : s + size], everything.vectors[s : s + size]) for s in starts]


def best(everything: PassageVectors, vector: Vectors, k: int) -> list[str]:
    scores = everything.vectors @ vector[0]
    return [everything.ids[row] for row in np.argsort(-scores, kind="stable")[:k]]


@pytest.mark.parametrize("k", [1, 10, COUNT, 2 * COUNT])
def test_the_nearest_come_first_and_ties_in_insertion_order(everything: PassageVectors, k: int) -> None:
    vector = everything.vectors[3:4]
    wanted = best(everything, vector, k)

    found = find_nearest(everything, vector, k=k)

    assert [one.id for one in found] == wanted
    assert wanted[0] == "p3"
    assert found[0].score == pytest.approx(1.0)
    assert [one.id for one in find_nearest_in_batches(batches(everything, 20), vector, k=k)] == wanted


def test_in_memory_vectors_can_be_restricted_to_some_passages(everything: PassageVectors) -> None:
    held = InMemoryVectors(batches(everything, 32), passages=COUNT, dimensions=SIZE)
    vector = everything.vectors[10:11]

    assert [one.id for one in held.nearest(vector, None, k=5)] == best(everything, vector, 5)
    some = ["p5", "p10", "p80"]
    assert {one.id for one in held.nearest(vector, some, k=5)} == set(some)
    assert held.nearest(vector, some, k=5)[0].id == "p10"
    assert held.nearest(vector, [], k=5) == []
