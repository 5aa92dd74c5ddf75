"""`index check` finds damage, names the repair command, and changes nothing."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexMismatch, IndexMissing
from index.ingest.writer import rebuild
from index.maintenance.check import CheckReport, check
from index.ports import NoProgress
from index.storage.catalog.checksums import has_valid_checksum, write_catalog_checksum, write_generation_checksums
from index.storage.files import lexical_folder, vectors_folder
from index.storage.lexical import open_lexical
from index.storage.probe import ProbeResult, probe
from index.storage.vectors.chroma import open_vectors
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom, checked


def told(report: CheckReport) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in report.damages]


def change(newsroom: Newsroom, *statements: str) -> None:
    """Damage the catalog and write a new checksum, so that the checksum does not reveal it."""
    with closing(sqlite3.connect(newsroom.folder / "catalog.sqlite", isolation_level=None)) as connection:
        for sql in statements:
            connection.execute(sql)
    write_catalog_checksum(newsroom.folder)


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file()
        and file.suffix != ".bin"
        and not file.name.endswith("-shm")  # temporary files of Chroma and SQLite
    }


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom(tmp_path_factory.mktemp("original") / "index")
    newsroom.ingest_all(make_article(number) for number in range(3))
    newsroom.ingest(replace(make_article(1), text="The harbour is new."))
    return newsroom


@pytest.fixture
def filled(original: Newsroom, tmp_path: Path) -> Newsroom:
    return original.copy(tmp_path / "index")


def test_an_intact_index_has_no_damage_and_is_not_changed(filled: Newsroom) -> None:
    before = files(filled.folder)
    report = check(filled.folder, progress=NoProgress())
    assert (report.generation, report.damages, report.notes) == (2, (), ())
    assert files(filled.folder) == before


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE texts SET text = 'y' || text WHERE row = 2", "the text of article 'article-0001' is not what"),
        ("UPDATE passages SET start = start + 1 WHERE row = 1", "passage '.*' of article 'article-0000' is not what"),
        ("UPDATE statements SET pieces = '[[1, 2]]' WHERE row = 1", "statement '.*' of article 'article-0000' is not"),
        ("UPDATE statements SET cue_end = 9999 WHERE row = 1", "statement '.*' of article 'article-0000' is not what"),
        ("DELETE FROM vectors WHERE passage_row = 1", "passage '.*' has no vector"),
        ("UPDATE vectors SET vector = x'0102' WHERE passage_row = 1", "passage '.*' has a vector of 2 bytes"),
        ("DELETE FROM texts WHERE row = 1", "row 1 of articles refers to a missing row of texts"),
        ("UPDATE articles SET died = 2 WHERE id = 'article-0002'", "generation 2 has 2 articles, but 3 were published"),
        ("DELETE FROM generations WHERE generation = 2", "generation 2 is missing from the list"),
    ],
)
def test_every_changed_row_of_the_catalog_is_found(filled: Newsroom, sql: str, what: str) -> None:
    change(filled, sql)
    report = checked(filled.folder)
    assert any(re.search(what, one.what) for one in report.damages), report
    assert all("index restore" in one.hint for one in report.damages if one.where == "catalog")


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("lost", ["generations/2", "generations/2/tantivy", "generations/2/chroma/chroma.sqlite3"])
def test_a_lost_folder_is_found_and_repaired_by_a_rebuild(filled: Newsroom, lost: str, quick: bool) -> None:
    place = filled.folder / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    [damage] = checked(filled.folder, quick=quick).damages
    assert damage.where == "generation"
    assert "is missing" in damage.what
    assert "index rebuild" in damage.hint
    rebuild(filled.folder, stores=filled.stores, progress=NoProgress())
    assert checked(filled.folder, quick=quick).damages == ()


def test_stores_that_differ_from_the_catalog_are_found(filled: Newsroom) -> None:
    place = filled.folder / "generations" / "2"
    with closing(open_vectors(vectors_folder(place))) as vectors:
        known = vectors.ids()[0]
        vectors.replace(ids=["strange"], vectors=filled.embedder.embed(["strange"]), drop=[known])
    open_lexical(lexical_folder(place)).replace(add=(), drop=[known])
    change(filled, f"UPDATE generations SET manifest = '{write_generation_checksums(place)}' WHERE generation = 2")
    assert told(check(filled.folder, progress=NoProgress())) == [
        ("tantivy", "generations/2/tantivy: it has 12 entries, but the catalog has 13"),
        ("chroma", "generations/2/chroma: it has 1 entries that are not in the catalog"),
    ]


def test_an_unreadable_checksum_is_damage_and_rewritten_by_a_rebuild(filled: Newsroom) -> None:
    (filled.folder / "catalog.seal").write_text("{half")
    [damage] = checked(filled.folder).damages
    assert (damage.where, "index rebuild" in damage.hint) == ("catalog", True)
    rebuild(filled.folder, stores=filled.stores, progress=NoProgress())
    assert checked(filled.folder).damages == ()


def test_a_checksum_written_during_the_check_is_no_damage(filled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    (filled.folder / "catalog.seal").unlink()

    def checksum_written_meanwhile(folder: Path, *, thorough: bool) -> bool:
        found = has_valid_checksum(folder, thorough=thorough)
        write_catalog_checksum(folder)
        return found

    monkeypatch.setattr("index.maintenance.check.has_valid_checksum", checksum_written_meanwhile)
    assert checked(filled.folder, quick=True).damages == ()


def test_a_generation_without_checksums_is_a_note_and_no_damage(filled: Newsroom) -> None:
    change(filled, "UPDATE generations SET manifest = NULL")
    report = checked(filled.folder, quick=True)
    assert report.damages == ()
    assert "without checksums" in report.notes[0]


def test_a_missing_index_and_another_schema_raise(filled: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        check(tmp_path / "none", progress=NoProgress())
    change(filled, "PRAGMA user_version = 99")
    with pytest.raises(IndexMismatch):
        checked(filled.folder)


@pytest.mark.parametrize(
    ("program", "wrong"),
    [
        ("import os; os.kill(os.getpid(), 11)", "opening it crashed (SIGSEGV)"),
        ("while True: pass", "it did not open within 0.5 seconds"),
        ("import sys; sys.exit('thread panicked')", "thread panicked"),
    ],
)
def test_a_store_that_crashes_or_hangs_its_process_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, wrong: str
) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{program}"\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    assert probe("chroma", tmp_path, ids=False, dimensions=4, timeout=0.5 if "while" in program else 60) == ProbeResult(
        problem=wrong
    )
