"""Threads that share one Assistant from its first question."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from assistant import open_assistant
from index.storage.catalog.catalog import Catalog, open_catalog
from tests.assistant.app.test_concurrent_publishes import publish

THREADS = 4


def test_concurrent_first_questions_open_one_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, 1)
    together = threading.Barrier(THREADS)
    opened: list[Catalog] = []

    def open_when_all_are_here(folder: Path) -> Catalog:
        with suppress(threading.BrokenBarrierError):  # as it should be: nobody else came
            together.wait(0.2)
        opened.append(open_catalog(folder))
        return opened[-1]

    monkeypatch.setattr("index.search.index.open_catalog", open_when_all_are_here)
    with open_assistant(index=str(tmp_path / "index")) as assistant, ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(assistant.ask, "What did Ada Quill say about the ferry?") for _ in range(THREADS)]
        assert {one.result().status for one in asked} == {"answered"}
    assert len(opened) == 1
