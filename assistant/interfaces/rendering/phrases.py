"""Phrases for days, publishers, speakers and statements, the same in every interface."""

from __future__ import annotations

from assistant.answers.phrases import format_day, join_names, without_lone_surnames
from assistant.types import Query
from index.types import Article, Notice, Period, Statement

UNKNOWN_SPEAKER = "unknown speaker"


def format_period(period: Period) -> str:
    """Return for example "from Aug 1, 2025 until Aug 9, 2025"; an open end is left out."""
    ends = (("from", period.since), ("until", period.until))
    return " ".join(f"{word} {format_day(day)}" for word, day in ends if day)


def format_source(article: Article, also_carried_by: tuple[str, ...]) -> str:
    """Return the publisher and day of an article, and the other publishers of the same story."""
    day = format_day(article.published_day) if article.published_day else "no date"
    also = f", also carried by {', '.join(also_carried_by)}" if also_carried_by else ""
    return f"{article.publisher or 'unknown publisher'}, {day}{also}"


def format_kind(article: Article) -> str:
    """Return the kind of an article in brackets if it is not a news report."""
    return f" ({article.kind})" if article.argues else ""


def format_version(article: Article) -> str:
    """Return the version number and day of an article, and the version that replaced it."""
    replaced = f", superseded by version {article.superseded_by}" if article.superseded_by else ""
    updated = f" of {format_day(article.updated)}" if article.updated else ""
    return f"version {article.version}{updated}{replaced}"


def format_notice(notice: Notice, article: Article, *, corrects_version: int | None = None) -> str:
    """Return a correction in the article's words, after its kind, its day and the version it corrects."""
    name = {"editors_note": "editor's note"}.get(notice.kind, notice.kind)
    day = f" of {format_day(notice.told_on)}" if notice.told_on else ""
    of = f", on version {corrects_version}" if corrects_version else ""
    return f"({name}{day}{of}) {one_line(notice.span.of(article.text))}"


def format_speakers(statement: Statement) -> str:
    """Return all speakers: "Ann Fox and Karl Venn", or "a senior official (not named)"."""
    names = [f"{one.name} (not named)" if one.kind == "unnamed" else one.name for one in statement.speakers]
    return join_names(names) or UNKNOWN_SPEAKER


def format_manner(statement: Statement, *, with_day: bool) -> str:
    """Return how something was said: direct or indirect, denied or declined, the day, and who relayed it."""
    notes: list[str] = [statement.kind]
    if statement.commitment != "asserted":
        notes.append(statement.commitment)
    if statement.said_on and with_day:
        notes.append(f"said on {format_day(statement.said_on)}")
    if statement.relayed_by:
        notes.append(f"relayed by {statement.relayed_by}")
    return ", ".join(notes)


def format_content(statement: Statement, article: Article) -> str:
    """Return the content of a statement on one line."""
    return " … ".join(one_line(piece.of(article.text)) for piece in statement.pieces)


def related_heading(query: Query) -> str:
    """Return the heading for statements by the asked speakers that are close to the topic but not on it."""
    return f"Closest statements by {join_names(without_lone_surnames(query.speakers))}:"


def format_loosened(query: Query) -> str:
    """Return which implied filters left nothing and what was searched instead, or "" if none was loosened."""
    notes = [
        f"Nothing said by {one_line(one.value)} in the index; the articles themselves were searched."
        for one in query.loosened
        if one.filter == "speaker"
    ]
    values = {one.filter: one_line(one.value) for one in query.loosened}
    publisher, period = values.get("publisher"), values.get("period")
    if publisher or period:
        source = (f"from {publisher}" if publisher else "", f"published {_in_words(period)}" if period else "")
        where = "in the index" if query.scope.everything else "within the other filters"
        searched = ("all outlets" if publisher else "", "all dates" if period else "")
        found, instead = " ".join(filter(None, source)), " and ".join(filter(None, searched))
        notes.append(f"Nothing {found} {where}; {instead} were searched.")
    return " ".join(notes)


def _in_words(period: str) -> str:
    """Return "on 2025-08-17" or "from 2025-08-11 to 2025-08-17"; "since …" and "until …" stay as they are."""
    return f"from {period}" if " to " in period else f"on {period}" if period[0].isdigit() else period


def one_line(text: str) -> str:
    return " ".join(text.split())
