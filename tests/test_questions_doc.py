"""The examples of docs/questions.md are what is understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.types import Query, Turn
from assistant.understanding.implied_filters import format_period
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Speaker

_DOC = Path(__file__).parents[1] / "docs" / "questions.md"
REGISTRY = SpeakerMatcher.of(map(Speaker, ("Ann Fox", "Karl Venn", "Edda May", "William Tarn")))
PUBLISHERS = PublisherMatcher(["Brell Gazette", "Kestrel Post"])
BEFORE = Turn("What did Fox say about the dam last week?")


def rows(first: str) -> Iterator[tuple[str, ...]]:
    """The rows of the tables whose first heading is this."""
    heading = ""
    for line in _DOC.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        if not cells:
            heading = ""
        elif not heading:
            heading = cells[0]
        elif heading == first and not set(line) <= {"|", "-"}:
            yield cells


def told(query: Query) -> tuple[str, ...]:
    period = query.scope.period
    return (
        query.asks,
        " and ".join(query.speakers) or "–",
        format_period(period) if period.bounded else "–",
        query.scope.publisher or "–",
    )


def ask(question: str, *history: Turn) -> Query:
    return understand(question, registry=REGISTRY, publishers=PUBLISHERS, history=history, today=date(2025, 8, 20))


@pytest.mark.parametrize("row", list(rows("A question")), ids=lambda row: row[0])
def test_a_question_is_understood_as_the_document_says(row: tuple[str, ...]) -> None:
    assert told(ask(row[0])) == row[1:]


@pytest.mark.parametrize("row", list(rows("A follow-up")), ids=lambda row: row[0])
def test_a_follow_up_is_understood_as_the_document_says(row: tuple[str, ...]) -> None:
    assert told(ask(row[0], BEFORE)) == row[1:]


def test_the_document_has_examples() -> None:
    assert len(list(rows("A question"))) > 25
    assert len(list(rows("A follow-up"))) > 5
