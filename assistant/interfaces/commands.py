"""Commands that people type in the chat or in Slack: the parser for their arguments, and the calls they make.

This module does not know how its caller shows the result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.app.assistant import Assistant
from assistant.errors import did_you_mean
from assistant.types import Answer, Filters
from index.errors import UsageError
from index.types import ArticleStatement

PERIOD = ("since", "until")
EVENT = ("event",)
SPEAKERS = ("speakers",)
_ABOUT = re.compile(r"(?:^|\s)about\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)
_EXAMPLE = "for example: Rubio about security guarantees"
_OPTION = re.compile(r"(?:^|(?<=\s))([A-Za-z_-]+):(?!//)")
_QUOTED = re.compile(r"[\"“](.*)[\"”]", re.DOTALL)
_MAX_NUMBER = 9_999


@dataclass(frozen=True, slots=True)
class CommandArguments:
    """The options with their values, "" if an option has none, and the words before them."""

    options: Mapping[str, str]
    rest: str


def parse_arguments(text: str, known: Sequence[str]) -> CommandArguments:
    """Split a text into options and other words. A value ends at the next option, so names need no quotation marks.

    Raises UsageError for an option that is not known.
    """
    matches = [(match, match[1].lower().replace("-", "_")) for match in _OPTION.finditer(text)]
    for match, name in matches:
        if name not in known:
            raise UsageError(f"unknown option {match[1] + ':'!r}", hint=did_you_mean(match[1], known))
    starts = [match.start() for match, _ in matches] + [len(text)]
    options = {
        name: strip_quotes(text[match.end() : end]) for (match, name), end in zip(matches, starts[1:], strict=True)
    }
    return CommandArguments(options, text[: starts[0]].strip())


def strip_quotes(text: str) -> str:
    text = text.strip()
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].strip() if quoted else text


def parse_source_number(text: str) -> int:
    """Return the number in `2` or `[2]`. Raises UsageError for anything else."""
    digits = text.strip().strip("[]")
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[:5]) <= _MAX_NUMBER:
        raise UsageError(f"{text.strip()!r} is not a source number", hint="give the number of a source, for example 1")
    return int(digits)


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
