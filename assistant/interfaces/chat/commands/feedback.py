"""What a person thinks of the last answer: `/feedback`. `onrecord eval candidates` makes questions of it."""

from __future__ import annotations

from typing import cast, get_args

from assistant.errors import did_you_mean
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.rendering.lines import Line, text_line
from assistant.journal import Verdict
from index.errors import UsageError

_VERDICTS: tuple[str, ...] = get_args(Verdict)
_WHO = "you"


def give_feedback(chat: Chat, words: str) -> list[Line]:
    """`VERDICT [NOTE]`, kept beside the answer in the journal."""
    verdict, _, note = words.partition(" ")
    if verdict.lower() not in _VERDICTS:
        raise UsageError(f"unknown verdict {verdict!r}", hint=did_you_mean(verdict, _VERDICTS))
    last = chat.last
    if last is None:
        raise UsageError("nothing was asked yet", hint="ask something first")
    if last.id < 0:
        raise UsageError("the last answer is not in the journal", hint="the journal could not be written")
    chat.journal.give_feedback(last.id, who=_WHO, verdict=cast(Verdict, verdict.lower()), note=note.strip())
    return [text_line(f"Kept: the last answer is {verdict.lower()}.", "dim")]
