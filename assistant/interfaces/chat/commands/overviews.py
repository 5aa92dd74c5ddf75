"""Many articles at once: `/summarise`, `/digest`, `/timeline`, `/compare`."""

from __future__ import annotations

from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.commands import overviews as verbs
from assistant.types import Answer
from index.errors import UsageError


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
    return verbs.digest(chat.assistant, words, chat.filters)


def timeline(chat: Chat, words: str) -> Answer:
    """`X about T`, `X`, `about T` or `event:E`, within the filters in force."""
    return verbs.timeline(chat.assistant, words, chat.filters)


def compare(chat: Chat, words: str) -> Answer:
    """`T` or `T speakers:A, B`, within the filters in force."""
    return verbs.compare(chat.assistant, words, chat.filters)
