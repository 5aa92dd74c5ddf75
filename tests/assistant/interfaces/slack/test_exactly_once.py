"""Whatever Slack delivers, and however often, a question is answered once; and never not at all."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import shown
from tests.assistant.interfaces.slack.conftest import Newsroom, Open
from tests.fakes.slack.events import command, direct, mention, message

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"


def test_an_event_delivered_again_is_answered_once(newsroom: Newsroom) -> None:
    asked = mention(DAM)
    for _ in range(4):
        assert newsroom.says(copy.deepcopy(asked)).status == 200
    newsroom.settle()
    assert len(newsroom.slack.messages) == 1


def test_a_mention_that_two_events_tell_of_is_answered_once(newsroom: Newsroom) -> None:
    newsroom.says(mention(DAM, ts="5.1"))
    newsroom.says(message(f"<@UBOT> {DAM}", ts="5.1"))
    newsroom.settle()
    assert len(newsroom.slack.messages) == 1


def test_deliveries_at_the_same_moment_are_one(newsroom: Newsroom) -> None:
    asked = mention(DAM)
    with ThreadPoolExecutor(8) as pool:
        assert {one.status for one in pool.map(lambda _: newsroom.says(copy.deepcopy(asked)), range(8))} == {200}
    newsroom.settle()
    assert len(newsroom.slack.messages) == 1


def test_after_a_restart_an_event_delivered_again_is_still_the_same(newsroom: Newsroom, open_newsroom: Open) -> None:
    asked = mention(DAM)
    newsroom.asks(asked)
    newsroom.running.close()
    again = open_newsroom()
    again.asks(copy.deepcopy(asked))
    assert len(newsroom.slack.messages) == 1


def test_two_processes_answer_it_once(newsroom: Newsroom, open_newsroom: Open) -> None:
    asked, other = mention(DAM), open_newsroom()
    newsroom.says(asked)
    other.says(copy.deepcopy(asked))
    newsroom.settle()
    other.settle()
    assert len(newsroom.slack.messages) == 1


@pytest.fixture
def unfinished(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A question that a process noted and did not answer before it ended."""
    asked = direct(DAM, ts="70.1")
    heard_in_vain = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr("assistant.interfaces.slack.bot.answer_question", lambda *_, **__: heard_in_vain.set())
        assert newsroom.says(asked).status == 200
        newsroom.settle()
    assert heard_in_vain.is_set()
    newsroom.running.close()
    return asked


def test_what_was_acknowledged_and_not_answered_is_answered_after_the_next_start(
    newsroom: Newsroom, open_newsroom: Open, unfinished: dict[str, Any]
) -> None:
    again = open_newsroom()
    assert again.running.bot.resume() == 1
    again.settle()
    (answer,) = newsroom.slack.thread("DU1", "70.1")
    assert WORDS in shown(answer.body)
    again.says(copy.deepcopy(unfinished))
    again.settle()
    assert len(newsroom.slack.messages) == 1
    assert again.running.bot.resume() == 0


def test_an_answer_that_had_begun_to_appear_is_finished_in_its_place(
    newsroom: Newsroom, open_newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a process that is killed: nothing after it is done."""

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("assistant.interfaces.slack.message.AnswerMessage.finish", killed)
        patch.setattr(newsroom.running.delivery_log, "mark_done", lambda key: None)
        patch.setattr(threading, "excepthook", lambda _: None)
        newsroom.says(direct(DAM, ts="71.1"))
        newsroom.settle()
    newsroom.running.close()
    (begun,) = newsroom.slack.messages
    assert begun.streaming
    again = open_newsroom()
    assert again.running.bot.resume() == 1
    again.settle()
    (answer,) = newsroom.slack.messages
    assert (answer.ts, answer.streaming) == (begun.ts, False)
    assert WORDS in shown(answer.body)
    assert len(newsroom.journal.turns("slack:T1:DU1:71.1")) == 1, "the answer that was kept before is replaced"


def test_a_question_that_cannot_be_noted_is_not_acknowledged(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> bool:
        raise OSError("disk full")

    asked = mention(DAM)
    with monkeypatch.context() as patch:
        patch.setattr(newsroom.running.delivery_log, "note", full)
        assert newsroom.says(asked).status == 500, "Slack delivers it again"
    assert newsroom.asks(copy.deepcopy(asked))


def test_a_command_delivered_again_is_done_once(newsroom: Newsroom) -> None:
    url = f"{newsroom.slack.url.removesuffix('/api/')}/response/r1"
    typed = command("statements Ilse Marrant", url)
    for _ in range(2):
        assert newsroom.says(dict(typed)).status == 200
    newsroom.settle()
    assert len(newsroom.slack.responses["r1"]) == 1


def test_a_flood_is_answered_one_by_one_and_the_acknowledgement_waits_for_nobody(open_newsroom: Open) -> None:
    newsroom = open_newsroom(questions_a_minute=10_000, questions_a_minute_each=10_000, waiting=10_000)
    asked = [mention(DAM, user=f"U{number % 20}", channel=f"C{number % 7}") for number in range(60)]
    assert {newsroom.says(one).status for one in asked} == {200}
    newsroom.settle()
    threads = [newsroom.slack.thread(one["event"]["channel"], one["event"]["ts"]) for one in asked]
    assert [len(one) for one in threads] == [1] * 60
    assert all(WORDS in shown(one.body) for (one,) in threads)
