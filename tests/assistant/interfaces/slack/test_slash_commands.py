"""`/onrecord …` replies only to the person who typed it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import SlackBot
from tests.fakes.slack.events import command, press
from tests.fakes.slack.rules import find_block_error

_numbers = itertools.count(1)


def typed(slack_bot: SlackBot, words: str, **where: Any) -> list[dict[str, Any]]:
    """Run a command and return the replies."""
    key = f"r{next(_numbers)}"
    url = f"{slack_bot.slack.url.removesuffix('/api/')}/response/{key}"
    response = slack_bot.deliver(command(words, url, **where))
    assert (response.status, response.body) == (200, "")
    slack_bot.wait_idle()
    shown_to = slack_bot.slack.responses[key]
    assert all(one["response_type"] == "ephemeral" for one in shown_to)
    assert all(find_block_error(one["blocks"]) is None for one in shown_to)
    return shown_to


def body(replies: list[dict[str, Any]]) -> str:
    return "\n".join(shown(b["text"]) for one in replies for b in one["blocks"] if b["type"] == "markdown")


def test_statements_are_listed_with_manner_and_article(slack_bot: SlackBot) -> None:
    output = body(typed(slack_bot, "statements Tomas Oduya"))
    assert "**Tomas Oduya** that the gates were rusted" in output
    assert "denied" in output
    assert "Brell dam will hold, engineer says, Kestrel Post, Mar 4, 2025" in output


def test_missing_statements_are_no_record(slack_bot: SlackBot) -> None:
    replies = typed(slack_bot, "statements Ilse Marrant about the ferry")
    assert "No record of a statement by Ilse Marrant about the ferry" in mrkdwn_texts(replies[0]["blocks"])[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ask What did Ilse Marrant say about the dam?", "The dam will hold"),
        ("digest", "The dam at Brell was built in 1931"),
        ("timeline Ilse Marrant", "The dam will hold"),
        ("compare the dam", "Ilse Marrant"),
        ("DIGEST since:2025-03-09", "ferry"),
    ],
)
def test_every_command_answers_with_sources(slack_bot: SlackBot, words: str, expected: str) -> None:
    replies = typed(slack_bot, words)
    assert expected in body(replies)
    assert any(text.startswith("[1] ") for text in mrkdwn_texts(replies[0]["blocks"]))


def test_the_passages_of_a_command_can_be_opened(slack_bot: SlackBot) -> None:
    (reply,) = typed(slack_bot, "ask What did Ilse Marrant say about the dam?")
    button = next(b for b in reply["blocks"] if b["type"] == "actions")["elements"][0]
    slack_bot.deliver(press(button["action_id"], button["value"], channel="C1", thread="1"))
    slack_bot.wait_idle()
    assert slack_bot.slack.ephemerals[0]["blocks"][1]["type"] == "rich_text"


@pytest.mark.parametrize("words", ["", "help", "Help"])
def test_help_lists_the_commands(slack_bot: SlackBot, words: str) -> None:
    (reply,) = typed(slack_bot, words)
    assert "/onrecord timeline" in mrkdwn_texts(reply["blocks"])[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("digset", "did you mean digest?"),
        ("timeline", "no speaker, topic or event given"),
        ("statements", "no speaker or topic given"),
        ("compare", "no topic given"),
        ("ask", "no question given"),
        ("digest since:yesteryear", "yesteryear"),
        ("digest chanel:x", "unknown option"),
        ("<!channel>", "unknown command"),
    ],
)
def test_a_mistake_in_a_command_is_explained(slack_bot: SlackBot, words: str, expected: str) -> None:
    (reply,) = typed(slack_bot, words)
    message = mrkdwn_texts(reply["blocks"])[0]
    assert expected.lower() in message.lower()
    assert "<!" not in message
    assert "--" not in message


def test_a_long_answer_takes_several_messages(slack_bot: SlackBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.interfaces.slack.blocks.MAX_ANSWER", 60)
    replies = typed(slack_bot, "ask What did Ilse Marrant say about the ferry?")
    assert len(replies) == 5
    assert "There is more than fits here" in mrkdwn_texts(replies[-1]["blocks"])[-1]


def test_an_unexpected_command_payload_is_only_acknowledged(slack_bot: SlackBot) -> None:
    assert slack_bot.deliver({"command": "/onrecord", "team_id": "T1"}).status == 200
    slack_bot.wait_idle()
