"""A standard output that says it is a terminal, and keeps what it is sent."""

from __future__ import annotations

import io
import sys

import pytest


class Terminal(io.StringIO):
    """What Rich takes for a terminal of 256 colours."""

    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch: pytest.MonkeyPatch, *, columns: int = 100, colour: bool = True) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", str(columns))
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    return terminal
