"""The keyboard while an answer is shown: what is typed is kept for the next prompt, not mixed into the answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import termios
except ImportError:  # no terminal of that kind on this system
    termios = None  # type: ignore[assignment]


@contextmanager
def unechoed() -> Iterator[None]:
    """Nothing is echoed meanwhile; Ctrl-C still interrupts."""
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
