"""Every question is answered exactly once, however often Slack delivers it."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import shown
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.slack.events import command, direct, mention, message

DAM = "What did Ilse Marrant say about the dam?"
WORDS = "“The dam will hold through the winter,”"


def test_a_redelivered_event_is_answered_once(slack_bot: SlackBot) -> None:
    asked = mention(DAM)
    for _ in range(4):
        assert slack_bot.deliver(copy.deepcopy(asked)).status == 200
    slack_bot.wait_idle()
    assert len(slack_bot.slack.messages) == 1


def test_a_mention_in_two_events_is_answered_once(slack_bot: SlackBot) -> None:
    slack_bot.deliver(mention(DAM, ts="5.1"))
    slack_bot.deliver(message(f"<@UBOT> {DAM}", ts="5.1"))
    slack_bot.wait_idle()
    assert len(slack_bot.slack.messages) == 1


def test_simultaneous_deliveries_are_answered_once(slack_bot: SlackBot) -> None:
    asked = mention(DAM)
    with ThreadPoolExecutor(8) as pool:
        assert {one.status for one in pool.map(lambda _: slack_bot.deliver(copy.deepcopy(asked)), range(8))} == {200}
    slack_bot.wait_idle()
    assert len(slack_bot.slack.messages) == 1


def test_a_redelivery_after_a_restart_is_ignored(slack_bot: SlackBot, open_bot: Open) -> None:
    asked = mention(DAM)
    slack_bot.ask(asked)
    slack_bot.running.close()
    again = open_bot()
    again.ask(copy.deepcopy(asked))
    assert len(slack_bot.slack.messages) == 1


def test_two_processes_answer_an_event_once(slack_bot: SlackBot, open_bot: Open) -> None:
    asked, other = mention(DAM), open_bot()
    slack_bot.deliver(asked)
    other.deliver(copy.deepcopy(asked))
    slack_bot.wait_idle()
    other.wait_idle()
    assert len(slack_bot.slack.messages) == 1


@pytest.fixture
def unfinished(slack_bot: SlackBot, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A question that was noted and not answered before the process ended."""
    asked = direct(DAM, ts="70.1")
    was_called = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr("assistant.interfaces.slack.bot.answer_question", lambda *_, **__: was_called.set())
        assert slack_bot.deliver(asked).status == 200
        slack_bot.wait_idle()
    assert was_called.is_set()
    slack_bot.running.close()
    return asked


def test_an_acknowledged_question_is_answered_after_a_restart(
    slack_bot: SlackBot, open_bot: Open, unfinished: dict[str, Any]
) -> None:
    again = open_bot()
    assert again.running.bot.resume() == 1
    again.wait_idle()
    (answer,) = slack_bot.slack.thread("DU1", "70.1")
    assert WORDS in shown(answer.body)
    again.deliver(copy.deepcopy(unfinished))
    again.wait_idle()
    assert len(slack_bot.slack.messages) == 1
    assert again.running.bot.resume() == 0


def test_a_partial_answer_is_completed_in_place_after_a_restart(
    slack_bot: SlackBot, open_bot: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for a kill: nothing after it runs."""

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("assistant.interfaces.slack.message.AnswerMessage.finish", killed)
        patch.setattr(slack_bot.running.delivery_log, "mark_done", lambda key: None)
        patch.setattr(threading, "excepthook", lambda _: None)
        slack_bot.deliver(direct(DAM, ts="71.1"))
        slack_bot.wait_idle()
    slack_bot.running.close()
    (begun,) = slack_bot.slack.messages
    assert begun.streaming
    again = open_bot()
    assert again.running.bot.resume() == 1
    again.wait_idle()
    (answer,) = slack_bot.slack.messages
    assert (answer.ts, answer.streaming) == (begun.ts, False)
    assert WORDS in shown(answer.body)
    assert len(slack_bot.journal.turns("slack:T1:DU1:71.1")) == 1, "the answer that was kept before is replaced"


def test_a_question_that_cannot_be_noted_is_not_acknowledged(
    slack_bot: SlackBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> bool:
        raise OSError("disk full")

    asked = mention(DAM)
    with monkeypatch.context() as patch:
        patch.setattr(slack_bot.running.delivery_log, "note", full)
        assert slack_bot.deliver(asked).status == 500, "Slack delivers it again"
    assert slack_bot.ask(copy.deepcopy(asked))


def test_a_redelivered_command_is_run_once(slack_bot: SlackBot) -> None:
    url = f"{slack_bot.slack.url.removesuffix('/api/')}/response/r1"
    typed = command("statements Ilse Marrant", url)
    for _ in range(2):
        assert slack_bot.deliver(dict(typed)).status == 200
    slack_bot.wait_idle()
    assert len(slack_bot.slack.responses["r1"]) == 1


def test_many_questions_at_once_are_all_acknowledged_and_answered(open_bot: Open) -> None:
    slack_bot = open_bot(questions_a_minute=10_000, questions_a_minute_each=10_000, waiting=10_000)
    asked = [mention(DAM, user=f"U{number % 20}", channel=f"C{number % 7}") for number in range(60)]
    assert {slack_bot.deliver(one).status for one in asked} == {200}
    slack_bot.wait_idle()
    threads = [slack_bot.slack.thread(one["event"]["channel"], one["event"]["ts"]) for one in asked]
    assert [len(one) for one in threads] == [1] * 60
    assert all(WORDS in shown(one.body) for (one,) in threads)
