"""A killed refinement publishes nothing partial, and the next run continues there."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from index.maintenance.check import check
from index.ports import NoProgress
from tests.fakes.newsroom import make_article
from tests.fakes.refine_process import BATCH
from tests.index.conftest import Newsroom

pytestmark = pytest.mark.slow
ARTICLES = 80
PASSAGES = 3 * ARTICLES


def run(newsroom: Newsroom, moment: str = "") -> int:
    command = [sys.executable, "-m", "tests.fakes.refine_process", str(newsroom.folder), str(notes(newsroom)), moment]
    return subprocess.run(command, cwd=Path(__file__).parents[3], check=False).returncode


def notes(newsroom: Newsroom) -> Path:
    return newsroom.folder.parent / "embedded.txt"


def embedded(newsroom: Newsroom) -> Counter[str]:
    return Counter(notes(newsroom).read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom(tmp_path_factory.mktemp("published") / "index")
    newsroom.ingest_all(make_article(number) for number in range(ARTICLES))
    return newsroom


@pytest.fixture(scope="module")
def undisturbed(published: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom(tmp_path_factory.mktemp("undisturbed") / "index")
    shutil.copytree(published.folder, newsroom.folder)
    assert run(newsroom) == 0
    return newsroom


@pytest.fixture
def newsroom(published: Newsroom, tmp_path: Path) -> Newsroom:
    shutil.copytree(published.folder, tmp_path / "index")
    return Newsroom(tmp_path / "index")


@pytest.mark.parametrize(
    "moment", ["embed:1", "embed:3", "passages:100", "passages:240", *(f"publish:{step}" for step in range(7))]
)
def test_a_killed_refinement_is_completed_by_the_next_one(
    newsroom: Newsroom, undisturbed: Newsroom, moment: str
) -> None:
    assert run(newsroom, moment) == -signal.SIGKILL
    assert not check(newsroom.folder, progress=NoProgress()).damages
    with newsroom.read() as snapshot:
        # Before the publish nothing of it is visible, after it everything.
        refinement = snapshot.refinement
        assert snapshot.generation == (2 if refinement else 1)
        assert refinement is None or refinement.passages == PASSAGES
    assert run(newsroom) == 0
    assert not check(newsroom.folder, progress=NoProgress()).damages
    assert newsroom.tables() == undisturbed.tables()
    times = embedded(newsroom)
    assert len(times) == PASSAGES
    assert sum(times.values()) <= PASSAGES + BATCH


def test_a_refinement_killed_several_times_embeds_nothing_twice(newsroom: Newsroom, undisturbed: Newsroom) -> None:
    for moment in ("passages:50", "passages:50", "passages:100", "publish:2", "publish:4"):
        assert run(newsroom, moment) == -signal.SIGKILL
    assert run(newsroom) == 0
    assert newsroom.tables() == undisturbed.tables()
    assert set(embedded(newsroom).values()) == {1}
