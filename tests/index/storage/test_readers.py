"""Readers never wait for the writer, never see a partial generation, and release what they do not use."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import IndexDamaged, StorageFailed
from index.search.index import Index
from tests.fakes.editions import edition, faults
from tests.index.conftest import Newsroom


@pytest.fixture(params=["exact", "chroma"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether the index is small enough for exact search, or queries Chroma like a large one."""
    if request.param == "chroma":
        monkeypatch.setattr("index.search.dense.EXACT_BELOW", 0)
    return str(request.param)


@pytest.fixture
def index(newsroom: Newsroom, way: str) -> Iterator[Index]:
    newsroom.ingest_all(edition(1))
    index = newsroom.index()
    yield index
    index.close()


def generations(newsroom: Newsroom) -> list[str]:
    return sorted(path.name for path in (newsroom.folder / "generations").iterdir())


def test_a_view_answers_from_its_generation_after_later_publishes(newsroom: Newsroom, index: Index) -> None:
    slow = index.view()
    for number in (2, 3, 4):
        newsroom.ingest_all(edition(number))
        assert faults(index.view()) == []
    assert faults(slow) == []
    assert slow.snapshot.generation == 1


def test_unread_generations_are_removed(newsroom: Newsroom, index: Index) -> None:
    slow = index.view()
    for number in (2, 3, 4):
        newsroom.ingest_all(edition(number))
    assert generations(newsroom) == ["1", "3", "4"]
    assert faults(index.view()) == []
    del slow
    newsroom.ingest_all(edition(5))
    assert generations(newsroom) == ["4", "5"]


def test_a_long_running_reader_keeps_the_files_of_one_generation(newsroom: Newsroom, index: Index) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    for number in (2, 3):
        newsroom.ingest_all(edition(number))
        assert faults(index.view()) == []
    before = open_files()
    for number in range(4, 9):
        newsroom.ingest_all(edition(number))
        assert faults(index.view()) == []
    assert open_files() <= before + 3  # Chroma may keep one more connection


def test_a_missing_generation_raises_index_damaged(newsroom: Newsroom, index: Index) -> None:
    shutil.rmtree(newsroom.folder / "generations" / "1")
    with pytest.raises(IndexDamaged, match="generation 1 is missing") as told:
        index.view()
    assert "index rebuild" in told.value.hint


@pytest.mark.slow
def test_four_readers_see_each_of_twenty_publishes_complete_and_at_once(newsroom: Newsroom) -> None:
    newsroom.ingest_all(edition(1))
    readers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.reading_process", str(newsroom.folder), way, hold],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for way in ("exact", "chroma")
        for hold in ("kept", "anew")
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "asking\n"
    for number in range(2, 22):
        newsroom.ingest_all(edition(number))
    seen = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert [one["wrong"] for one in seen] == [[]] * 4
    assert [one["seen"][-1] for one in seen] == [21] * 4
    assert min(one["asked"] for one in seen) >= 20
    assert generations(newsroom) == ["20", "21"]


def test_a_forked_child_can_search(index: Index) -> None:
    assert faults(index.view()) == []
    child = os.fork()
    if child == 0:  # it must not return into pytest; the alarm ends a hang
        signal.alarm(20)
        with suppress(BaseException):
            os._exit(len(faults(index.view())))
        os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert faults(index.view()) == []


def test_a_forked_child_cannot_write_with_chroma(newsroom: Newsroom, index: Index) -> None:
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        with suppress(BaseException):
            try:
                newsroom.ingest_all(edition(2))
            except StorageFailed as refused:
                os._exit(0 if "forked" in str(refused) else 98)
        os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert newsroom.ingest_all(edition(2)).articles == 12
    assert faults(index.view()) == []
