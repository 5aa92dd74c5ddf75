"""Offices, and surnames whose bearers the article never names in full."""

from __future__ import annotations

import pytest

from tests.index.statements.test_resolution import said

FOX = "President Fox came to Arlen on Monday.\n\n"


@pytest.mark.parametrize("sentence", ["The president said it holds.", "“It holds,” the president said."])
def test_the_president_denotes_the_one_named_by_title_and_surname(sentence: str) -> None:
    assert [name for name, _ in said(sentence, intro=FOX)] == ["Fox"]


def test_a_vice_president_is_no_president() -> None:
    text = "Vice President Karl Venn came, too. The president said it holds."
    assert said(text, intro=FOX) == [("Fox", "it holds")]
    assert said("The president said it holds.", intro="Vice President Karl Venn came to Arlen.\n\n")[0][0] is None


def test_the_president_denotes_the_unqualified_president_named_most() -> None:
    others = "He met Ruritanian President Ida Lund and Harbour Bank President Cy Ott.\n\n"
    more = "Fox had dinner. Mr. Fox left.\n\n"
    assert said(more + "The president said it holds.", intro=FOX + others)[-1] == ("Fox", "it holds")
    assert said("The president said it holds.", intro=FOX + "President Ida Lund came, too.\n\n")[-1][0] is None


def test_the_senator_denotes_nobody_among_several() -> None:
    met = "Sen. Ann Fox met Sen. Karl Venn. Fox and Venn talked. Fox left. Mrs. Fox was late.\n\n"
    assert said("The senator said it holds.", intro=met)[-1][0] is None


@pytest.mark.parametrize(
    ("sentence", "speaker"), [("Mr. Fox said", "Fox"), ("President Fox said", None), ("The president said", None)]
)
def test_mr_fox_and_the_president_are_not_ann_fox(sentence: str, speaker: str | None) -> None:
    intro = "President Fox met his wife, Ann Fox, in Arlen. Mr. Fox smiled.\n\n"
    assert said(f"{sentence} it holds.", intro=intro) == [(speaker, "it holds")]


def test_mr_denotes_nobody_if_two_bearers_may_be_men() -> None:
    intro = "Quill Lund runs the airport and said it stays. Neither spoke of their father, Karl Lund.\n\n"
    assert said("Mr. Lund said he loved his sister.", intro=intro)[-1] == (None, "he loved his sister")


def test_he_denotes_the_president_of_the_sentence_before() -> None:
    text = "Cy Ott said it leaks.\n\nThe president looked pale. He said it holds."
    assert said(text, intro=FOX)[-1] == ("Fox", "it holds")


def test_he_denotes_nobody_after_an_office_without_a_known_holder() -> None:
    text = "Cy Ott said it leaks.\n\nThe governor looked pale. He said it holds."
    assert said(text)[-1] == (None, "it holds")


def test_pope_is_ambiguous_between_a_surname_and_an_office() -> None:
    assert said("Pope said it holds.", intro="Pope Gregory met Amy Pope in Lowfield.\n\n")[-1][0] is None


def test_an_office_with_a_state_of_two_words_denotes_its_holder() -> None:
    met = "New Jersey Gov. Karl Venn met Ohio Gov. Ann Lund in Arlen to talk about the ferry and the mill.\n\n"
    assert said("“It holds,” the New Jersey governor said.", intro=met) == [("Karl Venn", "“It holds,”")]
    assert said("“It holds,” the Ohio governor said.", intro=met) == [("Ann Lund", "“It holds,”")]


@pytest.mark.parametrize(
    "text",
    [
        "Karl Venn attacked Gov. Bo Hill on Monday. Venn said it leaks. The governor is lazy and should go, he said.",
        "Gov. Bo Hill was not there. “It leaks,” Karl Venn said.\n\nThe governor has failed the town, he said.",
    ],
)
def test_he_does_not_denote_the_office_that_he_talks_about(text: str) -> None:
    assert said(text, intro="It rained in Arlen.\n\n")[-1][0] != "Bo Hill"


@pytest.mark.parametrize(
    ("holder", "office"),
    [
        ("Lieutenant Governor Hill met reporters.", "governor"),
        ("Senate President Hill left the hall.", "president"),
        ("College President Hill spoke.", "president"),
        ("Assistant Secretary Hill spoke.", "secretary"),
        ("Karl Ott worked for President Hill.", "president"),
        ("On Monday West Virginia Gov. Bo Hill met reporters.", "Virginia governor"),
        ("New Jersey Gov. Bo Hill met reporters.", "new governor"),
    ],
)
def test_deputies_and_holders_elsewhere_do_not_hold_an_office(holder: str, office: str) -> None:
    intro = f"It rained when the council met in Arlen. {holder}\n\n"
    assert said(f"“It holds,” the {office} said.", intro=intro)[-1][0] is None


def test_a_president_and_mrs_are_two_people_without_first_names() -> None:
    intro = "President Venn came to Arlen with Mrs. Venn.\n\n"
    assert said("“The tunnel is safe,” the president said.", intro=intro) == [("Venn", "“The tunnel is safe,”")]
    assert said("Venn said it holds.", intro=intro) == [(None, "it holds")]


def test_a_junior_and_his_father_are_two_people_without_first_names() -> None:
    intro = "Mr. Marrant Jr. sued Mr. Marrant in Arlen.\n\n"
    assert said("Mr. Marrant said it holds.", intro=intro) == [(None, "it holds")]
