"""Start-up time of the chat in a terminal, and time to its first answer: `python -m evals.benchmarks.chat_start`.

The floor is a short program that shows a prompt with the same library and prints a constant.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pexpect

from assistant import open_assistant
from assistant.config.settings import NO_MODEL
from evals.command_line import make_parser, positive, run_command
from evals.datasets.samples import ARTICLES

_QUESTION, _EXPECTED = "What did Rubio say about Article 5?", b"Witkoff"
_TIMEOUT = 60
_CURSOR_QUERY, _CURSOR_REPLY, _CURSOR_SHOWN = "\x1b[6n", "\x1b[1;1R", "\x1b[?25h"
"""prompt_toolkit queries the cursor before each prompt, and shows the cursor after drawing it."""
_MAIN = "from assistant.interfaces.cli import main; raise SystemExit(main())"
_CHAT = ("-c", _MAIN, "chat", "--ephemeral", "--model", NO_MODEL)
_FLOOR = (
    "-c",
    "import rich.console; from prompt_toolkit import PromptSession; session = PromptSession(); "
    "session.prompt('> '); print('Witkoff'); session.prompt('> ')",
)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process to the prompt and to the complete answer."""

    prompt: float
    answer: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.chat_start", __doc__)
    parser.add_argument("--rounds", type=positive, default=7, help="starts of each (default: 7)")
    return run_command(parser, arguments, measure, render)


def measure(rounds: int) -> Mapping[str, Start]:
    """Return the medians of the chat and the floor, run in turn. A first start of each fills the disk cache."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        with open_assistant(index=index, model=NO_MODEL) as assistant:
            assistant.ingest([str(ARTICLES)])
        starts = [(_start([*_CHAT, "--index", index]), _start(_FLOOR)) for _ in range(rounds + 1)][1:]
    chats, floors = zip(*starts, strict=True)
    return {"onrecord chat": _median(chats), "a prompt alone": _median(floors)}


def render(figures: Mapping[str, Start]) -> str:
    rows = [f"{name:<18}{start.prompt:>12.2f}{start.answer:>18.2f}" for name, start in figures.items()]
    return "\n".join([f"{'seconds, median':<18}{'to a prompt':>12}{'to an answer':>18}", *rows])


def _median(starts: Sequence[Start]) -> Start:
    return Start(round(median(start.prompt for start in starts), 3), round(median(start.answer for start in starts), 3))


def _start(arguments: Sequence[str]) -> Start:
    started = time.perf_counter()
    command = ["TERM=xterm-256color", sys.executable, *arguments]
    child = pexpect.spawn("env", command, dimensions=(40, 120), timeout=_TIMEOUT)
    child.delaybeforesend = None
    try:
        child.expect_exact(_CURSOR_QUERY)
        child.send(_CURSOR_REPLY)
        child.expect_exact(_CURSOR_SHOWN)
        prompt = time.perf_counter() - started
        child.send(f"{_QUESTION}\r")
        child.expect_exact(_CURSOR_QUERY)
        if _EXPECTED not in child.before:
            raise RuntimeError(f"unexpected answer: {child.before!r}")
        return Start(prompt, time.perf_counter() - started)
    finally:
        child.close(force=True)


if __name__ == "__main__":
    sys.exit(main())
