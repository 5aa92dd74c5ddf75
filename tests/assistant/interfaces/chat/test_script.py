"""Script mode: lines in, answers out, and nothing else on standard output."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from assistant.config.settings import load_settings
from assistant.interfaces.cli import main
from assistant.journal import ExchangeContent, Journal
from tests.assistant.conftest import DAM

QUESTION = "What did Marrant say about the dam?"


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str], *lines: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()), "utf-8"))
    return main(["chat", *arguments])


def test_each_line_is_answered_without_a_prompt_or_an_escape_code(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, ["--index", index], QUESTION, "", "/source 1") == 0
    output = capsys.readouterr()
    assert output.out.startswith(
        "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]\n\nSources"
    )
    assert "[1 “The dam will hold through the winter,” Ilse Marrant said on Monday.]" in output.out
    assert "\x1b" not in output.out
    assert "> " not in output.out.replace("  <", "")
    assert output.err == ""


def test_errors_go_to_stderr_and_the_exit_code_and_the_script_continues(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, ["--index", index, "--ephemeral"], "/source 9", "/halp", QUESTION, "/quit", QUESTION) == 2
    output = capsys.readouterr()
    assert (
        output.err
        == "no source 9\n  no sources yet; ask a question first\nunknown command '/halp'\n  did you mean /help?\n"
    )
    assert output.out.count("Searched 2 articles") == 1


def test_a_missing_index_exits_with_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, ["--index", str(tmp_path / "none"), "--ephemeral"], QUESTION) == 3


def test_a_script_can_ingest_articles_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dam.jsonl"
    file.write_text(json.dumps(DAM), encoding="utf-8")
    assert run(monkeypatch, ["--index", str(tmp_path / "index")], f"/ingest {file}", QUESTION) == 0
    assert "1 new." in capsys.readouterr().out


def test_a_script_can_resume_a_conversation(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, ["--index", index, "--since", "2025-03-01"], QUESTION)
    capsys.readouterr()
    assert run(monkeypatch, ["--index", index, "-c"], "/filter", "And Oduya?", "/source 1") == 0
    output = capsys.readouterr()
    assert "Resumed" in output.err
    assert "Filters: since:2025-03-01\n" in output.out
    assert "No record of Tomas Oduya on the dam" in output.out
    assert "[1 “The dam will hold" in output.out
    (session,) = Journal(load_settings().journal).sessions()
    assert session.exchanges == 2


def test_ephemeral_writes_nothing(index: str, monkeypatch: pytest.MonkeyPatch, a_home_of_its_own: Path) -> None:
    assert run(monkeypatch, ["--index", index, "--ephemeral"], QUESTION, "/sessions", "/search dam") == 0
    assert list(a_home_of_its_own.rglob("*")) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--ephemeral", "-c"], "--ephemeral saves nothing"),
        (["--json"], "the chat cannot print JSON"),
        (["--resume", "zzz"], "no conversation"),
        (["--since", "monday"], "since must be a day"),
        (["--max-cost", "1", "--model", "no-such"], "is unknown"),
    ],
)
def test_invalid_options_exit_with_2(
    index: str,
    arguments: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Journal(load_settings().journal).record("chat:1", ExchangeContent("Who?", "No record."))
    assert run(monkeypatch, ["--index", index, *arguments], QUESTION) == 2
    assert expected in capsys.readouterr().err


def test_a_damaged_journal_is_reported_first_and_left_unchanged(
    index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_text("Dear diary, this is no database at all, and yet it is somebody's.")
    monkeypatch.setenv("ONRECORD_JOURNAL", str(file))
    assert run(monkeypatch, ["--index", index], QUESTION) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "or chat with --ephemeral" in output.err
    assert file.read_text().startswith("Dear diary")
    assert run(monkeypatch, ["--index", index, "--ephemeral"], QUESTION) == 0
