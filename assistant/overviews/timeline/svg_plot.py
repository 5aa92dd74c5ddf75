"""The plot of a timeline: a row a speaker, a dot a statement, placed by its day. Drawn as SVG that needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from assistant.overviews.timeline.types import Change, Entry

WIDTH = 1_000
LABELS = 210
"""Pixels at the left in which the names stand."""
ROW = 46
UNDATED = 90
"""Pixels at the right for what has no date, where there is something."""
RADIUS = 6
MOST_ROWS = 14
"""So many speakers have a row of their own, those who speak most; the others share the last."""
OTHERS = "Others"
REPORTED = "Reported"
_LIFTS = (0, -13, 13)
_MOST_TICKS = 6
_LONGEST_NAME = 26


@dataclass(frozen=True, slots=True)
class Dot:
    """Where an entry stands in the plot."""

    x: float
    y: float


def timeline_plot(entries: Sequence[Entry], changes: Sequence[Change], anchors: Mapping[int, str]) -> str:
    """SVG of the entries; each dot is a link to the anchor of its entry, given by its place."""
    rows = _rows(entries)
    scale = _Scale.of(entries)
    dots = _dots(entries, rows, scale)
    height = ROW * len(rows) + 44
    parts = [
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Statements over time, by speaker">',
        *_ticks(scale, height),
        *(_row(name, number) for name, number in rows.items()),
        *(_change(change, entries, dots) for change in changes),
        *(_dot(entry, dots[at], anchors[at]) for at, entry in enumerate(entries)),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _label(entry: Entry) -> str:
    return (entry.pieces[0].attributed_to or "Unknown") if entry.pieces else REPORTED


def _rows(entries: Sequence[Entry]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[_label(entry)] = counts.get(_label(entry), 0) + 1
    names = list(counts)
    if len(names) > MOST_ROWS:
        most = set(sorted(names, key=lambda name: -counts[name])[: MOST_ROWS - 1])
        names = [*(name for name in names if name in most), OTHERS]
    return {name: number for number, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days on the width of the plot."""

    first: date | None
    last: date | None
    right: float

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> _Scale:
        days = [entry.day for entry in entries if entry.day]
        undated = len(days) < len(entries)
        return cls(min(days, default=None), max(days, default=None), WIDTH - 30 - (UNDATED if undated else 0))

    def x(self, day: date | None) -> float:
        if day is None or self.first is None or self.last is None:
            return WIDTH - 30 - UNDATED / 2 if self.first else (LABELS + WIDTH) / 2
        span = (self.last - self.first).days
        left = LABELS + 30
        return left + (self.right - left - 20) * ((day - self.first).days / span if span else 0.5)

    def ticks(self) -> list[date]:
        if self.first is None or self.last is None:
            return []
        span = (self.last - self.first).days
        count = min(_MOST_TICKS, span + 1)
        return sorted({self.first + timedelta(days=round(span * at / max(1, count - 1))) for at in range(count)})


def _ticks(scale: _Scale, height: int) -> list[str]:
    lines = []
    for day in scale.ticks():
        x = scale.x(day)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="6" y2="{height - 32}"/>')
        lines.append(f'<text class="tick" x="{x:.1f}" y="{height - 12}">{day:%b} {day.day}, {day.year}</text>')
    if scale.right < WIDTH - 30:
        x = scale.x(None)
        lines.append(f'<text class="tick" x="{x:.1f}" y="{height - 12}">no date</text>')
    return lines


def _row(name: str, number: int) -> str:
    y = ROW * number + 24
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return (
        f'<line class="row" x1="{LABELS}" x2="{WIDTH - 10}" y1="{y}" y2="{y}"/>'
        f'<text class="name" x="{LABELS - 12}" y="{y + 5}"><title>{escape(name)}</title>{escape(short)}</text>'
    )


def _dots(entries: Sequence[Entry], rows: Mapping[str, int], scale: _Scale) -> list[Dot]:
    """Where dots of one row would lie on each other, they are lifted, then moved aside."""
    taken: dict[int, list[Dot]] = {}
    dots = []
    for entry in entries:
        row = rows.get(_label(entry), len(rows) - 1)
        middle, x, beside = ROW * row + 24, scale.x(entry.day), taken.setdefault(row, [])
        places = (Dot(x + aside, middle + lift) for aside in range(0, WIDTH, 2 * RADIUS + 1) for lift in _LIFTS)
        dot = next((one for one in places if not any(_touch(one, other) for other in beside)), Dot(x, middle))
        dot = Dot(min(dot.x, WIDTH - RADIUS - 4), dot.y)
        beside.append(dot)
        dots.append(dot)
    return dots


def _touch(one: Dot, other: Dot) -> bool:
    return abs(one.x - other.x) < 2 * RADIUS + 1 and abs(one.y - other.y) < 2 * RADIUS


def _dot(entry: Entry, dot: Dot, anchor: str) -> str:
    kind = "said" if entry.basis == "said" else "published" if entry.pieces else "reported"
    told = " ".join(entry.told.split())
    tip = told if len(told) <= 300 else f"{told[:299]}…"
    return (
        f'<a href="#{anchor}"><circle class="{kind}" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{RADIUS}">'
        f"<title>{escape(tip)}</title></circle></a>"
    )


def _change(change: Change, entries: Sequence[Entry], dots: Sequence[Dot]) -> str:
    one, other = dots[entries.index(change.earlier)], dots[entries.index(change.later)]
    bend = min(one.y, other.y) - 18
    middle = (one.x + other.x) / 2
    return f'<path class="change" d="M{one.x:.1f},{one.y:.1f} Q{middle:.1f},{bend:.1f} {other.x:.1f},{other.y:.1f}"/>'
