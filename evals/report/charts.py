"""Charts as inline SVG, so that the page loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from evals.report.markup import Markup, tag
from evals.results.scoring import MetricResult

WIDTH = 560
_LEFT, _RIGHT, _ROW, _BAR = 150, 60, 26, 14
_BINS = 24


def interval_bar(metric: MetricResult) -> Markup:
    """Return a value between 0 and 1 with its interval, as wide as a table cell."""
    if metric.value is None:
        return Markup("")
    width, middle = 140, 8
    low = metric.value if metric.low is None else metric.low
    high = metric.value if metric.high is None else metric.high
    return tag(
        "svg",
        _horizontal(0, width, middle, "axis"),
        _horizontal(round(low * width, 1), round(high * width, 1), middle, "interval"),
        tag("circle", cx=round(metric.value * width, 1), cy=middle, r=4, class_="point"),
        viewBox=f"-5 0 {width + 10} 16",
        width=width + 10,
        height=16,
        role="img",
        aria_label=f"{metric.value:.3f} between {low:.3f} and {high:.3f}",
    )


def bar_chart(metrics: Sequence[MetricResult], *, title: str) -> Markup:
    """Return a chart of values between 0 and 1 with their intervals."""
    scale = WIDTH - _LEFT - _RIGHT
    rows = []
    for number, metric in enumerate(metrics):
        if metric.value is None:
            continue
        top = number * _ROW + 6
        middle = top + _BAR / 2
        parts = [
            _label(metric.name, _LEFT - 10, middle + 4, end=True),
            tag("rect", x=_LEFT, y=top, width=scale, height=_BAR, class_="track"),
            tag("rect", x=_LEFT, y=top, width=round(metric.value * scale, 1), height=_BAR, class_="bar"),
            _label(f"{metric.value:.3f}", _LEFT + scale + 10, middle + 4),
        ]
        if metric.low is not None and metric.high is not None:
            ends = round(_LEFT + metric.low * scale, 1), round(_LEFT + metric.high * scale, 1)
            parts.append(_horizontal(*ends, middle, "whisker"))
        rows.append(tag("g", *parts))
    return _chart(rows, height=len(metrics) * _ROW + 10, title=title)


def histogram(seconds: Sequence[float], *, marks: Sequence[tuple[str, float]], title: str) -> Markup:
    """Return a histogram of the times with some named marks; the slowest 3 % may be beyond the last bin."""
    if not seconds:
        return tag("p", "No answer was timed, because all came from the cache.", class_="quiet")
    ordered = sorted(seconds)
    limit = max(ordered[int(len(ordered) * 0.97)], *(at for _, at in marks)) * 1.15 or 1.0
    beyond = sum(value >= limit for value in seconds)
    counts = [0] * _BINS
    for value in seconds:
        counts[min(int(value / limit * _BINS), _BINS - 1)] += value < limit
    height, left, right = 150, 44, 20
    scale, highest, floor = (WIDTH - left - right) / _BINS, max(1, *counts), 20 + height
    parts = [
        tag(
            "rect",
            x=round(left + number * scale, 1),
            y=round(20 + height * (1 - count / highest), 1),
            width=round(scale - 2, 1),
            height=round(height * count / highest, 1),
            class_="bar",
        )
        for number, count in enumerate(counts)
    ]
    last = f"{limit:.2f} s" + (f"; {beyond} took longer, {ordered[-1]:.2f} s at most" if beyond else "")
    parts += [
        _horizontal(left, WIDTH - right, floor, "axis"),
        _label(str(highest), left - 8, 26, end=True),
        _label("0", left - 8, floor, end=True),
        _label("0 s", left, floor + 18),
        _label(last, WIDTH - right, floor + 18, end=True),
    ]
    for number, (name, at) in enumerate(marks):
        x = round(left + at / limit * (WIDTH - left - right), 1)
        parts.append(tag("line", x1=x, x2=x, y1=18, y2=floor, class_="mark"))
        parts.append(_label(f"{name} {at:.3f} s", x + 5, 28 + 16 * number))
    return _chart(parts, height=floor + 26, title=title)


def _horizontal(start: float, end: float, y: float, class_: str) -> Markup:
    return tag("line", x1=start, x2=end, y1=y, y2=y, class_=class_)


def _label(text: str, x: float, y: float, *, end: bool = False) -> Markup:
    return tag("text", text, x=x, y=y, class_="label end" if end else "label")


def _chart(parts: Sequence[Markup], *, height: float, title: str) -> Markup:
    drawn = tag("svg", tag("title", title), *parts, viewBox=f"0 0 {WIDTH} {height:g}", role="img", class_="chart")
    return tag("figure", tag("figcaption", title), drawn)
