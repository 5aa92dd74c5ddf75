"""Relayed, doubted and denied words are not asserted by their subject."""

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
    """Return the speakers of asserted statements."""
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
def test_doubted_negated_and_quoted_speech_is_not_asserted(text: str) -> None:
    assert asserted(text) == set()


def test_doubted_speech_is_not_asserted_by_the_other_person() -> None:
    assert "Maria Kestrel" not in asserted("Varga doubted that Kestrel said that the train was late.")


def test_far_from_saying_is_not_saying() -> None:
    text = TOWN + "Far from saying that the bus was late, Osten said it was early."
    found = find_statements(Article(id="a", title="", text=text))
    assert [one.pieces[0].of(text) for one in found if one.commitment == "asserted"] == ["it was early"]


def test_an_introduction_in_the_passive_ends_before_the_main_clause() -> None:
    text = TOWN + "Having been told by Kestrel that the strike was legal, Varga said the strike would go on."
    found = {one.pieces[0].of(text): one for one in find_statements(Article(id="a", title="", text=text))}
    assert "that the strike was legal" in found
    main = found["the strike would go on"]
    assert main.speaker is not None
    assert main.speaker.name == "Tom Varga"
    assert main.relayed_by is None


def test_texts_that_end_inside_a_report_do_not_raise() -> None:
    words = ["Tom Varga", "Ada Finch", "fans", "that", "and", "but", "the", ",", "“", "”", "to", "by", "who", "asked"]
    words += ["was", "no", "goats", *sorted(CUES)[::9], *sorted(NOUNS)[::5]]
    chance = random.Random(3)
    for number in range(1500):
        text = " ".join(chance.choices(words, k=chance.randint(3, 14)))
        find_statements(Article(id=str(number), title="", text=text))


def test_neither_is_not_part_of_a_name() -> None:
    assert {
        one.speaker.name for one in said("Osten neither confirmed nor denied that the ship sank.") if one.speaker
    } == {"Paul Osten"}


@pytest.mark.parametrize("verb", ["delivered", "gave"])
def test_the_content_of_a_speech_is_attributed_to_its_speaker(verb: str) -> None:
    (one,) = said(f"The goal is to curb the noise, according to a speech Varga {verb} in Lowfield last year.")
    assert one.speaker is not None
    assert one.speaker.name == "Tom Varga"
    (other,) = said("The goal is to curb the noise, according to a speech Varga attended.")
    assert other.speaker is None or other.speaker.name != "Tom Varga"


@pytest.mark.parametrize("verb", ["called in to a town hall on the noise", "called off the vote", "called up the band"])
def test_phrasal_verbs_with_call_make_no_statements(verb: str) -> None:
    assert said(f"Varga {verb}.") == []


def test_speaking_against_a_backdrop_is_no_statement() -> None:
    assert said("Varga spoke against the bronze backdrop of the hall.") == []
    (one,) = said("Varga spoke against the noise of the hall.")
    assert one.speaker is not None


def test_an_active_asked_has_a_speaker() -> None:
    (one,) = said("Varga beamed and asked the crowd to welcome the mayor.")
    assert one.speaker is not None
    assert one.speaker.name == "Tom Varga"
    (other,) = said("Varga was stopped and asked to leave his bag.")
    assert other.speaker is None


def test_a_named_hearer_is_not_content() -> None:
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
def test_an_announcement_is_attributed_to_the_host_of_the_news_conference(text: str) -> None:
    last = said(text)[-1]
    assert last.speaker is not None
    assert (last.speaker.name, last.pieces[0].of(TOWN + text)) == ("Tom Varga", "that the mill would close")


def test_the_content_of_another_persons_speech_is_not_attributed_to_the_subject() -> None:
    assert "Tom Varga" not in {
        one.speaker.name for one in said("Varga will answer Osten's speech denouncing the noise.") if one.speaker
    }


@pytest.mark.parametrize("where", ["answered on Facebook", "took to Twitter", "was heard on a microphone"])
def test_a_channel_is_not_the_speaker(where: str) -> None:
    last = said(f"Varga {where} saying that the mill would close.")[-1]
    assert last.speaker is not None
    assert last.speaker.name == "Tom Varga"


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
def test_the_content_of_a_document_is_attributed_to_its_author_only(document: str) -> None:
    found = said(f"The goal is to curb the noise, according to {document}.")
    assert "Tom Varga" not in {one.speaker.name for one in found if one.speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Varga, pressed and asked whether it leaks, said no.",
        "Varga was stopped, searched and asked whether it leaks.",
    ],
)
def test_the_person_asked_is_not_the_source_of_the_question(text: str) -> None:
    asked = [one for one in said(text) if one.cue is not None and one.cue.of(TOWN + text) == "asked"]
    assert [one.speaker for one in asked] == [None]
