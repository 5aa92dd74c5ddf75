"""The verbs that are typed in a conversation, in the terminal or in Slack: their words, and what comes back."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.app.assistant import Assistant
from assistant.interfaces.commands.arguments import parse_arguments, strip_quotes
from assistant.types import Answer, Filters
from index.errors import UsageError
from index.types import ArticleStatement

PERIOD = ("since", "until")
EVENT = ("event",)
SPEAKERS = ("speakers",)
_ABOUT = re.compile(r"(?:^|\s)about\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)


def digest(assistant: Assistant, words: str, filters: Filters) -> Answer:
    """A topic, or nothing, within the filters; `since:yesterday` and the like."""
    read = parse_arguments(words, PERIOD)
    given = {name: assistant.day(value, name) for name, value in read.options.items() if value}
    made = assistant.digest(
        since=given.get("since", filters.since),
        until=given.get("until", filters.until),
        topic=strip_quotes(read.rest.removeprefix("about ")) or None,
        publisher=filters.publisher,
    )
    return made.answer


def timeline(assistant: Assistant, words: str, filters: Filters) -> Answer:
    """`X about T`, `X`, `about T` or `event:E`, within the filters."""
    read = parse_arguments(words, EVENT)
    speaker, topic = _speaker_and_topic(read.rest)
    speaker = speaker or filters.speaker
    event = read.options.get("event")
    if not (speaker or topic or event):
        raise UsageError("whose timeline?", hint="for example: Rubio about security guarantees")
    return assistant.timeline(speaker=speaker, about=topic, event=event, filters=replace(filters, speaker=None)).answer


def compare(assistant: Assistant, words: str, filters: Filters) -> Answer:
    """`T` or `T speakers:A, B`, within the filters."""
    read = parse_arguments(words, SPEAKERS)
    topic = strip_quotes(read.rest.removeprefix("about ").strip())
    if not topic:
        raise UsageError("compare on what?", hint="for example: security guarantees speakers:Witkoff, Rubio")
    speakers = [name.strip() for name in read.options.get("speakers", "").split(",") if name.strip()]
    return assistant.compare(about=topic, speakers=speakers, filters=replace(filters, speaker=None)).answer


def statements(assistant: Assistant, words: str, filters: Filters) -> tuple[str, tuple[ArticleStatement, ...]]:
    """`X`, `X about T` or `about T`, within the filters: whose on what, in words, and the statements."""
    speaker, topic = _speaker_and_topic(words)
    if not speaker and not topic and not filters.speaker:
        raise UsageError("whose statements?", hint="for example: Rubio about security guarantees")
    filters = replace(filters, speaker=speaker) if speaker else filters
    whose = f" of {filters.speaker}" if filters.speaker else ""
    return f"{whose}{f' about {topic}' if topic else ''}", assistant.statements(about=topic, filters=filters)


def _speaker_and_topic(words: str) -> tuple[str | None, str | None]:
    about = _ABOUT.search(words)
    topic = strip_quotes(about["topic"]) if about else None
    return strip_quotes(words[: about.start()] if about else words) or None, topic
