"""A conversation without a terminal, over the small index of invented articles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.chat.chat import Chat, World
from assistant.chat.dispatch import say
from assistant.chat.screen import Screen
from assistant.config import load_settings
from assistant.journal import Journal


@dataclass
class Talk:
    """Speaks into a conversation, and reads what it shows."""

    chat: Chat
    out: io.StringIO
    opened: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)

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
        talk = Talk.__new__(Talk)
        world = World(lambda address: bool(talk.opened.append(address)) or True, lambda text: _kept(talk, text))
        chosen = replace(load_settings({"index": index, **settings}))
        talk.__init__(Chat(chosen, Journal(journal), screen, world), out)  # type: ignore[misc]
        talks.append(talk)
        return talk

    yield open_one
    for talk in talks:
        talk.chat.close()
        talk.chat.journal.close()


def _kept(talk: Talk, text: str) -> bool:
    talk.copied.append(text)
    return True


@pytest.fixture
def talk(open_talk: Open) -> Talk:
    """One that writes nothing."""
    return open_talk()
