"""`onrecord ask` and `onrecord search`, for one question or a batch."""

from __future__ import annotations

import argparse
import sys

from assistant.answers.json_rows import answer_row, search_row
from assistant.interfaces.cli.batch import Row, batch_rows, run_batch
from assistant.interfaces.cli.options import assistant_from, filters_from
from assistant.interfaces.cli.output import print_json, print_lines, print_report, stream_answer
from assistant.interfaces.rendering.lines import render_hits, render_session
from index.errors import UsageError


def ask(options: argparse.Namespace) -> int:
    _require_question(options)
    with assistant_from(options) as assistant:
        assistant.check_limits()
        if options.batch:

            def answer(row: Row) -> dict[str, object]:
                filters = filters_from(options, row.filters)
                return answer_row(assistant.ask(row.question, history=row.history, filters=filters), id=row.id)

            code = run_batch(batch_rows(options.batch), answer, quiet=options.quiet)
            if not options.quiet:
                print_lines(render_session(assistant.spent), to=sys.stderr)
            return code
        filters = filters_from(options)
        if options.json:
            print_json(answer_row(assistant.ask(options.question, filters=filters)))
        else:
            stream_answer(assistant.stream(options.question, filters=filters))
    return 0


def search(options: argparse.Namespace) -> int:
    _require_question(options)
    with assistant_from(options) as assistant:
        if options.batch:

            def find(row: Row) -> dict[str, object]:
                filters = filters_from(options, row.filters)
                result = assistant.search(row.question, history=row.history, filters=filters, k=options.k)
                return search_row(result.query, result.hits, id=row.id)

            return run_batch(batch_rows(options.batch), find, quiet=options.quiet)
        result = assistant.search(options.question, filters=filters_from(options), k=options.k)
        return print_report(options, search_row(result.query, result.hits), render_hits(result.hits))


def _require_question(options: argparse.Namespace) -> None:
    if bool(options.question) == bool(options.batch):
        hint = f'for example: onrecord {options.command} "What did Rubio say about NATO?"'
        raise UsageError("give one question, or --batch FILE", hint=hint)
