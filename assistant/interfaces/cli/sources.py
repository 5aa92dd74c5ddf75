"""`onrecord watch` and `onrecord forget`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.answers.phrases import count
from assistant.interfaces.cli.options import assistant_from
from assistant.interfaces.cli.output import print_report
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.progress import watch as show_progress
from index.fetching.sources.watch import SourceStatus
from index.maintenance.forget import ForgetReport


def watch(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant:
        for status in assistant.watch(options.sources, once=options.once, allow_hosts=options.allow_hosts):
            style = "red" if status.failed else "yellow" if status.problems else ""
            line = Line((Part(f"{status.source.shown}  ", "bold"), Part(status.summary, style)))
            print_report(options, status_row(status), [line])
    return 0


def forget(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant, show_progress(quiet=options.quiet) as progress:
        report = assistant.forget(options.what, everything_of=options.everything_of, progress=progress)
    return print_report(options, asdict(report), render_forgotten(report))


def status_row(status: SourceStatus) -> dict[str, Any]:
    return {
        "source": status.source.url,
        "name": status.source.name or None,
        "listed": status.listed,
        "unchanged": status.unchanged,
        **{outcome: status.outcomes.get(outcome, 0) for outcome in ("new", "updated", "duplicate")},
        "left_out": [{"reason": reason, "pages": pages} for reason, pages in sorted(status.problems.items())],
        "failed": status.failed,
    }


def render_forgotten(report: ForgetReport) -> Sequence[Line]:
    counts = {
        "version": report.versions,
        "copy": report.copies,
        "passage": report.passages,
        "statement": report.statements,
    }
    deleted = ", ".join(count(number, noun) for noun, number in counts.items() if number)
    articles = f"article {report.articles[0]}" if len(report.articles) == 1 else count(len(report.articles), "article")
    lines = [text_line(f"Deleted {articles} ({deleted}). The index is now at generation {report.generation}.")]
    notes = []
    if report.alike:
        others = " and others" if len(report.alike) > 5 else ""
        notes.append(f"the index still has the same story in {', '.join(report.alike[:5])}{others}")
    if report.kept_by:
        generations = ", ".join(report.kept_by)
        notes.append(
            f"another process still uses an older state of the index (generation {generations}): stop that process, "
            "then run onrecord index prune"
        )
    lines += [Line((Part("note  ", "yellow"), Part(note))) for note in notes]
    return [*lines, text_line("Backups of this index still contain what you deleted.", "dim")]
