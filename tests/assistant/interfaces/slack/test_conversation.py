"""Questions in Slack are answered in their thread, with sources and follow-ups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces
from tests.fakes.slack.events import direct, mention, message

pytestmark = pytest.mark.usefixtures("checked_by_rules")

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"


def test_a_mention_is_answered_in_its_thread_with_sources(slack_bot: SlackBot) -> None:
    (answer,) = slack_bot.ask(mention(DAM))
    assert WORDS in shown(answer.body)
    assert not answer.streaming
    source = next(text for text in mrkdwn_texts(answer.blocks) if text.startswith("[1] "))
    assert "<https://kestrel.example/dam#:~:text=" in source
    assert "Brell dam will hold, engineer says>" in source
    assert "Kestrel Post, Mar 4, 2025" in source


def test_the_status_shows_work_in_progress(slack_bot: SlackBot) -> None:
    asked = mention(DAM)
    slack_bot.ask(asked)
    assert slack_bot.slack.statuses["C1", asked["event"]["ts"]][0] == "processing"
    assert slack_bot.slack.statuses["C1", asked["event"]["ts"]][-1] == "active"


def test_a_stream_in_a_channel_names_its_recipient(slack_bot: SlackBot) -> None:
    slack_bot.ask(mention(DAM))
    (call,) = slack_bot.slack.called("chat.startStream")
    assert (call.arguments["recipient_user_id"], call.arguments["recipient_team_id"]) == ("U1", "T1")


def test_a_direct_message_is_answered_in_a_new_thread(slack_bot: SlackBot) -> None:
    (answer,) = slack_bot.ask(direct(DAM))
    assert WORDS in shown(answer.body)


def test_no_record_is_answered_with_the_closest_statements(slack_bot: SlackBot) -> None:
    (answer,) = slack_bot.ask(mention("What did Ilse Marrant say about the ferry?"))
    assert shown(answer.body).startswith("No record of Ilse Marrant on the ferry")
    assert "Renata Sool" in shown(answer.body)
    assert f"- Ilse Marrant: {WORDS}" in shown(answer.body)


def test_no_record_is_answered_with_the_nearest_passages(slack_bot: SlackBot) -> None:
    (answer,) = slack_bot.ask(mention("Who painted the dam at Brell?"))
    assert shown(answer.body).startswith("No record that answers this")
    lines = mrkdwn_texts(answer.blocks)
    assert lines[0] == "Nearest passages, which may not answer the question:"
    assert lines[1].startswith("• The dam at Brell was built in 1931. – <https://kestrel.example/dam#:~:text=")


def test_a_follow_up_in_the_thread_needs_no_mention(slack_bot: SlackBot) -> None:
    first = mention("What did Tomas Oduya say about the gates?")
    slack_bot.ask(first)
    answers = slack_bot.ask(message("And Ilse Marrant?", thread_ts=first["event"]["ts"]))
    assert shown(answers[1].body).startswith("No record of Ilse Marrant on the gates")


def test_a_newcomer_in_a_thread_has_to_mention_the_bot(slack_bot: SlackBot) -> None:
    first = mention(DAM)
    slack_bot.ask(first)
    thread = first["event"]["ts"]
    assert len(slack_bot.ask(message("no, that was Tomas", user="U2", thread_ts=thread))) == 1
    assert len(slack_bot.ask(mention("and Tomas Oduya?", user="U2", thread_ts=thread))) == 2
    assert len(slack_bot.ask(message("and Renata Sool?", user="U2", thread_ts=thread))) == 3


def test_messages_between_other_people_are_ignored(slack_bot: SlackBot) -> None:
    assert slack_bot.ask(message(DAM, thread_ts="77.1")) == []
    assert slack_bot.ask(message(DAM)) == []
    assert slack_bot.slack.called("chat.startStream") == []


def test_each_thread_has_its_own_history_which_survives_a_restart(slack_bot: SlackBot, open_bot: Open) -> None:
    first = mention("What did Tomas Oduya say about the gates?", ts="90.1")
    slack_bot.ask(first)
    slack_bot.running.close()
    again = open_bot()
    answers = again.ask(message("And Ilse Marrant?", thread_ts="90.1"))
    assert "on the gates" in shown(answers[1].body)
    (elsewhere,) = again.ask(mention("And Ilse Marrant?", ts="91.1"))
    assert "on the gates" not in shown(elsewhere.body)
    assert [one.key for one in again.journal.sessions(within="slack:T1:")] == ["slack:T1:C1:91.1", "slack:T1:C1:90.1"]


@pytest.mark.parametrize("text", ["", "help", "HELP"])
def test_an_empty_mention_shows_the_help_to_that_person_only(slack_bot: SlackBot, text: str) -> None:
    assert slack_bot.ask(mention(text)) == []
    (output,) = slack_bot.slack.ephemerals
    assert output["user"] == "U1"
    assert "/onrecord digest" in output["blocks"][0]["text"]["text"]


def test_only_verified_sentences_of_a_model_are_streamed(open_bot: Open, server: FakeOpenAI) -> None:
    reply = "Ilse Marrant spoke about the dam: {S1} Tomas Oduya said: “It will burst.”"
    server.enqueue(Reply(pieces(reply)))
    slack_bot = open_bot(model="fake")
    (answer,) = slack_bot.ask(mention(DAM))
    assert "“The dam will hold through the winter”" in shown(answer.body)
    assert "burst" not in shown(answer.body)
    receipts = " ".join(mrkdwn_texts(answer.blocks))
    assert "answered by fake" in receipts
    assert "Left out 1 sentence: “Tomas Oduya said" in receipts


def test_a_failing_model_leaves_the_extracted_answer(open_bot: Open, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key sk-secret"))
    slack_bot = open_bot(model="fake")
    (answer,) = slack_bot.ask(mention(DAM))
    assert WORDS in shown(answer.body)
    assert "The model could not be used" in " ".join(mrkdwn_texts(answer.blocks))
    assert "sk-secret" not in str(answer)


def test_an_answer_is_recorded_with_the_person_who_asked(slack_bot: SlackBot) -> None:
    asked: dict[str, Any] = mention(DAM, ts="92.1")
    slack_bot.ask(asked)
    (kept,) = slack_bot.journal.exchanges("slack:T1:C1:92.1")
    assert (kept.asked.question, kept.asked.asker) == (DAM, "U1")
    assert kept.answer is not None
