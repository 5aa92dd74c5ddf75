"""The commands `digest`, `timeline`, `compare` and `statements`, from their arguments to their result."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.app.assistant import Assistant
from assistant.interfaces.commands.arguments import parse_arguments, strip_quotes
from assistant.types.filters import Filters
from assistant.types.types import Answer
from index.errors import UsageError
from index.types import ArticleStatement

PERIOD = ("since", "until")
EVENT = ("event",)
SPEAKERS = ("speakers",)
_ABOUT = re.compile(r"(?:^|\s)about\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)
_EXAMPLE = "for example: Rubio about security guarantees"


def build_digest(assistant: Assistant, arguments: str, filters: Filters) -> Answer:
    """Return the digest for a topic, which may be empty, and options such as `since:yesterday`."""
    parsed = parse_arguments(arguments, PERIOD)
    days = {name: assistant.day(value, name) for name, value in parsed.options.items() if value}
    digest = assistant.digest(
        since=days.get("since", filters.since),
        until=days.get("until", filters.until),
        topic=strip_quotes(parsed.rest.removeprefix("about ")) or None,
        publisher=filters.publisher,
    )
    return digest.answer


def build_timeline(assistant: Assistant, arguments: str, filters: Filters) -> Answer:
    """Return the timeline for `X about T`, `X`, `about T` or `event:E`."""
    parsed = parse_arguments(arguments, EVENT)
    speaker, topic = _speaker_and_topic(parsed.rest)
    speaker = speaker or filters.speaker
    event = parsed.options.get("event")
    if not (speaker or topic or event):
        raise UsageError("no speaker, topic or event given", hint=_EXAMPLE)
    return assistant.timeline(speaker=speaker, about=topic, event=event, filters=replace(filters, speaker=None)).answer


def build_comparison(assistant: Assistant, arguments: str, filters: Filters) -> Answer:
    """Return the comparison for `T` or `T speakers:A, B`."""
    parsed = parse_arguments(arguments, SPEAKERS)
    topic = strip_quotes(parsed.rest.removeprefix("about ").strip())
    if not topic:
        raise UsageError("no topic given", hint="for example: security guarantees speakers:Witkoff, Rubio")
    speakers = [name.strip() for name in parsed.options.get("speakers", "").split(",") if name.strip()]
    return assistant.compare(about=topic, speakers=speakers, filters=replace(filters, speaker=None)).answer


def find_statements(assistant: Assistant, arguments: str, filters: Filters) -> tuple[str, tuple[ArticleStatement, ...]]:
    """Return the statements for `X`, `X about T` or `about T`, after a description such as ` by X about T`."""
    speaker, topic = _speaker_and_topic(arguments)
    if not speaker and not topic and not filters.speaker:
        raise UsageError("no speaker or topic given", hint=_EXAMPLE)
    filters = replace(filters, speaker=speaker) if speaker else filters
    by = f" by {filters.speaker}" if filters.speaker else ""
    return f"{by}{f' about {topic}' if topic else ''}", assistant.statements(about=topic, filters=filters)


def _speaker_and_topic(arguments: str) -> tuple[str | None, str | None]:
    about = _ABOUT.search(arguments)
    topic = strip_quotes(about["topic"]) if about else None
    return strip_quotes(arguments[: about.start()] if about else arguments) or None, topic
