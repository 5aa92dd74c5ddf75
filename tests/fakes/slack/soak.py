"""Simulates ten minutes of a busy slack_bot: `make soak-slack`.

The real program answers over Socket Mode, with the sample articles and a fake Slack that enforces Slack's limits. 20
people ask 500 questions in ten channels and in direct messages, one in eight is delivered again, connections are lost
every minute, and the program is killed and started again once. Every question must be answered exactly once.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from assistant.app.assistant import open_assistant
from evals.datasets.samples import ARTICLES, MORE_ARTICLES, load_samples
from tests.fakes.slack.api import APP_TOKEN, TOKEN, FakeSlack, fake_slack
from tests.fakes.slack.events import direct, mention
from tests.fakes.slack.socket_mode import Envelope, FakeSocketMode, fake_socket_mode

PROGRAM = "from assistant.interfaces.cli import main; raise SystemExit(main())"
MINUTE = 60.0
LIMITS = {
    "chat.startStream": (20, MINUTE),
    "chat.stopStream": (20, MINUTE),
    "chat.appendStream": (100, MINUTE),
    "chat.postMessage": (50, MINUTE),
    "chat.postEphemeral": (50, MINUTE),
}
"""Limits of a workspace. For postMessage, Slack allows one a second per channel and several hundred a minute in all."""
MAX_SETTLE = 300.0
"""Seconds for the last answers, with all of Slack's delays."""


