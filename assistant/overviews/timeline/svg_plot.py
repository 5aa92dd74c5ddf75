"""The plot of a timeline as SVG: one row for each speaker, one dot for each statement, placed by its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from assistant.answers.extractive import format_day
from assistant.overviews.timeline.types import Change, Entry

# All sizes are in pixels of the view box.
WIDTH = 1_000
LABEL_WIDTH = 210
ROW_HEIGHT = 46
UNDATED_WIDTH = 90
RADIUS = 6
MAX_ROWS = 14  # the speakers with the most entries; the others share the last row
MAX_TICKS = 6
MAX_NAME_CHARACTERS = 26
MAX_TOOLTIP_CHARACTERS = 300
_OTHERS = "Others"
_LIFTS = (0, -13, 13)


@dataclass(frozen=True, slots=True)
class Dot:
    """The position of an entry in the plot."""

    x: float
    y: float


def timeline_plot(entries: Sequence[Entry], changes: Sequence[Change], anchors: Mapping[int, str]) -> str:
    """Return the SVG. Each dot links to the anchor of its entry; `anchors` maps positions of entries to anchors."""
    rows = _rows(entries)
    scale = _Scale.of(entries)
    dots = _dots(entries, rows, scale)
    height = ROW_HEIGHT * len(rows) + 44
    parts = [
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Statements over time, by speaker">',
        *_ticks(scale, height),
        *(_row(name, number) for name, number in rows.items()),
        *(_change(change, entries, dots) for change in changes),
        *(_dot(entry, dots[at], anchors[at]) for at, entry in enumerate(entries)),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _rows(entries: Sequence[Entry]) -> dict[str, int]:
    """Return the row number of each speaker, in the order of their first entries."""
    counts = Counter(entry.speaker_label for entry in entries)
    names = list(counts)
    if len(names) > MAX_ROWS:
        frequent = set(sorted(names, key=lambda name: -counts[name])[: MAX_ROWS - 1])
        names = [*(name for name in names if name in frequent), _OTHERS]
    return {name: number for number, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class _Scale:
    """The horizontal scale of days. Entries without a day are placed to the right of `right`."""

    first: date | None
    last: date | None
    right: float

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> _Scale:
        days = [entry.day for entry in entries if entry.day]
        undated = len(days) < len(entries)
        return cls(min(days, default=None), max(days, default=None), WIDTH - 30 - (UNDATED_WIDTH if undated else 0))

    def x(self, day: date | None) -> float:
        if day is None or self.first is None or self.last is None:
            return WIDTH - 30 - UNDATED_WIDTH / 2 if self.first else (LABEL_WIDTH + WIDTH) / 2
        span = (self.last - self.first).days
        left = LABEL_WIDTH + 30
        return left + (self.right - left - 20) * ((day - self.first).days / span if span else 0.5)

    def ticks(self) -> list[date]:
        if self.first is None or self.last is None:
            return []
        span = (self.last - self.first).days
        count = min(MAX_TICKS, span + 1)
        return sorted({self.first + timedelta(days=round(span * at / max(1, count - 1))) for at in range(count)})


def _ticks(scale: _Scale, height: int) -> list[str]:
    lines = []
    for day in scale.ticks():
        x = scale.x(day)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="6" y2="{height - 32}"/>')
        lines.append(f'<text class="tick" x="{x:.1f}" y="{height - 12}">{format_day(day)}</text>')
    if scale.right < WIDTH - 30:
        x = scale.x(None)
        lines.append(f'<text class="tick" x="{x:.1f}" y="{height - 12}">no date</text>')
    return lines


def _row(name: str, number: int) -> str:
    y = ROW_HEIGHT * number + 24
    short = name if len(name) <= MAX_NAME_CHARACTERS else f"{name[: MAX_NAME_CHARACTERS - 1]}…"
    return (
        f'<line class="row" x1="{LABEL_WIDTH}" x2="{WIDTH - 10}" y1="{y}" y2="{y}"/>'
        f'<text class="name" x="{LABEL_WIDTH - 12}" y="{y + 5}"><title>{escape(name)}</title>{escape(short)}</text>'
    )


def _dots(entries: Sequence[Entry], rows: Mapping[str, int], scale: _Scale) -> list[Dot]:
    """Return the dots of the entries. Dots that would overlap are moved up or down, then to the right."""
    taken: dict[int, list[Dot]] = {}
    dots = []
    for entry in entries:
        row = rows.get(entry.speaker_label, len(rows) - 1)
        middle, x, neighbours = ROW_HEIGHT * row + 24, scale.x(entry.day), taken.setdefault(row, [])
        places = (Dot(x + shift, middle + lift) for shift in range(0, WIDTH, 2 * RADIUS + 1) for lift in _LIFTS)
        dot = next((one for one in places if not any(_overlap(one, dot) for dot in neighbours)), Dot(x, middle))
        dot = Dot(min(dot.x, WIDTH - RADIUS - 4), dot.y)
        neighbours.append(dot)
        dots.append(dot)
    return dots


def _overlap(one: Dot, other: Dot) -> bool:
    return abs(one.x - other.x) < 2 * RADIUS + 1 and abs(one.y - other.y) < 2 * RADIUS


def _dot(entry: Entry, dot: Dot, anchor: str) -> str:
    line = " ".join(entry.told.split())
    tooltip = line if len(line) <= MAX_TOOLTIP_CHARACTERS else f"{line[: MAX_TOOLTIP_CHARACTERS - 1]}…"
    return (
        f'<a href="#{anchor}"><circle class="{entry.kind}" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{RADIUS}">'
        f"<title>{escape(tooltip)}</title></circle></a>"
    )


def _change(change: Change, entries: Sequence[Entry], dots: Sequence[Dot]) -> str:
    one, other = dots[entries.index(change.earlier)], dots[entries.index(change.later)]
    bend = min(one.y, other.y) - 18
    middle = (one.x + other.x) / 2
    return f'<path class="change" d="M{one.x:.1f},{one.y:.1f} Q{middle:.1f},{bend:.1f} {other.x:.1f},{other.y:.1f}"/>'
