"""A conversation without a terminal, over the small index of invented articles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.config.settings import load_settings
from assistant.interfaces.chat.conversation import Chat, World
from assistant.interfaces.chat.dispatch import say
from assistant.interfaces.chat.screen import Screen
from assistant.journal import Journal


@dataclass
class Talk:
    """Speaks into a conversation, and reads what it shows."""

    chat: Chat
    out: io.StringIO
    opened: list[str]
    copied: list[str]

    def say(self, line: str) -> str:
        """What is shown for one line."""
        begun = len(self.out.getvalue())
        say(self.chat, line)
        return self.out.getvalue()[begun:]


Open = Callable[..., Talk]


@pytest.fixture
def open_talk(index: str) -> Iterator[Open]:
    """Opens conversations; `columns` wraps, `styled` lets colours and links out."""
    talks: list[Talk] = []

    def open_one(
        *, journal: Path | None = None, columns: int | None = None, styled: bool = False, **settings: object
    ) -> Talk:
        out = io.StringIO()
        wide = None if columns is None else lambda: columns + 1
        screen = Screen(out, out, columns=wide, styled=styled, terminal=False)
        opened: list[str] = []
        copied: list[str] = []
        world = World(lambda address: _noted(opened, address), lambda text: _noted(copied, text))
        chosen = load_settings({"index": index, **settings})
        talk = Talk(Chat(chosen, Journal(journal), screen, world), out, opened, copied)
        talks.append(talk)
        return talk

    yield open_one
    for talk in talks:
        talk.chat.close()
        talk.chat.journal.close()


def _noted(where: list[str], text: str) -> bool:
    where.append(text)
    return True


@pytest.fixture
def talk(open_talk: Open) -> Talk:
    """One that writes nothing."""
    return open_talk()
