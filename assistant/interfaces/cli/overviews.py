"""`onrecord timeline`, `compare`, `summarise` and `digest`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assistant.answers.json_rows import answer_row
from assistant.answers.phrases import count
from assistant.app.assistant import Assistant
from assistant.interfaces.cli.digest_pages import digest_html, digest_markdown
from assistant.interfaces.cli.options import assistant_from
from assistant.interfaces.cli.output import print_lines, print_report
from assistant.interfaces.cli.overview_lines import render_comparison, render_digest, render_timeline
from assistant.interfaces.rendering.lines import render_sources, text_line
from assistant.overviews.json_rows import comparison_row, digest_row, timeline_row
from assistant.overviews.timeline.html_page import timeline_page
from assistant.types import Filters, read_filters
from index.errors import UsageError

_FILTERS = ("since", "until", "as_of", "publisher", "article")


def timeline(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant:
        assistant.check_limits()
        subject = {"speaker": options.speaker, "about": options.about, "event": options.event}
        built = assistant.timeline(**subject, filters=_filters(options, assistant))
    if options.html:
        _write(timeline_page(built), options.html)
    if options.html == "-" and not options.json:
        return 0
    wrote = text_line(f"Wrote {len(built.entries)} entries to {options.html}.")
    return print_report(options, timeline_row(built), [wrote] if options.html else render_timeline(built))


def compare(options: argparse.Namespace) -> int:
    speakers = [name.strip() for name in (options.speakers or "").split(",") if name.strip()]
    with assistant_from(options) as assistant:
        assistant.check_limits()
        comparison = assistant.compare(about=options.about, speakers=speakers, filters=_filters(options, assistant))
    return print_report(options, comparison_row(comparison), render_comparison(comparison))


def summarise(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant:
        assistant.check_limits()
        answer = assistant.summarise(*options.articles, length=options.length, form=options.form)
    lines = [*map(text_line, answer.text.split("\n")), *render_sources(answer)]
    return print_report(options, answer_row(answer), lines)


def digest(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant:
        assistant.check_limits()
        since = assistant.day(options.since, "since") if options.since else None
        until = assistant.day(options.until, "until") if options.until else None
        built = assistant.digest(since=since, until=until, topic=options.topic, publisher=options.publisher)
    file = options.markdown or options.html
    if file and not (options.json and file == "-"):
        _write(digest_markdown(built) if options.markdown else digest_html(built), file)
    if options.json or not file:
        return print_report(options, digest_row(built), render_digest(built))
    if file != "-":
        print_lines([text_line(f"Wrote {count(len(built.stories), 'story')} to {file}.")])
    if not built.stories and not options.quiet:
        print_lines([text_line(f"onrecord: {built.answer.text}")], to=sys.stderr)
    if built.answer.receipt.degraded and not options.quiet:
        print_lines([text_line(f"onrecord: {built.answer.receipt.degraded}")], to=sys.stderr)
    return 0


def _filters(options: argparse.Namespace, assistant: Assistant) -> Filters:
    """Return the filters given as options. Days may be words, such as `yesterday`."""
    given = {name: getattr(options, name, None) for name in _FILTERS}
    days = {name: assistant.day(words, name).isoformat() for name in ("since", "until") if (words := given[name])}
    return read_filters(given | days)


def _write(text: str, file: str) -> None:
    if file == "-":
        print(text, end="")
        return
    try:
        Path(file).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        hint = "choose a file in an existing folder with --html or --markdown"
        raise UsageError(f"cannot write {file!r}: {error.strerror or error}", hint=hint) from error
