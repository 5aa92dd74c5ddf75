"""Questions as queries. Most people are invented."""

from __future__ import annotations

import pytest

from assistant.types import QuestionType, Turn
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Speaker

SPEAKERS = (
    "Marco Rubio",
    "Steve Witkoff",
    "Volodymyr Zelensky",
    "Ilse Marrant",
    "Tomas Marrant",
    "Jean-Luc d'Orsel",
    "Renée Ålund",
)
GROUPS = (Speaker("Harbour Ministry", "organisation"), Speaker("a senior harbour official", "unnamed"))


@pytest.fixture
def registry() -> SpeakerMatcher:
    return SpeakerMatcher.of([*map(Speaker, SPEAKERS), *GROUPS])


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What did Rubio say about Article 5?", "Marco Rubio", "Article 5"),
        ("what has marco rubio said about ukraine", "Marco Rubio", "ukraine"),
        ("What did Secretary of State Marco Rubio say on the talks?", "Marco Rubio", "the talks"),
        ("What did Rubio tell NBC News about the talks?", "Marco Rubio", "the talks"),
        ("What is Witkoff’s position on the summit?", "Steve Witkoff", "the summit"),
        ("How did Zelensky respond to the offer?", "Volodymyr Zelensky", "the offer"),
        ("Did Witkoff ever mention the summit?", "Steve Witkoff", "the summit"),
        ("Has Witkoff commented on the summit?", "Steve Witkoff", "the summit"),
        ("Rubio on Article 5?", "Marco Rubio", "Article 5"),
        ("According to Witkoff, what was agreed in Anchorage?", "Steve Witkoff", "what was agreed in Anchorage"),
        ("Tell me what Rubio said about the talks", "Marco Rubio", "the talks"),
        ("What did Alund say about the ferry?", "Renée Ålund", "the ferry"),
        ("What did d’Orsel say about the ferry?", "Jean-Luc d'Orsel", "the ferry"),
        ("What did the harbour ministry say about cranes?", "Harbour Ministry", "cranes"),
    ],
)
def test_a_question_about_a_speaker_gives_the_full_name_and_the_topic(
    registry: SpeakerMatcher, question: str, speaker: str, topic: str
) -> None:
    query = understand(question, registry=registry)

    assert (query.asks, query.speakers, query.topic) == ("statement", (speaker,), topic)


def test_an_organisation_matches_only_if_its_name_contains_all_the_words(registry: SpeakerMatcher) -> None:
    assert understand("What did the ministry say about cranes?", registry=registry).speakers == ("Harbour Ministry",)
    assert understand("What did the ministry of fish say about cranes?", registry=registry).speakers == ()


def test_an_unnamed_speaker_matches_by_the_articles_words(registry: SpeakerMatcher) -> None:
    query = understand("What did the senior harbour official say about cranes?", registry=registry)

    assert query.speakers == ("a senior harbour official",)


@pytest.mark.parametrize("misspelled", ["Zelenski", "Zelenksy", "Volodymyr Zelensky's"])
def test_a_small_misspelling_of_a_name_is_forgiven(registry: SpeakerMatcher, misspelled: str) -> None:
    assert understand(f"What did {misspelled} say about it?", registry=registry).speakers == ("Volodymyr Zelensky",)


@pytest.mark.parametrize("stranger", ["Merkel", "Antonio Rubio", "Rubin", "Marco"])
def test_a_person_without_statements_is_an_unknown_speaker(registry: SpeakerMatcher, stranger: str) -> None:
    query = understand(f"What did {stranger} say about Article 5?", registry=registry)

    assert query.speakers == ()
    assert query.unknown_speakers == (stranger,)


def test_a_shared_surname_matches_all_its_bearers_and_a_full_name_one(registry: SpeakerMatcher) -> None:
    assert understand("What did Marrant say about the dam?", registry=registry).speakers == (
        "Ilse Marrant",
        "Tomas Marrant",
    )
    assert understand("What did Ilse Marrant say about the dam?", registry=registry).speakers == ("Ilse Marrant",)


