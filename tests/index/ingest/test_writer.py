"""One writer, complete generations, and no loss if the disk, the folder or another program fails."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    StorageFailed,
    UsageError,
    storage_errors,
)
from index.ingest.writer import open_writer, rebuild
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.files import lexical_folder, vectors_folder
from index.storage.lexical import open_lexical
from index.storage.lock import writer_lock
from index.storage.vectors.chroma import FolderStores, copy_vectors, create_vectors, open_vectors
from index.types import Article, Scope
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import make_article
from tests.fakes.processes import exit_of
from tests.index.conftest import Newsroom, checked

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)


def found(newsroom: Newsroom, words: str) -> set[str]:
    with newsroom.read() as snapshot, closing(open_lexical(lexical_folder(snapshot.folder))) as store:
        return {hit.id for hit in store.search(words, phrases=(), unit="passage", k=99)}


def generations(newsroom: Newsroom) -> list[str]:
    return sorted(path.name for path in (newsroom.folder / "generations").iterdir())


def test_the_next_view_is_the_new_generation(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    with closing(open_catalog(newsroom.folder)) as catalog:
        assert (catalog.generation(), catalog.snapshot().totals().articles) == (1, 1)
        newsroom.ingest(TWO)
        assert (catalog.generation(), catalog.snapshot().totals().articles) == (2, 2)


def test_open_stores_do_not_change_after_a_publish(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    with (
        newsroom.read() as snapshot,
        snapshot.lock(),
        closing(open_vectors(vectors_folder(snapshot.folder))) as vectors,
    ):
        lexical = open_lexical(lexical_folder(snapshot.folder))
        question = newsroom.embedder.embed(["harbour"])
        before = (lexical.search("item", phrases=(), unit="passage", k=9), vectors.nearest(question, k=9))
        for article in (TWO, replace(ONE, text="Other words."), THREE):
            newsroom.ingest(article)
            now = (lexical.search("item", phrases=(), unit="passage", k=9), vectors.nearest(question, k=9))
            assert now == before


def test_only_the_last_two_generations_are_kept(newsroom: Newsroom) -> None:
    for article in (ONE, TWO, THREE):
        newsroom.ingest(article)
    assert generations(newsroom) == ["2", "3"]


def test_generations_share_segments_by_hard_links(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    newsroom.ingest(TWO)
    first, second = (lexical_folder(newsroom.folder / "generations" / n) for n in "12")
    shared = [file for file in first.glob("*.store") if (second / file.name).exists()]
    assert shared
    assert all(file.samefile(second / file.name) for file in shared)
    assert not (first / "meta.json").samefile(second / "meta.json")


def test_a_store_is_copied_without_a_half_written_row(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with closing(create_vectors(source)) as store:
        store.replace(ids=["one"], vectors=FakeEmbedder().embed(["one"]), drop=())
    with closing(sqlite3.connect(source / "chroma.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN IMMEDIATE")  # as Chroma does on every opening
        reader.execute("INSERT INTO acquire_write (lock_status) VALUES (1)")
        # The journal is listed, but gone before it is copied.
        journal = source / "chroma.sqlite3-journal"
        journal.rename(journal.with_suffix(".aside"))
        journal.symlink_to("gone")
        copy_vectors(source, target)
    with closing(open_vectors(target)) as store:
        assert store.count() == 1


def test_an_index_with_only_rewritten_articles_is_intact(newsroom: Newsroom) -> None:
    def edition(number: int) -> list[Article]:
        """With so many changes that Chroma saves its graph exactly when it is empty."""
        return [
            replace(
                make_article(story + 100 * number, paragraphs=12), id=f"story-{story}", url=f"https://x.example/{story}"
            )
            for story in range(44)
        ]

    newsroom.ingest_all(edition(1))
    newsroom.ingest_all(edition(2))
    for _ in "once", "again":
        assert checked(newsroom.folder).damages == ()
    newsroom.ingest_all(edition(3))
    assert checked(newsroom.folder).damages == ()


def test_a_second_writer_is_told_who_holds_the_lock(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    with open_writer(newsroom.folder, embedder=newsroom.embedder, rules={"passages": "fake-1"}, stores=newsroom.stores):
        started = json.loads((newsroom.folder / "writer.json").read_text())["started"]
        with pytest.raises(IndexLocked, match=f"process {os.getpid()} on .*, started {started}"):
            newsroom.ingest(TWO)
        with pytest.raises(IndexLocked):
            rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
    assert newsroom.ingest(TWO).new == 1


def lock_and_die(folder: Path) -> None:
    with writer_lock(folder):
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_lock_of_a_dead_process_is_taken_over(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    assert exit_of(lock_and_die, newsroom.folder) == -signal.SIGKILL
    assert (newsroom.folder / "writer.json").exists()
    assert newsroom.ingest(TWO).new == 1
    assert not (newsroom.folder / "writer.json").exists()


def test_a_dead_writer_is_never_named_as_the_holder(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with open_writer(newsroom.folder, embedder=newsroom.embedder, rules={"passages": "fake-1"}, stores=FolderStores()):
        holder = json.loads((newsroom.folder / "writer.json").read_text())
        (newsroom.folder / "writer.json").write_text(json.dumps(holder | {"pid": dead.pid}))
        began = time.perf_counter()
        with pytest.raises(IndexLocked, match=r"^another process is writing"):
            newsroom.ingest(TWO)
        assert time.perf_counter() - began < 5  # seconds; a shared machine may stall


@pytest.mark.parametrize("moment", ["articles:64", *(f"publish:{step}" for step in range(6))])
def test_an_interrupted_publish_leaves_nothing_behind(newsroom: Newsroom, moment: str) -> None:
    newsroom.ingest(ONE)

    class Interrupting(NoProgress):
        def advance(self, stage: str, *, done: int, total: int | None) -> None:
            if f"{stage}:{done}" == moment:
                raise KeyboardInterrupt

    more = [make_article(number) for number in range(10, 80)]
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(more, progress=Interrupting())
    assert generations(newsroom) == ["1"]
    assert not list(newsroom.folder.glob("writer.json*"))
    assert newsroom.ingest_all(more).articles == 71


def test_a_lock_without_a_holder_file_is_respected(newsroom: Newsroom) -> None:
    with open_writer(newsroom.folder, embedder=newsroom.embedder, rules={}, stores=newsroom.stores):
        (newsroom.folder / "writer.json").write_text("{half a")
        with pytest.raises(IndexLocked, match="another process is writing"):
            newsroom.ingest(ONE)


@pytest.mark.parametrize(
    ("embedder", "told"),
    [
        (FakeEmbedder(name="other"), r"embedder 'fake' \(32 dimensions\), not 'other' \(32\)"),
        (FakeEmbedder(dimensions=64), r"embedder 'fake' \(32 dimensions\), not 'fake' \(64\)"),
    ],
)
def test_another_embedder_is_rejected_without_changes(newsroom: Newsroom, embedder: FakeEmbedder, told: str) -> None:
    newsroom.ingest(ONE)
    before = newsroom.tables()
    with pytest.raises(IndexMismatch, match=told) as mismatch:
        newsroom.ingest(TWO, embedder=embedder)
    assert "ONRECORD_EMBEDDER" in mismatch.value.hint
    assert newsroom.tables() == before


def test_other_rules_are_rejected_by_name(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    with pytest.raises(IndexMismatch, match="passages 'fake-1', now passages 'fake-2'"):
        newsroom.ingest(TWO, rules={"passages": "fake-2"})


def test_a_folder_with_other_files_is_left_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"sea")
    with pytest.raises(UsageError, match=r"not an index and not empty: it contains 'holiday.jpg'"):
        Newsroom(folder).ingest(ONE)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


def test_an_empty_folder_becomes_an_index(newsroom: Newsroom) -> None:
    newsroom.folder.mkdir()
    assert newsroom.ingest(ONE).new == 1


def test_a_file_as_index_folder_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        Newsroom(tmp_path / "index").ingest(ONE)
    assert (tmp_path / "index").read_text() == "mine"


def test_a_folder_that_cannot_be_created_raises_storage_failed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageFailed, match="cannot be read or written") as told:
        Newsroom(tmp_path / "file" / "index").ingest(ONE)
    assert "--index" in told.value.hint


def test_a_read_only_catalog_leaves_the_index_unchanged(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is made read-only, because permissions do not stop root, who may run the tests."""
    newsroom.ingest(ONE)
    before = newsroom.tables()
    connect = sqlite3.connect

    def read_only(file: str, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(file if "?" in file else f"{file}?mode=ro", **options)
        return connection

    with monkeypatch.context() as patched:
        patched.setattr("index.storage.catalog.connections.sqlite3.connect", read_only)
        with pytest.raises(StorageFailed, match="readonly database"):
            newsroom.ingest(TWO)
    assert newsroom.tables() == before
    assert newsroom.ingest(TWO).new == 1


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Fail every write that would grow a file past `size`. (Python ignores SIGXFSZ.)"""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def interrupted(articles: list[Article]) -> Iterator[Article]:
    yield from articles
    raise KeyboardInterrupt


@pytest.mark.parametrize("kilobytes", [50, 180, 220, 400])
def test_a_full_disk_during_a_publish_leaves_no_part_of_the_generation(newsroom: Newsroom, kilobytes: int) -> None:
    newsroom.ingest(ONE)
    before = found(newsroom, "item")
    articles = [make_article(number, paragraphs=9) for number in range(10, 74)]
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(interrupted(articles))
    with no_file_larger_than(kilobytes * 1024), pytest.raises(StorageFailed) as told:
        newsroom.ingest()
    assert str(newsroom.folder) in str(told.value)
    assert generations(newsroom) == ["1"]
    assert found(newsroom, "item") == before
    assert newsroom.ingest().articles == 65


def test_sqlite_full_is_reported_as_a_full_disk(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA max_page_count = 3")
        connection.execute("CREATE TABLE t (x)")
        with pytest.raises(StorageFailed, match="the disk is full") as told, storage_errors(tmp_path):
            connection.execute("INSERT INTO t VALUES (zeroblob(99999))")
    assert "free space" in told.value.hint


def test_programming_errors_are_not_reported_as_disk_errors(tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        storage_errors(tmp_path),
    ):
        connection.execute("SELECT * FROM nowhere")


@pytest.mark.parametrize("kilobytes", [20, 100, 300])
def test_a_full_disk_is_reported_and_published_data_stays(newsroom: Newsroom, kilobytes: int) -> None:
    newsroom.ingest(ONE)
    before = found(newsroom, "item")
    articles = [make_article(number, paragraphs=9) for number in range(10, 80)]
    with no_file_larger_than(kilobytes * 1024), pytest.raises(StorageFailed) as told:
        newsroom.ingest_all(articles)
    assert str(newsroom.folder) in str(told.value)
    assert told.value.hint
    assert found(newsroom, "item") == before
    assert newsroom.ingest_all(articles).new == 70
    with newsroom.read() as snapshot:
        assert (snapshot.generation, snapshot.totals().articles) == (2, 71)


@pytest.mark.parametrize("lost", ["", "chroma", "tantivy"])
def test_the_next_publish_rebuilds_a_lost_generation(newsroom: Newsroom, lost: str) -> None:
    newsroom.ingest(ONE)
    shutil.rmtree(newsroom.folder / "generations" / "1" / lost)
    newsroom.ingest(TWO)
    assert len(found(newsroom, "item")) == 6


@pytest.mark.parametrize("store", ["chroma", "tantivy"])
def test_an_incomplete_store_is_not_published_but_can_be_rebuilt(newsroom: Newsroom, store: str) -> None:
    newsroom.ingest(ONE, TWO)
    with newsroom.read() as snapshot:
        lost = snapshot.passage_ids(Scope())[:1]
        if store == "chroma":
            with closing(open_vectors(vectors_folder(snapshot.folder))) as vectors:
                vectors.replace(ids=(), vectors=newsroom.embedder.embed([]), drop=lost)
        else:
            open_lexical(lexical_folder(snapshot.folder)).replace(add=(), drop=lost)
    with pytest.raises(IndexDamaged, match=r"does not match its checksum|bytes instead of") as told:
        newsroom.ingest(THREE)
    assert "index rebuild" in told.value.hint
    assert generations(newsroom) == ["1"]
    asked = len(newsroom.embedder.asked)
    assert rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress()) == 2
    assert len(newsroom.embedder.asked) == asked
    assert len(found(newsroom, "item")) == 9  # includes what was staged when the damage was found


def test_a_rebuild_repairs_a_garbled_store(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, replace(TWO, text="Gone soon."))
    newsroom.ingest(TWO)
    with newsroom.read() as snapshot:
        before = (found(newsroom, "item harbour"), snapshot.totals())
        for garbled in (
            lexical_folder(snapshot.folder) / "meta.json",
            vectors_folder(snapshot.folder) / "chroma.sqlite3",
        ):
            garbled.write_bytes(b"garbage" * 999)
    with pytest.raises(IndexDamaged, match="index"):
        newsroom.ingest(THREE)
    rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
    with newsroom.read() as snapshot, closing(open_vectors(vectors_folder(snapshot.folder))) as vectors:
        assert vectors.count() == snapshot.totals().passages == before[1].passages + 3
    assert found(newsroom, "item harbour") > before[0]


def test_rebuilding_a_missing_index_raises(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        rebuild(tmp_path / "index", stores=FolderStores(), progress=NoProgress())
    assert not (tmp_path / "index").exists()
