"""The mode for scripts: lines in, answers out, nothing else on standard output."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from assistant.config.settings import load_settings
from assistant.interfaces.cli import main
from assistant.journal import Asked, Journal
from tests.assistant.conftest import DAM

QUESTION = "What did Marrant say about the dam?"


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str], *lines: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()), "utf-8"))
    return main(["chat", *arguments])


def test_each_line_is_answered_without_a_prompt_or_an_escape_code(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, ["--index", index], QUESTION, "", "/source 1") == 0
    said = capsys.readouterr()
    assert said.out.startswith(
        "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]\n\nSources"
    )
    assert "[1 “The dam will hold through the winter,” Ilse Marrant said on Monday.]" in said.out
    assert "\x1b" not in said.out
    assert "> " not in said.out.replace("  <", "")
    assert said.err == ""


def test_what_goes_wrong_is_told_apart_and_in_the_exit_code_and_the_script_goes_on(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, ["--index", index, "--ephemeral"], "/source 9", "/halp", QUESTION, "/quit", QUESTION) == 2
    said = capsys.readouterr()
    assert (
        said.err
        == "no source 9\n  no sources yet; ask a question first\nunknown command '/halp'\n  did you mean /help?\n"
    )
    assert said.out.count("Searched 2 articles") == 1


def test_without_an_index_it_is_exit_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, ["--index", str(tmp_path / "none"), "--ephemeral"], QUESTION) == 3


def test_articles_can_be_read_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dam.jsonl"
    file.write_text(json.dumps(DAM), encoding="utf-8")
    assert run(monkeypatch, ["--index", str(tmp_path / "index")], f"/ingest {file}", QUESTION) == 0
    assert "1 new." in capsys.readouterr().out


def test_a_conversation_is_gone_on_with(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, ["--index", index, "--since", "2025-03-01"], QUESTION)
    capsys.readouterr()
    assert run(monkeypatch, ["--index", index, "-c"], "/filter", "And Oduya?", "/source 1") == 0
    said = capsys.readouterr()
    assert "Resumed" in said.err
    assert "Filters: since:2025-03-01\n" in said.out
    assert "No record of Tomas Oduya on the dam" in said.out
    assert "[1 “The dam will hold" in said.out
    (session,) = Journal(load_settings().journal).sessions()
    assert session.exchanges == 2


def test_ephemeral_writes_nothing(index: str, monkeypatch: pytest.MonkeyPatch, a_home_of_its_own: Path) -> None:
    assert run(monkeypatch, ["--index", index, "--ephemeral"], QUESTION, "/sessions", "/search dam") == 0
    assert list(a_home_of_its_own.rglob("*")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ephemeral", "-c"], "--ephemeral saves nothing"),
        (["--json"], "a conversation has no JSON"),
        (["--resume", "zzz"], "no conversation"),
        (["--since", "monday"], "since is not a day"),
        (["--max-cost", "1", "--model", "no-such"], "is not known"),
    ],
)
def test_wrong_use_is_exit_2(
    index: str,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Journal(load_settings().journal).record("chat:1", Asked("Who?", "No record."))
    assert run(monkeypatch, ["--index", index, *arguments], QUESTION) == 2
    assert said in capsys.readouterr().err


def test_a_damaged_journal_is_said_before_anything_else_and_left_as_it_is(
    index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_text("Dear diary, this is no database at all, and yet it is somebody's.")
    monkeypatch.setenv("ONRECORD_JOURNAL", str(file))
    assert run(monkeypatch, ["--index", index], QUESTION) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "or chat with --ephemeral" in said.err
    assert file.read_text().startswith("Dear diary")
    assert run(monkeypatch, ["--index", index, "--ephemeral"], QUESTION) == 0
