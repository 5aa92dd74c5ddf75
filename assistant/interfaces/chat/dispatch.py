"""Runs the lines of a conversation, typed at a prompt or read from a script."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.interfaces.chat.answering import ask_question, show_answer
from assistant.interfaces.chat.commands.table import Question, parse_line
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.rendering.lines import Line
from assistant.types.types import Answer
from index.errors import OnrecordError


def run_line(chat: Chat, line: str) -> OnrecordError | None:
    """Answer a question or run a command. Return the error, which has been shown, if it failed."""
    try:
        parsed = parse_line(line)
        if parsed is None:
            return None
        if isinstance(parsed, Question):
            ask_question(chat, parsed.text)
        else:
            result = parsed.command.run(chat, parsed.arguments)
            if isinstance(result, Answer):
                show_answer(chat, line.strip(), result)
            else:
                chat.screen.show(result)
        if not chat.ended:
            chat.screen.show([Line()])
    except OnrecordError as error:
        chat.screen.error(error)
        return error
    except KeyboardInterrupt:
        chat.interrupts.press()
        chat.screen.clear_progress()
        chat.screen.notice("Interrupted. No partial data was saved.", "yellow")
    return None


def run_script(chat: Chat, lines: Iterable[str]) -> int:
    """Run each line until the script quits. Return the exit code of the last error, or 0."""
    code = 0
    for line in lines:
        error = run_line(chat, line.rstrip("\n"))
        code = error.exit_code if error else code
        if chat.ended:
            break
    return code
