"""The verbs `timeline` and `compare`: their options, and what a person sees of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.app.assistant import Assistant, open_assistant
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.rendering.lines import Line, Part, render_sources, text_line
from assistant.interfaces.rendering.phrases import one_line, told_day
from assistant.overviews.json_rows import comparison_row, timeline_row
from assistant.overviews.timeline.html_page import timeline_page
from assistant.overviews.types import Change, Comparison, Entry, Limit, Timeline
from assistant.types.filters import Filters, read_filters
from index.errors import UsageError

Verb = Callable[[argparse.Namespace], int]
_FILTERS = ("since", "until", "as_of", "publisher", "article")


def _open(options: argparse.Namespace) -> Assistant:
    """Raises UsageError where a limit of cost cannot be kept to."""
    assistant = open_assistant(
        index=options.index,
        model=options.model,
        strict_model=options.strict_model,
        max_cost=options.max_cost,
        cache_answers=options.cache_answers,
    )
    assistant.check_limits()
    return assistant


def timeline(options: argparse.Namespace) -> int:
    with _open(options) as assistant:
        drawn = assistant.timeline(
            speaker=options.speaker, about=options.about, event=options.event, filters=_filters(options, assistant)
        )
    if options.html:
        _write(options.html, timeline_page(drawn))
    if options.json:
        print_json(timeline_row(drawn))
    elif options.html:
        print_lines([text_line(f"{len(drawn.entries)} entries drawn in {options.html}")])
    else:
        print_lines(render_timeline(drawn))
    return 0


def compare(options: argparse.Namespace) -> int:
    speakers = [name.strip() for name in (options.speakers or "").split(",") if name.strip()]
    with _open(options) as assistant:
        comparison = assistant.compare(about=options.about, speakers=speakers, filters=_filters(options, assistant))
    if options.json:
        print_json(comparison_row(comparison))
    else:
        print_lines(render_comparison(comparison))
    return 0


VERBS: Mapping[str, Verb] = {"timeline": timeline, "compare": compare}


def _filters(options: argparse.Namespace, assistant: Assistant) -> Filters:
    given = {name: getattr(options, name, None) for name in _FILTERS}
    days = {name: assistant.day(words, name).isoformat() for name in ("since", "until") if (words := given[name])}
    return read_filters(given | days)


def _write(file: str, page: str) -> None:
    try:
        Path(file).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {file!r}: {error.strerror or error}", hint="choose another file with --html"
        ) from error


def render_timeline(timeline: Timeline) -> list[Line]:
    """Day by day: who said what, where it stood first and where else; then the changes of position."""
    answer = timeline.answer
    if not timeline.entries:
        return [text_line(answer.text), *_meant(timeline.suggestions), *render_sources(answer)]
    named = any(entry.names_it for entry in timeline.entries)
    lines = (
        [] if named else [text_line("None of this names the topic; it was said in articles whose title does.", "dim")]
    )
    if timeline.lead:
        lines = [text_line(timeline.lead), Line(), *lines]
    for number, entry in enumerate(timeline.entries):
        lines += [_heading(entry)] if _begins_a_day(number, timeline.entries) else []
        lines += _entry(entry, noted=named)
    if named and not all(entry.names_it for entry in timeline.entries):
        lines += [Line(), text_line("* said in an article on it, whose title names it; the words do not.", "dim")]
    lines += [Line(), *(line for change in timeline.changes for line in _change(change)), *_limit(timeline.limit)]
    return [*lines, *render_sources(answer)]


def _begins_a_day(number: int, entries: Sequence[Entry]) -> bool:
    return number == 0 or entries[number].day != entries[number - 1].day


def _heading(entry: Entry) -> Line:
    return text_line(told_day(entry.day) if entry.day else "Without a date", "bold")


def _entry(entry: Entry, *, noted: bool) -> list[Line]:
    basis = "said" if entry.basis == "said" else "published"
    aside = " *" if noted and not entry.names_it else ""
    who = (Part(f"  {basis if entry.pieces else 'reported':<10}", "dim"), Part(entry.told), Part(aside, "dim"))
    first = entry.first.article
    lines = [Line(who)]
    if entry.also_in:
        others = ", ".join(dict.fromkeys(one.article.publisher or one.article.id for one in entry.also_in))
        day = f", {told_day(first.published_day)}" if first.published_day else ""
        lines.append(text_line(f"            first in {first.publisher or first.id}{day}; also in {others}", "dim"))
    return lines


_DIFFERENCE = {
    "polarity": "said one thing, then the opposite",
    "force": "was more definite one time than the other",
    "number": "gave two figures for the same thing",
    "day": "gave two days for the same thing",
}


def _change(change: Change) -> list[Line]:
    return [
        text_line(f"Change of position: {change.later.speaker} {_DIFFERENCE[change.difference]}", "bold yellow"),
        *(
            Line((Part(f"  {told_day(entry.day) if entry.day else '':<14}", "dim"), Part(_quoted(entry))))
            for entry in (change.earlier, change.later)
        ),
        Line(),
    ]


def _quoted(entry: Entry) -> str:
    words = " … ".join(one_line(piece.quote) for piece in entry.pieces)
    own = bool(entry.pieces) and entry.pieces[0].statement.kind == "direct"
    return f"{words} [{entry.citation.marker}]{'' if own else ', in the article’s words'}"


def render_comparison(comparison: Comparison) -> list[Line]:
    """Who stands where, each in their own words; then what is at odds."""
    lines = [line for paragraph in comparison.answer.text.split("\n\n") for line in (text_line(paragraph), Line())]
    return [
        *lines[:-1],
        *_meant(comparison.suggestions),
        *_limit(comparison.limit),
        *render_sources(comparison.answer),
    ]


def _meant(suggestions: Sequence[str]) -> list[Line]:
    return [text_line(f"Did you mean {' or '.join(suggestions)}?", "yellow")] if suggestions else []


def _limit(limit: Limit | None) -> list[Line]:
    if limit is None:
        return []
    return [text_line(f"Shown are {limit.shown:,} of {limit.of:,}: {limit.hint}.", "yellow")]
