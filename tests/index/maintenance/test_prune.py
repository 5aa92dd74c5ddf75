"""`index prune` removes only what no reader can see; `index stats` counts the content."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from index.errors import IndexLocked
from index.ingest.writer import open_writer, rebuild
from index.maintenance.prune import PruneReport, prune
from index.maintenance.statistics import statistics
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.types import Totals
from index.storage.lock import read_lock
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom, checked
from tests.index.maintenance.test_backup import Stopping, shown

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)


def pruned(newsroom: Newsroom, *, days: int = 0, dry_run: bool = False) -> PruneReport:
    return prune(newsroom.folder, older_than=timedelta(days=days), dry_run=dry_run, progress=NoProgress())


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Article 1 is in its third version, in the fourth generation; article 2 got another title in the second."""
    newsroom = Newsroom(tmp_path_factory.mktemp("original") / "index")
    newsroom.ingest(ONE, TWO)
    newsroom.ingest(replace(ONE, text=make_article(7).text), replace(TWO, title="Another title"))
    newsroom.ingest(replace(ONE, text=make_article(8).text))
    newsroom.ingest(THREE)
    return newsroom


@pytest.fixture
def filled(original: Newsroom, tmp_path: Path) -> Newsroom:
    return original.copy(tmp_path / "index")


def test_prune_keeps_everything_that_the_last_two_generations_need(filled: Newsroom) -> None:
    would = pruned(filled, dry_run=True)
    assert (would.versions, would.passages, would.statements) == (3, 6, 6)
    with closing(open_catalog(filled.folder)) as catalog:
        snapshot = catalog.snapshot()
        before = (snapshot.totals(), snapshot.statements(), snapshot.articles([ONE.id, TWO.id, THREE.id]))

        did = pruned(filled)

        assert (did.versions, did.passages, did.statements) == (3, 6, 6)
        after = catalog.snapshot()
        assert (after.totals(), after.statements(), after.articles([ONE.id, TWO.id, THREE.id])) == before
        assert after.article(ONE.id, version=1) is None
    assert len(filled.tables()["texts"]) == len(filled.tables()["articles"]) == 3
    assert checked(filled.folder).damages == ()
    assert pruned(filled).versions == 0
    assert filled.ingest(replace(ONE, text=make_article(8).text), TWO).unchanged == 1


def test_a_text_used_under_another_title_stays(newsroom: Newsroom) -> None:
    newsroom.ingest(TWO)
    newsroom.ingest(replace(TWO, title="Another title"))
    newsroom.ingest(THREE)
    assert pruned(newsroom).versions == 1
    with newsroom.read() as snapshot:
        article = snapshot.article(TWO.id)
        assert article is not None
        assert (article.title, article.text) == ("Another title", TWO.text)


