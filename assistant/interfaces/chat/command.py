"""What a command is, and how a line is told from a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.errors import did_you_mean
from assistant.interfaces.rendering.lines import Line
from assistant.types import Answer
from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.interfaces.chat.conversation import Chat

Completes = Literal["nothing", "source", "session", "file", "folder", "speaker", "option", "command"]
"""What the words of a command are completed with."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command, all of it: adding one is adding a row to `table.COMMANDS`.

    `run` is given the conversation and the words behind the name. What it returns is shown: lines as they are; an
    Answer as every answer is, with its sources numbered, and kept in the journal as an exchange.
    """

    name: str
    usage: str
    meaning: str
    run: Callable[[Chat, str], Iterable[Line] | Answer]
    completes: Completes = "nothing"
    options: tuple[str, ...] = ()
    """The options that its words may hold (`since:`)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A line that is a question."""

    question: str


@dataclass(frozen=True, slots=True)
class Call:
    """A line that is a command, and what stands behind its name."""

    command: Command
    words: str


def read_line(line: str, commands: Sequence[Command]) -> Ask | Call | None:
    """What was typed; None for nothing. Raises UsageError for a command that there is not."""
    text = line.strip()
    if not text:
        return None
    if not text.startswith("/"):
        return Ask(text)
    name, _, words = text[1:].partition(" ")
    names = by_name(commands)
    if name.lower() not in names:
        raise UsageError(f"unknown command {'/' + name!r}", hint=did_you_mean(name, names, prefix="/"))
    return Call(names[name.lower()], words.strip())


def by_name(commands: Iterable[Command]) -> Mapping[str, Command]:
    return {command.name: command for command in commands}
