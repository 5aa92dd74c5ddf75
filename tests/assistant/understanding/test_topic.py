"""Whether a text matches a topic."""

from __future__ import annotations

from assistant.understanding.topic import read_topic


def test_a_short_topic_needs_both_words_in_any_form() -> None:
    topic = read_topic("security guarantees")

    assert topic.matches("They want a guarantee of their security.")
    assert not topic.matches("They want security.")


def test_a_numbered_name_must_match_word_for_word() -> None:
    topic = read_topic("Article 5")

    assert topic.matches("protection like NATO’s Article 5.")
    assert not topic.matches("5 people read the article.")
    assert not topic.matches("Article 51 was invoked.")


def test_a_long_topic_needs_most_of_its_words() -> None:
    topic = read_topic("whether the old harbour bridge can carry freight trains")

    assert topic.matches("The old harbour bridge cannot carry freight.")
    assert not topic.matches("The harbour is old.")


def test_an_empty_topic_is_on_everything() -> None:
    assert read_topic("").matches("anything at all")


def test_the_country_is_not_the_pronoun() -> None:
    topic = read_topic("the U.S. role")

    assert topic.matches("a role for the US")
    assert not topic.matches("it gives us a role")


def test_the_speakers_name_is_not_part_of_the_topic() -> None:
    assert not read_topic("Rubio", but=["Marco", "Rubio"])


def test_a_topic_matches_in_order_if_its_words_are_adjacent_in_any_form() -> None:
    topic = read_topic("harbour tolls")

    assert topic.matches_in_order("She called every harbour toll unfair.")
    assert not topic.matches_in_order("A toll was paid at the harbour.")
    assert read_topic("the port of Velm").matches_in_order("A port in Velm is planned.")


def test_a_topic_of_one_word_matches_only_the_same_noun() -> None:
    assert read_topic("the response", speech=True).matches_in_order("Both responses came late.")
    assert not read_topic("the response", speech=True).matches_in_order("Nobody is responsible.")
    assert read_topic("ferry").matches_in_order("The ferries’ crews are tired.")