def test_rows_of_the_generation_before_stay(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    newsroom.ingest(replace(ONE, text=make_article(7).text))
    assert pruned(newsroom).versions == 0


def test_recently_superseded_rows_stay(filled: Newsroom) -> None:
    assert pruned(filled, days=30).versions == 0
    with closing(sqlite3.connect(filled.folder / "catalog.sqlite", isolation_level=None)) as connection:
        long_ago = (datetime.now(UTC) - timedelta(days=40)).isoformat(timespec="seconds")
        connection.execute("UPDATE generations SET published = ? WHERE generation <= 2", (long_ago,))
    (filled.folder / "catalog.seal").unlink()
    report = pruned(filled, days=30)
    assert (report.versions, report.passages) == (2, 3)
    with filled.read() as snapshot:
        assert snapshot.article(ONE.id, version=1) is None
        assert snapshot.article(ONE.id, version=2) is not None


def test_a_wrong_clock_does_not_make_rows_older_than_earlier_generations(filled: Newsroom) -> None:
    with closing(sqlite3.connect(filled.folder / "catalog.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE generations SET published = '1971-01-01T00:00:00+00:00' WHERE generation = 3")
    (filled.folder / "catalog.seal").unlink()
    assert pruned(filled, days=30).versions == 0
    assert pruned(filled).versions == 3


def test_a_generation_with_a_reader_is_kept_and_not_reported_as_removed(filled: Newsroom) -> None:
    shutil.copytree(filled.folder / "generations" / "4", filled.folder / "generations" / "2")
    with read_lock(filled.folder, 2):
        assert pruned(filled).leftovers == ()
    assert pruned(filled).leftovers == ("generations/2",)


def test_leftovers_are_removed_and_staged_rows_stay(filled: Newsroom) -> None:
    left = ["generations/2", "generations/5", "restoring-99", "catalog.seal.99", "writer.json.99"]
    for name in left:
        place = filled.folder / name
        place.mkdir() if not place.suffix else place.write_text("half")
    (filled.folder / "generations" / "5" / "half").write_text("half a store")
    before = shown(filled.folder)
    assert pruned(filled, dry_run=True).leftovers == tuple(left)
    assert (filled.folder / "generations" / "5").exists()
    assert pruned(filled).leftovers == tuple(left)
    assert sorted(place.name for place in (filled.folder / "generations").iterdir()) == ["3", "4"]
    assert shown(filled.folder)[:4] == before[:4]
    assert pruned(filled).leftovers == ()


def test_a_dry_run_changes_nothing_and_needs_no_lock(filled: Newsroom) -> None:
    with open_writer(filled.folder, embedder=filled.embedder, rules={"passages": "fake-1"}, stores=filled.stores):
        before = filled.tables()
        assert pruned(filled, dry_run=True).versions == 3
        assert filled.tables() == before
        with pytest.raises(IndexLocked):
            pruned(filled)


@pytest.mark.parametrize("done", [0, 1, 2])
def test_an_interrupted_prune_leaves_an_intact_index(filled: Newsroom, done: int) -> None:
    before = shown(filled.folder)[:4]
    with pytest.raises(KeyboardInterrupt):
        prune(filled.folder, older_than=timedelta(0), dry_run=False, progress=Stopping("prune", done))
    assert shown(filled.folder)[:4] == before
    assert checked(filled.folder).damages == ()
    pruned(filled)
    assert shown(filled.folder)[:4] == before


def test_prune_shrinks_the_catalog_file(newsroom: Newsroom) -> None:
    newsroom.ingest_all(make_article(number) for number in range(60))
    newsroom.ingest_all(replace(make_article(n), text=f"Item {n} is the harbour now.") for n in range(60))
    newsroom.ingest(make_article(61))
    size = (newsroom.folder / "catalog.sqlite").stat().st_size
    report = pruned(newsroom)
    assert (report.versions, report.freed > 0) == (60, True)
    assert (newsroom.folder / "catalog.sqlite").stat().st_size < 0.7 * size
    rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
    assert checked(newsroom.folder).damages == ()


def test_statistics_match_the_index(filled: Newsroom, tmp_path: Path) -> None:
    held = statistics(filled.folder)
    assert held.totals == Totals(articles=3, passages=9, statements=9)
    assert (held.versions, held.copies, held.publishers) == (5, 0, 1)
    assert (held.first, held.last) == (date(2026, 1, 2), date(2026, 1, 4))
    assert [(one.generation, one.articles) for one in held.generations] == [(1, 2), (2, 2), (3, 2), (4, 3)]
    assert held.speakers == len({s.speaker.name for s in found(filled) if s.speaker})
    assert held.bytes["catalog"] == (filled.folder / "catalog.sqlite").stat().st_size
    assert all(held.bytes.values())
    assert held.bytes_a_passage == sum(held.bytes.values()) / 9


def found(newsroom: Newsroom):  # type: ignore[no-untyped-def]
    with newsroom.read() as snapshot:
        return snapshot.statements()
