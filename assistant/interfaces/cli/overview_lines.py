"""Timelines, comparisons and digests as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.phrases import format_day
from assistant.interfaces.cli.digest_pages import stories_left_out, story_note, voice_parts
from assistant.interfaces.rendering.lines import Line, Part, render_sources, text_line
from assistant.interfaces.rendering.phrases import format_source, one_line
from assistant.overviews.types import DIFFERENCE_PHRASES, Change, Comparison, Digest, Entry, Limit, Timeline


def render_timeline(timeline: Timeline) -> list[Line]:
    """Return who said what on each day, then the changes of position, then the sources."""
    answer = timeline.answer
    if not timeline.entries:
        return [text_line(answer.text), *_suggestions(timeline.suggestions), *render_sources(answer)]
    some_name_topic = any(entry.names_it for entry in timeline.entries)
    lines = [text_line(timeline.lead), Line()] if timeline.lead else []
    if not some_name_topic:
        text = "No statement mentions the topic. These statements come from articles whose titles mention it."
        lines.append(text_line(text, "dim"))
    day: object = lines
    for entry in timeline.entries:
        if entry.day != day:
            lines.append(text_line(format_day(entry.day) if entry.day else "Without a date", "bold"))
            day = entry.day
        lines += _entry(entry, marked=some_name_topic and not entry.names_it)
    if some_name_topic and not all(entry.names_it for entry in timeline.entries):
        lines += [Line(), text_line("* The title of the article names the topic; the statement does not.", "dim")]
    lines += [Line(), *(line for change in timeline.changes for line in _change(change)), *_limit(timeline.limit)]
    return [*lines, *render_sources(answer)]


def _entry(entry: Entry, *, marked: bool) -> list[Line]:
    lines = [Line((Part(f"  {entry.kind:<10}", "dim"), Part(entry.line), Part(" *" if marked else "", "dim")))]
    if entry.also_in:
        first = entry.first.article
        others = ", ".join(dict.fromkeys(one.article.publisher or one.article.id for one in entry.also_in))
        day = f", {format_day(first.published_day)}" if first.published_day else ""
        lines.append(text_line(f"            first in {first.publisher or first.id}{day}; also in {others}", "dim"))
    return lines


def _change(change: Change) -> list[Line]:
    heading = f"Change of position: {change.later.speaker} {DIFFERENCE_PHRASES[change.difference]}"
    lines = [text_line(heading, "bold yellow")]
    for entry in (change.earlier, change.later):
        words = " … ".join(one_line(piece.quote) for piece in entry.pieces)
        is_quotation = bool(entry.pieces) and entry.pieces[0].statement.kind == "direct"
        quoted = f"{words} [{entry.citation.marker}]{'' if is_quotation else ', in the article’s words'}"
        day = f"  {format_day(entry.day) if entry.day else '':<14}"
        lines.append(Line((Part(day, "dim"), Part(quoted))))
    return [*lines, Line()]


def render_comparison(comparison: Comparison) -> list[Line]:
    """Return each speaker's position in their own words, then the contradictions, then the sources."""
    lines = [line for paragraph in comparison.answer.text.split("\n\n") for line in (text_line(paragraph), Line())]
    notes = [*_suggestions(comparison.suggestions), *_limit(comparison.limit)]
    return [*lines[:-1], *notes, *render_sources(comparison.answer)]


def _suggestions(suggestions: Sequence[str]) -> list[Line]:
    return [text_line(f"Did you mean {' or '.join(suggestions)}?", "yellow")] if suggestions else []


def _limit(limit: Limit | None) -> list[Line]:
    return [text_line(f"Showing {limit.shown:,} of {limit.of:,}: {limit.hint}.", "yellow")] if limit else []


def render_digest(digest: Digest) -> list[Line]:
    """Return the stories with their voices and articles, then the sources."""
    if not digest.stories:
        return [text_line(digest.answer.text)]
    lines: list[Line] = []
    for number, story in enumerate(digest.stories, start=1):
        lines += [Line((Part(f"{number}. {story.title}", "bold"), Part(f"  ({story_note(story)})", "dim")))]
        lines += [text_line(f"   {story.summary}")]
        lines += [Line((Part(f"   {name}", "cyan"), Part(words))) for name, words in map(voice_parts, story.voices)]
        sources = (f"{one.article.title} ({format_source(one.article, one.also_carried_by)})" for one in story.sources)
        lines += [*(text_line(f"   – {source}", "dim") for source in sources), Line()]
    if digest.left_out:
        narrow = f"{stories_left_out(digest)} Narrow the digest with --since, --topic or --publisher."
        lines.append(text_line(narrow, "yellow"))
    return [*lines, *render_sources(digest.answer)]
