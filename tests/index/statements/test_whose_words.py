"""What somebody only passes on, doubts or never said is nobody's assertion of their own."""

from __future__ import annotations

import random

import pytest

from index.statements import find_statements
from index.statements.lexicon.cues import CUES, NOUNS
from index.types import Article, Statement

TOWN = "Mayor Ada Finch and Tom Varga met. Paul Osten and Maria Kestrel came.\n\n"


def said(text: str) -> list[Statement]:
    return list(find_statements(Article(id="a", title="", text=TOWN + text)))


def asserted(text: str) -> set[str]:
    """Who is said to have asserted anything."""
    return {one.speaker.name for one in said(text) if one.speaker is not None and one.commitment == "asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "It was not Osten who said that the boat sank in May.",
        "There was no claim by Finch that the ferry ran late.",
        "Finch made no promise that the ferry would run.",
        "Osten neither confirmed nor denied that the ship sank.",
        "Kestrel allegedly said that the pumps were broken.",
        "Varga hardly said that the pumps were broken.",
        "Varga cited Finch: “The goats are green.”",
        "Varga mocked Finch's line, “The goats are theirs.”",
        "Varga's claim that the bank lied was rejected by Maria Kestrel.",
    ],
)
def test_what_is_doubted_negated_or_anothers_is_nobodys_assertion(text: str) -> None:
    assert asserted(text) == set()


def test_what_somebody_doubts_was_said_is_not_the_others_assertion() -> None:
    assert "Maria Kestrel" not in asserted("Varga doubted that Kestrel said that the train was late.")


def test_far_from_saying_is_not_saying() -> None:
    text = TOWN + "Far from saying that the bus was late, Osten said it was early."
    found = find_statements(Article(id="a", title="", text=text))
    assert [one.pieces[0].of(text) for one in found if one.commitment == "asserted"] == ["it was early"]


def test_an_introduction_in_the_passive_ends_before_the_main_clause() -> None:
    text = TOWN + "Having been told by Kestrel that the strike was legal, Varga said the strike would go on."
    told = {one.pieces[0].of(text): one for one in find_statements(Article(id="a", title="", text=text))}
    assert "that the strike was legal" in told
    going_on = told["the strike would go on"]
    assert going_on.speaker is not None
    assert going_on.speaker.name == "Tom Varga"
    assert going_on.relayed_by is None


def test_no_text_that_ends_in_the_middle_of_a_report_stops_the_reading() -> None:
    words = ["Tom Varga", "Ada Finch", "fans", "that", "and", "but", "the", ",", "“", "”", "to", "by", "who", "asked"]
    words += ["was", "no", "goats", *sorted(CUES)[::9], *sorted(NOUNS)[::5]]
    chance = random.Random(3)
    for number in range(1500):
        text = " ".join(chance.choices(words, k=chance.randint(3, 14)))
        find_statements(Article(id=str(number), title="", text=text))


def test_neither_is_no_part_of_a_name() -> None:
    assert {
        one.speaker.name for one in said("Osten neither confirmed nor denied that the ship sank.") if one.speaker
    } == {"Paul Osten"}


@pytest.mark.parametrize("verb", ["delivered", "gave"])
def test_what_stands_in_a_speech_is_who_gave_its(verb: str) -> None:
    (one,) = said(f"The goal is to curb the noise, according to a speech Varga {verb} in Lowfield last year.")
    assert one.speaker is not None
    assert one.speaker.name == "Tom Varga"
    (other,) = said("The goal is to curb the noise, according to a speech Varga attended.")
    assert other.speaker is None or other.speaker.name != "Tom Varga"


@pytest.mark.parametrize("verb", ["called in to a town hall on the noise", "called off the vote", "called up the band"])
def test_to_call_in_off_or_up_is_not_to_say(verb: str) -> None:
    assert said(f"Varga {verb}.") == []


def test_to_speak_against_a_backdrop_is_not_to_speak_against_it() -> None:
    assert said("Varga spoke against the bronze backdrop of the hall.") == []
    (one,) = said("Varga spoke against the noise of the hall.")
    assert one.speaker is not None


def test_who_asks_a_crowd_is_not_asked() -> None:
    (one,) = said("Varga beamed and asked the crowd to welcome the mayor.")
    assert one.speaker is not None
    assert one.speaker.name == "Tom Varga"
    (other,) = said("Varga was stopped and asked to leave his bag.")
    assert other.speaker is None


def test_a_colleague_who_is_named_is_no_part_of_what_he_was_told() -> None:
    (one,) = said("As Varga put it in a note to my colleague Dee Park in July, the noise is “music to us.”")
    assert one.speaker is not None
    (other,) = said("As Varga told my colleague Dee Park, the noise is “music to us.”")
    assert (other.kind, one.kind) == ("mixed", "mixed")


@pytest.mark.parametrize(
    "text",
    [
        "“It is over,” Varga said at a news conference announcing that the mill would close.",
        "Varga held a news conference announcing that the mill would close.",
    ],
)
def test_what_is_announced_at_a_news_conference_is_who_holds_its(text: str) -> None:
    told = said(text)[-1]
    assert told.speaker is not None
    assert (told.speaker.name, told.pieces[0].of(TOWN + text)) == ("Tom Varga", "that the mill would close")


def test_what_is_said_in_anothers_speech_is_not_who_comes_after() -> None:
    assert "Tom Varga" not in {
        one.speaker.name for one in said("Varga will answer Osten's speech denouncing the noise.") if one.speaker
    }


@pytest.mark.parametrize("where", ["answered on Facebook", "took to Twitter", "was heard on a microphone"])
def test_a_channel_is_not_who_speaks_on_it(where: str) -> None:
    told = said(f"Varga {where} saying that the mill would close.")[-1]
    assert told.speaker is not None
    assert told.speaker.name == "Tom Varga"


@pytest.mark.parametrize(
    "document",
    [
        "reporters at a speech Varga gave",
        "an analysis of a speech Varga delivered",
        "a critic of a book Varga wrote",
        "a letter Varga released from Osten",
        "Osten’s speech Varga delivered",
        "a speech Varga gave for Osten",
    ],
)
def test_what_stands_in_anothers_document_is_not_theirs_who_had_to_do_with_it(document: str) -> None:
    found = said(f"The goal is to curb the noise, according to {document}.")
    assert "Tom Varga" not in {one.speaker.name for one in found if one.speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Varga, pressed and asked whether it leaks, said no.",
        "Varga was stopped, searched and asked whether it leaks.",
    ],
)
def test_a_question_that_was_put_to_somebody_is_not_theirs(text: str) -> None:
    asked = [one for one in said(text) if one.cue is not None and one.cue.of(TOWN + text) == "asked"]
    assert [one.speaker for one in asked] == [None]
