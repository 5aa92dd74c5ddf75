"""The actions of `onrecord index`: each calls the assistant once, and prints what came back."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta

from assistant.app import Assistant
from assistant.cli.output import print_json, print_lines
from assistant.cli.render import text_line
from assistant.cli.upkeep import megabytes, render_check, render_prune, render_statistics, statistics_row
from assistant.doctor import INDEX_UNUSABLE
from index.errors import UsageError
from index.ports import Progress


def rebuild(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    generation = assistant.rebuild(progress=progress)
    if options.json:
        print_json({"generation": generation})
    else:
        print_lines([text_line(f"Rebuilt: {assistant.settings.index} is at generation {generation}.")])
    return 0


def upgrade(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.upgrade(progress=progress)
    if options.json:
        print_json(asdict(report))
        return 0
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
    print_lines([text_line(f"Up to date: {told}. {where}.")])
    return 0


def check(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.check(progress=progress)
    if options.json:
        print_json(asdict(report))
    else:
        print_lines(render_check(report, str(assistant.settings.index)))
    return INDEX_UNUSABLE if report.damages else 0


def stats(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    del progress
    held = assistant.statistics()
    if options.json:
        print_json(statistics_row(held))
    else:
        print_lines(render_statistics(held, str(assistant.settings.index)))
    return 0


def backup(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.back_up(options.file, force=options.force, progress=progress)
    if options.json:
        print_json(asdict(report))
    else:
        held = f"generation {report.generation} with {report.articles:,} articles"
        print_lines([text_line(f"Backed up: {held}, {megabytes(report.bytes)}, in {report.file}.")])
    return 0


def restore(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.restore(options.file, force=options.force, progress=progress)
    if options.json:
        print_json(asdict(report))
    else:
        where = f"{assistant.settings.index} is at generation {report.generation}"
        print_lines([text_line(f"Restored: {where} with {report.articles:,} articles ({report.seconds:.1f} s).")])
    return 0


def prune(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> int:
    report = assistant.prune(older_than=_age(options.older_than), dry_run=options.dry_run, progress=progress)
    if options.json:
        print_json(asdict(report))
    else:
        print_lines(render_prune(report))
    return 0


def _age(told: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([hdw])", told)
    if match is None:
        raise UsageError(f"{told!r} is no age", hint="give hours, days or weeks: --older-than 12h, 30d or 8w")
    return int(match[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]


ACTIONS: Mapping[str, Callable[[Assistant, argparse.Namespace, Progress], int]] = {
    "rebuild": rebuild,
    "upgrade": upgrade,
    "check": check,
    "stats": stats,
    "backup": backup,
    "restore": restore,
    "prune": prune,
}
