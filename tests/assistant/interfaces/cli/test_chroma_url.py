"""One setting moves an index's vectors to a Chroma server, and every command says where they are and what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.interfaces.cli import main
from tests.fakes.chroma_server import free_port


@pytest.fixture
def moving(index: str, tmp_path: Path) -> str:
    """An index of its own, with its vectors in its folder."""
    shutil.copytree(index, tmp_path / "index")
    return str(tmp_path / "index")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_index_is_moved_to_a_server_by_a_rebuild_and_refused_until_then(
    capsys: pytest.CaptureFixture[str], moving: str, chroma_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run(capsys, "search", "the dam", "--index", moving, "--json")
    monkeypatch.setenv("ONRECORD_CHROMA_URL", chroma_url)
    for verb in (["search", "the dam"], ["doctor"]):
        code, out, err = run(capsys, *verb, "--index", moving)
        assert code == 3
        assert "stores its vectors in its folder" in out + err
        assert "onrecord index rebuild" in out + err

    assert run(capsys, "index", "rebuild", "--index", moving, "--quiet")[0] == 0
    assert run(capsys, "search", "the dam", "--index", moving, "--json") == before
    code, out, _ = run(capsys, "doctor", "--index", moving)
    assert code == 0
    assert f"2 on the Chroma server at {chroma_url}" in out
    assert f"vectors go to {chroma_url}, without texts" in out

    monkeypatch.delenv("ONRECORD_CHROMA_URL")
    code, _, err = run(capsys, "search", "the dam", "--index", moving)
    assert code == 3
    assert "ONRECORD_CHROMA_URL" in err


def test_an_ingest_without_its_server_ends_with_exit_3_and_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://desk:secret@127.0.0.1:{free_port()}"
    monkeypatch.setenv("ONRECORD_CHROMA_URL", url)
    (tmp_path / "article.json").write_text(json.dumps({"title": "Ferry", "text": "The ferry was late."}))

    for verb in (["ingest", str(tmp_path / "article.json")], ["doctor"]):
        code, out, err = run(capsys, *verb, "--index", str(tmp_path / "index"))
        assert code == 3
        assert "cannot be reached" in out + err
        assert "chroma run" in out + err
        assert "secret" not in out + err


def test_a_new_index_is_made_on_the_server_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, chroma_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_CHROMA_URL", chroma_url)
    index = str(tmp_path / "index")
    code, out, _ = run(capsys, "doctor", "--index", index)
    assert code == 0
    assert "which is reachable" in out

    (tmp_path / "article.json").write_text(json.dumps({"title": "Ferry", "text": "The ferry was late."}))
    assert run(capsys, "ingest", str(tmp_path / "article.json"), "--index", index, "--quiet")[0] == 0
    code, out, _ = run(capsys, "doctor", "--index", index)
    assert code == 0
    assert f"1 on the Chroma server at {chroma_url}" in out
