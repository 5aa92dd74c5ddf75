"""Disguised names and interview questions are never credited. All people are invented."""

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
def test_a_name_with_mixed_alphabets_or_invisible_marks_is_no_speaker(name: str) -> None:
    assert not speakers(f"“The dam will hold,” {name} said on Monday.\n\nThe dam was built in 1931.")


def test_a_later_surname_does_not_denote_a_disguised_name() -> None:
    text = "“The dam will hold,” Іlѕе Marrant said.\n\n“It will not,” Marrant said."
    assert "Іlѕе Marrant" not in speakers(text)


def test_the_real_name_keeps_its_statements_beside_a_disguise() -> None:
    text = "“The dam will hold,” Ilse Marrant said.\n\n“It is rotten,” Ilse Mаrrаnt said."
    found = [one for one in find_statements(Article("a", "Dam", text)) if Speaker("Ilse Marrant") in one.speakers]
    assert [text[one.content.start : one.content.end].strip("“”,") for one in found] == ["The dam will hold"]


@pytest.mark.parametrize("name", ["Ilse Marrant", "Ilsé Märrant", "Ильза Маррант", "Ίλσε Μάραντ"])
def test_a_name_in_one_alphabet_is_not_disguised(name: str) -> None:
    found = find_statements(Article("a", "Ferry", f"“The dam will hold,” {name} said on Monday."))
    assert all("disguised" not in one.rule for one in found)


INTERVIEW = "Ann Fox came.\n\n{0}: You shut it.\n\nFOX: I did.\n\n{0}: Why?\n\nFOX: It leaked."


@pytest.mark.parametrize("label", ["Q", "POST", "PASK"])
def test_an_interviewer_makes_no_statements(label: str) -> None:
    found = find_statements(Article("a", "", INTERVIEW.format(label), publisher="Lowfield Post"))
    assert [(one.speaker and one.speaker.name, one.kind) for one in found] == [("Ann Fox", "direct")] * 2


def test_a_named_interviewer_who_mostly_asks_makes_no_statements() -> None:
    text = "Bo Hill met " + INTERVIEW.format("HILL") + "\n\nHILL: Was it dear?\n\nFOX: No."
    found = find_statements(Article("a", "", text))
    assert {one.speaker and one.speaker.name for one in found} == {"Ann Fox"}
