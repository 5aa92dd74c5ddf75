"""The location of an index and the clock make no difference."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes.editions import edition, faults
from tests.index.conftest import Newsroom


@pytest.fixture(params=[4_000, pytest.param(0, marks=pytest.mark.slow)], ids=["small", "large"], autouse=True)
def either_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.dense.EXACT_BELOW", request.param)


def assert_works(folder: Path) -> None:
    for number in (1, 2):
        Newsroom(folder).ingest_all(edition(number))
    with closing(Newsroom(folder).index()) as index:
        assert faults(index.view()) == []
        assert index.view().snapshot.generation == 2


@pytest.mark.parametrize("name", ["two words", "Größe — 索引", "100% #1?mode=rw&x=1", 'it\'s "quoted"'])
def test_an_index_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert_works(tmp_path / name)


def test_an_index_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "index").symlink_to("elsewhere")
    assert_works(tmp_path / "index")
    assert (tmp_path / "elsewhere" / "generations" / "2").is_dir()


def test_an_index_folder_may_be_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_works(Path("index"))


def test_a_wrong_clock_and_files_from_the_future_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = Newsroom(tmp_path / "index")
    newsroom.ingest_all(edition(1))
    with closing(newsroom.index()) as index:
        assert faults(index.view()) == []
        for place in newsroom.folder.rglob("*"):
            os.utime(place, (4_000_000_000, 4_000_000_000))

        class Past(datetime):
            @classmethod
            def now(cls, tz: object = None) -> Past:
                return cls(1971, 1, 1)

        for module in ("index.storage.lock", "index.storage.catalog.staging"):
            monkeypatch.setattr(f"{module}.datetime", Past)
        newsroom.ingest_all(edition(2))
        assert faults(index.view()) == []
        assert index.view().snapshot.generation == 2


@pytest.mark.slow
def test_one_of_several_processes_creates_an_index_and_the_others_raise(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.fakes.editions import edition\n"
        "from index.errors import IndexLocked; from tests.index.conftest import Newsroom\n"
        "sys.stdin.readline()\n"
        "try: Newsroom(Path(sys.argv[1])).ingest_all(edition(1))\n"
        "except IndexLocked: sys.exit(3)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "index")]
    root = Path(__file__).parents[3]
    makers = [subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, text=True) for _ in range(3)]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.close()  # the processes wait for it
    codes = sorted(maker.wait(60) for maker in makers)
    assert set(codes) <= {0, 3}
    assert codes[0] == 0
    with closing(Newsroom(tmp_path / "index").index()) as index:
        assert faults(index.view()) == []
