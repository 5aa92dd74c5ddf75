"""How soon a chat in a terminal is ready, and its first answer whole: `python -m evals.benchmarks.chat_start`.

The real program in a pseudo-terminal over the sample articles, started again and again. Beside it a floor in the same
run: a program of a few lines that shows a prompt by the same library and answers by a constant. A start is counted
from the moment the process is made; the question is typed as soon as the prompt stands.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import pexpect

from assistant.app.assistant import open_assistant
from assistant.config.settings import NO_MODEL
from evals.command_line import positive
from evals.datasets.samples import ARTICLES

_QUESTION, _IN_IT = "What did Rubio say about Article 5?", b"Witkoff"
_PATIENCE = 60
_ASKS, _TOP, _DRAWN = "\x1b[6n", "\x1b[1;1R", "\x1b[?25h"
"""prompt_toolkit asks where the cursor is before each prompt, and shows the cursor when it has drawn one."""
_CHAT = (
    "-c",
    "from assistant.interfaces.cli import main; raise SystemExit(main())",
    "chat",
    "--ephemeral",
    "--model",
    NO_MODEL,
)
_FLOOR = (
    "-c",
    "import rich.console; from prompt_toolkit import PromptSession; session = PromptSession(); "
    "session.prompt('> '); print('Witkoff'); session.prompt('> ')",
)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process: until something can be typed, and until the answer is whole."""

    prompt: float
    answer: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.chat_start", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=positive, default=7, help="starts of each (default: 7)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    figures = measure(options.rounds)
    print(json.dumps({name: asdict(one) for name, one in figures.items()}) if options.json else render(figures))
    return 0


def measure(rounds: int) -> Mapping[str, Start]:
    """The middle of so many starts, `onrecord chat` and the floor in turns. One of each goes before, for the disk."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        with open_assistant(index=index, model=NO_MODEL) as assistant:
            assistant.ingest([str(ARTICLES)])
        chats, floors = [], []
        for number in range(rounds + 1):
            chat = _start([*_CHAT, "--index", index])
            floor = _start(_FLOOR)
            if number:
                chats.append(chat)
                floors.append(floor)
    return {"onrecord chat": _middle(chats), "a prompt alone": _middle(floors)}


def render(figures: Mapping[str, Start]) -> str:
    """The table."""
    rows = [f"{name:<18}{one.prompt:>12.2f}{one.answer:>18.2f}" for name, one in figures.items()]
    return "\n".join([f"{'seconds, median':<18}{'to a prompt':>12}{'to an answer':>18}", *rows])


def _middle(starts: Sequence[Start]) -> Start:
    return Start(round(median(one.prompt for one in starts), 3), round(median(one.answer for one in starts), 3))


def _start(arguments: Sequence[str]) -> Start:
    began = time.perf_counter()
    command = ["TERM=xterm-256color", sys.executable, *arguments]
    child = pexpect.spawn("env", command, dimensions=(40, 120), timeout=_PATIENCE)
    child.delaybeforesend = None
    try:
        child.expect_exact(_ASKS)
        child.send(_TOP)
        child.expect_exact(_DRAWN)
        prompt = time.perf_counter() - began
        child.send(f"{_QUESTION}\r")
        child.expect_exact(_ASKS)
        if _IN_IT not in child.before:
            raise RuntimeError(f"the answer is another one: {child.before!r}")
        return Start(prompt, time.perf_counter() - began)
    finally:
        child.close(force=True)


if __name__ == "__main__":
    sys.exit(main())
