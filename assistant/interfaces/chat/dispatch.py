"""One line of a conversation, from what was typed to what is shown. Both modes come through here."""

from __future__ import annotations

from assistant.interfaces.chat import asking
from assistant.interfaces.chat.command import Ask, Call, read_line
from assistant.interfaces.chat.commands import COMMANDS
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.rendering.lines import Line
from assistant.types import Answer
from index.errors import OnrecordError


def say(chat: Chat, line: str) -> OnrecordError | None:
    """Answer a question or run a command. What goes wrong is shown and given back: it ends no conversation."""
    try:
        read = read_line(line, COMMANDS)
        if isinstance(read, Ask):
            asking.ask(chat, read.question)
        elif isinstance(read, Call):
            _run(chat, read, line.strip())
        if read is not None and not chat.over:
            chat.screen.show([Line()])
    except OnrecordError as error:
        chat.screen.error(error)
        return error
    except KeyboardInterrupt:
        chat.interrupts.again()
        chat.screen.waited()
        chat.screen.notice("Interrupted; nothing is half-written.", "yellow")
    return None


def _run(chat: Chat, call: Call, line: str) -> None:
    result = call.command.run(chat, call.words)
    if isinstance(result, Answer):
        asking.tell(chat, line, result)
    else:
        chat.screen.show(result)
