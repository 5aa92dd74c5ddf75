"""Statements as a table for a wide terminal, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answers.article_rows import link
from assistant.interfaces.rendering.lines import Line, Part
from assistant.interfaces.rendering.phrases import format_content, format_day, format_manner, format_speakers, one_line
from index.types import ArticleStatement

HEADINGS = ("Speaker", "Statement", "When", "Where")

Row = tuple[Line, Line, Line, Line]


def statement_table(found: Iterable[ArticleStatement]) -> list[Row]:
    """Return speaker, content, day (said, or else published) and place of each statement."""
    return [(_who(one), _what(one), _when(one), _where(one)) for one in found]


def _who(one: ArticleStatement) -> Line:
    style = "bold cyan" if one.statement.speaker else "dim"
    return Line((Part(one_line(format_speakers(one.statement)), style),))


def _what(one: ArticleStatement) -> Line:
    words = Part(format_content(one.statement, one.article))
    return Line((words, Part(f"  ({format_manner(one.statement, with_day=False)})", "dim")))


def _when(one: ArticleStatement) -> Line:
    said, published = one.statement.said_on, one.article.published_day
    day = said or published
    if day is None:
        return Line((Part("no date", "dim"),))
    return Line((Part(format_day(day)), Part("\nsaid" if said else "\npublished", "dim")))


def _where(one: ArticleStatement) -> Line:
    article, content = one.article, one.statement.content
    publishers = ", ".join([article.publisher or "unknown publisher", *one.also_carried_by])
    place = Part(f"\n{one_line(article.id)} [{content.start}, {content.end})", "dim")
    return Line((Part(one_line(publishers), "", link(article, content)), place))
