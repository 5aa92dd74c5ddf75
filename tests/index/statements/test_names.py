"""The extent of names, and the words beside them."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article


def speaker_of(text: str) -> str | None:
    """Return the speaker of the last statement of a text."""
    statement = find_statements(Article(id="a", title="A", text=text))[-1]
    return statement.speaker.name if statement.speaker is not None else None


@pytest.mark.parametrize(
    "source",
    ["Lowfield County Recorder Helen Purdy", "DJ Helen Purdy", "Journalist Helen Purdy", "Upland-based Helen Purdy"],
)
def test_an_occupation_or_an_office_before_a_name_is_no_part_of_it(source: str) -> None:
    assert speaker_of(f"The count went wrong. “It was a mistake,” {source} said.") == "Helen Purdy"


@pytest.mark.parametrize("name", ["Norbert Leo Buck", "Mary Ann Fox", "Debbie Walter Fox"])
def test_a_middle_name_is_part_of_the_name(name: str) -> None:
    assert speaker_of(f"The play was long. “It was a mistake,” {name} said.") == name


def test_a_verb_at_the_head_of_a_sentence_is_no_part_of_the_name_after_it() -> None:
    text = "Using Carl Venn as a witness, the town went to court. “The harbour is shut,” Venn said."
    assert speaker_of(text) == "Carl Venn"


def test_he_does_not_refer_to_a_place() -> None:
    text = "Carl Venn runs the ferry.\n\nThe boat left Lowfield, Rur., at noon. He said it was late."
    assert speaker_of(text) in {"Carl Venn", None}


def test_two_spellings_of_a_first_name_are_the_same_person() -> None:
    text = "Philip Venn runs the ferry. Phillip Venn is 50.\n\n“It is late,” Mr. Venn said."
    assert speaker_of(text) in {"Philip Venn", "Phillip Venn"}


def test_a_title_decides_the_gender_of_an_ambiguous_first_name() -> None:
    assert speaker_of("Lee Venn runs the ferry.\n\n“It is late,” Ms. Venn said.") == "Lee Venn"


@pytest.mark.parametrize(
    "office", ["the Fair's campaign manager", "Ott's campaign manager", "head of boats at Harbour Watch"]
)
def test_an_office_in_commas_after_a_name_does_not_hide_the_name(office: str) -> None:
    assert speaker_of(f"Cy Ott ran.\n\n“It is late,” Carl Venn, {office}, said.") == "Carl Venn"


@pytest.mark.parametrize("surname", ["Pope", "Dean", "Judge", "King", "Bishop"])
def test_an_office_after_a_first_name_is_a_surname(surname: str) -> None:
    text = f"“It was a mistake,” Ida {surname}, the harbour master, said. “We will mend it,” {surname} said on Friday."
    names = [one.speaker and one.speaker.name for one in find_statements(Article(id="a", title="A", text=text))]
    assert names == [f"Ida {surname}"] * 2


def test_a_surname_that_is_also_another_persons_office_names_nobody() -> None:
    assert speaker_of("Pope Gregory met Amy Pope in Lowfield. Pope said the harbour was shut.") is None


def test_a_country_is_no_speaker_if_a_person_has_its_name_and_no_place_phrase_mentions_it() -> None:
    assert speaker_of("Carl Israel came late. “The harbour is shut,” Israel said.") == "Carl Israel"
    assert speaker_of("Carl Israel flew in from Israel. “The harbour is shut,” Israel said.") != "Carl Israel"


def test_a_verb_after_a_name_is_no_part_of_it() -> None:
    assert speaker_of("Carl Venn made similar charges that the harbour was shut.") == "Carl Venn"


def test_a_verb_can_be_a_surname_in_the_middle_of_a_sentence() -> None:
    text = "“It was a mistake,” Ian Read, the harbour master, said. “We will mend it,” Read said. Read the rest."
    names = [one.speaker and one.speaker.name for one in find_statements(Article(id="a", title="A", text=text))]
    assert names == ["Ian Read"] * 2


@pytest.mark.parametrize("source", ["Mr. Singer", "Jan Singer", "Mark Singer"])
def test_an_occupation_after_mr_or_a_first_name_is_a_surname(source: str) -> None:
    assert speaker_of(f"“It was a mistake,” {source} said.") == source.removeprefix("Mr. ")


def test_an_age_marks_the_name_of_a_person() -> None:
    text = "Franson Renn, 18, from Lowfield, disagrees.\n\n“It was a mistake,” he says."
    assert speaker_of(text) == "Franson Renn"


def test_a_verb_about_a_question_is_no_part_of_the_name() -> None:
    assert speaker_of("Carl Venn used this question to demand that the harbour be shut.") == "Carl Venn"


def test_an_office_in_commas_marks_the_name_of_a_person() -> None:
    text = "Orvenia's foreign minister, Erlan Idris, plays it down.\n\n“It was a mistake,” he said."
    assert speaker_of(text) == "Erlan Idris"


def test_a_nickname_in_quotation_marks_is_part_of_the_name_and_no_quotation() -> None:
    text = "Marcia “Cia” Penn said the count was wrong."
    (one,) = find_statements(Article(id="a", title="A", text=text))
    assert one.speaker is not None
    assert (one.speaker.name, one.pieces[0].of(text)) == ("Marcia Penn", "the count was wrong")


def test_the_name_of_a_delegate_excludes_the_title() -> None:
    assert speaker_of("The count went wrong. “It was a mistake,” Del. Ida Plum said.") == "Ida Plum"


def test_a_party_and_an_office_before_a_name_are_no_speaker() -> None:
    text = "Democratic candidate Helen Purdy, like Venn, has praised the count but has said it was a mistake."
    assert speaker_of(text) == "Helen Purdy"


def test_a_rare_first_name_is_no_title() -> None:
    text = "Giovanni Maria Penn, the editor, said the count was wrong.\n\n“It was a mistake,” Mr. Penn said."
    assert speaker_of(text) == "Giovanni Maria Penn"


@pytest.mark.parametrize(
    "office", ["Democratic presidential nominee", "Republican front-runner", "Democratic incumbent", "Labour candidate"]
)
def test_a_party_with_an_office_of_any_kind_before_a_name_is_no_speaker(office: str) -> None:
    assert speaker_of(f"{office} Helen Purdy joined the debate, saying it was a mistake.") == "Helen Purdy"
