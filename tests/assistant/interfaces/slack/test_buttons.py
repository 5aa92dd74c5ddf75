"""The buttons under an answer show passages and store feedback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import open_assistant
from assistant.errors import JournalUnusable
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.buttons import parse_form, parse_press
from tests.assistant.interfaces.slack.answers import mrkdwn_texts
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.slack.api import BotMessage
from tests.fakes.slack.events import form, mention, press

DAM = "What did Ilse Marrant say about the dam?"


def button(answer: BotMessage) -> dict[str, Any]:
    return next(b for b in answer.blocks if b["type"] == "actions")["elements"][0]  # type: ignore[no-any-return]


def verdicts(answer: BotMessage) -> tuple[str, str]:
    (element,) = next(b for b in answer.blocks if b["type"] == "context_actions")["elements"]
    return element["positive_button"]["value"], element["negative_button"]["value"]


def pressed(slack_bot: SlackBot, action: str, value: str, **more: Any) -> None:
    assert slack_bot.deliver(press(action, value, **({"channel": "C1", "thread": "1"} | more))).status == 200
    slack_bot.wait_idle()


@pytest.fixture
def answer(slack_bot: SlackBot) -> BotMessage:
    (shown,) = slack_bot.ask(mention(DAM))
    return shown


def test_in_context_shows_the_marked_passage_to_the_person_who_pressed(slack_bot: SlackBot, answer: BotMessage) -> None:
    pressed(slack_bot, button(answer)["action_id"], button(answer)["value"], user="U5", thread="9.1")
    (shown,) = slack_bot.slack.ephemerals
    assert (shown["user"], shown["thread_ts"]) == ("U5", "9.1")
    elements = shown["blocks"][1]["elements"][0]["elements"]
    (marked,) = [one["text"] for one in elements if one.get("style") == {"bold": True}]
    assert marked == "“The dam will hold through the winter,” Ilse Marrant said on Monday."
    assert any("denied that the gates were rusted" in one["text"] for one in elements)


def test_a_changed_article_is_noted_and_the_cited_text_shown(open_bot: Open, index: str, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    slack_bot = open_bot(channels={"others": str(copy)})
    (shown,) = slack_bot.ask(mention(DAM))
    other = {"id": "dam", "title": "t", "url": "https://kestrel.example/dam", "updated": "2025-03-05"}
    (tmp_path / "n.jsonl").write_text(
        json.dumps(other | {"text": "Ilse Marrant said nothing.", "published": "2025-03-04"})
    )
    with open_assistant(index=str(copy)) as writer:
        assert writer.ingest([tmp_path / "n.jsonl"]).updated == 1
    pressed(slack_bot, button(shown)["action_id"], button(shown)["value"])
    (output,) = slack_bot.slack.ephemerals
    assert "will hold through the winter" in json.dumps(output["blocks"], ensure_ascii=False)
    assert phrases.CHANGED in mrkdwn_texts(output["blocks"])


def test_a_button_cannot_open_another_channels_answer(slack_bot: SlackBot, answer: BotMessage) -> None:
    for where in ({"channel": "C2"}, {"team": {"id": "T2"}}):
        pressed(slack_bot, button(answer)["action_id"], button(answer)["value"], **where)
    assert [one["text"] for one in slack_bot.slack.ephemerals] == [phrases.GONE, phrases.GONE]


@pytest.mark.parametrize("value", ["999:1", "1:99", "x", "1", ":", "9" * 400 + ":1", "-1:1"])
def test_an_unknown_answer_cannot_be_opened(slack_bot: SlackBot, answer: BotMessage, value: str) -> None:
    pressed(slack_bot, button(answer)["action_id"], value)
    assert slack_bot.slack.ephemerals[-1]["text"] == phrases.GONE


def test_a_good_verdict_is_stored_with_the_answer(slack_bot: SlackBot, answer: BotMessage) -> None:
    pressed(slack_bot, "feedback", verdicts(answer)[0], user="U5")
    ((kept,),) = [one.feedback for one in slack_bot.journal.judged()]
    assert (kept.who, kept.verdict) == ("U5", "good")
    assert slack_bot.slack.ephemerals[0]["text"] == phrases.THANKS


def test_a_bad_verdict_is_stored_and_the_form_asks_for_a_reason(slack_bot: SlackBot, answer: BotMessage) -> None:
    pressed(slack_bot, "feedback", verdicts(answer)[1])
    ((kept,),) = [one.feedback for one in slack_bot.journal.judged()]
    assert (kept.verdict, kept.note) == ("wrong", "")
    (view,) = slack_bot.slack.views
    assert slack_bot.deliver(form(view["private_metadata"], "incomplete", "Oduya is missing")).status == 200
    ((kept,),) = [one.feedback for one in slack_bot.journal.judged()]
    assert (kept.verdict, kept.note) == ("incomplete", "Oduya is missing")


def test_a_verdict_is_stored_even_if_the_form_cannot_open(slack_bot: SlackBot, answer: BotMessage) -> None:
    pressed(slack_bot, "feedback", verdicts(answer)[1], trigger_id="too late")
    assert slack_bot.slack.views == []
    assert [one.feedback[0].verdict for one in slack_bot.journal.judged()] == ["wrong"]


def test_feedback_becomes_candidate_questions(
    slack_bot: SlackBot, answer: BotMessage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.interfaces.cli import main

    pressed(slack_bot, "feedback", verdicts(answer)[1])
    (view,) = slack_bot.slack.views
    slack_bot.deliver(form(view["private_metadata"], "wrong", "that was Oduya"))
    monkeypatch.setenv("ONRECORD_JOURNAL", str(slack_bot.settings.journal))
    assert main(["eval", "candidates"]) == 0
    row = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert row["question"] == DAM
    assert "that was Oduya" in row["review"]
    assert "slack" in row["review"]


@pytest.mark.parametrize("payload", [{}, {"team": None}, {"actions": []}, {"view": {"private_metadata": 7}}])
def test_an_unexpected_payload_is_ignored(payload: dict[str, Any]) -> None:
    assert parse_press(payload) is None
    assert parse_form(payload) is None


@pytest.mark.parametrize("pressed_value", [0, 1])
def test_a_failure_to_store_feedback_is_reported_and_the_next_button_works(
    slack_bot: SlackBot, answer: BotMessage, monkeypatch: pytest.MonkeyPatch, pressed_value: int
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise JournalUnusable("the journal '/home/secret' cannot be used", hint="make room")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.journal.Journal.give_feedback", full)
        for _ in range(3):
            pressed(slack_bot, "feedback", verdicts(answer)[pressed_value])
    output = [one["text"] for one in slack_bot.slack.ephemerals]
    assert len(output) == 3
    assert all("Something went wrong" in one and "secret" not in one for one in output)
    pressed(slack_bot, button(answer)["action_id"], button(answer)["value"])
    assert slack_bot.slack.ephemerals[-1]["blocks"][1]["type"] == "rich_text"
