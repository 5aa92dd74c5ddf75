"""Asked in Slack, answered in the thread, with sources, and followed up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import Newsroom, Open
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces
from tests.fakes.slack.events import direct, mention, message

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"


def test_a_mention_is_answered_in_its_thread_with_the_words_and_their_source(newsroom: Newsroom) -> None:
    (answer,) = newsroom.asks(mention(DAM))
    assert WORDS in shown(answer.body)
    assert not answer.streaming
    source = next(text for text in mrkdwn_texts(answer.blocks) if text.startswith("[1] "))
    assert "<https://kestrel.example/dam#:~:text=" in source
    assert "Brell dam will hold, engineer says>" in source
    assert "Kestrel Post, Mar 4, 2025" in source


def test_it_is_shown_that_somebody_is_at_work_and_then_that_nobody_is(newsroom: Newsroom) -> None:
    asked = mention(DAM)
    newsroom.asks(asked)
    assert newsroom.slack.statuses["C1", asked["event"]["ts"]][0] == "processing"
    assert newsroom.slack.statuses["C1", asked["event"]["ts"]][-1] == "active"


def test_in_a_channel_a_stream_says_whom_it_is_for(newsroom: Newsroom) -> None:
    newsroom.asks(mention(DAM))
    (call,) = newsroom.slack.called("chat.startStream")
    assert (call.given["recipient_user_id"], call.given["recipient_team_id"]) == ("U1", "T1")


def test_a_direct_message_is_answered_in_a_thread_of_its_own(newsroom: Newsroom) -> None:
    (answer,) = newsroom.asks(direct(DAM))
    assert WORDS in shown(answer.body)


def test_no_record_is_said_in_words_with_what_lies_nearest(newsroom: Newsroom) -> None:
    (answer,) = newsroom.asks(mention("What did Ilse Marrant say about the ferry?"))
    assert shown(answer.body).startswith("No record of Ilse Marrant on the ferry")
    assert "Renata Sool" in shown(answer.body)
    assert f"- Ilse Marrant: {WORDS}" in shown(answer.body)


def test_a_follow_up_in_the_thread_needs_no_mention_and_is_understood_by_what_was_asked(newsroom: Newsroom) -> None:
    first = mention("What did Tomas Oduya say about the gates?")
    newsroom.asks(first)
    answers = newsroom.asks(message("And Ilse Marrant?", thread_ts=first["event"]["ts"]))
    assert shown(answers[1].body).startswith("No record of Ilse Marrant on the gates")


def test_who_was_not_answered_in_a_thread_has_to_call_it(newsroom: Newsroom) -> None:
    first = mention(DAM)
    newsroom.asks(first)
    thread = first["event"]["ts"]
    assert len(newsroom.asks(message("no, that was Tomas", user="U2", thread_ts=thread))) == 1
    assert len(newsroom.asks(mention("and Tomas Oduya?", user="U2", thread_ts=thread))) == 2
    assert len(newsroom.asks(message("and Renata Sool?", user="U2", thread_ts=thread))) == 3


def test_a_thread_of_others_and_a_channel_are_not_answered(newsroom: Newsroom) -> None:
    assert newsroom.asks(message(DAM, thread_ts="77.1")) == []
    assert newsroom.asks(message(DAM)) == []
    assert newsroom.slack.called("chat.startStream") == []


def test_conversations_are_kept_apart_by_thread_and_kept_over_a_restart(
    newsroom: Newsroom, open_newsroom: Open
) -> None:
    first = mention("What did Tomas Oduya say about the gates?", ts="90.1")
    newsroom.asks(first)
    newsroom.running.close()
    again = open_newsroom()
    answers = again.asks(message("And Ilse Marrant?", thread_ts="90.1"))
    assert "on the gates" in shown(answers[1].body)
    (elsewhere,) = again.asks(mention("And Ilse Marrant?", ts="91.1"))
    assert "on the gates" not in shown(elsewhere.body)
    assert [one.key for one in again.journal.sessions(within="slack:T1:")] == ["slack:T1:C1:91.1", "slack:T1:C1:90.1"]


@pytest.mark.parametrize("text", ["", "help", "HELP"])
def test_who_only_calls_it_is_told_what_it_can_do_and_nobody_else_is(newsroom: Newsroom, text: str) -> None:
    assert newsroom.asks(mention(text)) == []
    (told,) = newsroom.slack.whispers
    assert told["user"] == "U1"
    assert "/onrecord digest" in told["blocks"][0]["text"]["text"]


def test_a_model_streams_what_is_verified_and_no_more(open_newsroom: Open, server: FakeOpenAI) -> None:
    said = "Ilse Marrant spoke about the dam: {S1} Tomas Oduya said: “It will burst.”"
    server.enqueue(Reply(pieces(said)))
    newsroom = open_newsroom(model="fake")
    (answer,) = newsroom.asks(mention(DAM))
    assert "“The dam will hold through the winter”" in shown(answer.body)
    assert "burst" not in shown(answer.body)
    receipts = " ".join(mrkdwn_texts(answer.blocks))
    assert "answered by fake" in receipts
    assert "1 unverified sentence left out" in receipts


def test_a_model_that_fails_leaves_the_articles_own_words(open_newsroom: Open, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key sk-secret"))
    newsroom = open_newsroom(model="fake")
    (answer,) = newsroom.asks(mention(DAM))
    assert WORDS in shown(answer.body)
    assert "The model could not be used" in " ".join(mrkdwn_texts(answer.blocks))
    assert "sk-secret" not in str(answer)


def test_an_answer_is_journalled_with_who_asked(newsroom: Newsroom) -> None:
    asked: dict[str, Any] = mention(DAM, ts="92.1")
    newsroom.asks(asked)
    (kept,) = newsroom.journal.exchanges("slack:T1:C1:92.1")
    assert (kept.asked.question, kept.asked.asker) == (DAM, "U1")
    assert kept.answer is not None
