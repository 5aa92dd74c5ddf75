"""A cited source is a speaker only if it can speak. The current day is Wednesday, 20 August 2025."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.types import ImpliedFilter, Query, QuestionType
from assistant.understanding.cited_sources import is_person, is_work
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Period, Speaker

SPEAKERS = (
    Speaker("Ann Fox"),
    Speaker("Karl Venn"),
    Speaker("Edda Law"),
    Speaker("FBI", "organisation"),
    Speaker("the harbour board", "organisation"),
    Speaker("the FBI director", "unnamed"),
)


def ask(question: str, *, speaker: str | None = None) -> Query:
    return understand(question, registry=SpeakerMatcher.of(SPEAKERS), today=date(2025, 8, 20), speaker=speaker)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("According to FBI statistics, how many burglaries were there in Brell?", "number"),
        ("According to FBI figures how many ferries were searched?", "number"),
        ("According to the latest data, how far does the sand reach?", "number"),
        ("According to police records, who owned the ferry?", "who"),
        ("According to a report by the harbour board, why did the crane fall?", "fact"),
        ("According to a report that Ann Fox published, why did the crane fall?", "fact"),
        ("According to the survey, which ferry do commuters prefer?", "fact"),
        ("According to court documents, when was the dam sold?", "when"),
        ("According to the polls, who leads in Brell?", "who"),
        ("According to census figures, how many people live on the island?", "number"),
        ("According to media reports, where did the ferry sink?", "where"),
        ("According to the ministry's own estimates, what will the dam cost?", "fact"),
        ("According to Fox's e-mails, who ordered the cement?", "who"),
        ("According to the timetable, when does the last ferry leave?", "when"),
        ("According to the article, why was the lock closed?", "fact"),
        ("Based on records, how many ferries sank off Brell?", "number"),
        ("Based on data from the harbour board, how many ferries were late?", "number"),
        ("As reported by the harbour board, how many cranes fell?", "number"),
        ("Citing FBI data, how many burglaries were there?", "number"),
        ("Judging by its accounts, how much does the ferry company owe?", "number"),
        ("How many burglaries were there in Brell, according to FBI statistics?", "number"),
        ("Who owned the ferry, based on company records?", "who"),
        ("Which Brell-based company built the ferry?", "fact"),
        ("How many Brell-based firms applied for the dam?", "number"),
        ("What does the survey say about ferries?", "fact"),
        ("What do FBI statistics say about burglaries in Brell?", "fact"),
        ("Did the poll suggest that voters like the dam?", "fact"),
        ("What do court documents say about the crane?", "fact"),
        ("Tell me everything about the dam", "fact"),
        ("Tell me more about the ferry", "fact"),
    ],
)
def test_a_work_names_no_speaker(question: str, asks: QuestionType) -> None:
    query = ask(question)

    assert (query.asks, query.speakers, query.unknown_speakers, query.loosened) == (asks, (), (), ())


@pytest.mark.parametrize(
    ("question", "speakers", "unknown"),
    [
        ("According to Fox, who pays for the dam?", ("Ann Fox",), ()),
        ("According to Law, who pays for the dam?", ("Edda Law",), ()),
        ("What did Law say about the dam?", ("Edda Law",), ()),
        ("According to Fox who pays for the dam?", ("Ann Fox",), ()),
        ("According to the FBI director, who paid for the dam?", ("the FBI director",), ()),
        ("What did the FBI director say about the dam?", ("the FBI director",), ()),
        ("What did the FBI say about the burglaries?", ("FBI", "the FBI director"), ()),
        ("According to the harbour board, how many ferries were late?", ("the harbour board",), ()),
        ("What did the harbour board announce about the crane?", ("the harbour board",), ()),
        ("What did the Brell-based Fox say about the dam?", ("Ann Fox",), ()),
        ("According to Tarn, who pays for the dam?", (), ("Tarn",)),
        ("According to the author of the report, who pays for the dam?", (), ("the author of the report",)),
        ("According to the mayor of Brell, who pays for the dam?", (), ("the mayor of Brell",)),
        ("What did the water company say about the leak?", (), ("the water company",)),
        ("According to Fox's lawyer, what did Venn say about the dam?", (), ("Fox's lawyer",)),
        ("How did he respond to the vote?", (), ("whoever is meant by “he”",)),
    ],
)
def test_whoever_can_speak_is_a_speaker(question: str, speakers: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    query = ask(question)

    assert (set(query.speakers), query.unknown_speakers, query.loosened) == (set(speakers), unknown, ())
    assert query.asks == "statement"


@pytest.mark.parametrize(
    ("question", "name", "asks"),
    [
        ("According to the weather service, how much rain fell in Brell?", "the weather service", "number"),
        ("According to conservation groups, why do the otters leave?", "conservation groups", "fact"),
        ("According to the RSB, when did the otters leave?", "the RSB", "when"),
        ("How did the market react to the closing of the lock?", "the market", "fact"),
    ],
)
def test_an_unknown_source_of_a_fact_is_loosened(question: str, name: str, asks: QuestionType) -> None:
    query = ask(question)

    assert (query.asks, query.about_speakers) == (asks, False)
    assert query.loosened == (ImpliedFilter("speaker", name, name),)


def test_a_speaker_set_by_option_is_never_loosened() -> None:
    query = ask("According to the weather service, how much rain fell in Brell?", speaker="Venn")

    assert (query.speakers, query.loosened) == (("Karl Venn",), ())


def test_the_words_of_a_work_that_an_article_would_repeat_stay_in_the_topic() -> None:
    assert ask("According to FBI statistics, how many burglaries were there?").topic == (
        "how many burglaries were there FBI"
    )


def test_a_source_of_words_leaves_the_question_for_them_as_it_is() -> None:
    query = ask("According to records, what did Fox say about the dam?")

    assert (query.asks, query.speakers, query.topic) == ("statement", ("Ann Fox",), "the dam")


def test_the_time_of_a_fact_is_not_when_its_source_spoke() -> None:
    query = ask("According to Fox, how many ferries sailed in 2019?")

    assert (query.speakers, query.scope.period) == (("Ann Fox",), Period())


@pytest.mark.parametrize("name", ["the study", "a poll of voters", "Fox's report", "the Brell Report", "tax records"])
def test_works_are_recognised(name: str) -> None:
    assert is_work(name)


@pytest.mark.parametrize("name", ["Ann Law", "the author of the study", "the data minister", "records chief", "Fox"])
def test_people_are_no_works(name: str) -> None:
    assert not is_work(name)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Fox", True),
        ("Professor Venn", True),
        ("the mayor", True),
        ("the head of the FBI", True),
        ("the FBI", False),
        ("RSB", False),
        ("the grid operator", False),
        ("experts", False),
    ],
)
def test_people_and_roles_differ_from_organisations_and_groups(name: str, person: bool) -> None:
    assert is_person(name) is person
