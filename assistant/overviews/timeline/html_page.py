"""A timeline as an HTML page: a plot of the statements over time, then every quotation under its day.

The page loads nothing and runs no script: a dot of the plot links into a `<details>` element, which browsers then open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from importlib.resources import files
from typing import NamedTuple

from assistant.answers.article_rows import link
from assistant.answers.phrases import NEAREST_HEADING, describe_coverage, format_day
from assistant.overviews.types import DIFFERENCE_PHRASES, Change, Entry, Timeline
from assistant.types import Citation, NearPassage

# The sizes of the plot are in pixels of its view box.
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


def timeline_page(timeline: Timeline) -> str:
    """Return the page as HTML."""
    title = timeline.answer.question[:1].upper() + timeline.answer.question[1:]
    searched = f"Searched {describe_coverage(timeline.answer.receipt.coverage)}. Every quotation is verbatim."
    body = [f"<h1>{escape(title)}</h1>", f'<p class="searched">{escape(searched)}</p>']
    if timeline.lead:
        body.append(f"<p>{escape(timeline.lead)}</p>")
    if timeline.entries:
        plot = _draw_plot(timeline.entries, timeline.changes)
        body += [f"<figure>{plot}{_legend(timeline)}</figure>", *map(_change_section, timeline.changes)]
        body += list(_entry_sections(timeline.entries))
    else:
        body += [f"<p>{escape(paragraph)}</p>" for paragraph in timeline.answer.text.split("\n\n")]
        if timeline.suggestions:
            body.append(f"<p>Did you mean {escape(' or '.join(timeline.suggestions))}?</p>")
        body += _nearest(timeline.answer.nearest)
    if timeline.limit:
        limit = timeline.limit
        body.append(f"<p><strong>Showing {limit.shown:,} of {limit.of:,}: {escape(limit.hint)}.</strong></p>")
    folder = files("assistant.overviews.timeline")
    page, style = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.html", "page.css"))
    return page.format(title=escape(title), style=style, body="\n".join(body))


def _nearest(passages: Sequence[NearPassage]) -> Iterable[str]:
    """Yield the heading and each of the passages near a timeline without entries."""
    if passages:
        yield f"<p>{NEAREST_HEADING}</p>"
    for passage in passages:
        yield f"<blockquote>{escape(' '.join(passage.quote.split()))}</blockquote>{_source(passage)}"


def _legend(timeline: Timeline) -> str:
    kinds = {entry.kind for entry in timeline.entries}
    labels = {
        "said": "dated by the day of the statement",
        "published": "dated by the day of publication",
        "reported": "reported by the article itself",
    }
    keys = [f'<span><i class="key {kind}"></i>{label}</span>' for kind, label in labels.items() if kind in kinds]
    if timeline.changes:
        keys.append('<span><i class="key change"></i>change of position</span>')
    return f"<figcaption>{''.join(keys)}<span>A dot opens its quotation below.</span></figcaption>"


def _change_section(change: Change) -> str:
    sides = "".join(
        f"<div><h3>{entry.day_label}</h3><blockquote>{_quote(entry)}</blockquote>{_source(entry.citation)}</div>"
        for entry in (change.earlier, change.later)
    )
    title = escape(f"{change.later.speaker} {DIFFERENCE_PHRASES[change.difference]}")
    return f'<section class="changed"><h2>Change of position: {title}</h2><div class="sides">{sides}</div></section>'


def _entry_sections(entries: Sequence[Entry]) -> Iterable[str]:
    day: object = ()
    for at, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            yield f"<h2>{entry.day_label}</h2>"
        yield _entry(entry, f"e{at + 1}")


def _entry(entry: Entry, anchor: str) -> str:
    basis = f"{entry.kind}{'' if entry.names_it else ', in an article on the topic'}"
    line = entry.line.removesuffix(f" [{entry.citation.marker}]")  # the source follows in full
    others = "".join(f"<li>{_source(one)}</li>" for one in entry.also_in)
    also = f'<p class="also">Also in</p><ul>{others}</ul>' if others else ""
    first = "" if entry.first == entry.citation else f'<p class="also">First in {_source(entry.first)}</p>'
    return (
        f'<details><summary><b>{escape(entry.speaker_label)}</b> <span class="basis">{basis}</span> '
        f"{escape(_preview(entry))}</summary>"
        f'<div class="entry" id="{anchor}"><p>{escape(line)}</p>{_source(entry.citation)}{first}{also}</div>'
        "</details>"
    )


def _preview(entry: Entry) -> str:
    words = " ".join((entry.pieces[0].quote if entry.pieces else entry.citation.quote).split())
    return words if len(words) <= 110 else f"{words[:109].rsplit(' ', 1)[0]} …"


def _quote(entry: Entry) -> str:
    words = escape(" … ".join(" ".join(piece.quote.split()) for piece in entry.pieces))
    is_verbatim = bool(entry.pieces) and entry.pieces[0].statement.kind == "direct"
    return words if is_verbatim else f'{words} <span class="basis">in the article’s words</span>'


def _source(source: Citation | NearPassage) -> str:
    article = source.article
    address = link(article, source.span)
    title = escape(article.title)
    if address and address.startswith(("http://", "https://")):
        title = f'<a href="{escape(address)}" rel="noreferrer">{title}</a>'
    day = f", {article.published_day.isoformat()}" if article.published_day else ""
    carried = f"; also carried by {', '.join(source.also_carried_by)}" if source.also_carried_by else ""
    return f"<cite>{title} ({escape(f'{article.publisher or article.id}{day}{carried}')})</cite>"


class _Dot(NamedTuple):
    """The position of an entry in the plot."""

    x: float
    y: float

    def overlaps(self, other: _Dot) -> bool:
        return abs(self.x - other.x) < 2 * RADIUS + 1 and abs(self.y - other.y) < 2 * RADIUS


def _draw_plot(entries: Sequence[Entry], changes: Sequence[Change]) -> str:
    """Return the SVG plot: one row for each speaker, one dot for each entry. Each dot links to its entry."""
    rows = _rows(entries)
    scale = _Scale.of(entries)
    dots = _dots(entries, rows, scale)
    height = ROW_HEIGHT * len(rows) + 44
    parts = [
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Statements over time, by speaker">',
        *_ticks(scale, height),
        *(_row(name, number) for name, number in rows.items()),
        *(_change(change, entries, dots) for change in changes),
        *(_dot(entry, dots[at], f"e{at + 1}") for at, entry in enumerate(entries)),
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


def _dots(entries: Sequence[Entry], rows: Mapping[str, int], scale: _Scale) -> list[_Dot]:
    """Return the dots of the entries. Dots that would overlap are moved up or down, then to the right."""
    taken: dict[int, list[_Dot]] = {}
    dots = []
    for entry in entries:
        row = rows.get(entry.speaker_label, len(rows) - 1)
        middle, x, neighbours = ROW_HEIGHT * row + 24, scale.x(entry.day), taken.setdefault(row, [])
        places = (_Dot(x + shift, middle + lift) for shift in range(0, WIDTH, 2 * RADIUS + 1) for lift in _LIFTS)
        dot = next((one for one in places if not any(map(one.overlaps, neighbours))), _Dot(x, middle))
        dot = _Dot(min(dot.x, WIDTH - RADIUS - 4), dot.y)
        neighbours.append(dot)
        dots.append(dot)
    return dots


def _dot(entry: Entry, dot: _Dot, anchor: str) -> str:
    line = " ".join(entry.line.split())
    tooltip = line if len(line) <= MAX_TOOLTIP_CHARACTERS else f"{line[: MAX_TOOLTIP_CHARACTERS - 1]}…"
    return (
        f'<a href="#{anchor}"><circle class="{entry.kind}" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{RADIUS}">'
        f"<title>{escape(tooltip)}</title></circle></a>"
    )


def _change(change: Change, entries: Sequence[Entry], dots: Sequence[_Dot]) -> str:
    one, other = dots[entries.index(change.earlier)], dots[entries.index(change.later)]
    bend = min(one.y, other.y) - 18
    middle = (one.x + other.x) / 2
    return f'<path class="change" d="M{one.x:.1f},{one.y:.1f} Q{middle:.1f},{bend:.1f} {other.x:.1f},{other.y:.1f}"/>'
