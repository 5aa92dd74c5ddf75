"""Pairing of quotation marks."""

from __future__ import annotations

import pytest

from index.statements.text.quotation_marks import find_quotations
from index.tokenization import split_paragraphs


def quotations(text: str) -> list[str]:
    found = find_quotations(text, split_paragraphs(text))
    return [" / ".join(span.of(text) for span in one.spans) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "a b." and "c" too.', ['"a b."', '"c"']),
        ("“A “b” c,” he said.", ["“A “b” c,”"]),
        ("«A «b» c», he said.", ["«A «b» c»"]),
        ("„Ja“, sagte er.", ["„Ja“"]),
        ("「はい」と彼は言った。", ["「はい」"]),
        ("``Yes,'' he said.", ["``Yes,''"]),
        ("”Yes,” he said.", ["”Yes,”"]),
        ("'He said \"no\" to me,' she said.", ["'He said \"no\" to me,'"]),
        ("'It's the workers' day,' she said.", ["'It's the workers' day,'"]),
        ('"A""B"', ['"A"', '"B"']),
    ],
)
def test_every_kind_of_quotation_mark_is_paired(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


@pytest.mark.parametrize("text", ["the workers' rights and the dogs' bowls", "It's ’90s music, y'all", "6' 2\" tall"])
def test_apostrophes_and_inches_are_no_quotation_marks(text: str) -> None:
    assert quotations(text) == []


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    assert quotations("“It began in May.\n\nNobody came, he said.") == ["“It began in May."]


def test_a_quotation_continues_in_a_paragraph_that_begins_with_a_mark() -> None:
    assert quotations("“One.\n\n“Two.\n\n“Three,” he said. “Four.”") == ["“One. / “Two. / “Three,”", "“Four.”"]


def test_an_unclosed_nested_mark_does_not_swallow_the_rest() -> None:
    assert quotations("“A “b c,” he said. “D.”") == ["“A “b c,”", "“D.”"]
