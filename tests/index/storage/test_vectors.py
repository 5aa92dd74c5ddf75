"""All vector stores return the same neighbours: in memory, in a folder and on a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged
from index.ports import Vectors, VectorStore
from index.storage.vectors.chroma import FolderStores, create_vectors, open_vectors
from index.storage.vectors.server.store import ServerStores
from tests.fakes.stores import MemoryVectors


def rows(*values: tuple[float, ...]) -> Vectors:
    return np.array(values, dtype=np.float32)


NOTHING = np.empty((0, 3), dtype=np.float32)
EAST, NORTH, UP = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def empty_store(kind: str, request: pytest.FixtureRequest, folder: Path) -> VectorStore:
    if kind == "memory":
        return MemoryVectors()
    if kind == "folder":
        return FolderStores().create(folder / "vectors")
    (folder / "catalog.sqlite").touch()
    return ServerStores(request.getfixturevalue("chroma_url"), index=folder).create(folder / "vectors")


@pytest.fixture(params=["memory", "folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    made = empty_store(request.param, request, tmp_path)
    made.replace(ids=["east", "north", "up"], vectors=rows(EAST, NORTH, UP), drop=())
    yield made
    made.close()


def test_the_nearest_vector_comes_first_with_its_cosine(store: VectorStore) -> None:
    hits = store.nearest(rows((0.6, 0.8, 0.0)), k=2)
    assert [hit.id for hit in hits] == ["north", "east"]
    assert [hit.score for hit in hits] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_k_may_exceed_the_number_of_vectors(store: VectorStore) -> None:
    assert {hit.id for hit in store.nearest(rows(EAST), k=50)} == {"east", "north", "up"}


def test_a_vector_replaces_one_with_the_same_id(store: VectorStore) -> None:
    store.replace(ids=["up"], vectors=rows((-1.0, 0.0, 0.0)), drop=())
    assert store.nearest(rows((-1.0, 0.1, 0.0)), k=1)[0].id == "up"
    assert store.count() == 3


def test_dropped_entries_are_not_found(store: VectorStore) -> None:
    store.replace(ids=(), vectors=NOTHING, drop=["north", "never-there"])
    assert {hit.id for hit in store.nearest(rows(NORTH), k=9)} == {"east", "up"}
    assert store.count() == 2


def test_dropping_comes_before_adding(store: VectorStore) -> None:
    store.replace(ids=["east"], vectors=rows(EAST), drop=["east"])
    assert store.nearest(rows(EAST), k=1)[0].id == "east"


def test_many_vectors_are_stored_in_batches(store: VectorStore) -> None:
    many = np.random.default_rng(5).standard_normal((2_300, 3)).astype(np.float32)
    store.replace(ids=[f"n{i}" for i in range(len(many))], vectors=many, drop=["east", "north", "up"])
    assert store.count() == 2_300
    assert [store.nearest(many[i : i + 1], k=1)[0].id for i in range(0, 2_300, 230)] == [
        f"n{i}" for i in range(0, 2_300, 230)
    ]


def test_a_store_with_missing_vectors_raises(store: VectorStore) -> None:
    store.verify_count(3)
    with pytest.raises(IndexDamaged):
        store.verify_count(4)


def test_a_copy_of_a_store_is_independent(tmp_path: Path) -> None:
    first = create_vectors(tmp_path / "first")
    many = np.random.default_rng(7).standard_normal((2_500, 8)).astype(np.float32)
    first.replace(ids=[f"n{i}" for i in range(len(many))], vectors=many, drop=())
    first.close()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    second = open_vectors(tmp_path / "second")
    second.replace(ids=["later"], vectors=many[:1] * -1, drop=["n0"])
    first = open_vectors(tmp_path / "first")
    assert (first.count(), second.count()) == (2_500, 2_500)
    assert [second.nearest(many[i], k=1)[0].id for i in range(1, 2_500, 250)] == [f"n{i}" for i in range(1, 2_500, 250)]
    assert second.nearest(-many[:1], k=1)[0].id == "later"
    assert first.nearest(many[:1], k=1)[0].id == "n0"
    first.close()
    second.close()


def test_opening_a_missing_store_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="missing"):
        open_vectors(tmp_path / "vectors")
    assert not (tmp_path / "vectors").exists()


def test_a_garbled_store_is_reported_as_damaged(tmp_path: Path) -> None:
    create_vectors(tmp_path / "vectors").close()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"garbage" * 999)
    with pytest.raises(IndexDamaged, match="vector store") as told:
        open_vectors(tmp_path / "vectors")
    assert "index rebuild" in told.value.hint
