"""Failures of Slack, the model, the index or the journal are reported once."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant import open_assistant
from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.openai_server import FakeOpenAI, Reply
from tests.fakes.slack.api import BotMessage, Fault
from tests.fakes.slack.events import direct, mention, message, stopped

pytestmark = pytest.mark.usefixtures("checked_by_rules")

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"
LIMITED = Fault(429, "ratelimited", retry_after=0.05)
LOST, DONE_AND_LOST = Fault(lost=True), Fault(lost=True, done=True)


def assert_complete(answers: list[BotMessage]) -> None:
    """Assert that there is one complete answer with its footer, and no open stream."""
    (answer,) = answers
    assert shown(answer.body).count(WORDS) == 1
    assert any(text.startswith("[1] ") for text in mrkdwn_texts(answer.blocks))
    assert not answer.streaming


@pytest.mark.parametrize(
    "fault",
    [LIMITED, Fault(500), LOST, DONE_AND_LOST, Fault(error="not_allowed_token_type"), Fault(error="unknown_method")],
)
def test_an_answer_survives_a_stream_that_does_not_start(slack_bot: SlackBot, fault: Fault) -> None:
    slack_bot.slack.fail("chat.startStream", fault)
    assert_complete(slack_bot.ask(mention(DAM)))


@pytest.mark.parametrize(
    "fault",
    [LIMITED, Fault(500), LOST, DONE_AND_LOST, Fault(error="message_not_in_streaming_state")],
)
def test_a_stream_that_cannot_be_stopped_is_rewritten_in_place(slack_bot: SlackBot, fault: Fault) -> None:
    slack_bot.slack.fail("chat.stopStream", fault)
    assert_complete(slack_bot.ask(mention(DAM)))


@pytest.mark.parametrize("fault", [LIMITED, Fault(500), LOST, Fault(error="message_not_in_streaming_state")])
def test_a_stream_that_ends_early_is_rewritten_in_place(
    open_bot: Open, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("assistant.interfaces.slack.message.MIN_SECONDS", 0.0)
    monkeypatch.setattr("assistant.interfaces.slack.message.MIN_CHARACTERS", 1)
    server.enqueue(Reply(["Ilse Marrant said {S1}. ", "The dam was built in 1931 [1]. ", "It is at Brell [1]."]))
    slack_bot = open_bot(model="fake")
    slack_bot.slack.fail("chat.appendStream", fault)
    (answer,) = slack_bot.ask(mention(DAM))
    assert shown(answer.body).count("The dam will hold through the winter") == 1
    assert not answer.streaming


@pytest.mark.parametrize("fault", [LIMITED, Fault(500), LOST, DONE_AND_LOST])
def test_a_post_with_a_lost_reply_is_not_repeated(slack_bot: SlackBot, fault: Fault) -> None:
    slack_bot.slack.fail("chat.startStream", Fault(error="unknown_method"))
    slack_bot.slack.fail("chat.postMessage", fault)
    assert_complete(slack_bot.ask(mention(DAM)))


def test_rate_limits_lose_no_answer(open_bot: Open) -> None:
    slack_bot = open_bot(questions_a_minute=1_000, questions_a_minute_each=1_000)
    slack_bot.slack.limits = {"chat.startStream": (2, 0.3), "chat.postMessage": (3, 0.3), "chat.stopStream": (2, 0.3)}
    asked = [mention(DAM, user=f"U{number}") for number in range(12)]
    for one in asked:
        slack_bot.deliver(one)
    slack_bot.wait_idle()
    assert slack_bot.slack.refused
    for one in asked:
        assert_complete(slack_bot.slack.thread("C1", one["event"]["ts"]))


def test_a_failing_status_call_does_not_prevent_the_answer(slack_bot: SlackBot) -> None:
    slack_bot.slack.fail("agents.sessions.setStatus", Fault(error="not_allowed"), Fault(500), Fault(500), LIMITED)
    assert_complete(slack_bot.ask(mention(DAM)))


def test_a_missing_index_is_reported_with_an_id_and_no_details(
    open_bot: Open, index: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    slack_bot = open_bot(channels={"others": str(copy)})
    shutil.rmtree(copy)
    with caplog.at_level(logging.ERROR, "onrecord.slack"):
        (answer,) = slack_bot.ask(mention(DAM))
    output = mrkdwn_texts(answer.blocks)[0]
    assert "can't read the articles right now" in output
    assert str(tmp_path) not in str(answer)
    number = output.rstrip(".").rpartition(" ")[2]
    assert f"failure {number}" in caplog.text


def test_a_bug_is_reported_with_an_id_and_the_next_question_answered(
    slack_bot: SlackBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("/home/secret/path")

        patch.setattr("assistant.pipeline.find_evidence", broken)
        (answer,) = slack_bot.ask(mention(DAM))
    assert "Something went wrong" in mrkdwn_texts(answer.blocks)[0]
    assert "secret" not in str(answer)
    assert "Zero" not in str(answer)
    assert_complete(slack_bot.ask(mention(DAM)))


def test_a_mistake_in_a_question_is_explained(slack_bot: SlackBot) -> None:
    (answer,) = slack_bot.ask(mention("what did Ilse Marrant say \ud800?"))
    output = mrkdwn_texts(answer.blocks)[0]
    assert "lone surrogate" in output.lower()
    assert "went wrong" not in output


def test_a_newly_published_index_is_used(open_bot: Open, index: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    slack_bot = open_bot(channels={"others": str(copy)})
    assert_complete(slack_bot.ask(mention(DAM)))
    more = tmp_path / "more.jsonl"
    more.write_text(
        '{"id": "n", "title": "New", "text": "“The dam leaks,” Ilse Marrant said.", "published": "2025-03-09"}'
    )
    with open_assistant(index=str(copy)) as writer:
        assert writer.ingest([more]).new == 1
    (answer,) = slack_bot.ask(mention(DAM))
    assert "“The dam leaks,”" in shown(answer.body)


def test_a_journal_failure_removes_the_buttons_but_not_the_answer(slack_bot: SlackBot) -> None:
    slack_bot.settings.journal.unlink(missing_ok=True)
    slack_bot.settings.journal.mkdir()
    (answer,) = slack_bot.ask(mention(DAM))
    assert WORDS in shown(answer.body)
    assert {block["type"] for block in answer.blocks} == {"context"}


def test_the_bot_waits_for_a_locked_journal(slack_bot: SlackBot) -> None:
    slack_bot.ask(mention("hello dam"))
    other = sqlite3.connect(slack_bot.settings.journal, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    slack_bot.deliver(mention(DAM, ts="60.1"))
    slack_bot.slack.wait_until(lambda: slack_bot.slack.thread("C1", "60.1"))
    other.execute("COMMIT")
    other.close()
    slack_bot.wait_idle()
    assert_complete(slack_bot.slack.thread("C1", "60.1"))


def test_a_failed_question_is_not_repeated_forever(slack_bot: SlackBot) -> None:
    slack_bot.slack.fail("chat.startStream", *[Fault(error="channel_not_found")] * 5)
    slack_bot.slack.fail("chat.postMessage", *[Fault(error="channel_not_found")] * 5)
    assert slack_bot.ask(mention(DAM)) == []
    assert slack_bot.running.delivery_log.take_over() == ()


class Slow:
    """A model that sends one sentence and pauses until `go` is set."""

    def __init__(self, server: FakeOpenAI) -> None:
        self.go, self.server = Event(), server
        server.enqueue(Reply(self.deltas()))

    def deltas(self) -> Iterator[str]:
        yield "Ilse Marrant said {S1}. "
        yield "And then she "
        self.go.wait(20)
        while not self.server.disconnected.is_set():
            yield "went on "


def test_the_stop_button_ends_the_model_and_keeps_the_shown_text(open_bot: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    slack_bot = open_bot(model="fake")
    asked = direct(DAM, ts="50.1")
    slack_bot.deliver(asked)
    slack_bot.slack.wait_until(lambda: slack_bot.slack.messages)
    slack_bot.deliver(stopped("DU1", "50.1", slack_bot.slack.messages[0].ts))
    assert slack_bot.running.bot.wait_idle(2), "within two seconds"
    slow.go.set()
    assert server.disconnected.wait(10), "the model stops writing"
    (answer,) = slack_bot.slack.thread("DU1", "50.1")
    assert "The dam will hold through the winter" in shown(answer.body)
    assert shown(answer.body).endswith("Stopped.")
    assert not answer.streaming
    assert slack_bot.slack.statuses["DU1", "50.1"][-1] == "active"
    (kept,) = slack_bot.journal.exchanges("slack:T1:DU1:50.1")
    assert kept.stopped


def test_stopping_a_thread_cancels_its_waiting_questions(open_bot: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    slack_bot = open_bot(model="fake")
    slack_bot.deliver(direct(DAM, ts="50.1"))
    slack_bot.deliver(message("and Tomas?", channel="DU1", channel_type="im", thread_ts="50.1"))
    slack_bot.slack.wait_until(lambda: slack_bot.slack.messages)
    slack_bot.deliver(stopped("DU1", "50.1"))
    slack_bot.wait_idle()
    slow.go.set()
    answers = slack_bot.slack.thread("DU1", "50.1")
    assert shown(answers[1].body) == "Stopped before the first result."
    assert len(server.requests) == 1


def test_stopping_without_an_answer_has_no_effect(slack_bot: SlackBot) -> None:
    assert slack_bot.deliver(stopped("C1", "1.1")).status == 200
    assert slack_bot.deliver(
        {"type": "event_callback", "team_id": "T1", "event": {"type": "agent_session_stopped"}}
    ).status
    assert_complete(slack_bot.ask(mention(DAM)))


def test_a_full_queue_is_reported_to_the_person(open_bot: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    slack_bot = open_bot(model="fake", workers=1, waiting=1)
    slack_bot.deliver(mention(DAM, ts="1.1"))
    slack_bot.slack.wait_until(lambda: slack_bot.slack.messages)
    slack_bot.deliver(mention("who denied that the gates were rusted?", ts="2.1"))
    slack_bot.deliver(mention(DAM, ts="3.1", user="U3"))
    slack_bot.slack.wait_until(lambda: slack_bot.slack.ephemerals)
    (output,) = slack_bot.slack.ephemerals
    assert output["user"] == "U3"
    assert "questions are waiting" in output["text"]
    server.enqueue("No.")
    slack_bot.deliver(stopped("C1", "1.1"))
    slow.go.set()
    slack_bot.wait_idle()
    assert len(slack_bot.slack.thread("C1", "2.1")) == 1
    assert slack_bot.slack.thread("C1", "3.1") == []
