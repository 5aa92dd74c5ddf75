"""Charts as inline SVG: drawn here, so that the page needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from evals.report.markup import Markup, tag
from evals.results.aggregation import Figure

WIDTH = 560
_LEFT, _RIGHT, _ROW, _BAR = 150, 60, 26, 14
_BINS = 24


def interval_bar(figure: Figure) -> Markup:
    """A value between 0 and 1 with its interval, as wide as a table's cell."""
    if figure.value is None:
        return Markup("")
    width, middle = 140, 8
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return tag(
        "svg",
        tag("line", x1=0, x2=width, y1=middle, y2=middle, class_="axis"),
        tag("line", x1=round(low * width, 1), x2=round(high * width, 1), y1=middle, y2=middle, class_="interval"),
        tag("circle", cx=round(figure.value * width, 1), cy=middle, r=4, class_="point"),
        viewBox=f"-5 0 {width + 10} 16",
        width=width + 10,
        height=16,
        role="img",
        aria_label=f"{figure.value:.3f} between {low:.3f} and {high:.3f}",
    )


def bars(figures: Sequence[Figure], *, title: str) -> Markup:
    """Shares between 0 and 1, each with its interval."""
    scale = WIDTH - _LEFT - _RIGHT
    rows = []
    for number, figure in enumerate(figures):
        if figure.value is None:
            continue
        top = number * _ROW + 6
        middle = top + _BAR / 2
        parts = [
            tag("text", figure.name, x=_LEFT - 10, y=middle + 4, class_="label end"),
            tag("rect", x=_LEFT, y=top, width=scale, height=_BAR, class_="track"),
            tag("rect", x=_LEFT, y=top, width=round(figure.value * scale, 1), height=_BAR, class_="bar"),
            tag("text", f"{figure.value:.3f}", x=_LEFT + scale + 10, y=middle + 4, class_="label"),
        ]
        if figure.low is not None and figure.high is not None:
            ends = round(_LEFT + figure.low * scale, 1), round(_LEFT + figure.high * scale, 1)
            parts.append(tag("line", x1=ends[0], x2=ends[1], y1=middle, y2=middle, class_="whisker"))
        rows.append(tag("g", *parts))
    return _chart(rows, height=len(figures) * _ROW + 10, title=title)


def histogram(seconds: Sequence[float], *, marks: Sequence[tuple[str, float]], title: str) -> Markup:
    """How many answers took how long, with some moments marked."""
    if not seconds:
        return tag("p", "No answer was timed: all were kept ones.", class_="quiet")
    ordered = sorted(seconds)
    most = max(ordered[int(len(ordered) * 0.97)], *(at for _, at in marks)) * 1.15 or 1.0
    beyond = sum(one >= most for one in seconds)
    counts = [0] * _BINS
    for one in seconds:
        counts[min(int(one / most * _BINS), _BINS - 1)] += one < most
    height, left, right = 150, 44, 20
    scale, wide = (WIDTH - left - right) / _BINS, max(1, *counts)
    parts = [
        tag(
            "rect",
            x=round(left + number * scale, 1),
            y=round(20 + height * (1 - count / wide), 1),
            width=round(scale - 2, 1),
            height=round(height * count / wide, 1),
            class_="bar",
        )
        for number, count in enumerate(counts)
    ]
    floor = 20 + height
    parts.append(tag("line", x1=left, x2=WIDTH - right, y1=floor, y2=floor, class_="axis"))
    parts.append(tag("text", str(wide), x=left - 8, y=26, class_="label end"))
    parts.append(tag("text", "0", x=left - 8, y=floor, class_="label end"))
    parts.append(tag("text", "0 s", x=left, y=floor + 18, class_="label"))
    last = f"{most:.2f} s" + (f"; {beyond} took longer, {ordered[-1]:.2f} s at most" if beyond else "")
    parts.append(tag("text", last, x=WIDTH - right, y=floor + 18, class_="label end"))
    for number, (name, at) in enumerate(marks):
        x, y = round(left + at / most * (WIDTH - left - right), 1), 28 + 16 * number
        parts.append(tag("line", x1=x, x2=x, y1=18, y2=floor, class_="mark"))
        parts.append(tag("text", f"{name} {at:.3f} s", x=x + 5, y=y, class_="label"))
    return _chart(parts, height=floor + 26, title=title)


def _chart(parts: Sequence[Markup], *, height: float, title: str) -> Markup:
    drawn = tag("svg", tag("title", title), *parts, viewBox=f"0 0 {WIDTH} {height:g}", role="img", class_="chart")
    return tag("figure", tag("figcaption", title), drawn)
