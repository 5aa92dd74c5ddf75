"""Timelines, comparisons and digests as JSON rows, with the keys of the JSON contract."""

from __future__ import annotations

from dataclasses import asdict

from assistant.answers.article_rows import Row
from assistant.answers.json_rows import answer_row, shown_row
from assistant.overviews.types import Change, Comparison, Digest, DigestStory, Entry, Source, Timeline


def timeline_row(timeline: Timeline) -> Row:
    """Return the answer's row with the entries, the changes of position, the limit and the suggestions."""
    return answer_row(timeline.answer) | {
        "entries": [_entry_row(entry) for entry in timeline.entries],
        "changes": [_change_row(change, timeline.entries) for change in timeline.changes],
        "limit": asdict(timeline.limit) if timeline.limit else None,
        "suggestions": list(timeline.suggestions),
    }


def comparison_row(comparison: Comparison) -> Row:
    """Return the answer's row with the grid, the proposition of the positions, and the contradictions."""
    return answer_row(comparison.answer) | {
        "grid": [
            {
                "speaker": row.speaker,
                "position": row.position,
                "names_it": row.names_it,
                "statements": [shown_row(shown) for shown in row.statements],
            }
            for row in comparison.grid
        ],
        "proposition": [shown_row(shown) for shown in comparison.proposition],
        "contradictions": [
            {
                "kind": contradiction.kind,
                "one": [shown_row(shown) for shown in contradiction.one],
                "other": [shown_row(shown) for shown in contradiction.other],
            }
            for contradiction in comparison.contradictions
        ],
        "limit": asdict(comparison.limit) if comparison.limit else None,
        "suggestions": list(comparison.suggestions),
    }


def digest_row(digest: Digest) -> Row:
    """Return the answer's row with the stories and the number of stories left out."""
    return answer_row(digest.answer) | {
        "stories": [_story_row(story) for story in digest.stories],
        "left_out": digest.left_out,
    }


def _entry_row(entry: Entry) -> Row:
    """Return a row with a `statement`, or with an `event` for a sentence of the article itself."""
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


def _change_row(change: Change, entries: tuple[Entry, ...]) -> Row:
    """Return a row that refers to both entries by their position in `entries`."""
    return {
        "speaker": change.later.speaker,
        "difference": change.difference,
        "earlier": entries.index(change.earlier),
        "later": entries.index(change.later),
        "quotes": [[piece.quote for piece in entry.pieces] for entry in (change.earlier, change.later)],
    }


def _story_row(story: DigestStory) -> Row:
    return {
        "title": story.title,
        "summary": story.summary,
        "first": story.first.isoformat() if story.first else None,
        "last": story.last.isoformat() if story.last else None,
        "independent_outlets": story.independent_outlets,
        "weight": story.weight,
        "headline_of": story.headline_of.id if story.headline_of else None,
        "voices": [shown_row(voice.shown) | {"told": voice.line} for voice in story.voices],
        "sources": [_source_row(source) for source in story.sources],
    }


def _source_row(source: Source) -> Row:
    article = source.article
    return {
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "also_carried_by": list(source.also_carried_by),
    }
