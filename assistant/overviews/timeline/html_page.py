"""A timeline as an HTML page: a plot of the statements over time, then every quotation under its day.

The page loads nothing from the network and runs no script. A dot of the plot is a link into a closed `<details>`
element, which browsers open. All text of articles is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from assistant.answers.extractive import format_day
from assistant.answers.json_rows import link
from assistant.overviews.timeline.svg_plot import timeline_plot
from assistant.overviews.timeline.types import DIFFERENCE_PHRASES, Change, Entry, Timeline
from assistant.types.types import Citation


def timeline_page(timeline: Timeline) -> str:
    """Return the page as HTML."""
    title = timeline.answer.question[:1].upper() + timeline.answer.question[1:]
    body = [f"<h1>{escape(title)}</h1>", f'<p class="searched">{escape(_describe_search(timeline))}</p>']
    if timeline.lead:
        body.append(f"<p>{escape(timeline.lead)}</p>")
    if timeline.entries:
        anchors = {at: f"e{at + 1}" for at in range(len(timeline.entries))}
        plot = timeline_plot(timeline.entries, timeline.changes, anchors)
        body += [f"<figure>{plot}{_legend(timeline)}</figure>", *map(_change_section, timeline.changes)]
        body += list(_entry_sections(timeline.entries))
    else:
        body += [f"<p>{escape(paragraph)}</p>" for paragraph in timeline.answer.text.split("\n\n")]
        if timeline.suggestions:
            body.append(f"<p>Did you mean {escape(' or '.join(timeline.suggestions))}?</p>")
    if timeline.limit:
        limit = timeline.limit
        body.append(f"<p><strong>Showing {limit.shown:,} of {limit.of:,}: {escape(limit.hint)}.</strong></p>")
    style = files("assistant.overviews.timeline").joinpath("page.css").read_text(encoding="utf-8")
    return _PAGE.format(title=escape(title), style=style, body="\n".join(body))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _describe_search(timeline: Timeline) -> str:
    coverage = timeline.answer.receipt.coverage
    articles = f"{coverage.articles:,} article{'' if coverage.articles == 1 else 's'}"
    ends = [day.isoformat() for day in (coverage.first, coverage.last) if day]
    return f"Searched {articles}{', ' + ' to '.join(dict.fromkeys(ends)) if ends else ''}. Every quotation is verbatim."


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
        f"<div><h3>{_day(entry)}</h3><blockquote>{_quote(entry)}</blockquote>{_source(entry.citation)}</div>"
        for entry in (change.earlier, change.later)
    )
    title = escape(f"{change.later.speaker} {DIFFERENCE_PHRASES[change.difference]}")
    return f'<section class="changed"><h2>Change of position: {title}</h2><div class="sides">{sides}</div></section>'


def _entry_sections(entries: Sequence[Entry]) -> Iterable[str]:
    day: object = ()
    for at, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            yield f"<h2>{_day(entry)}</h2>"
        yield _entry(entry, f"e{at + 1}")


def _entry(entry: Entry, anchor: str) -> str:
    basis = f"{entry.kind}{'' if entry.names_it else ', in an article on the topic'}"
    line = entry.told.removesuffix(f" [{entry.citation.marker}]")  # the source follows in full
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


def _day(entry: Entry) -> str:
    return format_day(entry.day) if entry.day else "No date"


def _source(citation: Citation) -> str:
    article = citation.article
    address = link(article, citation.span)
    title = escape(article.title)
    if address and address.startswith(("http://", "https://")):
        title = f'<a href="{escape(address)}" rel="noreferrer">{title}</a>'
    day = f", {article.published_day.isoformat()}" if article.published_day else ""
    carried = f"; also carried by {', '.join(citation.also_carried_by)}" if citation.also_carried_by else ""
    return f"<cite>{title} ({escape(f'{article.publisher or article.id}{day}{carried}')})</cite>"
