"""`onrecord index ACTION` and `onrecord doctor`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from assistant.app.assistant import Assistant
from assistant.config.settings import load_settings
from assistant.interfaces.cli.index_reports import (
    megabytes,
    render_check,
    render_prune,
    render_statistics,
    statistics_row,
)
from assistant.interfaces.cli.options import assistant_from
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.doctor import examine
from assistant.interfaces.rendering.findings import INDEX_UNUSABLE
from assistant.interfaces.rendering.lines import Line, render_doctor, text_line
from assistant.interfaces.rendering.progress import watch
from index.errors import UsageError
from index.ports import Progress


def index(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant, watch(quiet=options.quiet) as progress:
        return _ACTIONS[options.action](assistant, options, progress)


def doctor(options: argparse.Namespace) -> int:
    findings = examine(load_settings({"index": options.index}))
    _print(options, findings.row(), render_doctor(findings))
    return findings.exit_code


def _rebuild(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    generation = assistant.rebuild(progress=progress)
    done = f"Rebuilt: {assistant.settings.index} is at generation {generation}."
    return _print(options, {"generation": generation}, [text_line(done)])


def _refine(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.refine(progress=progress)
    embedded = f"{report.refined:,} passages embedded" if report.refined else "nothing left to embed"
    done = f"Refined: {embedded}; searches now use {report.refiner} for all {report.passages:,} passages"
    return _print(options, asdict(report), [text_line(f"{done}. {_at(assistant, report.generation, report.seconds)}.")])


def _upgrade(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.upgrade(progress=progress)
    steps = []
    if report.schema_before != report.schema:
        steps.append(f"schema {report.schema_before} -> {report.schema}")
    if report.reread:
        steps.append(
            f"{report.reread:,} articles processed again, {report.changed:,} of them changed "
            f"({report.embedded:,} passages embedded)"
        )
    done = "; ".join(steps) or "nothing to do"
    where = _at(assistant, report.generation, report.seconds)
    return _print(options, asdict(report), [text_line(f"Up to date: {done}. {where}.")])


def _check(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.check(progress=progress)
    _print(options, asdict(report), render_check(report, str(assistant.settings.index)))
    return INDEX_UNUSABLE if report.damages else 0


def _stats(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    del progress
    statistics = assistant.statistics()
    return _print(options, statistics_row(statistics), render_statistics(statistics, str(assistant.settings.index)))


def _backup(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.back_up(options.file, force=options.force, progress=progress)
    contents = f"generation {report.generation} with {report.articles:,} articles"
    return _print(
        options, asdict(report), [text_line(f"Backed up {contents} to {report.file} ({megabytes(report.bytes)}).")]
    )


def _restore(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.restore(options.file, force=options.force, progress=progress)
    contents = f"generation {report.generation} with {report.articles:,} articles"
    done = f"Restored {contents} to {assistant.settings.index} ({report.seconds:.1f} s)."
    return _print(options, asdict(report), [text_line(done)])


def _prune(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.prune(older_than=_age(options.older_than), dry_run=options.dry_run, progress=progress)
    return _print(options, asdict(report), render_prune(report))


def _at(assistant: Assistant, generation: int, seconds: float) -> str:
    return f"{assistant.settings.index} is at generation {generation} ({seconds:.1f} s)"


def _print(options: argparse.Namespace, row: Mapping[str, Any], lines: Sequence[Line]) -> int:
    """Print a report as JSON or as lines, and return the exit code for success."""
    if options.json:
        print_json(row)
    else:
        print_lines(lines)
    return 0


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([hdw])", text)
    if match is None:
        raise UsageError(f"{text!r} is not an age", hint="give hours, days or weeks: --older-than 12h, 30d or 8w")
    return int(match[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]


_ACTIONS: Mapping[str, Callable[[Assistant, argparse.Namespace, Progress], int]] = {
    "rebuild": _rebuild,
    "refine": _refine,
    "upgrade": _upgrade,
    "check": _check,
    "stats": _stats,
    "backup": _backup,
    "restore": _restore,
    "prune": _prune,
}
