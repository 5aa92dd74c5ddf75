"""What a person narrows a question to by option: CONTRACT's filters, from the command line or a batch row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from assistant.types.types import FilterName
from index.errors import UsageError
from index.types import Period, Scope

HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can spell and nothing can store."""

SWITCHES = ("any_speaker", "any_time", "any_publisher")
"""The filters that take one away that was read in the question."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Each None is not narrowed. Days are included on both ends."""

    speaker: str | None = None
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    article: str | None = None
    any_speaker: bool = False
    """Whoever a question names narrows nothing; so for its dates, and the publisher it names."""
    any_time: bool = False
    any_publisher: bool = False

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise UsageError(
                f"the period ends on {self.until}, before it begins on {self.since}", hint="swap --since and --until"
            )
        if self.since and self.as_of and self.since > self.as_of:
            raise UsageError(
                f"the period begins on {self.since}, after the as-of day {self.as_of}",
                hint="choose an earlier --since or a later --as-of",
            )

    @property
    def without(self) -> frozenset[FilterName]:
        """What of a question's own filters is not to narrow it."""
        chosen: tuple[tuple[bool, FilterName], ...] = (
            (self.any_speaker, "speaker"),
            (self.any_time, "period"),
            (self.any_publisher, "publisher"),
        )
        return frozenset(narrowing for on, narrowing in chosen if on)

    @property
    def scope(self) -> Scope:
        """The articles that may be looked at: what was published after the as-of day is not known yet."""
        ends = [day for day in (self.until, self.as_of) if day]
        return Scope(Period(self.since, min(ends, default=None)), self.publisher, self.article)


def read_filters(given: Mapping[str, object]) -> Filters:
    """Filters from their names and texts. Raises UsageError naming what cannot be used."""
    known = [f.name for f in fields(Filters)]
    for name in given:
        if name not in known:
            raise UsageError(f"unknown filter {name!r}", hint=f"known filters: {', '.join(known)}")
    switches = {name: _switch(name, value) for name, value in given.items() if name in SWITCHES and value is not None}
    text = {name: _text(name, value) for name, value in given.items() if value is not None and name not in SWITCHES}
    day = {name: read_day(text[name], name) for name in ("since", "until", "as_of") if name in text}
    return Filters(
        speaker=text.get("speaker"),
        since=day.get("since"),
        until=day.get("until"),
        as_of=day.get("as_of"),
        publisher=text.get("publisher"),
        article=text.get("article"),
        **switches,
    )


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"the filter {name} cannot be {value!r}", hint="give true or false")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or HALF_CHARACTER.search(value):
        raise UsageError(f"the filter {name} cannot be {value!r}", hint="give one text")
    return value


def read_day(text: str, name: str, *, or_else: str = "") -> date:
    """A day as YYYY-MM-DD; of a date with a time the day is taken. `or_else` tells how it may be written besides."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise UsageError(
            f"{name} is not a day: {text!r}", hint=f"write days as YYYY-MM-DD, for example 2025-08-17{or_else}"
        ) from None
