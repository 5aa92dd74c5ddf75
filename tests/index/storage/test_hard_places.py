"""Unusable index folders, and indexes with moved parts: one clear error, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.interfaces.cli.main import main
from tests.fakes.newsroom import make_article
from tests.fakes.places import as_nobody, needs_root

QUESTION = "What did Ada Quill say about the harbour?"


def rows(numbers: range) -> str:
    articles = map(make_article, numbers)
    return "".join(json.dumps({"id": one.id, "title": one.title, "text": one.text}) + "\n" for one in articles)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index, a backup of it, and articles that are not in it yet."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "articles.jsonl").write_text(rows(range(3)), encoding="utf-8")
    (folder / "more.jsonl").write_text(rows(range(3, 5)), encoding="utf-8")
    index = ("--index", str(folder / "index"))
    assert main([*index, "ingest", str(folder / "articles.jsonl")]) == 0
    assert main([*index, "index", "backup", str(folder / "backup")]) == 0
    return folder


@pytest.fixture
def place(original: Path) -> Iterator[Path]:
    """A copy of that folder with access for everyone."""
    place = Path(tempfile.mkdtemp(prefix="onrecord-test-")) / "place"
    shutil.copytree(original, place)
    yield place
    shutil.rmtree(place.parent)


class Run:
    """Runs commands on the index, returns their exit codes, and checks that an error has one line and a hint."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._index = place / "index"
        self._capsys = capsys
        self.said = ""

    def __call__(self, *words: str, index: Path | None = None) -> int:
        code = main(["--quiet", "--index", str(index or self._index), *words])
        lines = self._capsys.readouterr().err.splitlines()
        assert code in (0, 2, 3), lines
        if code and lines:
            assert [line[:2] for line in lines] == ["on", "  "], lines
        self.said = " ".join(lines)
        return code


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(place, capsys)


def every_command(place: Path) -> list[list[str]]:
    return [
        ["ask", QUESTION],
        ["show", make_article(1).id],
        ["index", "stats"],
        ["index", "backup", str(place / "another"), "--force"],
        ["index", "prune"],
        ["index", "rebuild"],
        ["ingest", str(place / "more.jsonl")],
        ["index", "restore", str(place / "backup"), "--force"],
        ["doctor"],
    ]


NOWHERE = {
    "below a file": lambda place: place / "articles.jsonl" / "index",
    "a name that is too long": lambda place: place / ("n" * 300),
    "a path that is too long": lambda place: place.joinpath(*["n" * 200] * 25),
}


@pytest.mark.parametrize("where", NOWHERE.values(), ids=NOWHERE)
def test_every_command_reports_an_impossible_index_folder(place: Path, run: Run, where: Callable[[Path], Path]) -> None:
    for words in every_command(place):
        assert run(*words, index=where(place)) == 3 or words == ["doctor"]


@pytest.mark.parametrize("name", ["índex of ours-新聞'\"?&#%41", "-index"])
def test_every_command_accepts_any_folder_name(place: Path, run: Run, name: str) -> None:
    for words in every_command(place)[6:-1] + every_command(place):
        assert run(*words, index=place / name) == 0


CLOSED = {
    "the folder": "index",
    "the folder above": ".",
    "the catalog": "index/catalog.sqlite",
    "the checksum": "index/catalog.seal",
    "the generations": "index/generations",
    "a generation": "index/generations/1",
}


@pytest.mark.parametrize("closed", CLOSED.values(), ids=CLOSED)
def test_missing_rights_are_not_reported_as_damage(place: Path, run: Run, closed: str) -> None:
    needs_root()
    for each in (place.parent, place, *place.rglob("*")):
        os.chown(each, 65534, 65534)
    mode = (place / closed).stat().st_mode
    (place / closed).chmod(0)
    with as_nobody():
        for words in every_command(place)[:-2]:
            if run(*words) == 3:
                assert "damaged" not in run.said, words
                assert "restore" not in run.said, words
    (place / closed).chmod(mode)
    assert run("ask", QUESTION) == 0
    assert run("ingest", str(place / "more.jsonl")) == 0


def test_a_linked_catalog_file_stays_linked(place: Path, run: Run) -> None:
    catalog = place / "index" / "catalog.sqlite"
    catalog.rename(place / "elsewhere.sqlite")
    catalog.symlink_to("../elsewhere.sqlite")
    for words in (["index", "rebuild"], ["ingest", str(place / "more.jsonl")], ["index", "check"], ["ask", QUESTION]):
        assert run(*words) == 0, run.said
    assert catalog.is_symlink()


def test_a_moved_index_can_be_written_through_a_link(place: Path, run: Run) -> None:
    (place / "index").rename(place / "moved")
    (place / "link").symlink_to("moved")
    assert run("ingest", str(place / "more.jsonl"), index=place / "link") == 0
    assert run("ask", QUESTION, index=place / "moved") == 0


@pytest.mark.parametrize("name", ["generations/1", "generations/2"])
def test_a_rebuild_removes_a_file_in_place_of_a_generation(place: Path, run: Run, name: str) -> None:
    shutil.rmtree(place / "index" / name, ignore_errors=True)
    (place / "index" / name).write_text("no generation")
    assert run("index", "rebuild") == 0
    assert run("ask", QUESTION) == 0
    assert run("index", "rebuild") == 0
    assert all(one.is_dir() for one in (place / "index" / "generations").iterdir())


def test_every_command_reports_a_lost_catalog_and_none_creates_an_empty_one(place: Path, run: Run) -> None:
    for name in ("catalog.sqlite", "catalog.seal"):
        (place / "index" / name).unlink()
    more = str(place / "more.jsonl")
    for words in (["index", "prune"], ["index", "rebuild"], ["ask", QUESTION], ["ingest", more], ["index", "upgrade"]):
        assert run(*words) == 3
        assert "catalog.sqlite is missing" in run.said, words
        assert "index restore" in run.said
    assert run("index", "restore", str(place / "backup")) == 0
    assert run("ask", QUESTION) == 0


def test_a_backup_is_never_written_into_the_index(place: Path, run: Run) -> None:
    (place / "beside").symlink_to("index")
    inside = ["index/catalog.sqlite", "index/catalog.seal", "index/new", "beside/catalog.sqlite", "index/generations/1"]
    for name in inside:
        assert run("index", "backup", str(place / name), "--force") == 2
    assert run("ask", QUESTION) == 0
    assert run("index", "check") == 0


def test_a_backup_accepts_any_file_name_and_only_files(place: Path, run: Run) -> None:
    longest = "b" * 255
    for name in (longest, "back up", "sicherung-新聞"):
        assert run("index", "backup", str(place / name)) == 0
        assert run("index", "restore", str(place / name), index=place / f"from-{name[:9]}") == 0
    os.mkfifo(place / "pipe")
    for name in (f"{longest}b", "", "index", "articles.jsonl/backup", "nowhere/backup", "pipe"):
        assert run("index", "backup", str(place / name) if name else "", "--force") == 2, name
    assert (place / "pipe").is_fifo()
    assert not [one.name for one in place.iterdir() if one.name.startswith(".")]


def test_a_damaged_backup_is_reported_once_by_its_file_name(place: Path, run: Run) -> None:
    (place / "empty").touch()
    assert run("index", "restore", str(place / "empty"), index=place / "new") == 3
    assert run.said.count("not a backup") == 1
    assert "restoring-" not in run.said
