"""A restored backup equals the index, and a partial backup or restore is never used."""

from __future__ import annotations

import gzip
import random
import signal
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexDamaged, IndexLocked, IndexMismatch, IndexMissing, StorageFailed, UsageError
from index.ingest.stages import Stages
from index.ingest.writer import open_writer
from index.maintenance.backup import BackupReport, back_up
from index.maintenance.restore import RestoreReport, restore
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.schema import SCHEMA
from index.types import Scope
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.ingest_process import back_up_and_die, restore_and_die
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs
from tests.fakes.processes import exit_of
from tests.index.conftest import Newsroom, carried_by, checked
from tests.index.maintenance.test_upgrade import stored

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)


class Stopping(NoProgress):
    """A Progress that stops at a step, like a killed process."""

    def __init__(self, stage: str, done: int) -> None:
        self._at = (stage, done)

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if (stage, done) == self._at:
            raise KeyboardInterrupt


def backed_up(newsroom: Newsroom, *, force: bool = False) -> BackupReport:
    return back_up(newsroom.folder, newsroom.folder.parent / "backup", force=force, progress=NoProgress())


def restored(newsroom: Newsroom, folder: Path, *, force: bool = False) -> RestoreReport:
    return restore(
        folder, newsroom.folder.parent / "backup", stores=newsroom.stores, force=force, progress=NoProgress()
    )


def shown(folder: Path) -> tuple[object, ...]:
    with closing(open_catalog(folder)) as catalog:
        snapshot = catalog.snapshot()
        everything = snapshot.all_vectors(Scope())
        ids = [make_article(number).id for number in range(9)]
        return (
            snapshot.articles(ids),
            snapshot.passages_of(ids),
            snapshot.statements(),
            carried_by(snapshot, TWO.id),
            snapshot.article(ONE.id, version=1),
            everything.vectors.tobytes(),
        )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom(tmp_path_factory.mktemp("original") / "index")
    newsroom.ingest(ONE, TWO)
    newsroom.ingest(replace(ONE, text=make_article(8).text), replace(TWO, id="copy", publisher="Other Courier"))
    return newsroom


@pytest.fixture
def filled(original: Newsroom, tmp_path: Path) -> Newsroom:
    return original.copy(tmp_path / "index")


def test_a_backup_is_restored_without_embedding(filled: Newsroom, tmp_path: Path) -> None:
    report = backed_up(filled)
    assert (report.generation, report.articles) == (2, 2)
    with closing(sqlite3.connect(filled.folder / "catalog.sqlite")) as connection:
        identity = connection.execute("SELECT identity FROM meta").fetchone()[0]
    asked = len(filled.embedder.asked)

    again = restored(filled, tmp_path / "again")

    assert (again.articles, again.identity, len(filled.embedder.asked)) == (2, identity, asked)
    assert shown(tmp_path / "again") == shown(filled.folder)
    assert checked(tmp_path / "again").damages == ()
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".")) == []
    other = Newsroom(tmp_path / "again")
    assert (other.ingest(THREE, TWO).new, len(other.embedder.asked)) == (1, 3)


def test_staged_rows_are_not_part_of_a_backup(filled: Newsroom, tmp_path: Path) -> None:
    before = shown(filled.folder)
    stages = Stages(split_paragraphs, find_quotations, filled.embedder, WordCounter())
    with open_writer(
        filled.folder, embedder=filled.embedder, rules={"passages": "fake-1"}, stores=filled.stores
    ) as writer:
        writer.stage(
            [THREE, replace(ONE, text="The harbour is new."), replace(TWO, title="New")], process=stages.process
        )
        assert backed_up(filled).articles == 2
    restored(filled, tmp_path / "again")
    assert shown(tmp_path / "again") == before
    other = Newsroom(tmp_path / "again")
    report = other.ingest(THREE, replace(TWO, title="New"))
    assert (report.new, report.updated) == (1, 1)


def unpacks_the_same(bad: bytes | bytearray, good: bytes) -> bool:
    """Return whether damage is harmless: gzip has several encodings of the same content."""
    try:
        return gzip.decompress(bad) == gzip.decompress(good)
    except (OSError, EOFError, zlib.error):
        return False


@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_backup_is_detected_before_any_change(filled: Newsroom, tmp_path: Path, cut: bool) -> None:
    backed_up(filled)
    backup, rng = tmp_path / "backup", random.Random(5)
    good, before = backup.read_bytes(), shown(filled.folder)
    for _ in range(10):
        bad = bytearray(good)
        if cut:
            del bad[rng.randrange(20, len(bad) - 1) :]
        else:
            bad[rng.randrange(10, len(bad))] ^= 1 << rng.randrange(8)
        backup.write_bytes(bad)
        if unpacks_the_same(bad, good):
            continue
        with pytest.raises(IndexDamaged, match="not a backup of an index, or is damaged"):
            restored(filled, filled.folder, force=True)
        with pytest.raises(IndexDamaged):
            restored(filled, tmp_path / "again")
    assert shown(filled.folder) == before
    with pytest.raises(IndexMissing):
        open_catalog(tmp_path / "again")


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"hello" * 999, mtime=0)])
def test_other_files_are_rejected_as_backups(filled: Newsroom, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(IndexDamaged, match="not a backup"):
        restored(filled, tmp_path / "again")


def test_an_existing_file_or_index_is_replaced_only_with_force(filled: Newsroom, tmp_path: Path) -> None:
    backed_up(filled)
    with pytest.raises(UsageError, match="exists"):
        backed_up(filled)
    backed_up(filled, force=True)
    before = shown(filled.folder)
    filled.ingest(THREE)
    with pytest.raises(UsageError, match="there is an index"):
        restored(filled, filled.folder)
    restored(filled, filled.folder, force=True)
    assert shown(filled.folder) == before
    assert checked(filled.folder).damages == ()
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "soup").write_text("peas")
    with pytest.raises(UsageError, match="not an index"):
        restored(filled, tmp_path / "recipes", force=True)