def test_a_question_can_name_two_speakers(registry: SpeakerMatcher) -> None:
    query = understand("What did Rubio and Witkoff say about the summit?", registry=registry)

    assert query.speakers == ("Marco Rubio", "Steve Witkoff")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Who said the dam would hold?", "the dam would hold"),
        ("Which officials said that the dam would hold?", "the dam would hold"),
        ("What was said about the dam?", "the dam"),
        ("What did officials say about the dam?", "the dam"),
    ],
)
def test_a_question_for_the_speaker_names_none(registry: SpeakerMatcher, question: str, topic: str) -> None:
    query = understand(question, registry=registry)

    assert (query.asks, query.speakers, query.topic) == ("who_said", (), topic)


def test_who_denied_and_who_declined_set_the_commitment(registry: SpeakerMatcher) -> None:
    assert understand("Who denied the leak?", registry=registry).commitment == "denied"
    assert understand("Who declined to say whether the dam is safe?", registry=registry).commitment == "declined"
    assert understand("Did Rubio deny the leak?", registry=registry).commitment == "denied"


@pytest.mark.parametrize(
    "question",
    [
        "Why did Rubio say that the dam broke?",
        "When did Rubio say the dam broke?",
        "Is it true that Rubio said the dam broke?",
    ],
)
def test_a_question_that_presumes_a_statement_is_marked(registry: SpeakerMatcher, question: str) -> None:
    query = understand(question, registry=registry)

    assert query.presumes
    assert (query.speakers, query.topic) == (("Marco Rubio",), "the dam broke")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When does Zelensky visit the White House?", "when"),
        ("Where did the ferry sink?", "where"),
        ("How many people were on the ferry?", "number"),
        ("Who owns the ferry?", "who"),
        ("Is the bridge on the river closed?", "fact"),
    ],
)
def test_a_question_of_fact_has_its_answer_type_and_no_speaker(
    registry: SpeakerMatcher, question: str, asks: QuestionType
) -> None:
    query = understand(question, registry=registry)

    assert (query.asks, query.speakers, query.unknown_speakers) == (asks, (), ())


def test_a_numbered_name_and_quoted_words_become_phrases(registry: SpeakerMatcher) -> None:
    assert understand("What did Rubio say about Article 5?", registry=registry).phrases == ("Article 5",)
    assert understand("Who said “never again”?", registry=registry).phrases == ("never again",)


def test_a_follow_up_inherits_what_it_leaves_out(registry: SpeakerMatcher) -> None:
    history = (Turn("What did Rubio say about Article 5?"),)

    other = understand("And Witkoff?", registry=registry, history=history)
    assert (other.speakers, other.topic, other.phrases) == (("Steve Witkoff",), "Article 5", ("Article 5",))
    about = understand("What about NATO?", registry=registry, history=history)
    assert (about.speakers, about.topic) == (("Marco Rubio",), "NATO")
    when = understand("When did he say it?", registry=registry, history=history)
    assert (when.speakers, when.topic) == (("Marco Rubio",), "Article 5")
    again = understand("And what did he say about NATO?", registry=registry, history=history)
    assert (again.speakers, again.topic) == (("Marco Rubio",), "NATO")
    him = understand("and him?", registry=registry, history=history)
    assert (him.speakers, him.topic) == (("Marco Rubio",), "Article 5")
    stranger = understand("and Merkel?", registry=registry, history=history)
    assert (stranger.speakers, stranger.unknown_speakers) == ((), ("Merkel",))


def test_the_speaker_option_wins_over_the_question(registry: SpeakerMatcher) -> None:
    query = understand("What did Rubio say about the summit?", registry=registry, speaker="Witkoff")

    assert query.speakers == ("Steve Witkoff",)


