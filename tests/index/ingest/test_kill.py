"""A killed ingest loses nothing, publishes nothing partial, and is completed without embedding twice."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index.ingest.ingest import BATCH
from index.ingest.writer import rebuild
from index.ports import NoProgress
from index.storage.files import lexical_folder, vectors_folder
from index.storage.lexical import open_lexical
from index.storage.vectors.chroma import FolderStores, open_vectors
from index.types import Scope
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.ingest_process import ingest_and_die, rebuild_and_die
from tests.fakes.newsroom import make_article
from tests.fakes.processes import begun, ended, exit_of
from tests.index.conftest import Newsroom

FIRST, LAST = 40, 200
"""The articles of the killed ingest; those before are published."""


@dataclass(frozen=True)
class Answers:
    """Everything that a query could return."""

    generation: int
    articles: int
    passages: tuple[str, ...]
    statements: int
    lexical: tuple[tuple[str, float], ...]
    nearest: tuple[tuple[str, float], ...]


def answers(newsroom: Newsroom) -> Answers:
    with newsroom.read() as snapshot:
        everything = snapshot.all_vectors(Scope())
        with closing(open_lexical(lexical_folder(snapshot.folder))) as lexical:
            found = lexical.search("harbour council vote", phrases=(), unit="passage", k=2_000)
            assert lexical.count() == len(everything.ids) + len(snapshot.statements())
        with closing(open_vectors(vectors_folder(snapshot.folder))) as vectors:
            near = vectors.nearest(FakeEmbedder().embed(["harbour council vote"]), k=20)
            assert vectors.count() == len(everything.ids)
        return Answers(
            snapshot.generation,
            snapshot.totals().articles,
            everything.ids,
            len(snapshot.statements()),
            tuple(sorted((hit.id, round(hit.score, 4)) for hit in found)),
            tuple(sorted((hit.id, round(hit.score, 4)) for hit in near)),
        )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The index before the ingest: one published generation."""
    newsroom = Newsroom(tmp_path_factory.mktemp("published") / "index")
    newsroom.ingest_all(make_article(number) for number in range(FIRST))
    return newsroom


