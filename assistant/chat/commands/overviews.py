"""What was said over time, and who stands where: `/timeline`, `/compare`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.chat.chat import Chat
from assistant.chat.words import read_words, unquoted
from assistant.types import Answer
from index.errors import UsageError

OPTIONS = ("event", "speakers")
_ABOUT = re.compile(r"(?:^|\s)about\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)


def timeline(chat: Chat, words: str) -> Answer:
    """`X about T`, `X`, `about T` or `event:E`, within the filters in force."""
    read = read_words(words, OPTIONS[:1])
    about = _ABOUT.search(read.rest)
    topic = unquoted(about["topic"]) if about else None
    speaker = unquoted(read.rest[: about.start()] if about else read.rest) or chat.filters.speaker
    event = read.options.get("event")
    if not (speaker or topic or event):
        raise UsageError("whose timeline?", hint="for example: /timeline Rubio about security guarantees")
    filters = replace(chat.filters, speaker=None)
    return chat.assistant.timeline(speaker=speaker or None, about=topic, event=event, filters=filters).answer


def compare(chat: Chat, words: str) -> Answer:
    """`T` or `T speakers:A, B`, within the filters in force."""
    read = read_words(words, OPTIONS[1:])
    topic = unquoted(read.rest.removeprefix("about ").strip())
    if not topic:
        raise UsageError("compare on what?", hint="for example: /compare security guarantees speakers:Witkoff, Rubio")
    speakers = [name.strip() for name in read.options.get("speakers", "").split(",") if name.strip()]
    filters = replace(chat.filters, speaker=None)
    return chat.assistant.compare(about=topic, speakers=speakers, filters=filters).answer
