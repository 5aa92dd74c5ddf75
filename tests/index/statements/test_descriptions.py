"""Descriptions, pronouns and offices of one article. All people, places and outlets are invented."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article, Statement


def statements(text: str, *, publisher: str | None = None) -> list[Statement]:
    return list(find_statements(Article(id="a", title="", text=text, publisher=publisher)))


def speakers(text: str, *, publisher: str | None = None) -> list[str | None]:
    return [one.speaker.name if one.speaker else None for one in statements(text, publisher=publisher)]


PROFILE = (
    "LOWFIELD, Ruritania — It is dark, and Ylva Tarn is already at the kiln. In May she won the guild's prize.\n\n"
    "“I broke forty of them,” she said, wiping her hands."
)


def test_a_pronoun_denotes_the_only_person_named_so_far() -> None:
    assert speakers(PROFILE) == ["Ylva Tarn"]


def test_he_and_she_denote_the_man_and_the_woman_of_an_article() -> None:
    text = PROFILE + (
        "\n\nShe shares the yard with Odo Merl. He is wary of prizes. “They gather dust,” he said. Merl left.\n\n"
        "The glaze is her own. She said that it took nine winters."
    )
    assert speakers(text) == ["Ylva Tarn", "Odo Merl", "Ylva Tarn"]


def test_a_stranger_in_between_makes_a_pronoun_ambiguous() -> None:
    text = PROFILE + "\n\nAt noon a customer came in.\n\nThe bell rang twice. “It is too dear,” she said."
    assert speakers(text)[-1] is None


def test_a_dateline_is_neither_a_person_nor_content() -> None:
    [one] = statements("LOWFIELD, Ruritania (Wire) - The toll may rise, Ann Fox said.")
    assert one.pieces[0].start == len("LOWFIELD, Ruritania (Wire) - ")
    assert speakers("LOWFIELD, Ruritania — Rain fell.\n\n“It is wet,” he said.") == [None]


def test_a_people_is_not_the_antecedent_of_he() -> None:
    text = 'Senator Robert Hill told the Post it holds. Of the Ruritanians he added: "They know."'
    assert speakers(text) == ["Robert Hill", "Robert Hill"]


RELATIVES = "Alderman Ysolt Marn has a seat. Corin Marn, a brewer, wants her vote.\n\n"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("“No,” Alderman Marn said.", "Ysolt Marn"),
        ("“Yes,” the brewer said.", "Corin Marn"),
        ("“Well,” Marn said.", None),
        ("“Well,” Captain Marn said.", None),
        ("“Well,” Mr. Marn said.", None),
    ],
)
def test_only_a_title_or_trade_distinguishes_relatives(sentence: str, name: str | None) -> None:
    assert speakers(RELATIVES + sentence) == [name]


def test_mr_denotes_the_relative_that_the_article_never_calls_she() -> None:
    text = RELATIVES + "“No,” Alderman Marn said. She said that it was late.\n\nMr. Marn said that it was early."
    assert speakers(text) == ["Ysolt Marn", "Ysolt Marn", "Corin Marn"]


def test_a_pronoun_after_a_shared_surname_names_nobody() -> None:
    text = "Ysolt Marn and Corin Marn came. “No,” Marn said. He said that it was late."
    assert set(speakers(text)) == {None}


def test_a_trade_of_two_people_names_nobody() -> None:
    [one] = statements("Corin Marn, a brewer, came. Another brewer stayed away.\n\n“Yes,” the brewer said.")
    assert one.speaker is not None
    assert (one.speaker.name, one.speaker.kind) == ("the brewer", "unnamed")


WATER = "The Lowfield Growers' League said that the wells were dry. "


def test_a_noun_and_it_denote_an_organisation() -> None:
    text = WATER + "“We asked for rain,” the league said. It said that none came."
    found = statements(text)
    assert {(one.speaker.name, one.speaker.kind) for one in found if one.speaker} == {
        ("Lowfield Growers' League", "organisation")
    }
    assert len(found) == 3


def test_a_noun_that_fits_two_organisations_keeps_the_words_of_the_article() -> None:
    text = WATER + "The Upland Shepherds' League was silent. “We asked for rain,” the league said."
    assert speakers(text)[-1] == "league"


def test_it_denotes_nobody_if_no_organisation_spoke_before() -> None:
    assert speakers("Ann Fox met the Lowfield Growers' League. It said that none came.") == [None]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The treasury declined to comment.", "treasury", "to comment"),
        ("Ann Fox refused to discuss the toll.", "Ann Fox", "to discuss the toll"),
        ("Ann Fox would not comment.", "Ann Fox", "comment"),
        ("Ann Fox could not be reached for comment.", "Ann Fox", "be reached for comment"),
    ],
)
def test_a_refusal_to_comment_is_a_declined_statement(text: str, speaker: str, content: str) -> None:
    [one] = statements(text)
    assert one.speaker is not None
    assert (one.speaker.name, one.content.of(text), one.commitment) == (speaker, content, "declined")


def test_an_actual_comment_is_not_declined() -> None:
    assert statements("The comment was kind. Ann Fox would comment on it for hours.") == []


def test_a_name_after_a_description_is_the_inner_speaker() -> None:
    text = "Ida Roe, who runs the inn, told the Post that the owner's agent, Bram Lund, had told her it was sold."
    outer, inner = statements(text)
    assert (outer.speaker and outer.speaker.name, inner.speaker and inner.speaker.name) == ("Ida Roe", "Bram Lund")
    assert (inner.relayed_by, inner.content.of(text)) == ("Ida Roe", "it was sold")
