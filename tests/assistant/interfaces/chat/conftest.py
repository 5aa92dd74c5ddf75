"""A conversation without a terminal, over the small index of invented articles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.config.settings import load_settings
from assistant.interfaces.chat.commands.table import run_line
from assistant.interfaces.chat.conversation import Chat, Desktop
from assistant.interfaces.chat.screen import Screen
from assistant.journal import Journal


@dataclass
class ChatDriver:
    """Sends lines to a conversation and reads its output."""

    chat: Chat
    out: io.StringIO
    opened: list[str]
    copied: list[str]

    def send(self, line: str) -> str:
        """Return the output for one line."""
        before = len(self.out.getvalue())
        run_line(self.chat, line)
        return self.out.getvalue()[before:]


Open = Callable[..., ChatDriver]


@pytest.fixture
def open_driver(index: str) -> Iterator[Open]:
    """Return a function that opens conversations; `columns` turns wrapping on, `styled` colours and links."""
    drivers: list[ChatDriver] = []

    def open_one(
        *, journal: Path | None = None, columns: int | None = None, styled: bool = False, **settings: object
    ) -> ChatDriver:
        out = io.StringIO()
        wide = None if columns is None else lambda: columns + 1
        screen = Screen(out, out, columns=wide, styled=styled, terminal=False)
        opened: list[str] = []
        copied: list[str] = []
        desktop = Desktop(lambda address: _append(opened, address), lambda text: _append(copied, text))
        chosen = load_settings({"index": index, **settings})
        driver = ChatDriver(Chat(chosen, Journal(journal), screen, desktop), out, opened, copied)
        drivers.append(driver)
        return driver

    yield open_one
    for driver in drivers:
        driver.chat.close()
        driver.chat.journal.close()


def _append(where: list[str], text: str) -> bool:
    where.append(text)
    return True


@pytest.fixture
def driver(open_driver: Open) -> ChatDriver:
    """A conversation without a journal."""
    return open_driver()
