"""The buttons under an answer: the passage in its article, and a verdict that evaluation can use."""

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
from tests.assistant.interfaces.slack.conftest import Newsroom, Open
from tests.fakes.slack.api import Shown
from tests.fakes.slack.events import form, mention, press

DAM = "What did Ilse Marrant say about the dam?"


def button(answer: Shown) -> dict[str, Any]:
    return next(b for b in answer.blocks if b["type"] == "actions")["elements"][0]  # type: ignore[no-any-return]


def verdicts(answer: Shown) -> tuple[str, str]:
    (element,) = next(b for b in answer.blocks if b["type"] == "context_actions")["elements"]
    return element["positive_button"]["value"], element["negative_button"]["value"]


def pressed(newsroom: Newsroom, action: str, value: str, **more: Any) -> None:
    assert newsroom.says(press(action, value, **({"channel": "C1", "thread": "1"} | more))).status == 200
    newsroom.settle()


@pytest.fixture
def answer(newsroom: Newsroom) -> Shown:
    (shown,) = newsroom.asks(mention(DAM))
    return shown


def test_in_context_shows_the_passage_with_the_words_marked_to_who_asked(newsroom: Newsroom, answer: Shown) -> None:
    pressed(newsroom, button(answer)["action_id"], button(answer)["value"], user="U5", thread="9.1")
    (shown,) = newsroom.slack.whispers
    assert (shown["user"], shown["thread_ts"]) == ("U5", "9.1")
    elements = shown["blocks"][1]["elements"][0]["elements"]
    (marked,) = [one["text"] for one in elements if one.get("style") == {"bold": True}]
    assert marked == "“The dam will hold through the winter,” Ilse Marrant said on Monday."
    assert any("denied that the gates were rusted" in one["text"] for one in elements)


def test_what_has_changed_since_is_said_and_what_was_cited_is_shown(
    open_newsroom: Open, index: str, tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    newsroom = open_newsroom(channels={"others": str(copy)})
    (shown,) = newsroom.asks(mention(DAM))
    other = {"id": "dam", "title": "t", "url": "https://kestrel.example/dam", "updated": "2025-03-05"}
    (tmp_path / "n.jsonl").write_text(
        json.dumps(other | {"text": "Ilse Marrant said nothing.", "published": "2025-03-04"})
    )
    with open_assistant(index=str(copy)) as writer:
        assert writer.ingest([tmp_path / "n.jsonl"]).updated == 1
    pressed(newsroom, button(shown)["action_id"], button(shown)["value"])
    (told,) = newsroom.slack.whispers
    assert "will hold through the winter" in json.dumps(told["blocks"], ensure_ascii=False)
    assert phrases.CHANGED in mrkdwn_texts(told["blocks"])


def test_a_button_opens_nothing_of_another_channel_or_workspace(newsroom: Newsroom, answer: Shown) -> None:
    for where in ({"channel": "C2"}, {"team": {"id": "T2"}}):
        pressed(newsroom, button(answer)["action_id"], button(answer)["value"], **where)
    assert [one["text"] for one in newsroom.slack.whispers] == [phrases.GONE, phrases.GONE]


@pytest.mark.parametrize("value", ["999:1", "1:99", "x", "1", ":", "9" * 400 + ":1", "-1:1"])
def test_what_is_not_kept_cannot_be_opened(newsroom: Newsroom, answer: Shown, value: str) -> None:
    pressed(newsroom, button(answer)["action_id"], value)
    assert newsroom.slack.whispers[-1]["text"] == phrases.GONE


def test_a_good_verdict_is_kept_with_the_answer(newsroom: Newsroom, answer: Shown) -> None:
    pressed(newsroom, "feedback", verdicts(answer)[0], user="U5")
    ((kept,),) = [one.feedback for one in newsroom.journal.judged()]
    assert (kept.who, kept.verdict) == ("U5", "good")
    assert newsroom.slack.whispers[0]["text"] == phrases.THANKS


def test_a_bad_verdict_is_kept_at_once_and_its_reason_asked_for(newsroom: Newsroom, answer: Shown) -> None:
    pressed(newsroom, "feedback", verdicts(answer)[1])
    ((kept,),) = [one.feedback for one in newsroom.journal.judged()]
    assert (kept.verdict, kept.note) == ("wrong", "")
    (view,) = newsroom.slack.views
    assert newsroom.says(form(view["private_metadata"], "incomplete", "Oduya is missing")).status == 200
    ((kept,),) = [one.feedback for one in newsroom.journal.judged()]
    assert (kept.verdict, kept.note) == ("incomplete", "Oduya is missing")


def test_a_form_that_comes_too_late_costs_the_reason_and_not_the_verdict(newsroom: Newsroom, answer: Shown) -> None:
    pressed(newsroom, "feedback", verdicts(answer)[1], trigger_id="too late")
    assert newsroom.slack.views == []
    assert [one.feedback[0].verdict for one in newsroom.journal.judged()] == ["wrong"]


def test_what_readers_thought_becomes_questions_to_review(
    newsroom: Newsroom, answer: Shown, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.interfaces.cli import main

    pressed(newsroom, "feedback", verdicts(answer)[1])
    (view,) = newsroom.slack.views
    newsroom.says(form(view["private_metadata"], "wrong", "that was Oduya"))
    monkeypatch.setenv("ONRECORD_JOURNAL", str(newsroom.settings.journal))
    assert main(["eval", "candidates"]) == 0
    row = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert row["question"] == DAM
    assert "that was Oduya" in row["review"]
    assert "slack" in row["review"]


@pytest.mark.parametrize("payload", [{}, {"team": None}, {"actions": []}, {"view": {"private_metadata": 7}}])
def test_a_payload_of_another_shape_is_nothing(payload: dict[str, Any]) -> None:
    assert parse_press(payload) is None
    assert parse_form(payload) is None


@pytest.mark.parametrize("pressed_value", [0, 1])
def test_a_verdict_that_cannot_be_kept_is_said_and_the_next_button_works(
    newsroom: Newsroom, answer: Shown, monkeypatch: pytest.MonkeyPatch, pressed_value: int
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise JournalUnusable("the journal '/home/secret' cannot be used", hint="make room")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.journal.Journal.give_feedback", full)
        for _ in range(3):
            pressed(newsroom, "feedback", verdicts(answer)[pressed_value])
    told = [one["text"] for one in newsroom.slack.whispers]
    assert len(told) == 3
    assert all("Something went wrong" in one and "secret" not in one for one in told)
    pressed(newsroom, button(answer)["action_id"], button(answer)["value"])
    assert newsroom.slack.whispers[-1]["blocks"][1]["type"] == "rich_text"
