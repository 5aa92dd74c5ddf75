"""The bot answers only messages that are addressed to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.slack.event_filter import MAX_QUESTION, IgnoredEvent, IncomingQuestion, parse_event
from tests.fakes.slack.api import BOT, TEAM
from tests.fakes.slack.events import direct, mention, message

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(["type", "subtype", "channel", "channel_type", "user", "text", "ts", "thread_ts", "bot_id"])


def read(payload: dict[str, Any]) -> IncomingQuestion | IgnoredEvent:
    return parse_event(payload, bot_user=BOT)


def test_a_mention_is_a_question_in_a_new_thread() -> None:
    question = read(mention("what did Rubio say?", ts="5.1"))
    assert isinstance(question, IncomingQuestion)
    assert (question.how, question.text, question.thread) == ("mention", "what did Rubio say?", "5.1")
    assert question.session == f"slack:{TEAM}:C1:5.1"


def test_a_question_in_a_thread_stays_in_that_thread() -> None:
    question = read(mention("and Witkoff?", ts="6.1", thread_ts="5.1"))
    assert isinstance(question, IncomingQuestion)
    assert question.thread == "5.1"


def test_a_direct_message_needs_no_mention() -> None:
    question = read(direct("what did Rubio say?"))
    assert isinstance(question, IncomingQuestion)
    assert question.how == "direct"


def test_both_events_of_a_mention_are_the_same_question() -> None:
    one, other = read(mention("hello", ts="5.1")), read(message(f"<@{BOT}> hello", ts="5.1"))
    assert isinstance(one, IncomingQuestion)
    assert isinstance(other, IncomingQuestion)
    assert one.key == other.key
    assert other.how == "mention"


def test_a_message_in_a_thread_may_be_a_follow_up() -> None:
    question = read(message("and Witkoff?", thread_ts="5.1"))
    assert isinstance(question, IncomingQuestion)
    assert question.how == "thread"


@pytest.mark.parametrize(
    "payload",
    [
        message("lunch?"),
        message("<@U7> lunch?", thread_ts="5.1"),
        message("<!here> lunch?", thread_ts="5.1"),
        message("edited", thread_ts="5.1", subtype="message_changed"),
        message("joined", subtype="channel_join"),
        message("beep", thread_ts="5.1", subtype="bot_message", bot_id="B7"),
        message("beep", thread_ts="5.1", bot_id="B7"),
        mention("beep", bot_id="B7"),
        mention("mentioned after the fact", edited={"user": "U1", "ts": "9"}),
        direct("our own words", user=BOT),
        direct("hi", user="USLACKBOT"),
        direct("gone", subtype="message_deleted", hidden=True),
        direct("x", user=""),
        {},
        {"event": []},
        {"event": {"type": "message", "user": "U1"}},
        {"event": {"type": "reaction_added", "user": "U1"}},
        mention("x", channel=7),  # type: ignore[arg-type]
    ],
)
def test_other_messages_are_ignored(payload: dict[str, Any]) -> None:
    assert isinstance(read(payload), IgnoredEvent)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"<@{BOT}>: what did <@U7> say", "what did @somebody say"),
        ("see <https://k.example/a?b&amp;c|the report> &amp; tell", "see the report & tell"),
        ("in <#C7|politics> &lt;now&gt;", "in #politics <now>"),
        ("<https://k.example/a>", "https://k.example/a"),
        ("<!channel> who said it?", "who said it?"),
        ("  two\n lines ", "two lines"),
        (f"<@{BOT}>", ""),
    ],
)
def test_a_question_is_read_as_plain_text(written: str, meant: str) -> None:
    question = read(direct(written))
    assert isinstance(question, IncomingQuestion)
    assert question.text == meant


def test_a_long_message_is_cut() -> None:
    question = read(direct("why " * 10_000))
    assert isinstance(question, IncomingQuestion)
    assert len(question.text) <= MAX_QUESTION


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(["event", "team_id"]), JSON, max_size=5))
def test_no_payload_raises(payload: dict[str, Any]) -> None:
    read(payload)


@given(st.dictionaries(FIELDS, JSON, max_size=9))
def test_no_event_raises(event: dict[str, Any]) -> None:
    read({"event": {"type": "message"} | event, "team_id": TEAM})