def test_with_the_speaker_option_what_was_said_asks_for_that_persons_words(registry: SpeakerMatcher) -> None:
    query = understand("What was said about the summit?", registry=registry, speaker="Witkoff")

    assert (query.asks, query.speakers, query.topic) == ("statement", ("Steve Witkoff",), "the summit")


def test_a_title_in_the_index_does_not_hide_a_person_and_a_clients_name_does_not_show_a_lawyer() -> None:
    registry = SpeakerMatcher.of(
        [Speaker("Nurse Bo Tran"), Speaker("a lawyer for Ola Berg", "unnamed"), Speaker("Ola Berg")]
    )

    assert understand("What did Bo Tran say about the ward?", registry=registry).speakers == ("Nurse Bo Tran",)
    assert understand("What did Ola Berg say about the ward?", registry=registry).speakers == ("Ola Berg",)


def test_a_pronoun_without_antecedent_is_an_unknown_speaker(registry: SpeakerMatcher) -> None:
    query = understand("What did he say about the bridge?", registry=registry)

    assert (query.asks, query.speakers) == ("statement", ())
    assert query.unknown_speakers == ("whoever is meant by “he”",)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which ferry company announced a new fare?", "fact"),
        ("Which harbour town has added a second pier?", "fact"),
        ("Which minister announced a new fare?", "who_said"),
        ("Who announced a new fare?", "who_said"),
        ("Which ministry said that fares would rise?", "who_said"),
        ("According to a new harbour study, how many ferries were late?", "number"),
        ("According to Rubio, how many ferries were late?", "statement"),
        ("What is the name of the fare announced by Marco Rubio?", "fact"),
        ("What did Rubio say by phone about the ferries?", "statement"),
        ("Which company is taking the late-night talk boat off the river?", "fact"),
    ],
)
def test_announcements_and_studies_are_facts(registry: SpeakerMatcher, question: str, asks: QuestionType) -> None:
    assert understand(question, registry=registry).asks == asks


@pytest.mark.parametrize(
    ("question", "topic", "commitment"),
    [
        ("What did Ilse Marrant deny?", "", "denied"),
        ("What has Ilse Marrant denied about the gates?", "the gates", "denied"),
        ("What did Ilse Marrant decline to say?", "", "declined"),
        ("What did Ilse Marrant refuse to comment on?", "", "declined"),
        ("What did Ilse Marrant decline to say about the gates?", "the gates", "declined"),
    ],
)
def test_denials_and_refusals_of_a_known_speaker_are_statements(
    registry: SpeakerMatcher, question: str, topic: str, commitment: str
) -> None:
    query = understand(question, registry=registry)

    assert (query.asks, query.speakers) == ("statement", ("Ilse Marrant",))
    assert (query.topic, query.commitment) == (topic, commitment)


@pytest.mark.parametrize("question", ["What did the court reject?", "What did the team dispute in May?"])
def test_a_denial_by_an_unknown_speaker_is_a_fact(registry: SpeakerMatcher, question: str) -> None:
    assert understand(question, registry=registry).asks_for_a_fact


@pytest.mark.parametrize(
    "question",
    [
        "And what did Witkoff say about it?",
        "What did Witkoff say about that?",
        "Did Witkoff say so too?",
        "Has Witkoff commented on this?",
        "What did Witkoff say on the same subject?",
    ],
)
def test_a_pronoun_in_a_follow_up_refers_to_the_previous_topic(registry: SpeakerMatcher, question: str) -> None:
    query = understand(question, registry=registry, history=(Turn("What did Rubio say about Article 5?"),))

    assert (query.speakers, query.topic) == (("Steve Witkoff",), "Article 5")
    assert understand(question, registry=registry).topic != "Article 5"


def test_a_follow_up_about_a_denial_names_its_speaker(registry: SpeakerMatcher) -> None:
    query = understand(
        "And what did Witkoff deny?", registry=registry, history=(Turn("What did Rubio say about Article 5?"),)
    )

    assert (query.speakers, query.commitment) == (("Steve Witkoff",), "denied")
