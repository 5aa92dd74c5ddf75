"""The actions of `onrecord index`: each calls the assistant once, and prints what came back."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from assistant.app.assistant import Assistant
from assistant.interfaces.cli.index_reports import (
    megabytes,
    render_check,
    render_prune,
    render_statistics,
    statistics_row,
)
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.doctor import INDEX_UNUSABLE
from assistant.interfaces.rendering.lines import Line, text_line
from index.errors import UsageError
from index.ports import Progress


def rebuild(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    generation = assistant.rebuild(progress=progress)
    told = f"Rebuilt: {assistant.settings.index} is at generation {generation}."
    return _print(options, {"generation": generation}, [text_line(told)])


def refine(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.refine(progress=progress)
    done = f"{report.refined:,} passages embedded" if report.refined else "nothing left to embed"
    told = f"Refined: {done}; all {report.passages:,} are searched with {report.refiner}"
    where = f"{assistant.settings.index} is at generation {report.generation} ({report.seconds:.1f} s)"
    return _print(options, asdict(report), [text_line(f"{told}. {where}.")])


def upgrade(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.upgrade(progress=progress)
    steps = []
    if report.schema_before != report.schema:
        steps.append(f"schema {report.schema_before} is now {report.schema}")
    if report.reread:
        steps.append(
            f"{report.reread:,} articles were read again, {report.changed:,} of them with another result "
            f"({report.embedded:,} passages embedded)"
        )
    told = "; ".join(steps) or "nothing to do"
    where = f"{assistant.settings.index} is at generation {report.generation} ({report.seconds:.1f} s)"
    return _print(options, asdict(report), [text_line(f"Up to date: {told}. {where}.")])


def check(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.check(progress=progress)
    _print(options, asdict(report), render_check(report, str(assistant.settings.index)))
    return INDEX_UNUSABLE if report.damages else 0


def stats(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    del progress
    held = assistant.statistics()
    return _print(options, statistics_row(held), render_statistics(held, str(assistant.settings.index)))


def backup(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.back_up(options.file, force=options.force, progress=progress)
    held = f"generation {report.generation} with {report.articles:,} articles"
    told = f"Backed up: {held}, {megabytes(report.bytes)}, in {report.file}."
    return _print(options, asdict(report), [text_line(told)])


def restore(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.restore(options.file, force=options.force, progress=progress)
    where = f"{assistant.settings.index} is at generation {report.generation}"
    told = f"Restored: {where} with {report.articles:,} articles ({report.seconds:.1f} s)."
    return _print(options, asdict(report), [text_line(told)])


def prune(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.prune(older_than=_age(options.older_than), dry_run=options.dry_run, progress=progress)
    return _print(options, asdict(report), render_prune(report))


def _print(options: argparse.Namespace, row: Mapping[str, Any], lines: Sequence[Line]) -> int:
    """A report as one JSON object where that was asked for, else for a person. Gives the exit code of success."""
    if options.json:
        print_json(row)
    else:
        print_lines(lines)
    return 0


def _age(told: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([hdw])", told)
    if match is None:
        raise UsageError(f"{told!r} is no age", hint="give hours, days or weeks: --older-than 12h, 30d or 8w")
    return int(match[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]


ACTIONS: Mapping[str, Callable[[Assistant, argparse.Namespace, Progress], int]] = {
    "rebuild": rebuild,
    "refine": refine,
    "upgrade": upgrade,
    "check": check,
    "stats": stats,
    "backup": backup,
    "restore": restore,
    "prune": prune,
}
