"""The words for days, publishers, speakers and statements: the same wherever a person is shown them."""

from __future__ import annotations

from datetime import date

from assistant.answers.phrases import join_names, without_lone_surnames
from assistant.types import Query
from index.types import Article, Notice, Period, Statement

UNKNOWN_SPEAKER = "unknown speaker"


def told_day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def told_period(period: Period) -> str:
    """From its first to its last day; a side without one is open."""
    ends = (("from", period.since), ("until", period.until))
    return " ".join(f"{word} {told_day(day)}" for word, day in ends if day)


def told_source(article: Article, also_carried_by: tuple[str, ...]) -> str:
    """Who published an article, when, and who else did."""
    day = told_day(article.published_day) if article.published_day else "no date"
    also = f", also carried by {', '.join(also_carried_by)}" if also_carried_by else ""
    return f"{article.publisher or 'unknown publisher'}, {day}{also}"


def told_kind(article: Article) -> str:
    """What it is, behind its title, where it is a view and no report."""
    return f" ({article.kind})" if article.argues else ""


def told_version(article: Article) -> str:
    """Which version of an article it is, and which replaced it."""
    replaced = f", superseded by version {article.superseded_by}" if article.superseded_by else ""
    updated = f" of {told_day(article.updated)}" if article.updated else ""
    return f"version {article.version}{updated}{replaced}"


def told_notice(notice: Notice, article: Article, *, corrects_version: int | None = None) -> str:
    """A notice in the article's words, after what it is, of which day, and of which version."""
    name = {"editors_note": "editor's note"}.get(notice.kind, notice.kind)
    day = f" of {told_day(notice.told_on)}" if notice.told_on else ""
    of = f", on version {corrects_version}" if corrects_version else ""
    return f"({name}{day}{of}) {one_line(notice.span.of(article.text))}"


def told_speaker(statement: Statement) -> str:
    """Everybody who said it: "Ann Fox and Karl Venn", "a senior official (not named)"."""
    names = [f"{one.name} (not named)" if one.kind == "unnamed" else one.name for one in statement.speakers]
    return join_names(names) or UNKNOWN_SPEAKER


def told_manner(statement: Statement, *, with_day: bool) -> str:
    """How something was said: its kind, its force where that is not plain, on which day, and who passed it on."""
    notes: list[str] = [statement.kind]
    if statement.commitment != "asserted":
        notes.append(statement.commitment)
    if statement.said_on and with_day:
        notes.append(f"said on {told_day(statement.said_on)}")
    if statement.relayed_by:
        notes.append(f"relayed by {statement.relayed_by}")
    return ", ".join(notes)


def told_words(statement: Statement, article: Article) -> str:
    """What was said, on one line."""
    return " … ".join(one_line(piece.of(article.text)) for piece in statement.pieces)


def told_nearest(query: Query) -> str:
    """What stands above what those who are asked about did say, where none of it is on the topic."""
    return f"What {' and '.join(without_lone_surnames(query.speakers))} did say that lies nearest:"


def one_line(text: str) -> str:
    return " ".join(text.split())
