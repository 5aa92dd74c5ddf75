"""When Slack, the model, the index or the journal fails: nothing is silent, nothing is said twice."""

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
from tests.assistant.interfaces.slack.conftest import Newsroom, Open
from tests.fakes.openai_server import FakeOpenAI, Reply
from tests.fakes.slack.api import Fault, Shown
from tests.fakes.slack.events import direct, mention, message, stopped

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"
LIMITED = Fault(429, "ratelimited", retry_after=0.05)
LOST, DONE_AND_LOST = Fault(lost=True), Fault(lost=True, done=True)


def whole(answers: list[Shown]) -> None:
    """One answer, all of it, with what stands under it, and no stream left open."""
    (answer,) = answers
    assert shown(answer.body).count(WORDS) == 1
    assert any(text.startswith("[1] ") for text in mrkdwn_texts(answer.blocks))
    assert not answer.streaming


@pytest.mark.parametrize(
    "fault",
    [LIMITED, Fault(500), LOST, DONE_AND_LOST, Fault(error="not_allowed_token_type"), Fault(error="unknown_method")],
)
def test_a_stream_that_slack_does_not_begin_costs_nobody_the_answer(newsroom: Newsroom, fault: Fault) -> None:
    newsroom.slack.fails("chat.startStream", fault)
    whole(newsroom.asks(mention(DAM)))


@pytest.mark.parametrize(
    "fault",
    [LIMITED, Fault(500), LOST, DONE_AND_LOST, Fault(error="message_not_in_streaming_state")],
)
def test_a_stream_that_cannot_be_stopped_is_written_anew_in_its_place(newsroom: Newsroom, fault: Fault) -> None:
    newsroom.slack.fails("chat.stopStream", fault)
    whole(newsroom.asks(mention(DAM)))


