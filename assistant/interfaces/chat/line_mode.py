"""The mode for scripts, and for terminals that can do nothing: one line in, one answer out, no escape codes."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.dispatch import say


def run_lines(chat: Chat, lines: Iterable[str]) -> int:
    """Take each line as it would be typed. Gives the exit code of what went wrong last, 0 where nothing did."""
    code = 0
    for line in lines:
        error = say(chat, line.rstrip("\n"))
        code = error.exit_code if error else code
        if chat.over:
            break
    return code
