"""`onrecord index ACTION` and `onrecord doctor`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from assistant.answers.phrases import count, format_day
from assistant.app.assistant import Assistant
from assistant.config.settings import load_settings
from assistant.interfaces.cli.options import assistant_from
from assistant.interfaces.cli.output import print_report
from assistant.interfaces.doctor import examine
from assistant.interfaces.rendering.findings import INDEX_UNUSABLE
from assistant.interfaces.rendering.lines import Line, Part, render_doctor, text_line
from assistant.interfaces.rendering.progress import watch
from index.errors import UsageError
from index.maintenance.backup import BackupReport
from index.maintenance.check import CheckReport
from index.maintenance.prune import PruneReport
from index.maintenance.restore import RestoreReport
from index.maintenance.statistics import Statistics
from index.ports import Progress

_GENERATIONS_SHOWN = 5
_Report = tuple[Mapping[str, Any], Sequence[Line]]
"""The JSON row of a report, and its lines."""


def index(options: argparse.Namespace) -> int:
    with assistant_from(options) as assistant, watch(quiet=options.quiet) as progress:
        row, lines = _ACTIONS[options.action](assistant, options, progress)
        print_report(options, row, lines)
    return INDEX_UNUSABLE if options.action == "check" and row["damages"] else 0


def doctor(options: argparse.Namespace) -> int:
    findings = examine(load_settings({"index": options.index}))
    print_report(options, findings.row(), render_doctor(findings))
    return findings.exit_code


def _rebuild(assistant: Assistant, _: argparse.Namespace, progress: Progress) -> _Report:
    generation = assistant.rebuild(progress=progress)
    return {"generation": generation}, [text_line(f"Rebuilt: {_at(assistant, generation)}.")]


def _refine(assistant: Assistant, _: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.refine(progress=progress)
    embedded = f"{report.refined:,} passages embedded" if report.refined else "nothing left to embed"
    done = f"Refined: {embedded}; searches now use {report.refiner} for all {report.passages:,} passages"
    return asdict(report), [text_line(f"{done}. {_at(assistant, report.generation)} ({report.seconds:.1f} s).")]


def _upgrade(assistant: Assistant, _: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.upgrade(progress=progress)
    schema = f"schema {report.schema_before} -> {report.schema}" if report.schema_before != report.schema else ""
    reread = (
        f"{report.reread:,} articles processed again, {report.changed:,} of them changed "
        f"({report.embedded:,} passages embedded)"
    )
    done = "; ".join(filter(None, (schema, reread if report.reread else ""))) or "nothing to do"
    where = f"{_at(assistant, report.generation)} ({report.seconds:.1f} s)"
    return asdict(report), [text_line(f"Up to date: {done}. {where}.")]


def _check(assistant: Assistant, _: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.check(progress=progress)
    return asdict(report), render_check(report, str(assistant.settings.index))


def _stats(assistant: Assistant, _: argparse.Namespace, __: Progress) -> _Report:
    statistics = assistant.statistics()
    return statistics_row(statistics), render_statistics(statistics, str(assistant.settings.index))


def _backup(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.back_up(options.file, force=options.force, progress=progress)
    done = f"Backed up {_contents(report)} to {report.file} ({megabytes(report.bytes)})."
    return asdict(report), [text_line(done)]


def _restore(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.restore(options.file, force=options.force, progress=progress)
    done = f"Restored {_contents(report)} to {assistant.settings.index} ({report.seconds:.1f} s)."
    return asdict(report), [text_line(done)]


def _prune(assistant: Assistant, options: argparse.Namespace, progress: Progress) -> _Report:
    report = assistant.prune(older_than=_age(options.older_than), dry_run=options.dry_run, progress=progress)
    return asdict(report), render_prune(report)


def _at(assistant: Assistant, generation: int) -> str:
    return f"{assistant.settings.index} is at generation {generation}"


def _contents(report: BackupReport | RestoreReport) -> str:
    return f"generation {report.generation} with {report.articles:,} articles"


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([hdw])", text)
    if match is None:
        raise UsageError(f"{text!r} is not an age", hint="give hours, days or weeks: --older-than 12h, 30d or 8w")
    return int(match[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]


def megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} KB"


def render_check(report: CheckReport, index: str) -> list[Line]:
    lines: list[Line] = []
    for damage in report.damages:
        lines.append(Line((Part("damaged ", "bold red"), Part(f"{damage.where}: {damage.what}"))))
        lines.append(text_line(f"        {damage.hint}", "dim"))
    lines += [Line((Part("note    ", "yellow"), Part(note))) for note in report.notes]
    if not report.damages:
        lines.append(text_line(f"No damage found in {index}, generation {report.generation} ({report.seconds:.1f} s)."))
    return lines


def render_statistics(statistics: Statistics, index: str) -> list[Line]:
    totals = statistics.totals
    first, last = statistics.first, statistics.last
    period = f"{format_day(first)} to {format_day(last)}" if first and last else "no article has a date"
    age = f", the newest {statistics.days_old:,} days old" if statistics.days_old is not None else ""
    disk = ", ".join(f"{store} {megabytes(size)}" for store, size in statistics.bytes.items())
    each = f" ({statistics.bytes_a_passage:,.0f} bytes per passage)" if statistics.bytes_a_passage is not None else ""
    rows = [
        ("index", f"{index} ({statistics.identity})"),
        (
            "articles",
            f"{totals.articles:,} in {count(statistics.versions, 'version')}, {count(statistics.copies, 'copy')}",
        ),
        ("passages", f"{totals.passages:,}"),
        ("statements", f"{totals.statements:,} by {statistics.speakers:,} speakers"),
        ("publishers", f"{statistics.publishers:,}"),
        ("period", f"{period}{age}"),
        ("disk", f"{disk}{each}"),
        ("made with", f"schema {statistics.schema}, {statistics.embedder} ({statistics.dimensions} dimensions)"),
        *([("refined", f"{statistics.refined:,} passages with {statistics.refiner}")] if statistics.refiner else []),
        ("rules", ", ".join(f"{name} {version}" for name, version in sorted(statistics.rules.items()))),
    ]
    for one in statistics.generations[-_GENERATIONS_SHOWN:]:
        rows.append(("generation", f"{one.generation}, published {one.published}: {one.articles:,} articles"))
    return [Line((Part(f"{name:<12}", "bold"), Part(text))) for name, text in rows]


def statistics_row(statistics: Statistics) -> dict[str, Any]:
    row = asdict(statistics)
    totals = row.pop("totals")
    days = {name: day and day.isoformat() for name, day in (("first", statistics.first), ("last", statistics.last))}
    return {**totals, **row, **days, "bytes_a_passage": statistics.bytes_a_passage}


def render_prune(report: PruneReport) -> list[Line]:
    counts = {
        "superseded version": report.versions,
        "copy": report.copies,
        "passage": report.passages,
        "statement": report.statements,
    }
    deleted = ", ".join(count(number, word) for word, number in counts.items() if number)
    if report.leftovers:
        deleted += f"{', ' if deleted else ''}leftovers: {', '.join(report.leftovers)}"
    freed = f"Deleted {deleted}; freed {megabytes(report.freed)} ({report.seconds:.1f} s)."
    done = f"Would delete {deleted}." if report.dry_run else freed
    return [text_line(done if deleted else "Nothing to delete.")]


_ACTIONS: Mapping[str, Callable[[Assistant, argparse.Namespace, Progress], _Report]] = {
    "rebuild": _rebuild,
    "refine": _refine,
    "upgrade": _upgrade,
    "check": _check,
    "stats": _stats,
    "backup": _backup,
    "restore": _restore,
    "prune": _prune,
}
