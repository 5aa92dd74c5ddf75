"""The examples of docs/statements.md are what the engine does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.statements import find_statements
from index.types import Article, Statement

_DOC = Path(__file__).parents[1] / "docs" / "statements.md"


def rows(columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of the tables of examples with so many columns."""
    heading = ""
    for line in _DOC.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        if cells and cells[0] == "In an article":
            heading = cells[0]
        elif not cells:
            heading = ""
        elif heading and len(cells) == columns and not set(line) <= {"|", "-"}:
            yield cells


def statements_in(example: str) -> tuple[Statement, ...]:
    text = example.replace(" // ", "\n\n")
    return find_statements(Article(id="a", title="", text=text, published=date(2031, 5, 7)))


def told(statement: Statement, example: str) -> tuple[str, ...]:
    text = example.replace(" // ", "\n\n")
    who = " and ".join(one.name for one in statement.speakers) or "–"
    unnamed = " (not named)" if statement.speaker is not None and statement.speaker.kind == "unnamed" else ""
    relayed = f", through {statement.relayed_by}" if statement.relayed_by else ""
    words = " … ".join(piece.of(text).replace("\n\n", " // ") for piece in statement.pieces)
    return (who + unnamed + relayed, words, statement.commitment, statement.rule)


@pytest.mark.parametrize("row", list(rows(5)), ids=lambda row: row[0][:40])
def test_an_example_is_found_as_the_document_says(row: tuple[str, ...]) -> None:
    assert row[1:] in [told(one, row[0]) for one in statements_in(row[0])]


@pytest.mark.parametrize("row", list(rows(2)), ids=lambda row: row[0][:40])
def test_what_is_no_statement_is_not_found(row: tuple[str, ...]) -> None:
    assert row[1] == "nothing"
    assert statements_in(row[0]) == ()


def test_the_document_has_examples() -> None:
    assert len(list(rows(5))) > 25
    assert len(list(rows(2))) >= 3
