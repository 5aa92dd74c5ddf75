"""`onrecord ingest`, `statements`, `explain` and `show`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.answers.article_rows import explained_row, report_row, shown_article_row, statement_row
from assistant.app.articles import read_statements
from assistant.interfaces.cli.explain import render_explained
from assistant.interfaces.cli.options import FILTERS, assistant_from, filters_from
from assistant.interfaces.cli.output import print_json, print_lines, print_table, table_fits
from assistant.interfaces.cli.statement_table import HEADINGS, statement_table
from assistant.interfaces.rendering.lines import render_article, render_rejected, render_report, render_statements
from assistant.interfaces.rendering.progress import watch
from index.errors import UsageError
from index.types import Article, ArticleStatement, Rejected, Statement

SOME_REJECTED = 5


def ingest(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant, watch(quiet=options.quiet) as progress:
        report = assistant.ingest(
            options.inputs, stdin=sys.stdin.buffer, allow_hosts=options.allow_hosts, progress=progress
        )
    print_lines(render_rejected(report.rejected), to=sys.stderr)
    if options.json:
        print_json(report_row(report))
    else:
        print_lines(render_report(report, str(assistant.settings.index)))
    return SOME_REJECTED if report.rejected else 0


def statements(options: argparse.Namespace) -> int:
    if options.inputs:
        return _statements_of_files(options)
    with assistant_from(options) as assistant:
        found = assistant.statements(about=options.about, filters=filters_from(options))
    if options.json:
        for one in found:
            print_json(statement_row(one.statement))
    elif found and table_fits():
        print_table(HEADINGS, statement_table(found))
    else:
        print_lines(render_statements(found))
    return 0


def _statements_of_files(options: argparse.Namespace) -> int:
    filters = [name for name in (*FILTERS, "about") if getattr(options, name)]
    if filters:
        raise UsageError(
            f"--{filters[0].replace('_', '-')} applies only to statements in the index, not to files",
            hint="ingest the files first, then filter",
        )

    def show(article: Article, found: Sequence[Statement]) -> None:
        if options.json:
            for statement in found:
                print_json(statement_row(statement))
        else:
            print_lines(render_statements([ArticleStatement(statement, article) for statement in found]))

    return _read_files(options.inputs, show)


def explain(options: argparse.Namespace) -> int:
    def show(article: Article, found: Sequence[Statement]) -> None:
        if options.json:
            for statement in found:
                print_json(explained_row(statement, article))
        else:
            print_lines(render_explained(article, found))

    if options.article == "-" or _is_file(options.article):
        return _read_files([options.article], show)
    with assistant_from(options) as assistant:
        show(*assistant.article_statements(options.article))
    return 0


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
    if options.json:
        print_json(shown_article_row(record))
    else:
        print_lines(render_article(record))
    return 0
