"""Runs the real program in a pseudo-terminal and reads its screen."""

from __future__ import annotations

import os
import re
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = (  # Tests that a shell runs in its background ignore an interrupt, and so would what they start.
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from assistant.interfaces.cli import main; raise SystemExit(main())"
)
PATIENCE = 30.0
"""Seconds, as machines stall. If the program ends, the test fails at once."""
ENTER, CTRL_C, CTRL_D, ALT_ENTER = "\r", "\x03", "\x04", "\x1b\r"


class Terminal:
    """A terminal that runs a program. `bytes` holds all its output."""

    def __init__(self, child: pexpect.spawn[bytes], *, columns: int, rows: int, is_dumb: bool = False) -> None:
        self._is_dumb = is_dumb
        self._child = child
        self._screen = pyte.HistoryScreen(columns, rows, history=2_000, ratio=0.01)
        self._stream = pyte.ByteStream(self._screen)
        self.bytes = b""

    def type(self, keys: str) -> None:
        self._child.send(keys)

    def paste(self, text: str) -> None:
        """Paste in bracketed mode."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        self._child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def wait_for(self, *wanted: str, gone: Sequence[str] = ()) -> str:
        """Return the screen once it shows all wanted texts, and none of `gone`."""
        return self.wait_until(
            lambda shown: all(w in shown for w in wanted) and not any(g in shown for g in gone), wanted
        )

    def wait_until(self, met: Callable[[str], bool], what: Any) -> str:
        deadline = time.monotonic() + PATIENCE
        while not met(self.shown):
            if not self._read(0.05) or time.monotonic() > deadline:
                raise AssertionError(f"never shown: {what!r}; but:\n{self.shown}")
        return self.shown

    def wait_for_prompt(self) -> str:
        """Return the screen once the prompt is ready."""
        return self.wait_until(lambda shown: self._at_prompt, "the prompt")

    def ask(self, line: str, *wanted: str) -> str:
        """Type a line and return the output before the next prompt, on one line."""
        typed = "".join(f">{line}".split())
        before = self._squeezed.count(typed)
        self.type(line + ENTER)

        def answered(shown: str) -> bool:
            del shown
            again = self._squeezed.count(typed) > before
            return again and self._at_prompt and all(one in self.text for one in wanted)

        self.wait_until(answered, wanted)
        return self.text.rpartition(f"> {line}")[2]

    @property
    def _at_prompt(self) -> bool:
        """Whether the prompt is ready. A link in an answer ends with ">" too, and a key that comes then is lost.

        Keys must be read one by one already, except in a dumb terminal, where the kernel edits the line.
        """
        last = next((line.rstrip() for line in reversed(self._lines) if line.strip()), "")
        if termios.tcgetattr(self._child.child_fd)[3] & termios.ICANON:
            return self._is_dumb and re.search(r"(?:^|\s)>$", last) is not None
        return last.endswith(">")

    @property
    def shown(self) -> str:
        """The whole screen, with the lines that have scrolled up."""
        return "\n".join(line.rstrip() for line in self._lines)

    @property
    def text(self) -> str:
        """The screen on one line."""
        return re.sub(r"\s+", " ", self.shown)

    @property
    def _squeezed(self) -> str:
        """The screen without spaces, as a typed line is wrapped within words."""
        return "".join(self.shown.split())

    @property
    def _lines(self) -> list[str]:
        above = ["".join(line[x].data for x in range(self._screen.columns)) for line in self._screen.history.top]
        return [*above, *self._screen.display]

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        self._child.kill(number)

    def end(self) -> int:
        """Wait for the program to end. Return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read(0.1):
            assert time.monotonic() < deadline, f"it has not ended:\n{self.shown}"
        self._child.close()
        status: int | None = self._child.exitstatus
        return -1 if status is None else status

    def _read(self, seconds: float) -> bool:
        """Read new output. Return False if the program has ended."""
        try:
            content = self._child.read_nonblocking(65_536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.bytes += content
        self._stream.feed(content)
        if b"\x1b[6n" in content:  # where the cursor is, prompt_toolkit asks
            self._child.send(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R")
        return True


@contextmanager
def onrecord_chat(
    *arguments: str, columns: int = 80, rows: int = 24, environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Run `onrecord chat` until the block ends."""
    variables = {**os.environ, "TERM": "xterm-256color", "PYTHONWARNINGS": "default", **(environment or {})}
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, "chat", *arguments],
        env=variables,
        cwd=str(ROOT),
        dimensions=(rows, columns),
        timeout=PATIENCE,
    )
    child.delaybeforesend = None
    try:
        yield Terminal(child, columns=columns, rows=rows, is_dumb=variables["TERM"] == "dumb")
    finally:
        child.close(force=True)
