"""What an article tells of its people and organisations in passing. All people, places and outlets are invented."""

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


def test_she_is_the_only_person_the_article_has_named() -> None:
    assert speakers(PROFILE) == ["Ylva Tarn"]


def test_the_pronoun_finds_each_of_two_whom_the_article_calls_he_and_she() -> None:
    text = PROFILE + (
        "\n\nShe shares the yard with Odo Merl. He is wary of prizes. “They gather dust,” he said. Merl left.\n\n"
        "The glaze is her own. She said that it took nine winters."
    )
    assert speakers(text) == ["Ylva Tarn", "Odo Merl", "Ylva Tarn"]


def test_a_stranger_who_comes_between_leaves_the_pronoun_open() -> None:
    text = PROFILE + "\n\nAt noon a customer came in.\n\nThe bell rang twice. “It is too dear,” she said."
    assert speakers(text)[-1] is None


def test_a_place_in_the_dateline_is_nobody_and_not_part_of_what_is_said() -> None:
    [one] = statements("LOWFIELD, Ruritania (Wire) - The toll may rise, Ann Fox said.")
    assert one.pieces[0].start == len("LOWFIELD, Ruritania (Wire) - ")
    assert speakers("LOWFIELD, Ruritania — Rain fell.\n\n“It is wet,” he said.") == [None]


def test_a_people_named_in_passing_is_not_the_he_of_the_sentence() -> None:
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
def test_relatives_are_told_apart_by_title_and_trade_or_not_at_all(sentence: str, name: str | None) -> None:
    assert speakers(RELATIVES + sentence) == [name]


def test_mr_is_the_one_relative_whom_the_article_does_not_call_she() -> None:
    text = RELATIVES + "“No,” Alderman Marn said. She said that it was late.\n\nMr. Marn said that it was early."
    assert speakers(text) == ["Ysolt Marn", "Ysolt Marn", "Corin Marn"]


def test_a_pronoun_never_hands_on_a_surname_that_two_share() -> None:
    text = "Ysolt Marn and Corin Marn came. “No,” Marn said. He said that it was late."
    assert set(speakers(text)) == {None}


def test_a_trade_that_somebody_else_has_too_names_nobody() -> None:
    [one] = statements("Corin Marn, a brewer, came. Another brewer stayed away.\n\n“Yes,” the brewer said.")
    assert one.speaker is not None
    assert (one.speaker.name, one.speaker.kind) == ("the brewer", "unnamed")


WATER = "The Lowfield Growers' League said that the wells were dry. "


def test_an_organisation_is_found_by_its_noun_and_by_it() -> None:
    text = WATER + "“We asked for rain,” the league said. It said that none came."
    found = statements(text)
    assert {(one.speaker.name, one.speaker.kind) for one in found if one.speaker} == {
        ("Lowfield Growers' League", "organisation")
    }
    assert len(found) == 3


def test_one_of_two_leagues_keeps_the_article_s_own_words() -> None:
    text = WATER + "The Upland Shepherds' League was silent. “We asked for rain,” the league said."
    assert speakers(text)[-1] == "league"


def test_it_is_nobody_where_no_organisation_spoke_before() -> None:
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
def test_silence_is_on_the_record_as_declined(text: str, speaker: str, content: str) -> None:
    [one] = statements(text)
    assert one.speaker is not None
    assert (one.speaker.name, one.content.of(text), one.commitment) == (speaker, content, "declined")


def test_a_comment_that_was_made_is_not_declined() -> None:
    assert statements("The comment was kind. Ann Fox would comment on it for hours.") == []


def test_a_name_after_a_description_is_the_second_hand_speaker() -> None:
    text = "Ida Roe, who runs the inn, told the Post that the owner's agent, Bram Lund, had told her it was sold."
    outer, inner = statements(text)
    assert (outer.speaker and outer.speaker.name, inner.speaker and inner.speaker.name) == ("Ida Roe", "Bram Lund")
    assert (inner.relayed_by, inner.content.of(text)) == ("Ida Roe", "it was sold")


INTERVIEW = "Ann Fox came.\n\n{0}: You shut it.\n\nFOX: I did.\n\n{0}: Why?\n\nFOX: It leaked."


@pytest.mark.parametrize("asking", ["Q", "POST", "PASK"])
def test_whoever_asks_in_an_interview_states_nothing(asking: str) -> None:
    found = statements(INTERVIEW.format(asking), publisher="Lowfield Post")
    assert [(one.speaker and one.speaker.name, one.kind) for one in found] == [("Ann Fox", "direct")] * 2


def test_an_interviewer_with_a_full_name_who_mostly_asks_states_nothing() -> None:
    text = "Bo Hill met " + INTERVIEW.format("HILL") + "\n\nHILL: Was it dear?\n\nFOX: No."
    assert set(speakers(text)) == {"Ann Fox"}
