"""No key and no question in a log at the default level, and what is kept is for its owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant.interfaces.cli.main import _write_log
from tests.assistant.interfaces.cli.test_commands import run
from tests.fakes.openai_server import FakeOpenAI

KEY = "sk-t"
QUESTION = "What did Marrant say about the dam?"


def test_a_question_with_a_key_and_a_model_leaves_neither_in_a_log(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    index: str,
    server: FakeOpenAI,
    a_home_of_its_own: Path,
) -> None:
    run(capsys, "ask", QUESTION, "--model", "none", "--index", index)
    run(capsys, "ask", QUESTION, "--model", "no-such-model", "--index", index)
    written = [record for record in caplog.records if record.levelname not in ("DEBUG", "INFO")]
    assert not [one for one in written if "Marrant" in one.getMessage() or KEY in one.getMessage()]
    files = [file for file in a_home_of_its_own.rglob("*") if file.is_file()]
    assert not [file for file in files if KEY.encode() in file.read_bytes() or QUESTION.encode() in file.read_bytes()]


def test_the_log_of_a_bug_is_its_owners_alone(a_home_of_its_own: Path) -> None:
    log = _write_log(ValueError("a bug"))
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