@pytest.fixture(scope="module")
def undisturbed(published: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The index after an ingest that nobody killed."""
    newsroom = Newsroom(tmp_path_factory.mktemp("undisturbed") / "index")
    shutil.copytree(published.folder, newsroom.folder)
    newsroom.ingest_all(make_article(number) for number in range(FIRST, LAST))
    return newsroom


@pytest.fixture
def newsroom(published: Newsroom, tmp_path: Path) -> Newsroom:
    shutil.copytree(published.folder, tmp_path / "index")
    return Newsroom(tmp_path / "index")


def run_and_kill(newsroom: Newsroom, *, moment: str = "") -> int:
    """Run an ingest that dies at a moment, and return its exit status."""
    return exit_of(ingest_and_die, newsroom.folder, notes_of(newsroom), range(FIRST, LAST), moment)


def notes_of(newsroom: Newsroom) -> Path:
    return newsroom.folder.parent / "embedded.txt"


def embedded_before(newsroom: Newsroom) -> list[str]:
    notes = notes_of(newsroom)
    return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


def assert_recovers(newsroom: Newsroom, published: Newsroom, undisturbed: Newsroom) -> None:
    before, after = answers(published), answers(undisturbed)
    assert answers(newsroom) in (before, after)
    killed_after_all = answers(newsroom) == after

    kept = len(newsroom.tables()["passages"])
    report = newsroom.ingest_all(make_article(number) for number in range(FIRST, LAST))

    assert (report.new, report.unchanged) == ((0, 160) if killed_after_all else (160, 0))
    assert answers(newsroom) == after
    assert newsroom.tables() == undisturbed.tables()
    # Only the texts of an unfinished batch may be embedded again.
    assert kept + len(newsroom.embedder.asked) == 3 * LAST
    times = Counter(embedded_before(newsroom)) + Counter(newsroom.embedder.asked)
    assert sum(times.values()) <= 3 * (LAST - FIRST) + 3 * BATCH
    assert sorted(path.name for path in (newsroom.folder / "generations").iterdir()) == ["1", "2"]


@pytest.mark.parametrize("moment", ["embed:2", "publish:0", "publish:2", "publish:3", "publish:5", "publish:6"])
def test_an_ingest_killed_at_any_step_is_invisible_and_completed(
    newsroom: Newsroom, published: Newsroom, undisturbed: Newsroom, moment: str
) -> None:
    assert run_and_kill(newsroom, moment=moment) == -signal.SIGKILL
    assert_recovers(newsroom, published, undisturbed)


def test_an_ingest_killed_several_times_is_completed(
    newsroom: Newsroom, published: Newsroom, undisturbed: Newsroom
) -> None:
    for moment in ("articles:64", "index:480", "publish:4"):
        assert run_and_kill(newsroom, moment=moment) == -signal.SIGKILL
        assert answers(newsroom) == answers(published)
    asked = Counter(embedded_before(newsroom))
    assert set(asked.values()) == {1}
    assert run_and_kill(newsroom) == 0
    assert newsroom.tables() == undisturbed.tables()
    assert Counter(embedded_before(newsroom)) == asked


@pytest.mark.parametrize("moment", ["publish:2", pytest.param("publish:4", marks=pytest.mark.slow)])
def test_a_killed_rebuild_changes_nothing_and_the_next_one_completes_it(
    newsroom: Newsroom, published: Newsroom, moment: str
) -> None:
    assert exit_of(rebuild_and_die, newsroom.folder, moment) == -signal.SIGKILL
    assert answers(newsroom) == answers(published)
    assert rebuild(newsroom.folder, stores=FolderStores(), progress=NoProgress()) == 2
    assert replace(answers(newsroom), generation=1) == answers(published)


KILLS = 50
LONG_FIRST, LONG_LAST = 100, 2_100
EVENTS_OF_STAGING = (LONG_LAST - LONG_FIRST) // BATCH + 1
EVENTS = EVENTS_OF_STAGING + 7 + 3 * LONG_LAST // 1_000


def random_kill(newsroom: Newsroom, chance: random.Random, *, spare: bool) -> bool:
    """Run the long ingest and kill it at a random point, in half of the cases after staging. Returns False if it
    ended."""
    first, last = (1, EVENTS_OF_STAGING) if chance.random() < 0.5 else (EVENTS_OF_STAGING, EVENTS)
    moment = "" if spare else f"event:{chance.randint(first, last)}"
    delay = None if spare else chance.uniform(0, 0.1)
    told, telling = multiprocessing.Pipe(duplex=False)
    articles = range(LONG_FIRST, LONG_LAST)
    with told:
        with telling:
            process = begun(ingest_and_die, newsroom.folder, notes_of(newsroom), articles, moment, told=telling)
        with suppress(EOFError):  # the process has ended
            told.recv()
        return ended(process, killed_after=delay) == -signal.SIGKILL


def numbers_kept(newsroom: Newsroom) -> set[int]:
    """Return the articles on the disk, published or staged."""
    return {int(str(row[1]).removeprefix("article-")) for row in newsroom.tables()["articles"]}


def numbers_embedded(newsroom: Newsroom) -> list[int]:
    """Return the article of every text that was embedded since the last call."""
    found = [int(line.split("-")[0].removeprefix("Item ")) for line in embedded_before(newsroom)]
    notes_of(newsroom).unlink(missing_ok=True)
    return found


@pytest.mark.slow
def test_fifty_random_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    before, after = Newsroom(tmp_path / "before" / "index"), Newsroom(tmp_path / "after" / "index")
    before.ingest_all(make_article(number) for number in range(LONG_FIRST))
    shutil.copytree(before.folder, after.folder)
    after.ingest_all(make_article(number) for number in range(LONG_FIRST, LONG_LAST))
    expected_before, expected_after, tables_after = answers(before), answers(after), after.tables()
    chance, kills, chain = random.Random(4), 0, 0
    while kills < KILLS:
        chain += 1
        newsroom = Newsroom(tmp_path / str(chain) / "index")
        shutil.copytree(before.folder, newsroom.folder)
        killed = True
        while killed:
            kept = numbers_kept(newsroom)
            killed = random_kill(newsroom, chance, spare=kills == KILLS)
            kills += killed
            embedded = Counter(numbers_embedded(newsroom))
            assert not kept & embedded.keys(), "what was on the disk is embedded again"
            assert set(embedded.values()) <= {3}, "a text is embedded twice in one run"
            assert len(embedded.keys() - numbers_kept(newsroom)) <= BATCH, "more than one batch is lost"
            found = answers(newsroom)
            assert found == (expected_after if found.generation == 2 else expected_before)
        assert answers(newsroom) == expected_after
        assert newsroom.tables() == tables_after
        shutil.rmtree(newsroom.folder)
