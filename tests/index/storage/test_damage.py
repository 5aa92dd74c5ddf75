"""A damaged byte anywhere in an index never changes an answer and never causes a hang."""

from __future__ import annotations

import gc
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import open_assistant
from assistant.answers.article_rows import article_row
from index.errors import IndexDamaged
from index.ports import NoProgress
from index.storage import checksums as file_checksums
from index.storage.catalog import checksums as catalog_checksums
from index.storage.catalog.checksums import has_valid_checksum
from index.storage.catalog.writer import open_existing_catalog
from tests.fakes.ingest_process import ingest_and_die
from tests.fakes.newsroom import make_article
from tests.fakes.processes import exit_of
from tests.index.conftest import Newsroom

SLOW = pytest.mark.slow
ROOT = Path(__file__).parents[3]
PATIENCE = 300.0


def make_index(folder: Path, *, articles: int) -> Path:
    """Create an index with two generations."""
    first = [make_article(number) for number in range(articles)]
    second = [make_article(articles), replace(first[0], text="The harbour is new.")]
    with open_assistant(index=str(folder / "index")) as assistant:
        for name, some in (("first", first), ("second", second)):
            rows = folder / f"{name}.jsonl"
            rows.write_text("".join(json.dumps(article_row(one)) + "\n" for one in some), encoding="utf-8")
            assistant.ingest([rows])
    return folder / "index"


def try_damages(index: Path, work: Path, *, seed: int, trials: int) -> list[dict[str, Any]]:
    """Return each damage with its outcome. Fails if the process hangs or crashes."""
    command = ["-m", "tests.fakes.damage_process", str(index), str(work), str(seed), str(trials)]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, timeout=PATIENCE, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (lines[-1:], done.stderr)
    return [{**before, **after} for before, after in zip(lines[::2], lines[1::2], strict=True)]


def assert_told(one: dict[str, Any]) -> None:
    """Check that the answer is unchanged, or that the error has a hint that repairs the store."""
    assert one["outcome"] in ("same", "IndexDamaged"), one
    if one["outcome"] == "IndexDamaged":
        of_catalog = one["file"].startswith("catalog.sqlite")
        assert ("index restore" if of_catalog else "index rebuild") in one["hint"], one
        assert one["file"].rpartition("/")[2] in one["said"] or of_catalog, one


# Chroma saves its graph from a thousand passages on, and keeps fewer in its log.
@pytest.mark.parametrize(
    ("articles", "trials"), [(9, 12), pytest.param(40, 300, marks=SLOW), pytest.param(1_100, 300, marks=SLOW)]
)
def test_damage_anywhere_is_reported_or_changes_no_answer(tmp_path: Path, articles: int, trials: int) -> None:
    tried = try_damages(make_index(tmp_path, articles=articles), tmp_path / "work", seed=trials, trials=trials)
    for one in tried:
        assert_told(one)
    assert sum(one["outcome"] == "IndexDamaged" for one in tried) > len(tried) / 4


def test_large_files_are_read_only_if_their_modification_time_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_checksums, "ALWAYS_READ_BYTES", 10)
    file = tmp_path / "large"
    file.write_bytes(b"x" * 100)
    checksums = file_checksums.Checksums.compute(tmp_path, ["large"])
    times = file.stat()
    os.utime(file, ns=(1, 1))
    assert checksums.find_damage(tmp_path) is None  # a copy: the same bytes with another time
    file.write_bytes(b"x" * 99 + b"y")
    assert checksums.find_damage(tmp_path) == "large does not match its checksum"
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert checksums.find_damage(tmp_path) is None
    assert checksums.find_damage(tmp_path, thorough=True) == "large does not match its checksum"


def test_a_killed_writer_leaves_a_valid_checksum_and_its_work_in_the_log(newsroom: Newsroom) -> None:
    newsroom.ingest_all(make_article(number) for number in range(3))
    notes = newsroom.folder.parent / "notes"
    assert exit_of(ingest_and_die, newsroom.folder, notes, range(3, 200), "embed:3") == -signal.SIGKILL
    assert (newsroom.folder / "catalog.sqlite-wal").stat().st_size
    assert has_valid_checksum(newsroom.folder)
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 3
    assert has_valid_checksum(newsroom.folder)


def test_a_writer_checkpoints_a_long_log_while_it_works(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_checksums, "MAX_LOG_BYTES", 100_000)
    lengths: list[tuple[int, bool]] = []

    class Watching(NoProgress):
        def advance(self, stage: str, *, done: int, total: int | None) -> None:
            if stage == "articles":
                log = newsroom.folder / "catalog.sqlite-wal"
                lengths.append((log.stat().st_size, has_valid_checksum(newsroom.folder)))

    newsroom.ingest_all((make_article(number) for number in range(256)), progress=Watching())
    assert lengths == [(0, True)] * 4


def test_a_writer_checks_a_catalog_without_a_checksum(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    (newsroom.folder / "catalog.seal").unlink()
    assert newsroom.ingest(make_article(2)).new == 1
    assert has_valid_checksum(newsroom.folder)
    (newsroom.folder / "catalog.seal").unlink()
    with closing(sqlite3.connect(newsroom.folder / "catalog.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE texts SET text = replace(text, 'Item', 'Idem') WHERE row = 1")
    with pytest.raises(IndexDamaged, match=r"article-0001.*not what was stored"):
        newsroom.ingest(make_article(3))
    assert not has_valid_checksum(newsroom.folder)


def test_an_ingest_without_changes_leaves_the_checksum_file_untouched(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    before = (newsroom.folder / "catalog.seal").stat()
    assert newsroom.ingest(make_article(1)).unchanged == 1
    assert (newsroom.folder / "catalog.seal").stat() == before


@pytest.mark.parametrize("read_on", [False, True])
def test_an_interrupted_writer_with_an_open_cursor_writes_no_checksum(newsroom: Newsroom, read_on: bool) -> None:
    """SQLite closes a connection, and checkpoints its log, only after its last open cursor."""
    newsroom.ingest(make_article(1), make_article(2))

    kept: list[sqlite3.Cursor] = []

    def stage_and_read(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE unseen AS SELECT * FROM texts")
        reading = connection.execute("SELECT row FROM articles")
        reading.fetchone()
        if read_on:
            kept.append(reading)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_existing_catalog(newsroom.folder) as connection:
        stage_and_read(connection)
    del connection
    kept.clear()
    gc.collect()
    assert has_valid_checksum(newsroom.folder) is not read_on
    newsroom.ingest(make_article(3))
    assert has_valid_checksum(newsroom.folder)


def test_a_writer_interrupted_while_closing_keeps_checksum_and_catalog_consistent(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ingest(make_article(1))

    def interrupt(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    def stage() -> None:
        with open_existing_catalog(newsroom.folder) as connection:
            connection.execute("CREATE TABLE unseen AS SELECT * FROM texts")
            monkeypatch.setattr("index.storage.catalog.writer.checkpoint", interrupt)

    with pytest.raises(KeyboardInterrupt):
        stage()
    monkeypatch.undo()
    assert has_valid_checksum(newsroom.folder)
    assert newsroom.ingest(make_article(2)).new == 1
