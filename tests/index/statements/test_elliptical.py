"""Reports whose subject is omitted or distant. All people and places are invented."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article


def read(text: str) -> list[tuple[str | None, str, str]]:
    return [
        (one.source.of(text) if one.source else None, " / ".join(p.of(text) for p in one.pieces), one.commitment)
        for one in find_statements(Article(id="a", title="", text=text))
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Cy Holt changed his vote – saying the mill was lost.", "Cy Holt", "the mill was lost"),
        ("The council released a statement saying the mill was safe.", "The council", "the mill was safe"),
        ("Forty groups sent a letter on Monday urging the council to act.", "Forty groups", "the council to act"),
        ("The news led Ann Vane to declare the mill lost.", "Ann Vane", "the mill lost"),
        ('Cy Holt, citing "the noise," said the mill could close.', "Cy Holt", "the mill could close"),
        ("The dam will close, as first reported by the Arlen Post.", "the Arlen Post", "The dam will close"),
        ("It was revealed that the mill was lost.", None, "that the mill was lost"),
        ("They've said the mill is lost.", "They", "the mill is lost"),
    ],
)
def test_the_source_of_a_verb_without_its_own_subject_is_found(text: str, source: str | None, content: str) -> None:
    assert (source, content, "asserted") in read(text)


@pytest.mark.parametrize(
    ("text", "commitment"),
    [
        ("Ann Vane spoke at length, but she didn’t mention any losses.", "declined"),
        ("Lowfield officials wouldn’t say when the mill will close.", "declined"),
        ("The vote would allow Ann Vane to claim the mill was saved.", "conditional"),
        ("The council did not release a statement saying the mill was safe.", "conditional"),
        ("She’ll say that the mill is safe.", "conditional"),
    ],
)
def test_negated_and_future_speech_is_not_asserted(text: str, commitment: str) -> None:
    assert [found for _, _, found in read(text)] == [commitment]


def test_one_member_of_a_plural_subject_is_not_the_speaker() -> None:
    text = "Ann Vane, Cy Holt and Bo Ott have met twice and say they are no longer rivals."
    [one] = find_statements(Article(id="a", title="", text=text))
    assert one.speaker is None


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('The dam will break, Cy Holt said in his 2012 book, "The Dam."', "The dam will break"),
        ('Sunday on NBC\'s "The Morning," Cy Holt said that the dam would break.', "that the dam would break"),
        ('Speaking on "The Morning," Cy Holt admitted that the dam was old.', "that the dam was old"),
    ],
)
def test_a_quoted_title_of_a_book_or_show_is_not_content(text: str, content: str) -> None:
    assert [found for _, found, _ in read(text)] == [content]


def test_a_quotation_in_mid_clause_continues_the_words_before_it() -> None:
    text = 'The heavy outlay for the mill, Ann Vane said, "is a good example."'
    assert read(text) == [("Ann Vane", 'The heavy outlay for the mill / "is a good example."', "asserted")]


@pytest.mark.parametrize("opening", ["In an interview on Monday", "In a statement"])
def test_an_occasion_is_not_content(opening: str) -> None:
    assert read(f'{opening}, Ann Vane said, "the mill is lost."') == [("Ann Vane", '"the mill is lost."', "asserted")]
