"""The verbs: each reads its options, calls the assistant once, and prints what came back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from assistant.answers.article_rows import explained_row, report_row, shown_article_row, statement_row
from assistant.answers.json_rows import answer_row, search_row
from assistant.app.articles import read_statements
from assistant.app.assistant import Assistant, open_assistant
from assistant.config.settings import load_settings
from assistant.interfaces.cli import sources, summaries
from assistant.interfaces.cli.batch import Row, batch_rows, run_batch
from assistant.interfaces.cli.chat import chat
from assistant.interfaces.cli.eval import run_eval
from assistant.interfaces.cli.explain import render_explained
from assistant.interfaces.cli.index_commands import ACTIONS
from assistant.interfaces.cli.output import print_json, print_lines, print_table, stream_answer, table_fits
from assistant.interfaces.cli.slack import slack
from assistant.interfaces.cli.statement_table import HEADINGS, statement_table
from assistant.interfaces.doctor import examine
from assistant.interfaces.rendering.lines import (
    render_article,
    render_doctor,
    render_hits,
    render_rejected,
    render_report,
    render_session,
    render_statements,
)
from assistant.interfaces.rendering.progress import watch
from assistant.types import SWITCHES, Filters, read_filters
from index.errors import UsageError
from index.types import Article, ArticleStatement, Rejected, Statement

SOME_REJECTED = 5
_FILTERS = ("speaker", "since", "until", "as_of", "publisher", "article")
_ASKED = (*_FILTERS, *SWITCHES)
"""What a question is narrowed to, and what of it is not to narrow it."""


def ingest(options: argparse.Namespace) -> int:
    with _assistant(options) as assistant, watch(quiet=options.quiet) as progress:
        report = assistant.ingest(
            options.inputs, stdin=sys.stdin.buffer, allow_hosts=options.allow_hosts, progress=progress
        )
    print_lines(render_rejected(report.rejected), to=sys.stderr)
    if options.json:
        print_json(report_row(report))
    else:
        print_lines(render_report(report, str(assistant.settings.index)))
    return SOME_REJECTED if report.rejected else 0


def ask(options: argparse.Namespace) -> int:
    _one_of(options)
    with _assistant(options) as assistant:
        assistant.check_limits()
        if options.batch:

            def answer(row: Row) -> dict[str, object]:
                return answer_row(
                    assistant.ask(row.question, history=row.history, filters=_merge(options, row)), id=row.id
                )

            code = run_batch(batch_rows(options.batch), answer, quiet=options.quiet)
            if not options.quiet:
                print_lines(render_session(assistant.spent), to=sys.stderr)
            return code
        filters = _filters(options)
        if options.json:
            print_json(answer_row(assistant.ask(options.question, filters=filters)))
        else:
            stream_answer(assistant.stream(options.question, filters=filters))
    return 0


def search(options: argparse.Namespace) -> int:
    _one_of(options)
    with _assistant(options) as assistant:
        if options.batch:

            def find(row: Row) -> dict[str, object]:
                result = assistant.search(row.question, history=row.history, filters=_merge(options, row), k=options.k)
                return search_row(result.query, result.hits, id=row.id)

            return run_batch(batch_rows(options.batch), find, quiet=options.quiet)
        result = assistant.search(options.question, filters=_filters(options), k=options.k)
        if options.json:
            print_json(search_row(result.query, result.hits))
        else:
            print_lines(render_hits(result.hits))
    return 0


def statements(options: argparse.Namespace) -> int:
    if options.inputs:
        return _statements_of_files(options)
    with _assistant(options) as assistant:
        found = assistant.statements(about=options.about, filters=_filters(options))
    if options.json:
        for one in found:
            print_json(statement_row(one.statement))
    elif found and table_fits():
        print_table(HEADINGS, statement_table(found))
    else:
        print_lines(render_statements(found))
    return 0


def _statements_of_files(options: argparse.Namespace) -> int:
    narrowed = [name for name in (*_FILTERS, "about") if getattr(options, name)]
    if narrowed:
        raise UsageError(
            f"--{narrowed[0].replace('_', '-')} narrows an index's statements, not a file's",
            hint="ingest the files first, then narrow",
        )

    def tell(article: Article, found: Sequence[Statement]) -> None:
        if options.json:
            for statement in found:
                print_json(statement_row(statement))
        else:
            print_lines(render_statements([ArticleStatement(statement, article) for statement in found]))

    return _read_files(options.inputs, tell)


def explain(options: argparse.Namespace) -> int:
    def tell(article: Article, found: Sequence[Statement]) -> None:
        if options.json:
            for statement in found:
                print_json(explained_row(statement, article))
        else:
            print_lines(render_explained(article, found))

    if options.article == "-" or _is_file(options.article):
        return _read_files([options.article], tell)
    with _assistant(options) as assistant:
        tell(*assistant.article_statements(options.article))
    return 0


def _is_file(name: str) -> bool:
    with suppress(OSError):  # an id may be longer than any file's name
        return Path(name).is_file()
    return False


def _read_files(inputs: Sequence[str], tell: Callable[[Article, Sequence[Statement]], None]) -> int:
    """Tell the statements of each article; what cannot be read is named on standard error."""
    rejected = 0
    for read in read_statements(inputs, stdin=sys.stdin.buffer):
        if isinstance(read, Rejected):
            rejected += 1
            print_lines(render_rejected([read]), to=sys.stderr)
        else:
            tell(*read)
    return SOME_REJECTED if rejected else 0


def show(options: argparse.Namespace) -> int:
    with _assistant(options) as assistant:
        record = assistant.record(options.article_id, version=options.of)
    if options.json:
        print_json(shown_article_row(record))
    else:
        print_lines(render_article(record))
    return 0


def _later(module: str, verb: str) -> Callable[[argparse.Namespace], int]:
    """A verb whose module is loaded when it is run: it brings the index along, for which `--help` does not wait."""

    def run(options: argparse.Namespace) -> int:
        code: int = getattr(import_module(module), verb)(options)
        return code

    return run


def _overview(tell: Callable[[Assistant, argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def told(options: argparse.Namespace) -> int:
        with _assistant(options) as assistant:
            return tell(assistant, options)

    return told


def index(options: argparse.Namespace) -> int:
    with _assistant(options) as assistant, watch(quiet=options.quiet) as progress:
        return ACTIONS[options.action](assistant, options, progress)


def doctor(options: argparse.Namespace) -> int:
    findings = examine(load_settings({"index": options.index}))
    if options.json:
        print_json(findings.row())
    else:
        print_lines(render_doctor(findings))
    return findings.exit_code


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "ingest": ingest,
    "watch": sources.watch,
    "forget": sources.forget,
    "ask": ask,
    "search": search,
    "statements": statements,
    "explain": explain,
    "timeline": _later("assistant.interfaces.cli.overviews", "timeline"),
    "compare": _later("assistant.interfaces.cli.overviews", "compare"),
    "show": show,
    "summarise": _overview(summaries.summarise),
    "summarize": _overview(summaries.summarise),
    "digest": _overview(summaries.digest),
    "index": index,
    "doctor": doctor,
    "chat": chat,
    "slack": slack,
    "eval": run_eval,
}


def _assistant(options: argparse.Namespace) -> Assistant:
    return open_assistant(
        index=options.index,
        model=getattr(options, "model", None),
        strict_model=getattr(options, "strict_model", None),
        max_cost=getattr(options, "max_cost", None),
        cache_answers=getattr(options, "cache_answers", None),
    )


def _one_of(options: argparse.Namespace) -> None:
    if bool(options.question) == bool(options.batch):
        raise UsageError(
            "give one question, or --batch FILE",
            hint=f'for example: onrecord {options.command} "What did Rubio say about NATO?"',
        )


def _filters(options: argparse.Namespace) -> Filters:
    return read_filters({name: getattr(options, name, None) for name in _ASKED})


def _merge(options: argparse.Namespace, row: Row) -> Filters:
    """A row's own filters win over those of the command line."""
    given = {name: getattr(options, name) for name in _ASKED}
    return read_filters(given | dict(row.filters))
