"""The disk fills up, or rights are lost, during an ingest: a clear error, and published data is intact."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from index.errors import StorageFailed
from tests.fakes.editions import edition, faults
from tests.fakes.newsroom import make_article
from tests.fakes.places import as_nobody, as_root_again, needs_root, small_disk
from tests.index.conftest import Newsroom

MOMENTS = ["articles:64", "publish:0", "publish:1", "publish:2", "publish:3", "publish:4", "publish:5"]
"""During staging; then before Chroma is copied, Tantivy is copied, Chroma is written, Tantivy is written, the files are
synced, and the generation is published."""
MORE = [make_article(number, paragraphs=9) for number in range(130)]


every_moment = pytest.mark.parametrize(
    "moment", [pytest.param(moment, marks=() if moment == "publish:2" else pytest.mark.slow) for moment in MOMENTS]
)


class At:
    """A Progress that runs an action at one moment."""

    def __init__(self, moment: str, act: Callable[[], None]) -> None:
        self._moment, self._act = moment, act

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if f"{stage}:{done}" == self._moment:
            self._act()


def answers_as_before(newsroom: Newsroom) -> bool:
    with closing(newsroom.index()) as index:
        return index.view().snapshot.generation == 1 and faults(index.view()) == []


def failure_of(newsroom: Newsroom, progress: At) -> StorageFailed | None:
    try:
        newsroom.ingest_all(MORE, progress=progress)
    except StorageFailed as told:
        return told
    return None


def fill(disk: Path) -> None:
    """Fill the disk to the last byte."""
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


@pytest.mark.parametrize("exact_below", [pytest.param(4_000, marks=pytest.mark.slow), 0], ids=["small", "large"])
@every_moment
def test_an_ingest_on_a_disk_that_fills_up_raises_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, exact_below: int
) -> None:
    needs_root()
    monkeypatch.setattr("index.search.dense.EXACT_BELOW", exact_below)
    with small_disk(tmp_path / "disk", kilobytes=64_000) as disk:
        newsroom = Newsroom(disk / "index")
        newsroom.ingest_all(edition(1))
        failure = failure_of(newsroom, At(moment, lambda: fill(disk)))
        if failure is None:
            assert moment in ("publish:4", "publish:5"), "nothing was left to be written"
        else:
            assert str(newsroom.folder) in str(failure)
            assert "space" in failure.hint
            assert answers_as_before(newsroom)
        (disk / "filler").unlink()
        assert failure is None or answers_as_before(newsroom)
        assert newsroom.ingest_all(MORE).articles == 12 + len(MORE)


@pytest.fixture
def of_nobody(tmp_path: Path) -> Iterator[Newsroom]:
    """An index that belongs to a user other than root."""
    needs_root()
    Newsroom(tmp_path / "imported").ingest_all(edition(1))  # users other than root may not read the modules
    folder = Path(tempfile.mkdtemp(prefix="onrecord-test-"))
    os.chown(folder, 65534, 65534)
    newsroom = Newsroom(folder / "index")
    with as_nobody():
        newsroom.ingest_all(edition(1))
    yield newsroom
    shutil.rmtree(folder)


@every_moment
def test_an_ingest_that_loses_its_rights_raises_and_can_be_repeated(of_nobody: Newsroom, moment: str) -> None:
    newsroom = of_nobody

    def give(owner: int) -> None:
        with as_root_again():
            for place in [newsroom.folder, *newsroom.folder.rglob("*")]:
                os.chown(place, owner, owner)

    with as_nobody():
        failure = failure_of(newsroom, At(moment, lambda: give(0)))
        if failure is None:
            assert moment in ("publish:4", "publish:5"), "nothing had to be opened any more"
        else:
            assert str(newsroom.folder) in str(failure)
            assert "rights" in failure.hint
            assert answers_as_before(newsroom)
        give(65534)
        assert newsroom.ingest_all(MORE).articles == 12 + len(MORE)
