"""Extracts the filters that a question implies, and the question without their words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.types import FilterName, ImpliedFilter, Query
from assistant.understanding.date_expressions import YEAR
from assistant.understanding.periods import merge_periods, read_periods
from assistant.understanding.publishers import PublisherMatcher
from index.types import Period, Scope

_NOW = re.compile(
    r"\b(?P<adverb>currently|now|recently|lately|nowadays|right now|just now|at the moment"
    r"|these days|so far|as it stands)\b"
    r"|\b(?P<adjective>latest|newest|most recent)\b"
)
_NEWS = re.compile(
    r"\b(?:any word|(?:what's|anything|something|what is) new|articles?|stories|coverage|headlines?"
    r"|news(?! (?:agency|agencies|anchor|channel|conference|media|network|organi[sz]ation|outlet|site)s?\b)"
    r"|^what (?:was|were|is|has been|have been) (?:published|printed|reported|written))\b",
    re.IGNORECASE,
)
_EVENTS = re.compile(r"\b(?:happen(?:s|ed|ing)?|new|report(?:s|ed)?|reporting)\b", re.IGNORECASE)
"""Words that ask for the news of recent days, but not in a question for a number or about a year."""
_COUNTS = re.compile(r"^how (?:many|much|old|long|far|often)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExtractedFilters:
    """A question's implied filters. `left` is the question without them; `dated` keeps named dates ("in June 2024")."""

    left: str
    dated: str
    period: Period = field(default_factory=Period)
    as_of: date | None = None
    publisher: str | None = None
    reports: bool = False
    """Whether the question asks what the publisher reported."""
    reported: bool = False
    """Whether the question asks for the news of the period, rather than for a fact that later articles may report."""
    named: bool = False
    """Whether the period is named, with a year, a month or a day, rather than counted from today."""
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
    words = " … ".join(left[one.start : one.end] for one in mentions if not one.as_of)
    if words:
        understood.append(ImpliedFilter("period", format_period(period), words))
    for one in sorted(mentions, key=lambda one: one.start, reverse=True):
        left = _without(left, one.start, one.end)
        dated = _without(dated, one.start, one.end) if one.relative else dated
    if named:
        understood.append(ImpliedFilter("publisher", named.publisher, plain[named.start : named.end]))
    filters = ExtractedFilters(left, dated, period, as_of, named.publisher if named else None)
    return replace(
        filters,
        reports=bool(named and named.reports),
        reported=_asks_for_news(plain, words),
        named=bool(words) and not any(one.relative for one in mentions if not one.as_of),
        wants_now=bool(_NOW.search(left)),
        understood=tuple(understood),
    )


def _asks_for_news(question: str, period: str) -> bool:
    if _NEWS.search(question):
        return True
    return bool(_EVENTS.search(question)) and not YEAR.search(period) and not _COUNTS.match(question)


def loosen_filters(query: Query, options: Scope, has_articles: Callable[[Scope], bool]) -> Query:
    """Return the query without the implied publisher or period that leaves no article; `options` always hold.

    If no loosening finds an article, the query stays as it is. The as-of day is never loosened.
    """
    implied = {one.filter for one in query.understood}
    if not implied & {"publisher", "period"} or has_articles(query.scope):
        return query
    for dropped in _LOOSENED:
        if dropped <= implied and has_articles(scope := _without_filters(query, options, dropped)):
            kept = tuple(one for one in query.understood if one.filter not in dropped)
            loosened = tuple(one for one in query.understood if one.filter in dropped)
            return replace(query, scope=scope, understood=kept, loosened=(*query.loosened, *loosened))
    return query


_LOOSENED: tuple[frozenset[FilterName], ...] = (
    frozenset({"publisher"}),
    frozenset({"period"}),
    frozenset({"publisher", "period"}),
)


def _without_filters(query: Query, options: Scope, dropped: frozenset[FilterName]) -> Scope:
    until = Period(until=query.as_of)
    period = merge_periods(options.period, until) or options.period if "period" in dropped else query.scope.period
    publisher = options.publisher if "publisher" in dropped else query.scope.publisher
    return Scope(period, publisher, query.scope.article_id)


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
