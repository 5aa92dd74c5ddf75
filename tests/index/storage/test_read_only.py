"""An index that may only be read is read in full, and never as it was before its last publish."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from index.errors import StorageFailed
from index.search.index import Index
from tests.fakes.editions import edition, faults
from tests.fakes.newsroom import make_article
from tests.fakes.places import as_nobody, needs_root, read_only
from tests.fakes.processes import exit_of
from tests.index.conftest import Newsroom

BESIDE = ("catalog.sqlite-wal", "catalog.sqlite-shm")


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """An index where everybody may look, but only root may write."""
    needs_root()
    folder = Path(tempfile.mkdtemp(prefix="onrecord-test-"))
    folder.chmod(0o755)
    newsroom = Newsroom(folder / "index")
    newsroom.ingest_all(edition(1))
    yield newsroom
    shutil.rmtree(folder)


def only_reading(newsroom: Newsroom, how: str) -> AbstractContextManager[None]:
    return read_only(newsroom.folder) if how == "read-only disk" else as_nobody()


def open_index(newsroom: Newsroom) -> Index:
    return newsroom.index()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that does not wait long for a reader before it leaves its log as it is."""
    monkeypatch.setattr("index.storage.catalog.connections._BUSY_SECONDS", 0.1)


def leave_in_the_log(newsroom: Newsroom, number: int) -> None:
    """Publishes while a reader keeps the log from being written back, and takes the log's two files along."""
    with closing(sqlite3.connect(newsroom.folder / "catalog.sqlite", isolation_level=None)) as late:
        late.execute("BEGIN")
        late.execute("SELECT generation FROM meta").fetchone()
        newsroom.ingest_all(edition(number))
        for name in BESIDE:
            shutil.copy(newsroom.folder / name, newsroom.folder.parent / name)
        shutil.copy(newsroom.folder / "catalog.sqlite", newsroom.folder.parent / "catalog.sqlite")
    for name in ("catalog.sqlite", *BESIDE):
        shutil.copy(newsroom.folder.parent / name, newsroom.folder / name)


def publish_from_elsewhere(newsroom: Newsroom, number: int) -> None:
    """Connections of one process share what SQLite knows of the disk, so that root's would be read-only as well."""
    assert exit_of(publish, newsroom.folder, number) == 0


def publish(folder: Path, number: int) -> None:
    Newsroom(folder).ingest_all(edition(number))


@pytest.mark.parametrize("exact_below", [4_000, pytest.param(0, marks=pytest.mark.slow)], ids=["small", "large"])
@pytest.mark.parametrize("files", ["with its log", "without its log"])
@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_it_is_searched_in_full(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, how: str, files: str, exact_below: int
) -> None:
    monkeypatch.setattr("index.search.dense.EXACT_BELOW", exact_below)
    for name in BESIDE:
        if files == "without its log":
            (newsroom.folder / name).unlink(missing_ok=True)
    with only_reading(newsroom, how), closing(open_index(newsroom)) as index:
        assert faults(index.view()) == []


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_what_is_published_but_still_in_the_log_is_not_missed(newsroom: Newsroom, how: str) -> None:
    leave_in_the_log(newsroom, 2)
    assert (newsroom.folder / "catalog.sqlite-wal").stat().st_size > 0
    with only_reading(newsroom, how), closing(open_index(newsroom)) as index:
        assert faults(index.view()) == []
        assert index.view().snapshot.generation == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_a_log_that_cannot_be_read_is_an_error_and_not_an_older_answer(newsroom: Newsroom, how: str) -> None:
    leave_in_the_log(newsroom, 2)
    (newsroom.folder / "catalog.sqlite-shm").unlink()
    with only_reading(newsroom, how), pytest.raises(StorageFailed, match="in the middle of a write"):
        open_index(newsroom)
    with closing(open_index(newsroom)):  # what the hint says to do
        pass
    with only_reading(newsroom, how), closing(open_index(newsroom)) as index:
        assert faults(index.view()) == []


@pytest.mark.slow
@pytest.mark.parametrize("files", ["with its log", "without its log"])
def test_who_may_only_read_sees_what_another_account_publishes(newsroom: Newsroom, files: str) -> None:
    if files == "without its log":
        for name in BESIDE:
            (newsroom.folder / name).unlink(missing_ok=True)
    with as_nobody():
        index = open_index(newsroom)
        assert faults(index.view()) == []
    for number in (2, 3, 4):
        publish_from_elsewhere(newsroom, number)
        if files == "without its log":
            for name in BESIDE:
                (newsroom.folder / name).unlink(missing_ok=True)
        with as_nobody():
            assert faults(index.view()) == []
            assert index.view().snapshot.generation == number
    index.close()


@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_nothing_is_written_to_it_and_the_error_says_why(newsroom: Newsroom, how: str) -> None:
    before = newsroom.tables()
    with only_reading(newsroom, how), pytest.raises(StorageFailed, match="index") as told:
        newsroom.ingest(make_article(1))
    assert str(newsroom.folder) in str(told.value)
    assert "rights" in told.value.hint
    assert newsroom.tables() == before


def test_a_folder_that_may_not_be_entered_is_not_taken_for_a_missing_one(newsroom: Newsroom) -> None:
    newsroom.folder.chmod(0o700)
    for attempt in (lambda: open_index(newsroom), lambda: newsroom.ingest(make_article(1))):
        with as_nobody(), pytest.raises(StorageFailed, match="Permission denied") as told:
            attempt()
        assert str(newsroom.folder) in str(told.value)