@dataclass
class Soak:
    """The questions that were sent, and measurements."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, float] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    restarts: int = 0

    def faults(self, slack: FakeSlack) -> list[str]:
        """Return a line for each question not answered exactly once and each stream left open."""
        found = []
        for one in self.asked:
            event = one["event"]
            count = len(slack.thread(event["channel"], event["ts"]))
            if count != 1:
                found.append(f"{event['ts']} in {event['channel']} has {count} answers")
        found += [f"{one.ts} was left streaming" for one in slack.messages if one.streaming]
        found += [f"{one.ts} shows nothing" for one in slack.messages if not (one.body or one.blocks)]
        return found

    def waits(self, slack: FakeSlack) -> list[float]:
        """Return the seconds from each event to the first text of its answer."""
        began = {one.thread: one.began for one in slack.messages}
        return [began[ts] - at for ts, at in self.sent.items() if ts in began]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak and print its result. Return 1 if a question was not answered exactly once."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.slack.soak", description=__doc__.split("\n")[0])
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with fake_slack() as slack, fake_socket_mode(slack) as socket, tempfile.TemporaryDirectory() as folder:
        slack.limits = dict(LIMITS)
        soak = run(
            slack,
            socket,
            Path(folder),
            questions=options.questions,
            users=options.users,
            seconds=options.minutes * MINUTE,
            rng=random.Random(options.seed),
        )
        return print_result(soak, slack)


def run(
    slack: FakeSlack,
    socket: FakeSocketMode,
    folder: Path,
    *,
    questions: int,
    users: int,
    seconds: float,
    rng: random.Random,
) -> Soak:
    """Send all questions and wait for their answers."""
    with open_assistant(index=str(folder / "index"), model="none") as assistant:
        assistant.ingest([str(ARTICLES), str(MORE_ARTICLES)])
    wanted = [sample.question for sample in load_samples() if not sample.history]
    soak = Soak()
    moments = sorted(rng.uniform(0, seconds) for _ in range(questions))
    cuts = list(range(60, int(seconds), 60)) or [int(seconds / 2)]
    with _Program(slack, folder) as program:
        socket.wait_connected(times=1)
        began = time.monotonic()
        killed = False
        for number, moment in enumerate(moments):
            _wait_until(began + moment)
            if cuts and moment > cuts[0]:
                cuts.pop(0)
                socket.disconnect(politely=rng.random() < 0.5)
            if not killed and number >= questions // 2:
                killed = True
                soak.restarts += 1
                program.restart()
            asked = _question(rng, wanted, users)
            soak.asked.append(asked)
            soak.sent[asked["event"]["ts"]] = time.monotonic()
            soak.envelopes.append(socket.send(asked))
            if rng.random() < 0.125:
                socket.send(asked, retry=1)
            if number % max(1, questions // 20) == 0:
                soak.memory.append((moment, program.memory()))
        _redeliver(socket, soak)
        slack.wait_until(lambda: _all_answered(soak, slack), seconds=MAX_SETTLE)
        time.sleep(1)  # a duplicate answer would be there by now
        soak.memory.append((seconds, program.memory()))
    return soak


def print_result(soak: Soak, slack: FakeSlack) -> int:
    """Print the figures and the faults."""
    waits, faults = sorted(soak.waits(slack)), soak.faults(slack)
    took = sorted(one.took for one in soak.envelopes if one.acknowledged is not None)
    print(f"{len(soak.asked)} questions, {len(soak.asked) - len(faults)} answered exactly once")
    print(f"restarted in the middle {soak.restarts} time(s); {len(slack.refused)} calls were over a limit")
    print(
        f"from event to first text: median {median(waits):.2f} s, p95 {quantiles(waits, n=20)[-1]:.2f} s, "
        f"max {waits[-1]:.2f} s"
    )
    print(
        f"to the acknowledgement: median {median(took):.3f} s, p95 {quantiles(took, n=20)[-1]:.3f} s, "
        f"max {took[-1]:.3f} s (with lost connections and the restart)"
    )
    print("memory, MB: " + ", ".join(f"{megabytes} at {at:.0f} s" for at, megabytes in soak.memory[::4]))
    print(f"calls: {dict(Counter(one.method for one in slack.calls))}")
    for fault in faults:
        print(f"FAULT: {fault}")
    return int(bool(faults))


class _Program:
    """`onrecord slack` in its own process."""

    def __init__(self, slack: FakeSlack, folder: Path) -> None:
        self._config = folder / "config.toml"
        self._log = folder / "log"
        self._config.write_text(
            f'index = "{folder}/index"\njournal = "{folder}/journal.sqlite"\n'
            f'[slack]\napi = "{slack.url}"\nstate = "{folder}/slack.sqlite"\n'
            "questions_a_minute = 10000\nquestions_a_minute_each = 10000\nwaiting = 10000\nworkers = 8\n"
        )

    def __enter__(self) -> _Program:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)

    def restart(self) -> None:
        """Kill the program and start it again."""
        self._process.kill()
        self._process.wait()
        self._start()

    def memory(self) -> int:
        """Return its resident memory in megabytes."""
        with ignore_missing():
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) // 1024
        return 0

    def _start(self) -> None:
        variables = {"ONRECORD_CONFIG": str(self._config), "SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "slack"], env={**os.environ, **variables}, stderr=log
            )


@contextmanager
def ignore_missing() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


def _question(rng: random.Random, wanted: Sequence[str], users: int) -> dict[str, Any]:
    user = f"U{rng.randrange(users)}"
    text = rng.choice(wanted)
    if rng.random() < 0.3:
        return direct(text, user=user)
    return mention(text, user=user, channel=f"C{rng.randrange(10)}")


def _redeliver(socket: FakeSocketMode, soak: Soak) -> None:
    """Deliver unacknowledged envelopes again, as Slack does."""
    for _ in range(20):
        left = [one for one in soak.envelopes if one.acknowledged is None]
        if not left:
            return
        for one in left:
            again = socket.send(one.payload, retry=2)
            threading.Event().wait(0.05)
            with socket.changed:
                if again.acknowledged is not None:
                    one.acknowledged = again.acknowledged
        time.sleep(1)


def _all_answered(soak: Soak, slack: FakeSlack) -> bool:
    threads = {one.thread for one in slack.messages if not one.streaming}
    return all(one["event"]["ts"] in threads for one in soak.asked)


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


if __name__ == "__main__":
    sys.exit(main())
