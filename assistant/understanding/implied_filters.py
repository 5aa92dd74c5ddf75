"""Extracts the filters that a question implies, and the question without their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.types import ImpliedFilter
from assistant.understanding.periods import merge_periods, read_periods
from assistant.understanding.publishers import PublisherMatcher
from index.types import Period

_NOW = re.compile(
    r"\b(?P<adverb>currently|now|recently|lately|nowadays|right now|just now|at the moment"
    r"|these days|so far|as it stands)\b"
    r"|\b(?P<adjective>latest|newest|most recent)\b"
)
_REPORTED = re.compile(
    r"\b(?:any word|happen(?:s|ed|ing)?|new|news|report(?:s|ed)?|reporting|articles?|stories|coverage|headlines?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ExtractedFilters:
    """A question's implied filters. `left` is the question without them; `dated` keeps dates with a year or a day."""

    left: str
    dated: str
    period: Period = field(default_factory=Period)
    as_of: date | None = None
    publisher: str | None = None
    reports: bool = False
    """Whether the question asks what the publisher reported."""
    reported: bool = False
    """Whether the question asks for the news of the period, rather than for a fact that later articles may report."""
    wants_now: bool = False
    understood: tuple[ImpliedFilter, ...] = ()


def extract_filters(question: str, *, publishers: PublisherMatcher, today: date | None) -> ExtractedFilters:
    """Return the question's implied filters. Without `today`, relative dates have no meaning and no date is read."""
    plain = re.sub(r"\s+", " ", question).strip().replace("’", "'")
    named = publishers.find(plain)
    left = _without(plain, named.start, named.end) if named else plain
    understood: list[ImpliedFilter] = []
    period, as_of, dated = Period(), None, left
    mentions = read_periods(left, today) if today else ()
    for one in mentions:
        if one.as_of:
            as_of = one.as_of
            understood.append(ImpliedFilter("as_of", one.as_of.isoformat(), left[one.start : one.end]))
        else:
            period = merge_periods(period, one.period) or period
    if words := " … ".join(left[one.start : one.end] for one in mentions if not one.as_of):
        understood.append(ImpliedFilter("period", format_period(period), words))
    for one in sorted(mentions, key=lambda one: one.start, reverse=True):
        left = _without(left, one.start, one.end)
        dated = _without(dated, one.start, one.end) if one.relative else dated
    if named:
        understood.append(ImpliedFilter("publisher", named.publisher, plain[named.start : named.end]))
    filters = ExtractedFilters(left, dated, period, as_of, named.publisher if named else None)
    reports, reported = bool(named and named.reports), bool(_REPORTED.search(plain))
    wants_now, implied = bool(_NOW.search(left)), tuple(understood)
    return replace(filters, reports=reports, reported=reported, wants_now=wants_now, understood=implied)


def strip_recency(question: str) -> str:
    """Return the question without "now" and "latest", which are not part of its topic."""
    return re.sub(r"\s+", " ", _NOW.sub("", question)).strip()


def format_period(period: Period) -> str:
    """Return a period as text: "2025-08-17", "2025-08-01 to 2025-08-17", "since …" or "until …"."""
    match period.since, period.until:
        case None, until:
            return f"until {until}"
        case since, None:
            return f"since {since}"
        case since, until:
            return f"{since}" if since == until else f"{since} to {until}"


def _without(question: str, start: int, end: int) -> str:
    before, after = question[:start].rstrip(" ,("), question[end:].lstrip(" ,)")
    return f"{before} {after}".strip() if re.match(r"\w", after) else f"{before}{after}".strip()
