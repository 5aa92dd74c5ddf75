"""A timeline as one page: a plot of who said what when, and every quotation under its day.

The page asks nothing of the network and runs no script; a dot opens its quotation because browsers open what a link
leads into. Whatever comes out of articles is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from assistant.answers.article_rows import link
from assistant.overviews.timeline.svg_plot import timeline_plot
from assistant.overviews.timeline.types import Change, Entry, Timeline
from assistant.types import Citation

_DIFFERENCE = {
    "polarity": "said one thing, then the opposite",
    "force": "was more definite one time than the other",
    "number": "gave two figures for the same thing",
    "day": "gave two days for the same thing",
}


def timeline_page(timeline: Timeline) -> str:
    """The whole page as HTML."""
    title = timeline.answer.question[:1].upper() + timeline.answer.question[1:]
    body = [f"<h1>{escape(title)}</h1>", f'<p class="searched">{escape(_searched(timeline))}</p>']
    if timeline.lead:
        body.append(f"<p>{escape(timeline.lead)}</p>")
    if timeline.entries:
        anchors = {at: f"e{at + 1}" for at in range(len(timeline.entries))}
        plot = timeline_plot(timeline.entries, timeline.changes, anchors)
        body += [f"<figure>{plot}{_legend(timeline)}</figure>", *map(_change, timeline.changes)]
        body += list(_entries(timeline.entries))
    else:
        body += [f"<p>{escape(paragraph)}</p>" for paragraph in timeline.answer.text.split("\n\n")]
        if timeline.suggestions:
            body.append(f"<p>Did you mean {escape(' or '.join(timeline.suggestions))}?</p>")
    if timeline.limit:
        limit = timeline.limit
        body.append(f"<p><strong>Shown are {limit.shown:,} of {limit.of:,}: {escape(limit.hint)}.</strong></p>")
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


def _searched(timeline: Timeline) -> str:
    coverage = timeline.answer.receipt.coverage
    articles = f"{coverage.articles:,} article{'' if coverage.articles == 1 else 's'}"
    ends = [day.isoformat() for day in (coverage.first, coverage.last) if day]
    return f"Searched {articles}{', ' + ' to '.join(dict.fromkeys(ends)) if ends else ''}. Every quotation is verbatim."


def _legend(timeline: Timeline) -> str:
    kinds = {"said" if one.basis == "said" else "published" if one.pieces else "reported" for one in timeline.entries}
    told = {
        "said": "dated by the day it was said",
        "published": "dated by the day it was published",
        "reported": "reported by the article itself",
    }
    keys = [f'<span><i class="key {kind}"></i>{told[kind]}</span>' for kind in told if kind in kinds]
    if timeline.changes:
        keys.append('<span><i class="key change"></i>change of position</span>')
    return f"<figcaption>{''.join(keys)}<span>A dot opens its quotation below.</span></figcaption>"


def _change(change: Change) -> str:
    sides = "".join(
        f"<div><h3>{_day(entry)}</h3><blockquote>{_quote(entry)}{_whose_words(entry)}</blockquote>{_source(entry.citation)}</div>"
        for entry in (change.earlier, change.later)
    )
    what = escape(f"{change.later.speaker} {_DIFFERENCE[change.difference]}")
    return f'<section class="changed"><h2>Change of position: {what}</h2><div class="sides">{sides}</div></section>'


def _entries(entries: Sequence[Entry]) -> Iterable[str]:
    day: object = ()
    for at, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            yield f"<h2>{_day(entry)}</h2>"
        yield _entry(entry, f"e{at + 1}")


def _entry(entry: Entry, anchor: str) -> str:
    who = escape(entry.pieces[0].attributed_to or "Not clearly named") if entry.pieces else "Reported"
    basis = f"{entry.basis if entry.pieces else 'reported'}{'' if entry.names_it else ', in an article on it'}"
    others = "".join(f"<li>{_source(one)}</li>" for one in entry.also_in)
    also = f'<p class="also">Also in</p><ul>{others}</ul>' if others else ""
    first = "" if entry.first == entry.citation else f'<p class="also">First in {_source(entry.first)}</p>'
    return (
        f'<details><summary><b>{who}</b> <span class="basis">{basis}</span> {escape(_glimpse(entry))}</summary>'
        f'<div class="entry" id="{anchor}"><p>{escape(_told(entry))}</p>{_source(entry.citation)}{first}{also}</div>'
        "</details>"
    )


def _told(entry: Entry) -> str:
    """Without the marker: on the page the source stands below."""
    return entry.told.removesuffix(f" [{entry.citation.marker}]")


def _glimpse(entry: Entry) -> str:
    words = " ".join((entry.pieces[0].quote if entry.pieces else entry.citation.quote).split())
    return words if len(words) <= 110 else f"{words[:109].rsplit(' ', 1)[0]} …"


def _quote(entry: Entry) -> str:
    return escape(" … ".join(" ".join(piece.quote.split()) for piece in entry.pieces))


def _whose_words(entry: Entry) -> str:
    verbatim = bool(entry.pieces) and entry.pieces[0].statement.kind == "direct"
    return "" if verbatim else ' <span class="basis">in the article’s words</span>'


def _day(entry: Entry) -> str:
    return f"{entry.day:%b} {entry.day.day}, {entry.day.year}" if entry.day else "Without a date"


def _source(citation: Citation) -> str:
    article = citation.article
    address = link(article, citation.span)
    title = escape(article.title)
    if address and address.startswith(("http://", "https://")):
        title = f'<a href="{escape(address)}" rel="noreferrer">{title}</a>'
    day = f", {article.published_day.isoformat()}" if article.published_day else ""
    carried = f"; also carried by {', '.join(citation.also_carried_by)}" if citation.also_carried_by else ""
    return f"<cite>{title} ({escape(f'{article.publisher or article.id}{day}{carried}')})</cite>"
