"""A lazy property is computed once, also by concurrent threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.search.lazy import lazy_property

THREADS = 8


class _Room:
    def __init__(self) -> None:
        self.opening = threading.RLock()
        self.arrived = threading.Barrier(THREADS)
        self.opened = 0
        self.broken = False

    @lazy_property
    def door(self) -> int:
        if self.broken:
            raise OSError("stuck")
        self.opened += 1
        return self.opened

    @lazy_property
    def hall(self) -> int:
        """Depends on another lazy property."""
        return 10 * self.door


def test_concurrent_threads_compute_the_value_once() -> None:
    room = _Room()

    def enter() -> int:
        room.arrived.wait()
        return room.hall

    with ThreadPoolExecutor(THREADS) as pool:
        entered = [pool.submit(enter) for _ in range(THREADS)]
        assert [one.result() for one in entered] == [10] * THREADS
    assert room.opened == 1


def test_an_exception_is_not_cached() -> None:
    room = _Room()
    room.broken = True
    with pytest.raises(OSError, match="stuck"):
        _ = room.door
    room.broken = False
    assert room.door == 1


def test_each_owner_has_its_own_value() -> None:
    first, second = _Room(), _Room()
    assert (first.door, second.door, first.opened) == (1, 1, 1)
