"""The real program over Socket Mode, with lost connections and restarts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.assistant.interfaces.slack.answers import shown
from tests.fakes.slack.api import APP_TOKEN, TOKEN, FakeSlack
from tests.fakes.slack.events import mention
from tests.fakes.slack.socket_mode import FakeSocketMode, fake_socket_mode

DAM = "What did Ilse Marrant say about the dam?"
PROGRAM = "from assistant.interfaces.cli import main; raise SystemExit(main())"


@pytest.fixture
def socket(slack: FakeSlack) -> Iterator[FakeSocketMode]:
    with fake_socket_mode(slack) as fake:
        yield fake


@contextmanager
def onrecord_slack(slack: FakeSlack, index: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `onrecord slack` with its tokens in a file."""
    secrets = folder / "secrets.toml"
    secrets.write_text(f'bot_token = "{TOKEN}"\napp_token = "{APP_TOKEN}"\n')
    secrets.chmod(0o600)
    config = folder / "config.toml"
    config.write_text(
        f'index = "{index}"\njournal = "{folder}/journal.sqlite"\n'
        f'[slack]\nsecrets = "{secrets}"\nstate = "{folder}/slack.sqlite"\napi = "{slack.url}"\n'
    )
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "slack"],
        env={**os.environ, "ONRECORD_CONFIG": str(config)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


@pytest.mark.slow
def test_the_program_reconnects_answers_and_stops_on_sigterm(
    slack: FakeSlack, socket: FakeSocketMode, index: str, tmp_path: Path
) -> None:
    with onrecord_slack(slack, index, tmp_path) as program:
        first = mention(DAM)
        acknowledged = socket.send(first)
        socket.wait_acknowledged(acknowledged)
        assert acknowledged.took < 10, "with the start of the program"
        for politely, times in ((True, 2), (False, 3)):
            socket.disconnect(politely=politely)
            socket.wait_connected(times=times)
            socket.wait_acknowledged(socket.send(first, retry=1))
        second = mention(DAM)
        again = socket.send(second)
        socket.wait_acknowledged(again)
        assert again.took < 3, "after that Slack sends it again"
        slack.wait_until(lambda: len([one for one in slack.messages if not one.streaming]) == 2)
        program.send_signal(signal.SIGTERM)
        _, output = program.communicate(timeout=30)
    assert program.returncode == 0
    assert "ready to answer in Brell Courier as UBOT, via Socket Mode" in output
    assert TOKEN not in output
    assert APP_TOKEN not in output
    assert "Marrant" not in output, "no question in a log"
    for asked in (first, second):
        (answer,) = slack.thread("C1", asked["event"]["ts"])
        assert "“The dam will hold" in shown(answer.body)


def test_a_killed_program_answers_acknowledged_questions_after_a_restart(
    slack: FakeSlack, socket: FakeSocketMode, index: str, tmp_path: Path
) -> None:
    reached = threading.Event()
    slack.hold_calls("agents.sessions.setStatus", reached)
    asked = mention(DAM)
    with onrecord_slack(slack, index, tmp_path) as program:
        socket.wait_acknowledged(socket.send(asked))
        assert reached.wait(30)
        program.kill()
        program.wait()
    slack.release()
    assert slack.thread("C1", asked["event"]["ts"]) == []
    with onrecord_slack(slack, index, tmp_path):
        slack.wait_until(lambda: [one for one in slack.messages if not one.streaming])
        socket.wait_connected(times=2)
        socket.wait_acknowledged(socket.send(asked, retry=1))
    (answer,) = slack.thread("C1", asked["event"]["ts"])
    assert "“The dam will hold" in shown(answer.body)


def test_an_invalid_token_is_reported_without_showing_it(slack: FakeSlack, index: str, tmp_path: Path) -> None:
    slack.tokens = {}
    with onrecord_slack(slack, index, tmp_path) as program:
        _, output = program.communicate(timeout=30)
    assert program.returncode == 2
    assert "Slack rejected the bot: invalid_auth" in output
    assert "onrecord slack check" in output
    assert TOKEN not in output
