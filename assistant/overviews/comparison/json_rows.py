"""A Comparison as CONTRACT's JSON."""

from __future__ import annotations

from assistant.answers.article_rows import Row
from assistant.answers.json_rows import answer_row, shown_row
from assistant.overviews.comparison.types import Comparison
from assistant.overviews.timeline.json_rows import limit_row


def comparison_row(comparison: Comparison) -> Row:
    """The answer with its grid, the proposition that positions are about, and what contradicts what."""
    return answer_row(comparison.answer) | {
        "grid": [
            {
                "speaker": row.speaker,
                "position": row.position,
                "names_it": row.names_it,
                "statements": [shown_row(one) for one in row.statements],
            }
            for row in comparison.grid
        ],
        "proposition": [shown_row(one) for one in comparison.proposition],
        "contradictions": [
            {
                "kind": one.kind,
                "one": [shown_row(shown) for shown in one.one],
                "other": [shown_row(shown) for shown in one.other],
            }
            for one in comparison.contradictions
        ],
        "limit": limit_row(comparison.limit),
        "suggestions": list(comparison.suggestions),
    }
