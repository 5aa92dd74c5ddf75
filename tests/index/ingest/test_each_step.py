"""Every writing command is stopped at each of its steps: killed, or with a full disk or lost rights from there on.

The index then answers as before or as after the command, is not damaged, and the next run completes the command.
"""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from index.errors import IndexMissing, OnrecordError
from index.ingest.writer import rebuild
from index.maintenance.backup import back_up
from index.maintenance.prune import prune
from index.maintenance.restore import restore
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.vectors.chroma import FolderStores
from index.types import Scope
from tests.fakes.newsroom import make_article
from tests.fakes.processes import exit_of
from tests.fakes.steps import CRASHED, Act, act_at, count_steps, die, find_the_disk_full, find_the_rights_gone
from tests.index.conftest import Newsroom, checked

ONE, TWO, THREE, FOUR = map(make_article, range(1, 5))


@dataclass(frozen=True)
class Place:
    """An index in its third generation, with something to prune, and a backup of its second generation."""

    folder: Path

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def elsewhere(self) -> Path:
        return self.folder / "elsewhere"

    @property
    def backup(self) -> Path:
        return self.folder / "backup"

    def shown(self, folder: Path) -> tuple[object, ...] | None:
        """Return what a reader sees, without the generation number; None if there is no index."""
        try:
            catalog = open_catalog(folder)
        except IndexMissing:
            return None
        with closing(catalog):
            snapshot = catalog.snapshot()
            ids = [article.id for article in (ONE, TWO, THREE, FOUR)]
            return (
                snapshot.articles(ids),
                snapshot.passages_of(ids),
                snapshot.statements(),
                snapshot.all_vectors(Scope()).vectors.tobytes(),
            )


def do_prune(place: Place) -> None:
    prune(place.index, older_than=timedelta(0), dry_run=False, progress=NoProgress())


def do_rebuild(place: Place) -> None:
    rebuild(place.index, stores=FolderStores(), progress=NoProgress())


def do_ingest(place: Place) -> None:
    Newsroom(place.index).ingest(FOUR, replace(TWO, text="The harbour is closed."))


def do_back_up(place: Place) -> None:
    back_up(place.index, place.backup, force=True, progress=NoProgress())


def do_restore(place: Place) -> None:
    restore(place.elsewhere, place.backup, stores=FolderStores(), force=True, progress=NoProgress())


def do_restore_in_its_place(place: Place) -> None:
    restore(place.index, place.backup, stores=FolderStores(), force=True, progress=NoProgress())


Command = Callable[[Place], None]
COMMANDS: tuple[Command, ...] = (do_prune, do_rebuild, do_ingest, do_back_up, do_restore, do_restore_in_its_place)


def stopped(command: Command, place: Place, number: int, act: Act, on: bool) -> None:
    """Run a command that is stopped at a step. The process exits with the command's status, or CRASHED."""
    act_at(number, act, under=place.folder, on=on)
    try:
        command(place)
    except OnrecordError as error:
        os._exit(error.exit_code)
    except BaseException:  # noqa: BLE001  the test has to hear of it
        traceback.print_exc()
        os._exit(CRASHED)
    os._exit(0)


def counted(command: Command, place: Place, note: Path) -> None:
    count_steps(lambda: command(place), under=place.folder, note=note)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("original"))
    newsroom = Newsroom(place.index)
    newsroom.ingest(ONE, TWO)
    newsroom.ingest(replace(ONE, text=make_article(7).text))
    do_back_up(place)
    newsroom.ingest(THREE)
    return place


def copy_of(original: Place, folder: Path) -> Place:
    shutil.copytree(original.folder, folder)
    return Place(folder)


def stop_at_steps(command: Command, original: Place, work: Path, act: Act, *, every: int) -> None:
    """Stop copies of the place at every n-th step, by a kill or by failures from there on."""
    undisturbed, note = copy_of(original, work / "undisturbed"), work / "steps"
    assert exit_of(counted, command, undisturbed, note) == 0
    before, after = ([p.shown(folder) for folder in (p.index, p.elsewhere)] for p in (original, undisturbed))
    for number in range(1, int(note.read_text(encoding="utf-8")) + 1, every):
        place = copy_of(original, work / str(number))
        status = exit_of(stopped, command, place, number, act, act is not die)
        assert status in ((-signal.SIGKILL,) if act is die else (0, 3)), f"at step {number}"
        for folder, earlier, later in zip((place.index, place.elsewhere), before, after, strict=True):
            assert place.shown(folder) in (earlier, later), f"at step {number}"
            assert place.shown(folder) is None or checked(folder).damages == (), f"at step {number}"
        gzip.decompress(place.backup.read_bytes())
        command(place)
        assert [place.shown(folder) for folder in (place.index, place.elsewhere)] == after, f"at step {number}"
        assert checked(place.index).damages == (), f"at step {number}"
        assert files(place) == files(undisturbed), f"at step {number}"
        shutil.rmtree(place.folder)


def files(place: Place) -> set[str]:
    """Return the files beside and in the indexes, without their stores."""
    beside = {str(path.relative_to(place.folder)) for path in place.folder.glob("*")}
    within = {str(path.relative_to(place.folder)) for path in place.folder.glob("*/*")}
    return {name for name in beside | within if not name.endswith(("-shm", "-wal", ".lock"))}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("act", [die, find_the_disk_full, find_the_rights_gone])
@pytest.mark.parametrize("every", [19, pytest.param(3, marks=pytest.mark.slow)], ids=["some", "more"])
def test_a_command_stopped_at_any_step_loses_nothing_and_the_next_run_completes_it(
    original: Place, tmp_path: Path, command: Command, act: Act, every: int
) -> None:
    stop_at_steps(command, original, tmp_path, act, every=every)
