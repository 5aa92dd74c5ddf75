"""Reports on an index as lines for a terminal: damage, statistics, pruning."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.phrases import format_day

if TYPE_CHECKING:
    from index.maintenance.check import CheckReport
    from index.maintenance.prune import PruneReport
    from index.maintenance.statistics import Statistics

_GENERATIONS_SHOWN = 5


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
    period = (
        f"{format_day(statistics.first)} to {format_day(statistics.last)}"
        if statistics.first and statistics.last
        else "no article has a date"
    )
    age = f", the newest {statistics.days_old:,} days old" if statistics.days_old is not None else ""
    disk = ", ".join(f"{store} {megabytes(size)}" for store, size in statistics.bytes.items())
    each = f" ({statistics.bytes_a_passage:,.0f} bytes per passage)" if statistics.bytes_a_passage is not None else ""
    versions = _count(statistics.versions, "version", "versions")
    copies = _count(statistics.copies, "copy", "copies")
    rows = [
        ("index", f"{index} ({statistics.identity})"),
        ("articles", f"{totals.articles:,} in {versions}, {copies}"),
        ("passages", f"{totals.passages:,}"),
        ("statements", f"{totals.statements:,} by {statistics.speakers:,} speakers"),
        ("publishers", f"{statistics.publishers:,}"),
        ("period", f"{period}{age}"),
        ("disk", f"{disk}{each}"),
        ("made with", f"schema {statistics.schema}, {statistics.embedder} ({statistics.dimensions} dimensions)"),
        *([("refined", f"{statistics.refined:,} passages with {statistics.refiner}")] if statistics.refiner else []),
        ("rules", ", ".join(f"{name} {version}" for name, version in sorted(statistics.rules.items()))),
    ]
    rows += [
        ("generation", f"{one.generation}, published {one.published}: {one.articles:,} articles")
        for one in statistics.generations[-_GENERATIONS_SHOWN:]
    ]
    return [Line((Part(f"{name:<12}", "bold"), Part(text))) for name, text in rows]


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def statistics_row(statistics: Statistics) -> dict[str, Any]:
    row = asdict(statistics)
    totals = row.pop("totals")
    days = {name: day and day.isoformat() for name, day in (("first", statistics.first), ("last", statistics.last))}
    return {**totals, **row, **days, "bytes_a_passage": statistics.bytes_a_passage}


def render_prune(report: PruneReport) -> list[Line]:
    counts = (
        (report.versions, "superseded version", "superseded versions"),
        (report.copies, "copy", "copies"),
        (report.passages, "passage", "passages"),
        (report.statements, "statement", "statements"),
    )
    deleted = ", ".join(_count(*named) for named in counts if named[0])
    if report.leftovers:
        deleted += f"{', ' if deleted else ''}leftovers: {', '.join(report.leftovers)}"
    if not deleted:
        return [text_line("Nothing to delete.")]
    if report.dry_run:
        return [text_line(f"Would delete {deleted}.")]
    return [text_line(f"Deleted {deleted}; freed {megabytes(report.freed)} ({report.seconds:.1f} s).")]