def test_a_missing_or_unwritable_backup_file_is_named(filled: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="backup"):
        restored(filled, tmp_path / "again")
    with pytest.raises((UsageError, StorageFailed), match="backup"):
        back_up(filled.folder, tmp_path / "no" / "folder" / "backup", force=False, progress=NoProgress())


@pytest.mark.parametrize("wreck", ["catalog.sqlite", "generations"])
def test_a_backup_repairs_a_broken_index(filled: Newsroom, wreck: str) -> None:
    backed_up(filled)
    before = shown(filled.folder)
    place = filled.folder / wreck
    if place.is_dir():
        place.rename(filled.folder.parent / "lost")
    else:
        place.write_bytes(b"garbage" * 999)
    restored(filled, filled.folder, force=True)
    assert shown(filled.folder) == before
    assert checked(filled.folder).damages == ()


@pytest.mark.parametrize(("stage", "done"), [("publish", 0), ("publish", 3), ("publish", 5)])
def test_an_interrupted_restore_changes_nothing(filled: Newsroom, tmp_path: Path, stage: str, done: int) -> None:
    backed_up(filled)
    before = shown(filled.folder)
    for folder in (filled.folder, tmp_path / "again"):
        with pytest.raises(KeyboardInterrupt):
            restore(folder, tmp_path / "backup", stores=filled.stores, force=True, progress=Stopping(stage, done))
    assert shown(filled.folder) == before
    with pytest.raises(IndexMissing):
        open_catalog(tmp_path / "again")
    restored(filled, tmp_path / "again")
    assert shown(tmp_path / "again") == before


def test_a_killed_restore_leaves_nothing_that_looks_like_an_index(filled: Newsroom, tmp_path: Path) -> None:
    backed_up(filled)
    assert exit_of(restore_and_die, tmp_path / "again", tmp_path / "backup", "publish:5") == -signal.SIGKILL
    with pytest.raises(IndexMissing):
        open_catalog(tmp_path / "again")
    restored(filled, tmp_path / "again")
    assert not list((tmp_path / "again").glob("restoring-*"))


def test_a_backup_removes_leftovers_of_killed_ones_but_not_of_running_ones(filled: Newsroom, tmp_path: Path) -> None:
    assert exit_of(back_up_and_die, filled.folder, tmp_path / "backup", "backup:1") == -signal.SIGKILL
    [left] = tmp_path.glob(".onrecord-backup-*")

    class Meanwhile(NoProgress):
        def advance(self, stage: str, *, done: int, total: int | None) -> None:
            if done == 1:
                assert not left.exists()
                assert exit_of(back_up_and_die, filled.folder, tmp_path / "backup", "never") == 0

    back_up(filled.folder, tmp_path / "backup", force=True, progress=Meanwhile())
    assert not list(tmp_path.glob(".onrecord-backup-*"))
    restored(filled, tmp_path / "again")
    assert shown(tmp_path / "again") == shown(filled.folder)


def test_a_restore_during_a_write_raises_index_locked(filled: Newsroom) -> None:
    backed_up(filled)
    with (
        open_writer(filled.folder, embedder=filled.embedder, rules={"passages": "fake-1"}, stores=filled.stores),
        pytest.raises(IndexLocked),
    ):
        restored(filled, filled.folder, force=True)


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_a_backup_of_an_older_version_is_migrated(tmp_path: Path, schema: int) -> None:
    older = stored(schema, tmp_path / "older")
    packed = gzip.compress((older.folder / "catalog.sqlite").read_bytes())
    (tmp_path / "backup").write_bytes(packed)
    restored(older, tmp_path / "again")
    assert checked(tmp_path / "again").damages == ()
    assert Newsroom(tmp_path / "again", FakeEmbedder(dimensions=4)).ingest(make_article(2)).unchanged == 1


def test_a_backup_of_a_newer_version_is_rejected(filled: Newsroom, tmp_path: Path) -> None:
    backed_up(filled)
    plain = tmp_path / "plain"
    plain.write_bytes(gzip.decompress((tmp_path / "backup").read_bytes()))
    with closing(sqlite3.connect(plain)) as connection:
        connection.execute("PRAGMA user_version = 99")
    (tmp_path / "backup").write_bytes(gzip.compress(plain.read_bytes()))
    with pytest.raises(IndexMismatch, match="schema 99"):
        restored(filled, tmp_path / "again")
