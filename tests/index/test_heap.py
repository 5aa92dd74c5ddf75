"""Freed memory goes back to the system, where the system has a way to take it."""

from __future__ import annotations

import ctypes

import pytest

from index import heap


def test_a_library_that_has_no_way_to_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> object:
        raise OSError("no such library")

    heap._trim.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(ctypes, "CDLL", none)
        heap.give_back()
        assert heap._trim() is None
    heap._trim.cache_clear()


def test_where_there_is_a_way_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(heap, "_trim", lambda: asked.append)
    heap.give_back()
    assert asked == [0]
