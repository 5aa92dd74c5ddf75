"""Asked in Slack, answered in the thread, with sources, and followed up."""

from __future__ import annotations

from tests.assistant.slack.conftest import Newsroom
from tests.fakes.slack.events import direct, mention, message

DAM = "What did Ilse Marrant say about the dam?"


def test_a_mention_is_answered_in_its_thread_with_the_words_and_their_source(newsroom: Newsroom) -> None:
    (shown,) = newsroom.asks(mention(DAM))
    print(shown)
    assert "“The dam will hold through the winter,”" in shown.body
    assert not shown.streaming


def test_a_follow_up_in_the_thread_needs_no_mention(newsroom: Newsroom) -> None:
    first = mention(DAM)
    newsroom.asks(first)
    shown = newsroom.asks(message("And what did Tomas Oduya deny?", thread_ts=first["event"]["ts"]))
    assert len(shown) == 2
    assert "gates were rusted" in shown[1].body


def test_a_direct_message_is_answered(newsroom: Newsroom) -> None:
    (shown,) = newsroom.asks(direct(DAM))
    assert "will hold" in shown.body
