"""Many articles at once: `/summarise`, `/digest`, `/timeline`, `/compare`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.chat.chat import Chat
from assistant.chat.words import read_words, unquoted
from assistant.types import Answer
from index.errors import UsageError

PERIOD = ("since", "until")
EVENT = ("event",)
SPEAKERS = ("speakers",)
_ABOUT = re.compile(r"(?:^|\s)about\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)


def summarise(chat: Chat, words: str) -> Answer:
    """`N` (a source), `ID`, an address or a file, one or several; without words what was cited last."""
    named = words.split() or [str(number) for number in _last_cited(chat)]
    return chat.assistant.summarise(*dict.fromkeys(_article(chat, name) for name in named))


def _last_cited(chat: Chat) -> list[int]:
    """The newest source. Raises UsageError where there is none."""
    if not len(chat.sources):
        raise UsageError("summarise what?", hint="give the number of a source, an article's id, an address or a file")
    return [len(chat.sources)]


def _article(chat: Chat, name: str) -> str:
    """An article's id for the number of a source; anything else names an article itself."""
    bare = name.strip("[],")
    return chat.source(int(bare)).article.id if bare.isascii() and bare.isdigit() else name


def digest(chat: Chat, words: str) -> Answer:
    """A topic, or nothing, within the filters in force; `since:yesterday` and the like."""
    read = read_words(words, PERIOD)
    given = {name: chat.assistant.day(value, name) for name, value in read.options.items() if value}
    made = chat.assistant.digest(
        since=given.get("since", chat.filters.since),
        until=given.get("until", chat.filters.until),
        topic=unquoted(read.rest.removeprefix("about ")) or None,
        publisher=chat.filters.publisher,
    )
    return made.answer


def timeline(chat: Chat, words: str) -> Answer:
    """`X about T`, `X`, `about T` or `event:E`, within the filters in force."""
    read = read_words(words, EVENT)
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
    read = read_words(words, SPEAKERS)
    topic = unquoted(read.rest.removeprefix("about ").strip())
    if not topic:
        raise UsageError("compare on what?", hint="for example: /compare security guarantees speakers:Witkoff, Rubio")
    speakers = [name.strip() for name in read.options.get("speakers", "").split(",") if name.strip()]
    filters = replace(chat.filters, speaker=None)
    return chat.assistant.compare(about=topic, speakers=speakers, filters=filters).answer
