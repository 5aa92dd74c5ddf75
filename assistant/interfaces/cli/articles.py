"""`onrecord ingest`, `statements`, `explain` and `show`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.answers.article_rows import Row, explained_row, link, report_row, shown_article_row, statement_row
from assistant.answers.phrases import format_day
from assistant.app.articles import read_statements
from assistant.interfaces.cli.explain import render_explained
from assistant.interfaces.cli.options import FILTERS, assistant_from, filters_from
from assistant.interfaces.cli.output import print_json, print_lines, print_report, print_table, table_fits
from assistant.interfaces.rendering.lines import (
    Line,
    Part,
    render_article,
    render_rejected,
    render_report,
    render_statements,
)
from assistant.interfaces.rendering.phrases import format_content, format_manner, format_speakers, one_line
from assistant.interfaces.rendering.progress import watch
from index.errors import UsageError
from index.types import Article, ArticleStatement, Rejected, Statement

SOME_REJECTED = 5
HEADINGS = ("Speaker", "Statement", "When", "Where")


def ingest(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant, watch(quiet=options.quiet) as progress:
        hosts = options.allow_hosts
        report = assistant.ingest(options.inputs, stdin=sys.stdin.buffer, allow_hosts=hosts, progress=progress)
    print_lines(render_rejected(report.rejected), to=sys.stderr)
    print_report(options, report_row(report), render_report(report, str(assistant.settings.index)))
    return SOME_REJECTED if report.rejected else 0


def statements(options: argparse.Namespace) -> int:
    if options.inputs:
        return _statements_of_files(options)
    with assistant_from(options) as assistant:
        found = assistant.statements(about=options.about, filters=filters_from(options))
    if found and not options.json and table_fits():
        print_table(HEADINGS, statement_table(found))
    else:
        lines = () if options.json else render_statements(found)
        _print_statements(options, (statement_row(one.statement) for one in found), lines)
    return 0


def _statements_of_files(options: argparse.Namespace) -> int:
    filters = [name for name in (*FILTERS, "about") if getattr(options, name)]
    if filters:
        message = f"--{filters[0].replace('_', '-')} applies only to statements in the index, not to files"
        raise UsageError(message, hint="ingest the files first, then filter")

    def show(article: Article, found: Sequence[Statement]) -> None:
        shown = [ArticleStatement(one, article) for one in found]
        _print_statements(options, map(statement_row, found), render_statements(shown))

    return _read_files(options.inputs, show)


def explain(options: argparse.Namespace) -> int:
    def show(article: Article, found: Sequence[Statement]) -> None:
        _print_statements(options, (explained_row(one, article) for one in found), render_explained(article, found))

    if options.article == "-" or _is_file(options.article):
        return _read_files([options.article], show)
    with assistant_from(options) as assistant:
        show(*assistant.article_statements(options.article))
    return 0


def _print_statements(options: argparse.Namespace, rows: Iterable[Row], lines: Iterable[Line]) -> None:
    if options.json:
        for row in rows:
            print_json(row)
    else:
        print_lines(lines)


def statement_table(found: Iterable[ArticleStatement]) -> list[tuple[Line, ...]]:
    """Return speaker, content, day (said, or else published) and place of each statement."""
    return [_table_row(one) for one in found]


def _table_row(one: ArticleStatement) -> tuple[Line, ...]:
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


def _is_file(name: str) -> bool:
    with suppress(OSError):  # an article id may be longer than a file name can be
        return Path(name).is_file()
    return False


def _read_files(inputs: Sequence[str], show: Callable[[Article, Sequence[Statement]], None]) -> int:
    """Show the statements of each article, name unreadable inputs on standard error, and return the exit code."""
    rejected = 0
    for read in read_statements(inputs, stdin=sys.stdin.buffer):
        if isinstance(read, Rejected):
            rejected += 1
            print_lines(render_rejected([read]), to=sys.stderr)
        else:
            show(*read)
    return SOME_REJECTED if rejected else 0


def show(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant:
        record = assistant.record(options.article_id, version=options.of)
    return print_report(options, shown_article_row(record), render_article(record))
