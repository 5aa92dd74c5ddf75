"""An index in a place that cannot be used, or that somebody moved parts of: one line says so, and nothing is lost."""

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
    """A folder with an index, a backup of it and articles that it does not hold yet."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "articles.jsonl").write_text(rows(range(3)), encoding="utf-8")
    (folder / "more.jsonl").write_text(rows(range(3, 5)), encoding="utf-8")
    index = ("--index", str(folder / "index"))
    assert main([*index, "ingest", str(folder / "articles.jsonl")]) == 0
    assert main([*index, "index", "backup", str(folder / "backup")]) == 0
    return folder


@pytest.fixture
def place(original: Path) -> Iterator[Path]:
    """A copy of that folder, where everybody may go."""
    place = Path(tempfile.mkdtemp(prefix="onrecord-test-")) / "place"
    shutil.copytree(original, place)
    yield place
    shutil.rmtree(place.parent)


class Run:
    """Runs commands on the index of the place, gives their exit codes, and keeps what was said: one line and a hint."""

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
def test_an_index_where_none_can_be_is_said_by_every_command(
    place: Path, run: Run, where: Callable[[Path], Path]
) -> None:
    for words in every_command(place):
        assert run(*words, index=where(place)) == 3 or words == ["doctor"]


@pytest.mark.parametrize("name", ["índex of ours-新聞'\"?&#%41", "-index"])
def test_an_index_has_any_name_that_a_folder_may_have(place: Path, run: Run, name: str) -> None:
    for words in every_command(place)[6:-1] + every_command(place):
        assert run(*words, index=place / name) == 0


CLOSED = {
    "the folder": "index",
    "the folder above": ".",
    "the catalog": "index/catalog.sqlite",
    "the seal": "index/catalog.seal",
    "the generations": "index/generations",
    "a generation": "index/generations/1",
}


@pytest.mark.parametrize("closed", CLOSED.values(), ids=CLOSED)
def test_what_may_not_be_read_is_no_damage_and_is_there_again_with_the_rights(
    place: Path, run: Run, closed: str
) -> None:
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


def test_a_catalog_on_another_disk_is_written_to_through_its_link(place: Path, run: Run) -> None:
    catalog = place / "index" / "catalog.sqlite"
    catalog.rename(place / "elsewhere.sqlite")
    catalog.symlink_to("../elsewhere.sqlite")
    for words in (["index", "rebuild"], ["ingest", str(place / "more.jsonl")], ["index", "check"], ["ask", QUESTION]):
        assert run(*words) == 0, run.said
    assert catalog.is_symlink()


def test_an_index_is_written_to_through_a_link_and_after_a_move(place: Path, run: Run) -> None:
    (place / "index").rename(place / "moved")
    (place / "link").symlink_to("moved")
    assert run("ingest", str(place / "more.jsonl"), index=place / "link") == 0
    assert run("ask", QUESTION, index=place / "moved") == 0


@pytest.mark.parametrize("name", ["generations/1", "generations/2"])
def test_a_file_in_the_place_of_a_generation_is_cleared_away_by_a_rebuild(place: Path, run: Run, name: str) -> None:
    shutil.rmtree(place / "index" / name, ignore_errors=True)
    (place / "index" / name).write_text("no generation")
    assert run("index", "rebuild") == 0
    assert run("ask", QUESTION) == 0
    assert run("index", "rebuild") == 0
    assert all(one.is_dir() for one in (place / "index" / "generations").iterdir())


def test_a_lost_catalog_is_damage_to_every_command_and_none_puts_an_empty_one_there(place: Path, run: Run) -> None:
    for name in ("catalog.sqlite", "catalog.seal"):
        (place / "index" / name).unlink()
    more = str(place / "more.jsonl")
    for words in (["index", "prune"], ["index", "rebuild"], ["ask", QUESTION], ["ingest", more], ["index", "upgrade"]):
        assert run(*words) == 3
        assert "catalog.sqlite is missing" in run.said, words
        assert "index restore" in run.said
    assert run("index", "restore", str(place / "backup")) == 0
    assert run("ask", QUESTION) == 0


def test_a_backup_is_never_put_in_the_place_of_the_index_itself(place: Path, run: Run) -> None:
    (place / "beside").symlink_to("index")
    inside = ["index/catalog.sqlite", "index/catalog.seal", "index/new", "beside/catalog.sqlite", "index/generations/1"]
    for name in inside:
        assert run("index", "backup", str(place / name), "--force") == 2
    assert run("ask", QUESTION) == 0
    assert run("index", "check") == 0


def test_a_backup_goes_into_a_file_of_any_name_and_into_nothing_else(place: Path, run: Run) -> None:
    longest = "b" * 255
    for name in (longest, "back up", "sicherung-新聞"):
        assert run("index", "backup", str(place / name)) == 0
        assert run("index", "restore", str(place / name), index=place / f"from-{name[:9]}") == 0
    os.mkfifo(place / "pipe")
    for name in (f"{longest}b", "", "index", "articles.jsonl/backup", "nowhere/backup", "pipe"):
        assert run("index", "backup", str(place / name) if name else "", "--force") == 2, name
    assert (place / "pipe").is_fifo()
    assert not [one.name for one in place.iterdir() if one.name.startswith(".")]


def test_what_is_wrong_with_a_backup_is_said_once_and_of_the_file(place: Path, run: Run) -> None:
    (place / "empty").touch()
    assert run("index", "restore", str(place / "empty"), index=place / "new") == 3
    assert run.said.count("no backup") == 1
    assert "restoring-" not in run.said
