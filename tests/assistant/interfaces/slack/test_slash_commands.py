"""`/onrecord …` answers who typed it, and nobody else."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import Newsroom
from tests.fakes.slack.events import command, press
from tests.fakes.slack.rules import fault_of_blocks

_numbers = itertools.count(1)


def typed(newsroom: Newsroom, words: str, **where: Any) -> list[dict[str, Any]]:
    """What its typist is shown."""
    key = f"r{next(_numbers)}"
    url = f"{newsroom.slack.url.removesuffix('/api/')}/response/{key}"
    response = newsroom.says(command(words, url, **where))
    assert (response.status, response.body) == (200, "")
    newsroom.settle()
    shown_to = newsroom.slack.responses[key]
    assert all(one["response_type"] == "ephemeral" for one in shown_to)
    assert all(fault_of_blocks(one["blocks"]) is None for one in shown_to)
    return shown_to


def body(replies: list[dict[str, Any]]) -> str:
    return "\n".join(shown(b["text"]) for one in replies for b in one["blocks"] if b["type"] == "markdown")


def test_statements_are_listed_with_how_and_where(newsroom: Newsroom) -> None:
    told = body(typed(newsroom, "statements Tomas Oduya"))
    assert "**Tomas Oduya** that the gates were rusted" in told
    assert "denied" in told
    assert "Brell dam will hold, engineer says, Kestrel Post, Mar 4, 2025" in told


def test_a_statement_that_nobody_made_is_no_record(newsroom: Newsroom) -> None:
    replies = typed(newsroom, "statements Ilse Marrant about the ferry")
    assert "No record of a statement by Ilse Marrant about the ferry" in mrkdwn_texts(replies[0]["blocks"])[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("ask What did Ilse Marrant say about the dam?", "The dam will hold"),
        ("digest", "The dam at Brell was built in 1931"),
        ("timeline Ilse Marrant", "The dam will hold"),
        ("compare the dam", "Ilse Marrant"),
        ("DIGEST since:2025-03-09", "ferry"),
    ],
)
def test_every_verb_answers_with_its_sources(newsroom: Newsroom, words: str, told: str) -> None:
    replies = typed(newsroom, words)
    assert told in body(replies)
    assert any(text.startswith("[1] ") for text in mrkdwn_texts(replies[0]["blocks"]))


def test_a_passage_of_a_commands_answer_opens(newsroom: Newsroom) -> None:
    (reply,) = typed(newsroom, "ask What did Ilse Marrant say about the dam?")
    button = next(b for b in reply["blocks"] if b["type"] == "actions")["elements"][0]
    newsroom.says(press(button["action_id"], button["value"], channel="C1", thread="1"))
    newsroom.settle()
    assert newsroom.slack.whispers[0]["blocks"][1]["type"] == "rich_text"


@pytest.mark.parametrize("words", ["", "help", "Help"])
def test_help_is_there(newsroom: Newsroom, words: str) -> None:
    (reply,) = typed(newsroom, words)
    assert "/onrecord timeline" in mrkdwn_texts(reply["blocks"])[0]


@pytest.mark.parametrize(
    ("words", "told"),
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
def test_a_mistake_is_explained_to_who_made_it(newsroom: Newsroom, words: str, told: str) -> None:
    (reply,) = typed(newsroom, words)
    said = mrkdwn_texts(reply["blocks"])[0]
    assert told.lower() in said.lower()
    assert "<!" not in said
    assert "--" not in said


def test_an_answer_that_no_page_holds_takes_several(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.interfaces.slack.blocks.MAX_ANSWER", 60)
    replies = typed(newsroom, "ask What did Ilse Marrant say about the ferry?")
    assert len(replies) == 5
    assert "There is more than fits here" in mrkdwn_texts(replies[-1]["blocks"])[-1]


def test_a_payload_of_another_shape_is_acknowledged_and_nothing_more(newsroom: Newsroom) -> None:
    assert newsroom.says({"command": "/onrecord", "team_id": "T1"}).status == 200
    newsroom.settle()
