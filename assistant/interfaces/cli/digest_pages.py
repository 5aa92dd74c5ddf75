"""A digest as Markdown and as an HTML page for e-mail. All text from articles and models is escaped."""

from __future__ import annotations

import html
import re

from assistant.answers.article_rows import link
from assistant.answers.phrases import count, format_day
from assistant.interfaces.rendering.phrases import format_source, one_line
from assistant.interfaces.rendering.safe_text import printable
from assistant.overviews.types import Digest, DigestStory, Source, Voice
from assistant.types import EXTRACTIVE, MARKER, Citation

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_STYLE = (
    "font-family:Georgia,serif;max-width:42em;margin:0 auto;padding:1em;line-height:1.5;color:#222;background:#fff;"
    "overflow-wrap:anywhere"
)
"""On a div, because mail programs drop the style of the body."""
_BLOCKQUOTE = '<blockquote style="margin:.5em 1em;border-left:3px solid #bbb;padding-left:.8em">'


def digest_markdown(digest: Digest) -> str:
    """Return one section per story, with its voices and sources. Markers link to the publishers' pages."""
    lines = [f"# {_marked(heading(digest))}", ""]
    if not digest.stories:
        return "\n".join([*lines, _marked(digest.answer.text), ""])
    places = {one.marker: one for one in digest.answer.citations}
    for number, story in enumerate(digest.stories, start=1):
        lines += [f"## {number}. {_marked(story.title)}", "", f"*{_marked(story_note(story))}*", ""]
        lines += [_markdown(story.summary, places), ""]
        lines += [f"> **{_marked(name)}**{_markdown(line, places)}\n" for name, line in map(voice_parts, story.voices)]
        lines += [f"- {_source_markdown(one)}" for one in story.sources]
        lines.append("")
    if digest.left_out:
        lines += [stories_left_out(digest), ""]
    return "\n".join([*lines, f"*{_marked(provenance(digest))}*", ""])


def digest_html(digest: Digest) -> str:
    """Return a page that loads nothing: no scripts, no pictures."""
    title = html.escape(printable(heading(digest)))
    places = {one.marker: one for one in digest.answer.citations}
    body = [f'<h1 style="font-size:1.6em;line-height:1.25;margin:.3em 0">{title}</h1>']
    if not digest.stories:
        body.append(f"<p>{_escaped(digest.answer.text)}</p>")
    for number, story in enumerate(digest.stories, start=1):
        body.append(f'<h2 style="margin:1.6em 0 .2em;line-height:1.25">{number}. {_escaped(story.title)}</h2>')
        body.append(f'<p style="margin:0;color:#666;font-size:.85em">{_escaped(story_note(story))}</p>')
        body.append(f"<p>{_html(story.summary, places)}</p>")
        for name, line in map(voice_parts, story.voices):
            body.append(f"{_BLOCKQUOTE}<b>{_escaped(name)}</b>{_html(line, places)}</blockquote>")
        sources = (f"<li>{_source_html(one)}</li>" for one in story.sources)
        body += ['<ul style="margin:.5em 0;padding-left:1.4em">', *sources, "</ul>"]
    if digest.left_out:
        body.append(f"<p>{stories_left_out(digest)}</p>")
    body.append(f'<p style="margin-top:2em;color:#666;font-size:.85em">{_escaped(provenance(digest))}</p>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title></head>\n'
        f'<body style="margin:0;background:#fff">\n<div style="{_STYLE}">\n'
        + "\n".join(body)
        + "\n</div></body></html>\n"
    )


def story_note(story: DigestStory) -> str:
    """Return how many independent outlets reported a story, and whose headline it has."""
    outlets = count(story.independent_outlets, "outlet")
    publisher = story.headline_of.publisher if story.headline_of else None
    return f"{outlets}; headline: {one_line(publisher)}" if publisher else outlets


def stories_left_out(digest: Digest) -> str:
    return f"{digest.left_out:,} smaller stories are not shown."


def provenance(digest: Digest) -> str:
    """Return what the digest was made from, and by which model: the receipt for a reader of the page."""
    receipt = digest.answer.receipt
    is_extractive = receipt.composer == EXTRACTIVE
    by = "quoting their sentences" if is_extractive else f"written by {receipt.composer} and checked against them"
    return f"From {receipt.coverage.articles:,} articles, {by}. Each number in brackets links to its evidence."


def heading(digest: Digest) -> str:
    """Return the title: topic, publisher and days."""
    query = digest.answer.receipt.query
    days = [day for one in digest.stories for day in (one.first, one.last) if day]
    parts = ["Digest"]
    if query.topic:
        parts.append(f"on {query.topic}")
    if query.scope.publisher:
        parts.append(f"of {query.scope.publisher}")
    if days:
        first, last = format_day(min(days)), format_day(max(days))
        parts.append(first if first == last else f"{first} to {last}")
    return ", ".join(parts)


def _markdown(text: str, places: dict[int, Citation]) -> str:
    parts = re.split(r"(\[\d+\])", text)
    return "".join(_mark(places[int(part[1:-1])]) if MARKER.fullmatch(part) else _marked(part) for part in parts)


def _html(text: str, places: dict[int, Citation]) -> str:
    parts = re.split(r"(\[\d+\])", text)
    return "".join(_anchor(places[int(part[1:-1])]) if MARKER.fullmatch(part) else _escaped(part) for part in parts)


def _mark(citation: Citation) -> str:
    address = _safe(link(citation.article, citation.span))
    return f"[\\[{citation.marker}\\]](<{address}>)" if address else f"\\[{citation.marker}\\]"


def _anchor(citation: Citation) -> str:
    address = _safe(link(citation.article, citation.span))
    quote = html.escape(printable(one_line(citation.quote)), quote=True)
    if not address:
        return f'<span title="{quote}">[{citation.marker}]</span>'
    return f'<a href="{html.escape(address, quote=True)}" title="{quote}">[{citation.marker}]</a>'


def voice_parts(voice: Voice) -> tuple[str, str]:
    """Split a voice's line after the speaker's name."""
    at = voice.line.find(voice.name[1:]) + len(voice.name) - 1
    return voice.line[:at], voice.line[at:]


def _source_markdown(source: Source) -> str:
    title, url = _marked(source.article.title), _safe(source.article.url)
    named = f"[{title}](<{url}>)" if url else title
    return f"{named} ({_marked(format_source(source.article, source.also_carried_by))})"


def _source_html(source: Source) -> str:
    title, url = _escaped(source.article.title), _safe(source.article.url)
    named = f'<a href="{html.escape(url, quote=True)}">{title}</a>' if url else title
    return f"{named} ({_escaped(format_source(source.article, source.also_carried_by))})"


def _safe(url: str | None) -> str | None:
    """Return the address if it is http or https, else None (for example for `javascript:`)."""
    return url if url and re.fullmatch(r"https?://[^\s<>\"]+", url) else None


def _escaped(text: str) -> str:
    return html.escape(printable(text))


def _marked(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(printable(text)) if "\n" in text else printable(text))
