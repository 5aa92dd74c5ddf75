"""The buttons under an answer: they show a passage in its article, and store feedback."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from assistant.errors import JournalUnusable
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.answering import AssistantPool
from assistant.interfaces.slack.blocks import BAD, GOOD, Block, notification, passage_blocks, phrase_blocks
from assistant.journal import Exchange, Journal, Verdict
from index.errors import OnrecordError
from index.types import Article

_MAX_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A button, the message it is in, and the person who pressed it."""

    team: str
    channel: str
    user: str
    value: str
    thread: str | None = None
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """The completed form that asks what is wrong with an answer."""

    team: str
    channel: str
    user: str
    exchange: str
    verdict: Verdict
    note: str


def parse_press(payload: Mapping[str, Any]) -> ButtonPress | None:
    """Return the button press in a payload, or None if the payload has another shape."""
    try:
        team, channel, user = (_text(payload[name]["id"]) for name in ("team", "channel", "user"))
        value = _text(payload["actions"][0]["value"])
        message = payload.get("message") or {}
    except (KeyError, IndexError, TypeError):
        return None
    thread = message.get("thread_ts") or message.get("ts")
    return ButtonPress(team, channel, user, value, thread, payload.get("trigger_id"))


def parse_form(payload: Mapping[str, Any]) -> FeedbackForm | None:
    """Return the form in a payload, or None if the payload has another shape."""
    try:
        team, user = (_text(payload[name]["id"]) for name in ("team", "user"))
        exchange, _, channel = payload["view"]["private_metadata"].partition(":")
        values = payload["view"]["state"]["values"]
        verdict = values["verdict"]["verdict"]["selected_option"]["value"]
        note = _text(values["note"]["note"].get("value") or "")[:_MAX_NOTE]
    except (KeyError, TypeError, AttributeError):
        return None
    return FeedbackForm(team, channel, user, exchange, verdict, note) if verdict in get_args(Verdict) else None


def show_passage(
    journal: Journal, assistants: AssistantPool, press: ButtonPress, index: Path | None
) -> tuple[list[Block], str]:
    """Return the cited passage as it was when it was cited, and the text for a notification."""
    number, _, marker = press.value.partition(":")
    exchange = find_exchange(journal, number, team=press.team, channel=press.channel)
    citations = exchange.citations if exchange else ()
    citation = next((cited for cited in citations if str(cited.marker) == marker), None)
    if citation is None:
        return phrase_blocks(phrases.GONE), phrases.GONE
    changed = index is not None and _has_changed(citation.article, assistants, index)
    return passage_blocks(citation, changed=changed), notification(citation.quote)


def find_exchange(journal: Journal, number: str, *, team: str, channel: str) -> Exchange | None:
    """Return the exchange if it was shown in that channel: a button must not open another channel's answer."""
    if not number.isascii() or not number.isdigit():
        return None
    with suppress(JournalUnusable, OverflowError):
        exchange = journal.exchange(int(number))
        if exchange is not None and exchange.session.startswith(f"slack:{team}:{channel}:"):
            return exchange
    return None


def save_verdict(journal: Journal, press: ButtonPress) -> tuple[Exchange | None, bool]:
    """Store the verdict of a button. Return the exchange, None if it is no longer stored, and whether it is good."""
    verdict, _, number = press.value.partition(":")
    exchange = find_exchange(journal, number, team=press.team, channel=press.channel)
    if exchange is None or verdict not in (GOOD, BAD):
        return None, False
    journal.give_feedback(exchange.id, who=press.user, verdict="good" if verdict == GOOD else "wrong")
    return exchange, verdict == GOOD


def save_form(journal: Journal, form: FeedbackForm) -> None:
    """Store the form's verdict in place of the button's, if the answer is still stored."""
    exchange = find_exchange(journal, form.exchange, team=form.team, channel=form.channel)
    if exchange is not None:
        journal.give_feedback(exchange.id, who=form.user, verdict=form.verdict, note=form.note)


def _has_changed(article: Article, assistants: AssistantPool, index: Path) -> bool:
    """Return whether the index has another text of the article now. False if the index cannot be read."""
    try:
        return assistants.get(index).article(article.id).text != article.text
    except OnrecordError:
        return False


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value
