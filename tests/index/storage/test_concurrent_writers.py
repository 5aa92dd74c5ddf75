"""Commands during an ingest that publishes repeatedly: each succeeds or raises IndexLocked."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from index.errors import IndexLocked
from index.ingest.writer import rebuild
from index.maintenance.backup import back_up
from index.maintenance.prune import prune
from index.maintenance.restore import restore
from index.maintenance.statistics import statistics
from index.ports import NoProgress
from index.storage.vectors.chroma import FolderStores
from tests.fakes.editions import STORIES, edition
from tests.fakes.processes import begun, ended
from tests.index.conftest import Newsroom, checked


def ingest_editions(folder: Path, first: int, last: int) -> None:
    """Ingest the editions one after another, retrying while another writer holds the lock."""
    for number in range(first, last + 1):
        while True:
            with suppress(IndexLocked):
                Newsroom(folder).ingest_all(edition(number))
                break


def told(newsroom: Newsroom) -> int:
    """Return the edition in an index, after checking that it contains no other."""
    with closing(newsroom.index()) as index:
        view = index.view()
        titles = {hit.article.title for hit in view.search("edition harbour ferry", k=100)}
        assert len(view.statements(speakers=["Ada Quill"])) == STORIES
    number = int(min(titles).rpartition(" ")[2])
    assert titles == {article.title for article in edition(number)}
    return number


@pytest.mark.parametrize("last", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_commands_during_an_ingest_succeed_or_raise_index_locked(tmp_path: Path, last: int) -> None:
    newsroom, file = Newsroom(tmp_path / "index"), tmp_path / "backup"
    newsroom.ingest_all(edition(1))
    refused, seen, chance = 0, [1], random.Random(4)

    def back_up_and_restore() -> None:
        back_up(newsroom.folder, file, force=True, progress=NoProgress())
        restore(tmp_path / "copy", file, stores=FolderStores(), force=True, progress=NoProgress())
        seen.append(told(Newsroom(tmp_path / "copy")))

    def count() -> None:
        assert statistics(newsroom.folder).totals.articles == STORIES

    def look() -> None:
        assert checked(newsroom.folder).damages == ()

    commands: list[Callable[[], object]] = [
        back_up_and_restore,
        count,
        look,
        lambda: rebuild(newsroom.folder, stores=FolderStores(), progress=NoProgress()),
        lambda: prune(newsroom.folder, older_than=timedelta(0), dry_run=False, progress=NoProgress()),
    ]
    process = begun(ingest_editions, newsroom.folder, 2, last)
    while process.exitcode is None:
        try:
            chance.choice(commands)()
        except IndexLocked:
            refused += 1
    assert ended(process) == 0
    assert seen == sorted(seen)
    assert told(newsroom) == last
    assert checked(newsroom.folder).damages == ()
