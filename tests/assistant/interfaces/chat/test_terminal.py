"""The real program in a pseudo-terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.config.settings import load_settings
from assistant.journal import Journal
from tests.assistant.conftest import DAM, FERRY
from tests.assistant.interfaces.chat.terminal import ALT_ENTER, CTRL_C, CTRL_D, ENTER, onrecord_chat
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces

pytestmark = pytest.mark.usefixtures("checked_by_rules")

DAM_QUESTION = "What did Marrant say about the dam?"
ANSWER = "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]"
MODEL = ("--model", "gpt-4o-mini")


def script(folder: Path, name: str, text: str) -> str:
    """Write a shell script that stands for an editor or a browser."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def open_journal() -> Journal:
    return Journal(load_settings().journal)


def test_a_whole_conversation(index: str, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    editor = script(tmp_path, "editor", 'printf "What did Sool say\\nabout the ferry?" > "$1"')
    browser = script(tmp_path, "browser", f'printf "%s" "$1" > "{opened}"')
    programs = {"EDITOR": editor, "VISUAL": editor, "BROWSER": f"{browser} %s"}
    with onrecord_chat("--index", index, environment=programs) as terminal:
        assert "To use a model, set OPENAI_API_KEY" in " ".join(terminal.wait_for_prompt().split())

        shown = terminal.ask(DAM_QUESTION)
        assert ANSWER in shown
        assert "[1] Brell dam will hold, engineer says Kestrel Post, Mar 4, 2025" in shown
        assert "[1 “The dam will hold through the winter,” Ilse Marrant said on Monday.]" in terminal.ask("/source 1")
        shown = terminal.ask("And Oduya?")
        assert "No record of Tomas Oduya on the dam" in shown
        assert "[1] Brell dam will hold, engineer says (shown above)" in shown
        assert "speaker Tomas Oduya" in terminal.ask("/why")
        assert "did you mean /source?" in terminal.ask("/sorce 1")
        terminal.ask("/open 2")
        assert opened.read_text().startswith("https://kestrel.example/dam#:~:text=Tomas%20Oduya")

        terminal.ask("/filter since:2025-03-08")
        assert "since:2025-03-08 >" in terminal.shown
        terminal.ask("/filter off")

        terminal.type("\x18\x05")  # Ctrl-X Ctrl-E
        terminal.wait_for("about the ferry?", "[3] Ferry to stay in port")
        terminal.wait_for_prompt()

        terminal.type("What did Oduya say")
        terminal.type(ALT_ENTER)
        terminal.paste("about\nthe gates?")
        terminal.type(ENTER)
        terminal.wait_until(
            lambda _: (
                "the gates? Tomas Oduya denied, in the article's words, that the gates were rusted [2]" in terminal.text
            ),
            "it",
        )
        terminal.wait_for_prompt()

        terminal.type("\x12Marrant")  # Ctrl-R
        terminal.wait_until(lambda _: terminal.text.count(f"> {DAM_QUESTION}") == 2, "the question of before")
        terminal.type(CTRL_C)
        terminal.wait_for_prompt()

        terminal.type("/stat\t")
        terminal.wait_for("/statements")
        terminal.type(" mar\t")
        terminal.wait_for("/statements Ilse Marrant")
        terminal.type(f"{ENTER}")
        terminal.wait_for("(direct, said on Mar 3, 2025)")
        terminal.wait_for_prompt()

        terminal.type(CTRL_C)
        terminal.wait_for("Press Ctrl-C again or Ctrl-D to quit.")
        terminal.wait_for_prompt()
        terminal.type(CTRL_D)
        assert terminal.end() == 0
        assert "To continue: onrecord chat -c" in terminal.text
    (session,) = open_journal().sessions()
    assert [one.asked.question for one in open_journal().exchanges(session.key)] == [
        DAM_QUESTION,
        "And Oduya?",
        "What did Sool say\nabout the ferry?",
        "What did Oduya say\nabout\nthe gates?",
    ]


class PausedReply:
    """A model's reply that pauses until `go_on` is set."""

    def __init__(self, first: str, rest: str = "") -> None:
        self.go_on = threading.Event()
        self._first = first
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        yield from pieces(self._first)
        while not self.go_on.wait(0.05):
            yield ""  # so that a connection that was closed is noticed
        yield from pieces(self._rest)


@pytest.mark.slow
@pytest.mark.parametrize("before", [40, 200])
def test_a_resize_during_an_answer_redraws_nothing(index: str, server: FakeOpenAI, before: int) -> None:
    paused = PausedReply("Ilse Marrant said {S1}. The dam", " at Brell was built in 1931 [3].")
    server.enqueue(Reply(paused))
    with onrecord_chat("--index", index, *MODEL, columns=before) as terminal:
        terminal.wait_for_prompt()
        terminal.type(DAM_QUESTION + ENTER)
        terminal.wait_for("winter")
        terminal.resize(80, 24)
        paused.go_on.set()
        terminal.wait_for("gpt-4o-mini, 120 tokens")
        terminal.wait_for_prompt()
        # Once in the answer and once in its source: nothing is drawn twice.
        answer = terminal.text.rpartition(DAM_QUESTION)[2]
        assert answer.count("The dam will hold through") == 2
        assert answer.count("The dam at Brell was built in 1931") == 2
        below = terminal.shown.rpartition("Sources")[2].split("\n")
        assert max(map(len, below)) <= 80


@pytest.mark.slow
def test_ctrl_c_keeps_the_partial_answer_and_closes_the_stream(index: str, server: FakeOpenAI) -> None:
    paused = PausedReply("Ilse Marrant said {S1}. The dam")
    server.enqueue(Reply(paused), "Tomas Oduya denied {S1}.")
    with onrecord_chat("--index", index, *MODEL) as terminal:
        terminal.wait_for_prompt()
        terminal.type(DAM_QUESTION + ENTER)
        terminal.wait_for("winter")
        terminal.type(CTRL_C)
        terminal.wait_for("Stopped.", "Sources", "[1] Brell dam will hold")
        terminal.wait_for_prompt()
        assert server.disconnected.wait(10)
        paused.go_on.set()
        assert "[1 “The dam will hold through the winter,” Ilse" in terminal.ask("/source 1")
        assert "stopped early" in terminal.ask("/why")
        terminal.type(CTRL_C)
        terminal.wait_for("Press Ctrl-C again")
        terminal.type(CTRL_C)
        assert terminal.end() == 0
    (exchange,) = open_journal().exchanges(open_journal().sessions()[0].key)
    assert exchange.stopped
    assert exchange.asked.text.endswith("[stopped]")
    assert exchange.citations[0].quote.startswith("“The dam will hold")


@pytest.mark.slow
def test_a_conversation_resumes_after_the_index_was_updated(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")

    def publish(*rows: dict[str, str]) -> None:
        (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        with open_assistant(index=folder) as assistant:
            assistant.ingest([tmp_path / "articles.jsonl"])

    publish(DAM)
    with onrecord_chat("--index", folder) as terminal:
        terminal.wait_for_prompt()
        terminal.ask(DAM_QUESTION)
        publish(
            FERRY, DAM | {"text": DAM["text"].replace("hold through the winter", "not hold"), "updated": "2025-03-06"}
        )
        assert "The index was updated and now has 2 articles." in terminal.ask("What did Sool say about the ferry?")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    with onrecord_chat("-c", "--index", folder) as terminal:
        output = " ".join(terminal.wait_for_prompt().split())
        assert "2 questions" in output
        assert "To use a model" not in output
        shown = terminal.ask("/source 1")
        assert "version 2 replaced this one" in shown
        assert "[1 “The dam will hold through the winter,” Ilse" in shown
        assert "[3]" in terminal.ask(DAM_QUESTION)
        terminal.type("\x1b[A" * 3)  # up, beyond what was asked here
        terminal.wait_until(lambda shown: shown.rstrip().endswith("What did Sool say about the ferry?"), "the past")


@pytest.mark.slow
def test_an_unreachable_model_gives_the_extracted_answer(index: str) -> None:
    dead = {"OPENAI_API_KEY": "sk-t", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ONRECORD_TIMEOUT": "2"}
    with onrecord_chat("--index", index, *MODEL, environment=dead) as terminal:
        terminal.wait_for_prompt()
        assert "gpt-4o-mini >" in terminal.shown
        shown = terminal.ask(DAM_QUESTION)
        assert ANSWER in shown
        assert "Answered without the model: " in shown


@pytest.mark.slow
@pytest.mark.parametrize("plainly", ["--no-color", "NO_COLOR", "TERM"])
def test_plain_mode_sends_no_styles(index: str, plainly: str) -> None:
    arguments = ["--no-color"] if plainly == "--no-color" else []
    environment = {"NO_COLOR": {"NO_COLOR": "1"}, "TERM": {"TERM": "dumb"}}.get(plainly, {})
    with onrecord_chat("--index", index, *arguments, environment=environment) as terminal:
        terminal.wait_for_prompt()
        shown = terminal.ask(DAM_QUESTION)
        assert ANSWER in shown
        assert "<https://kestrel.example/dam#:~:text=" in shown.replace(" ", "")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
        sent = terminal.bytes
    assert set(re.findall(rb"\x1b\[([0-9;]*)m", sent)) <= {b"", b"0"}
    assert b"\x1b]" not in sent
    if plainly == "TERM":
        assert b"\x1b" not in sent


@pytest.mark.slow
def test_the_first_start_offers_sample_articles_in_a_separate_index(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (tmp_path / "dam.jsonl").write_text(json.dumps(DAM), encoding="utf-8")
    with onrecord_chat("--index", str(own / "index"), "--ephemeral") as terminal:
        terminal.wait_for("No index at", "Type demo", "first articles >")
        terminal.ask("nowhere.txt", "rejected: nowhere.txt")
        shown = terminal.ask("demo", "demo >")
        assert "22 new" in shown
        assert "Steve Witkoff said:" in terminal.ask("What did Rubio say about Article 5?")
        terminal.ask(f"/ingest {tmp_path / 'dam.jsonl'}", "Leaving the sample articles", "1 new.")
        assert ANSWER in terminal.ask(DAM_QUESTION)
        terminal.type("/quit" + ENTER)
        assert terminal.end() == 0
    assert not load_settings().journal.exists()
    with open_assistant(index=str(own / "index")) as assistant:
        assert assistant.statistics().totals.articles == 1


def test_an_index_without_articles_counts_as_a_first_start(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assert assistant.ingest([tmp_path / "empty.txt"]).rejected
    with onrecord_chat("--index", str(tmp_path / "index"), "--ephemeral") as terminal:
        terminal.wait_for("Type demo", "first articles >")
        terminal.type("/quit" + ENTER)
        assert terminal.end() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "typed"), [(40, "大坝 👩🏽‍🚒 what did Marrant say about the dam and the gates?"), (200, DAM_QUESTION)]
)
def test_answers_fit_narrow_and_wide_windows(index: str, columns: int, typed: str) -> None:
    with onrecord_chat("--index", index, columns=columns) as terminal:
        terminal.wait_for_prompt()
        terminal.type(typed + ENTER)
        terminal.wait_for("Searched 2 articles")
        shown = terminal.wait_for_prompt()
        assert ANSWER in terminal.text
        broken = [line for line in shown.split("\n") if line.endswith(("thr", "wint", "throug"))]
        assert broken == []


@pytest.mark.slow
def test_kill_loses_no_answers(index: str) -> None:
    with onrecord_chat("--index", index) as terminal:
        terminal.wait_for_prompt()
        terminal.ask(DAM_QUESTION)
        terminal.kill(signal.SIGTERM)
        assert terminal.end() == 130
    assert len(open_journal().exchanges(open_journal().sessions()[0].key)) == 1
    assert os.environ["HOME"] in str(load_settings().journal)
