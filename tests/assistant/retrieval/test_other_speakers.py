"""Other speakers, if the requested speakers have no statement on the topic."""

from __future__ import annotations

from assistant.pipeline import answer_question
from assistant.types import Answer, Answered
from index.types import Article
from tests.assistant.one_article import desk_over

TEXT = (
    "“The tunnel will open in May,” Ilse Marrant told the council. “The tunnel is dry,” she added.\n\n"
    "Tomas Oduya said that the bridge was too narrow for buses. “I gave my view,” Oduya said.\n\n"
    "A senior official said the tunnel was late and over its budget.\n\n"
    "“The pumps under the bridge leak,” Petra Lund said. “Nobody drives through a tunnel for pleasure,” Lund said."
)


def ask(question: str) -> Answer:
    article = Article(id="tunnel", title="Council hears about tunnel and bridge", text=TEXT)
    *_, last = answer_question(question, desk_over(article))
    assert isinstance(last, Answered)
    return last.answer


def test_each_other_speaker_is_shown_once() -> None:
    answer = ask("What did Oduya say about the tunnel?")

    assert answer.status == "no_evidence"
    assert sorted(answer.said_by) == ["Ilse Marrant", "Petra Lund"]
    assert len(answer.statements) == 2


def test_unnamed_speakers_are_not_shown() -> None:
    answer = ask("What did Oduya say about the budget?")

    assert (answer.status, answer.said_by, answer.statements) == ("no_evidence", (), ())


def test_another_speakers_words_must_cover_the_whole_topic() -> None:
    answer = ask("What did Marrant say about leaking pumps?")

    assert answer.said_by == ("Petra Lund",)
    assert ask("What did Marrant say about tunnel pumps?").said_by == ()


def test_a_topic_that_is_a_word_of_speech_is_a_topic() -> None:
    assert ask("What did Marrant say about her view?").status == "no_evidence"
    assert [shown.quote for shown in ask("What did Oduya say about his view?").statements] == ["“I gave my view,”"]


def test_a_wish_to_say_something_is_no_related_statement() -> None:
    text = "Maria Kestrel wanted to say that the budget was fine. “The tunnel is dry,” Ilse Marrant said."
    article = Article(id="budget", title="", text=text)
    *_, last = answer_question("What did Kestrel say about the tunnel?", desk_over(article))
    assert isinstance(last, Answered)

    assert (last.answer.status, last.answer.related) == ("no_evidence", ())


def test_other_speakers_with_the_topic_in_order_are_preferred() -> None:
    text = (
        "“The bus lane will stay,” Ilse Marrant told the council. “A bus needs a second lane,” Tomas Oduya said.\n\n"
        "“I have nothing to add,” Petra Lund said."
    )
    article = Article(id="bus", title="Council meets", text=text)
    *_, last = answer_question("What did Lund say about the bus lane?", desk_over(article))

    assert isinstance(last, Answered)
    assert last.answer.said_by == ("Ilse Marrant",)


def test_statements_with_the_topic_in_order_are_preferred() -> None:
    text = (
        "“The bus lane will stay,” Ilse Marrant told the council. She spoke for an hour.\n\n"
        "“Every bus needs a second lane,” Marrant said on Monday."
    )
    article = Article(id="bus", title="Council meets", text=text)
    *_, last = answer_question("What did Marrant say about the bus lane?", desk_over(article))

    assert isinstance(last, Answered)
    assert [shown.quote for shown in last.answer.statements] == ["“The bus lane will stay,”"]
