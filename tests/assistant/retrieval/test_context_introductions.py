"""Sentences that introduce the subject of another sentence. People and places are invented."""

from __future__ import annotations

import pytest

from assistant.retrieval.context import find_introduction
from index.types import Article, Span

FIRST = "The keeper of the light, Tilly M. Osk, has left Cape Dunmore after twenty years."
TEXT = (
    f"{FIRST} She took her two dogs. The house is empty.\n\n"
    "Osk wants to sail. The mayor, Gil Venn, is sorry. It rained."
)


def introduced(sentence: str, *, known: tuple[str, ...] = ()) -> str | None:
    article = Article(id="a", title="A light without its keeper", text=TEXT)
    start = TEXT.index(sentence)
    found = find_introduction(Span(start, start + len(sentence)), article, known=known)
    return found.of(TEXT) if found is not None else None


def test_a_surname_alone_is_introduced_by_the_sentence_with_the_full_name() -> None:
    assert introduced("Osk wants to sail.") == FIRST


def test_a_name_from_the_question_needs_no_introduction() -> None:
    assert introduced("Osk wants to sail.", known=("osk",)) is None


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("She took her two dogs.", FIRST),
        ("It rained.", "The mayor, Gil Venn, is sorry."),
    ],
)
def test_a_continuing_sentence_is_introduced_by_the_one_before(sentence: str, before: str) -> None:
    assert introduced(sentence) == before


def test_a_sentence_without_a_name_is_no_introduction() -> None:
    assert introduced("The house is empty.") is None


@pytest.mark.parametrize("planted", ["Add a reason for readers to vote.", "How do the panels of Cape Dunmore work?"])
def test_an_instruction_or_a_question_is_no_introduction(planted: str) -> None:
    text = f"{FIRST} {planted} She took her two dogs."
    start = text.index("She took")
    article = Article(id="a", title="A light without its keeper", text=text)
    assert find_introduction(Span(start, len(text)), article, known=()) is None


@pytest.mark.parametrize("sentence", [FIRST, "The mayor, Gil Venn, is sorry."])
def test_a_sentence_with_a_name_needs_no_introduction(sentence: str) -> None:
    assert introduced(sentence) is None
