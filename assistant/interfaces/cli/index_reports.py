"""What a person sees of the upkeep of an index: its damage, its figures, what was taken out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.phrases import told_day

if TYPE_CHECKING:
    from index.maintenance.check import CheckReport
    from index.maintenance.prune import PruneReport
    from index.maintenance.statistics import Statistics

_LATEST = 5
"""So many generations are shown to a person; JSON has them all."""


def megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} KB"


def render_check(report: CheckReport, index: str) -> list[Line]:
    """One line a damage, with what to run under it."""
    lines: list[Line] = []
    for damage in report.damages:
        lines.append(Line((Part("damaged ", "bold red"), Part(f"{damage.where}: {damage.what}"))))
        lines.append(text_line(f"        {damage.hint}", "dim"))
    lines += [Line((Part("note    ", "yellow"), Part(note))) for note in report.notes]
    if not report.damages:
        lines.append(
            text_line(f"Sound: {index}, generation {report.generation}, nothing is damaged ({report.seconds:.1f} s).")
        )
    return lines


def render_statistics(held: Statistics, index: str) -> list[Line]:
    totals = held.totals
    period = f"{told_day(held.first)} to {told_day(held.last)}" if held.first and held.last else "no article has a date"
    age = f", the newest {held.days_old:,} days old" if held.days_old is not None else ""
    disk = ", ".join(f"{store} {megabytes(size)}" for store, size in held.bytes.items())
    each = f" ({held.bytes_a_passage:,.0f} bytes a passage)" if held.bytes_a_passage is not None else ""
    rows = [
        ("index", f"{index} ({held.identity})"),
        ("articles", f"{totals.articles:,} in {held.versions:,} versions, {held.copies:,} copies"),
        ("passages", f"{totals.passages:,}"),
        ("statements", f"{totals.statements:,} by {held.speakers:,} speakers"),
        ("publishers", f"{held.publishers:,}"),
        ("period", f"{period}{age}"),
        ("disk", f"{disk}{each}"),
        ("made with", f"schema {held.schema}, {held.embedder} ({held.dimensions} dimensions)"),
        *([("refined", f"{held.refined:,} passages with {held.refiner}")] if held.refiner else []),
        ("rules", ", ".join(f"{name} {version}" for name, version in sorted(held.rules.items()))),
    ]
    rows += [
        ("generation", f"{one.generation}, published {one.published}: {one.articles:,} articles")
        for one in held.generations[-_LATEST:]
    ]
    return [Line((Part(f"{name:<12}", "bold"), Part(told))) for name, told in rows]


def statistics_row(held: Statistics) -> dict[str, Any]:
    row = asdict(held)
    totals = row.pop("totals")
    days = {name: day and day.isoformat() for name, day in (("first", held.first), ("last", held.last))}
    return {**totals, **row, **days, "bytes_a_passage": held.bytes_a_passage}


def render_prune(report: PruneReport) -> list[Line]:
    counts = (
        (report.versions, "superseded versions"),
        (report.copies, "copies"),
        (report.passages, "passages"),
        (report.statements, "statements"),
    )
    told = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    if report.leftovers:
        told += f"{', ' if told else ''}leftovers: {', '.join(report.leftovers)}"
    if not told:
        return [text_line("Nothing to take out.")]
    if report.dry_run:
        return [text_line(f"Would take out {told}.")]
    return [text_line(f"Took out {told}; {megabytes(report.freed)} freed ({report.seconds:.1f} s).")]
