"""The filters a caller sets by option, on the command line, in the chat or in a row of a batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from assistant.types.query import FilterName
from index.errors import UsageError
from index.types import Period, Scope

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which JSON can spell and UTF-8 cannot store."""

SWITCHES = ("any_speaker", "any_time", "any_publisher")
"""Filters that switch off a filter read from the question."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters for one question. None means "no filter"; days are inclusive on both ends."""

    speaker: str | None = None
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    article: str | None = None
    any_speaker: bool = False
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
        """The implied filters that must not apply."""
        names: tuple[FilterName, ...] = ("speaker", "period", "publisher")
        chosen = (self.any_speaker, self.any_time, self.any_publisher)
        return frozenset(name for name, on in zip(names, chosen, strict=True) if on)

    @property
    def scope(self) -> Scope:
        """The articles to search, without those published after the as-of day."""
        ends = [day for day in (self.until, self.as_of) if day]
        return Scope(Period(self.since, min(ends, default=None)), self.publisher, self.article)


def read_filters(given: Mapping[str, object]) -> Filters:
    """Return filters from their names and texts. Raises UsageError naming the invalid filter."""
    known = [f.name for f in fields(Filters)]
    for name in given:
        if name not in known:
            raise UsageError(f"unknown filter {name!r}", hint=f"known filters: {', '.join(known)}")
    switches = {name: _switch(name, value) for name, value in given.items() if name in SWITCHES and value is not None}
    texts = {name: _text(name, value) for name, value in given.items() if value is not None and name not in SWITCHES}
    values: dict[str, Any] = {**switches, **texts}
    values |= {name: read_day(texts[name], name) for name in ("since", "until", "as_of") if name in texts}
    return Filters(**values)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"the filter {name} cannot be {value!r}", hint="give true or false")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or LONE_SURROGATE.search(value):
        raise UsageError(f"the filter {name} cannot be {value!r}", hint="give one string")
    return value


def read_day(text: str, name: str, *, or_else: str = "") -> date:
    """Return the day written as YYYY-MM-DD, without any time of day. `or_else` extends the hint of the UsageError."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise UsageError(
            f"{name} must be a day as YYYY-MM-DD, not {text!r}", hint=f"for example 2025-08-17{or_else}"
        ) from None
