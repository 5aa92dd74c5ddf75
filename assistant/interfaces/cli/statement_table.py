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
    return [_row(one) for one in found]


def _row(one: ArticleStatement) -> Row:
    statement, article = one.statement, one.article
    speaker = Part(one_line(format_speakers(statement)), "bold cyan" if statement.speaker else "dim")
    manner = Part(f"  ({format_manner(statement, with_day=False)})", "dim")
    day = statement.said_on or article.published_day
    basis = Part("\nsaid" if statement.said_on else "\npublished", "dim")
    when = (Part(format_day(day)), basis) if day else (Part("no date", "dim"),)
    publishers = one_line(", ".join([article.publisher or "unknown publisher", *one.also_carried_by]))
    content = statement.content
    place = Part(f"\n{one_line(article.id)} [{content.start}, {content.end})", "dim")
    where = (Part(publishers, "", link(article, content)), place)
    return Line((speaker,)), Line((Part(format_content(statement, article)), manner)), Line(when), Line(where)
