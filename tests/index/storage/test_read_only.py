"""A read-only index can be read completely, and never shows a state before its last publish."""

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
    """An index that everyone may read, but only root may write."""
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
    """A writer that waits only briefly for readers before it leaves its log behind."""
    monkeypatch.setattr("index.storage.catalog.connections._BUSY_SECONDS", 0.1)


def leave_in_the_log(newsroom: Newsroom, number: int) -> None:
    """Publish while a reader prevents the checkpoint, and copy the log files, too."""
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
    """Connections of one process share SQLite's state of the file, so root's would be read-only, too."""
    assert exit_of(publish, newsroom.folder, number) == 0


def publish(folder: Path, number: int) -> None:
    Newsroom(folder).ingest_all(edition(number))


@pytest.mark.parametrize("exact_below", [4_000, pytest.param(0, marks=pytest.mark.slow)], ids=["small", "large"])
@pytest.mark.parametrize("files", ["with its log", "without its log"])
@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_a_read_only_index_can_be_searched(
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
def test_a_reader_sees_published_rows_that_are_still_in_the_log(newsroom: Newsroom, how: str) -> None:
    leave_in_the_log(newsroom, 2)
    assert (newsroom.folder / "catalog.sqlite-wal").stat().st_size > 0
    with only_reading(newsroom, how), closing(open_index(newsroom)) as index:
        assert faults(index.view()) == []
        assert index.view().snapshot.generation == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["read-only disk", "read-only folder"])
def test_an_unreadable_log_raises_instead_of_giving_an_older_answer(newsroom: Newsroom, how: str) -> None:
    leave_in_the_log(newsroom, 2)
    (newsroom.folder / "catalog.sqlite-shm").unlink()
    with (
        only_reading(newsroom, how),
        pytest.raises(StorageFailed, match="was interrupted, and the folder is not writable"),
    ):
        open_index(newsroom)
    with closing(open_index(newsroom)):  # as the hint says
        pass
    with only_reading(newsroom, how), closing(open_index(newsroom)) as index:
        assert faults(index.view()) == []


@pytest.mark.slow
@pytest.mark.parametrize("files", ["with its log", "without its log"])
def test_a_reader_without_write_access_sees_later_publishes(newsroom: Newsroom, files: str) -> None:
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
def test_writing_to_a_read_only_index_raises_with_the_reason(newsroom: Newsroom, how: str) -> None:
    before = newsroom.tables()
    with only_reading(newsroom, how), pytest.raises(StorageFailed, match="index") as told:
        newsroom.ingest(make_article(1))
    assert str(newsroom.folder) in str(told.value)
    assert "rights" in told.value.hint
    assert newsroom.tables() == before


def test_an_inaccessible_folder_is_not_reported_as_missing(newsroom: Newsroom) -> None:
    newsroom.folder.chmod(0o700)
    for attempt in (lambda: open_index(newsroom), lambda: newsroom.ingest(make_article(1))):
        with as_nobody(), pytest.raises(StorageFailed, match="Permission denied") as told:
            attempt()
        assert str(newsroom.folder) in str(told.value)
