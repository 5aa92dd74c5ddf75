"""The keyboard of a terminal: when Ctrl-C quits, and how typing is hidden while an answer is shown."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

try:
    import termios
except ImportError:  # not a POSIX system
    termios = None  # type: ignore[assignment]

DOUBLE_PRESS_SECONDS = 2.0


@dataclass(slots=True)
class Interrupts:
    """Recognises a second Ctrl-C within two seconds."""

    clock: Callable[[], float] = time.monotonic
    _last: float | None = None

    def press(self) -> bool:
        """Note a Ctrl-C and return whether it is the second in a row."""
        before, self._last = self._last, self.clock()
        return before is not None and self._last - before <= DOUBLE_PRESS_SECONDS

    def reset(self) -> None:
        self._last = None


@contextmanager
def echo_off() -> Iterator[None]:
    """Do not echo keys, which then appear at the next prompt; Ctrl-C still interrupts."""
    if termios is None or not sys.stdin.isatty():
        yield
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    quiet = termios.tcgetattr(number)
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(number, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(number, termios.TCSANOW, before)
