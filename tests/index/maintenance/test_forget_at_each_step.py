"""A forget killed at any step damages nothing, and the same command removes the rest."""

from __future__ import annotations

import shutil
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import UsageError
from index.maintenance.forget import forget
from index.ports import NoProgress
from index.storage.vectors.chroma import FolderStores
from tests.fakes.newsroom import make_article
from tests.fakes.processes import exit_of
from tests.fakes.steps import count_steps, die_at
from tests.index.conftest import Newsroom, checked
from tests.index.maintenance.test_forget import SECRET, files_with, held, told


def do_forget(folder: Path) -> None:
    forget(folder, "article-0001", everything_of=False, stores=FolderStores(), progress=NoProgress())


def counted(folder: Path, note: Path) -> None:
    count_steps(lambda: do_forget(folder), under=folder, note=note)


def killed(folder: Path, number: int) -> None:
    die_at(number, lambda: do_forget(folder), under=folder)


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_a_killed_forget_damages_nothing_and_the_next_run_removes_every_byte(tmp_path: Path, every: int) -> None:
    original = Newsroom(tmp_path / "original")
    original.ingest(told(1), make_article(2))
    original.ingest(make_article(3))
    note = tmp_path / "note"
    undisturbed = shutil.copytree(original.folder, tmp_path / "undisturbed")
    assert exit_of(counted, undisturbed, note) == 0
    steps = int(note.read_text(encoding="utf-8"))
    assert steps > 20
    for number in range(1, steps + 1, every):
        folder = shutil.copytree(original.folder, tmp_path / str(number))
        assert exit_of(killed, folder, number) == -signal.SIGKILL, f"at step {number}"
        newsroom = Newsroom(folder)
        assert held(newsroom) in (["article-0001", "article-0002", "article-0003"], ["article-0002", "article-0003"])
        assert checked(folder).damages == (), f"at step {number}"
        with suppress(UsageError):  # only the last step was missing
            do_forget(folder)
        assert held(newsroom) == ["article-0002", "article-0003"], f"at step {number}"
        assert files_with(folder, SECRET) == [], f"at step {number}"
        assert checked(folder).damages == (), f"at step {number}"
        shutil.rmtree(folder)
