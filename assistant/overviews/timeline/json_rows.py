"""A Timeline as CONTRACT's JSON."""

from __future__ import annotations

from assistant.answers.article_rows import Row
from assistant.answers.json_rows import answer_row, shown_row
from assistant.overviews.timeline.types import Change, Entry, Limit, Timeline


def timeline_row(timeline: Timeline) -> Row:
    """The answer with its entries in order, the changes of position and, where not all is shown, the limit."""
    return answer_row(timeline.answer) | {
        "entries": [entry_row(entry) for entry in timeline.entries],
        "changes": [change_row(change, timeline.entries) for change in timeline.changes],
        "limit": limit_row(timeline.limit),
        "suggestions": list(timeline.suggestions),
    }


def entry_row(entry: Entry) -> Row:
    """An entry: what was said as a `statement`, what an article reports as an `event`. `date` is null without one."""
    row: Row = {"date": entry.day.isoformat() if entry.day else None, "date_basis": entry.basis}
    if entry.pieces:
        row["statement"] = shown_row(entry.pieces[0]) | {"quotes": [piece.quote for piece in entry.pieces]}
    else:
        row["event"] = entry.citation.quote
    return row | {
        "names_it": entry.names_it,
        "citation": entry.citation.marker,
        "first": entry.first.marker,
        "also_in": [citation.marker for citation in entry.also_in],
    }


def change_row(change: Change, entries: tuple[Entry, ...]) -> Row:
    """Both entries by their place in `entries`, each with its quotations."""
    return {
        "speaker": change.later.speaker,
        "difference": change.difference,
        "earlier": entries.index(change.earlier),
        "later": entries.index(change.later),
        "quotes": [[piece.quote for piece in entry.pieces] for entry in (change.earlier, change.later)],
    }


def limit_row(limit: Limit | None) -> Row | None:
    return None if limit is None else {"shown": limit.shown, "of": limit.of, "hint": limit.hint}
