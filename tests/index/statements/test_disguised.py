"""Names written to be taken for somebody else's. Ilse Marrant is invented."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article, Speaker

CYRILLIC = str.maketrans("Iaeosrc", "Іаеоѕгс")


def speakers(text: str) -> set[str]:
    return {one.name for statement in find_statements(Article("a", "Ferry", text)) for one in statement.speakers}


@pytest.mark.parametrize(
    "name",
    [
        "Ilse Mаrrаnt",  # two Cyrillic letters in the surname
        "Ilse Marrant".translate(CYRILLIC),
        "Іlѕе Marrant",
        "Ilse Μarrant",  # a Greek capital
        "Ilse Mar\u200brant",
        "Ilse \u202eMarrant",
    ],
)
def test_a_name_in_two_alphabets_or_with_hidden_marks_is_nobodys(name: str) -> None:
    assert not speakers(f"“The dam will hold,” {name} said on Monday.\n\nThe dam was built in 1931.")


def test_a_disguised_name_is_not_lent_to_the_surname_that_follows() -> None:
    text = "“The dam will hold,” Іlѕе Marrant said.\n\n“It will not,” Marrant said."
    assert "Іlѕе Marrant" not in speakers(text)


def test_the_true_name_beside_the_disguise_keeps_its_own_words() -> None:
    text = "“The dam will hold,” Ilse Marrant said.\n\n“It is rotten,” Ilse Mаrrаnt said."
    found = [one for one in find_statements(Article("a", "Dam", text)) if Speaker("Ilse Marrant") in one.speakers]
    assert [text[one.content.start : one.content.end].strip("“”,") for one in found] == ["The dam will hold"]


@pytest.mark.parametrize("name", ["Ilse Marrant", "Ilsé Märrant", "Ильза Маррант", "Ίλσε Μάραντ"])
def test_a_name_in_one_alphabet_is_a_name(name: str) -> None:
    found = find_statements(Article("a", "Ferry", f"“The dam will hold,” {name} said on Monday."))
    assert all("disguised" not in one.rule for one in found)