@pytest.mark.parametrize("fault", [LIMITED, Fault(500), LOST, Fault(error="message_not_in_streaming_state")])
def test_a_stream_that_ends_before_its_time_is_written_anew_in_its_place(
    open_newsroom: Open, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("assistant.interfaces.slack.message.MIN_SECONDS", 0.0)
    monkeypatch.setattr("assistant.interfaces.slack.message.MIN_CHARACTERS", 1)
    server.enqueue(Reply(["Ilse Marrant said {S1}. ", "The dam was built in 1931 [1]. ", "It is at Brell [1]."]))
    newsroom = open_newsroom(model="fake")
    newsroom.slack.fails("chat.appendStream", fault)
    (answer,) = newsroom.asks(mention(DAM))
    assert shown(answer.body).count("The dam will hold through the winter") == 1
    assert not answer.streaming


@pytest.mark.parametrize("fault", [LIMITED, Fault(500), LOST, DONE_AND_LOST])
def test_a_post_whose_answer_is_lost_is_not_posted_twice(newsroom: Newsroom, fault: Fault) -> None:
    newsroom.slack.fails("chat.startStream", Fault(error="unknown_method"))
    newsroom.slack.fails("chat.postMessage", fault)
    whole(newsroom.asks(mention(DAM)))


def test_a_slack_that_limits_everything_loses_no_answer(open_newsroom: Open) -> None:
    newsroom = open_newsroom(questions_a_minute=1_000, questions_a_minute_each=1_000)
    newsroom.slack.limits = {"chat.startStream": (2, 0.3), "chat.postMessage": (3, 0.3), "chat.stopStream": (2, 0.3)}
    asked = [mention(DAM, user=f"U{number}") for number in range(12)]
    for one in asked:
        newsroom.says(one)
    newsroom.settle()
    assert newsroom.slack.refused
    for one in asked:
        whole(newsroom.slack.thread("C1", one["event"]["ts"]))


def test_a_status_that_cannot_be_set_is_no_reason_not_to_answer(newsroom: Newsroom) -> None:
    newsroom.slack.fails("agents.sessions.setStatus", Fault(error="not_allowed"), Fault(500), Fault(500), LIMITED)
    whole(newsroom.asks(mention(DAM)))


def test_an_index_that_is_gone_is_said_with_a_number_and_nothing_of_ours(
    open_newsroom: Open, index: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    newsroom = open_newsroom(channels={"others": str(copy)})
    shutil.rmtree(copy)
    with caplog.at_level(logging.ERROR, "onrecord.slack"):
        (answer,) = newsroom.asks(mention(DAM))
    told = mrkdwn_texts(answer.blocks)[0]
    assert "can't read the articles right now" in told
    assert str(tmp_path) not in str(answer)
    number = told.rstrip(".").rpartition(" ")[2]
    assert f"failure {number}" in caplog.text


def test_a_bug_is_said_with_a_number_and_the_next_question_is_answered(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("/home/secret/path")

        patch.setattr("assistant.pipeline.find_evidence", broken)
        (answer,) = newsroom.asks(mention(DAM))
    assert "Something went wrong" in mrkdwn_texts(answer.blocks)[0]
    assert "secret" not in str(answer)
    assert "Zero" not in str(answer)
    whole(newsroom.asks(mention(DAM)))


def test_what_is_wrong_with_a_question_is_said_as_it_is(newsroom: Newsroom) -> None:
    (answer,) = newsroom.asks(mention("what did Ilse Marrant say \ud800?"))
    told = mrkdwn_texts(answer.blocks)[0]
    assert "half" in told.lower()
    assert "went wrong" not in told


def test_an_index_that_is_published_meanwhile_is_answered_from(open_newsroom: Open, index: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    newsroom = open_newsroom(channels={"others": str(copy)})
    whole(newsroom.asks(mention(DAM)))
    more = tmp_path / "more.jsonl"
    more.write_text(
        '{"id": "n", "title": "New", "text": "“The dam leaks,” Ilse Marrant said.", "published": "2025-03-09"}'
    )
    with open_assistant(index=str(copy)) as writer:
        assert writer.ingest([more]).new == 1
    (answer,) = newsroom.asks(mention(DAM))
    assert "“The dam leaks,”" in shown(answer.body)


def test_a_journal_that_cannot_be_written_costs_the_buttons_and_not_the_answer(newsroom: Newsroom) -> None:
    newsroom.settings.journal.unlink(missing_ok=True)
    newsroom.settings.journal.mkdir()
    (answer,) = newsroom.asks(mention(DAM))
    assert WORDS in shown(answer.body)
    assert {block["type"] for block in answer.blocks} == {"context"}


def test_a_journal_that_is_locked_is_waited_for(newsroom: Newsroom) -> None:
    newsroom.asks(mention("hello dam"))
    other = sqlite3.connect(newsroom.settings.journal, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    newsroom.says(mention(DAM, ts="60.1"))
    newsroom.slack.wait_until(lambda: newsroom.slack.thread("C1", "60.1"))
    other.execute("COMMIT")
    other.close()
    newsroom.settle()
    whole(newsroom.slack.thread("C1", "60.1"))


def test_what_went_wrong_is_never_answered_forever(newsroom: Newsroom) -> None:
    newsroom.slack.fails("chat.startStream", *[Fault(error="channel_not_found")] * 5)
    newsroom.slack.fails("chat.postMessage", *[Fault(error="channel_not_found")] * 5)
    assert newsroom.asks(mention(DAM)) == []
    assert newsroom.running.delivery_log.take_over() == ()


class Slow:
    """A model that says one sentence, and nothing more until it is let."""

    def __init__(self, server: FakeOpenAI) -> None:
        self.go, self.server = Event(), server
        server.enqueue(Reply(self.deltas()))

    def deltas(self) -> Iterator[str]:
        yield "Ilse Marrant said {S1}. "
        yield "And then she "
        self.go.wait(20)
        while not self.server.disconnected.is_set():
            yield "went on "


def test_the_stop_button_ends_the_model_and_what_was_shown_stays(open_newsroom: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    newsroom = open_newsroom(model="fake")
    asked = direct(DAM, ts="50.1")
    newsroom.says(asked)
    newsroom.slack.wait_until(lambda: newsroom.slack.messages)
    newsroom.says(stopped("DU1", "50.1", newsroom.slack.messages[0].ts))
    assert newsroom.running.bot.wait_idle(2), "within two seconds"
    slow.go.set()
    assert server.disconnected.wait(10), "the model stops writing"
    (answer,) = newsroom.slack.thread("DU1", "50.1")
    assert "The dam will hold through the winter" in shown(answer.body)
    assert shown(answer.body).endswith("Stopped.")
    assert not answer.streaming
    assert newsroom.slack.statuses["DU1", "50.1"][-1] == "active"
    (kept,) = newsroom.journal.exchanges("slack:T1:DU1:50.1")
    assert kept.stopped


def test_what_waits_in_a_thread_that_is_stopped_is_not_begun(open_newsroom: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    newsroom = open_newsroom(model="fake")
    newsroom.says(direct(DAM, ts="50.1"))
    newsroom.says(message("and Tomas?", channel="DU1", channel_type="im", thread_ts="50.1"))
    newsroom.slack.wait_until(lambda: newsroom.slack.messages)
    newsroom.says(stopped("DU1", "50.1"))
    newsroom.settle()
    slow.go.set()
    answers = newsroom.slack.thread("DU1", "50.1")
    assert shown(answers[1].body) == "Stopped before the first result."
    assert len(server.requests) == 1


def test_a_stop_for_nothing_is_nothing(newsroom: Newsroom) -> None:
    assert newsroom.says(stopped("C1", "1.1")).status == 200
    assert newsroom.says({"type": "event_callback", "team_id": "T1", "event": {"type": "agent_session_stopped"}}).status
    whole(newsroom.asks(mention(DAM)))


def test_who_asks_when_too_many_wait_is_told_so(open_newsroom: Open, server: FakeOpenAI) -> None:
    slow = Slow(server)
    newsroom = open_newsroom(model="fake", workers=1, waiting=1)
    newsroom.says(mention(DAM, ts="1.1"))
    newsroom.slack.wait_until(lambda: newsroom.slack.messages)
    newsroom.says(mention("who denied that the gates were rusted?", ts="2.1"))
    newsroom.says(mention(DAM, ts="3.1", user="U3"))
    newsroom.slack.wait_until(lambda: newsroom.slack.whispers)
    (told,) = newsroom.slack.whispers
    assert told["user"] == "U3"
    assert "questions are waiting" in told["text"]
    server.enqueue("No.")
    newsroom.says(stopped("C1", "1.1"))
    slow.go.set()
    newsroom.settle()
    assert len(newsroom.slack.thread("C1", "2.1")) == 1
    assert newsroom.slack.thread("C1", "3.1") == []
