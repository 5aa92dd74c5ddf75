"""The buttons under an answer: a passage in its article, and what a reader thinks of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from assistant.errors import JournalUnusable
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.answering import Assistants
from assistant.interfaces.slack.blocks import BAD, GOOD, Block, in_context, notification, said
from assistant.journal import Exchange, Journal, Verdict
from index.errors import OnrecordError
from index.types import Article

Shown = tuple[list[Block], str]
"""What a button brings, and the line for a notification."""
_LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, and who pressed it under which message."""

    team: str
    channel: str
    user: str
    value: str
    thread: str | None = None
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The form that asks what is wrong, filled in."""

    team: str
    channel: str
    user: str
    exchange: int
    verdict: Verdict
    note: str


def read_press(payload: Mapping[str, Any]) -> Pressed | None:
    """What was pressed; None for a payload of another shape."""
    try:
        message = payload.get("message") or {}
        return Pressed(
            team=_text(payload["team"]["id"]),
            channel=_text(payload["channel"]["id"]),
            user=_text(payload["user"]["id"]),
            value=_text(payload["actions"][0]["value"]),
            thread=message.get("thread_ts") or message.get("ts"),
            trigger=payload.get("trigger_id"),
        )
    except (KeyError, IndexError, TypeError):
        return None


def read_form(payload: Mapping[str, Any]) -> Judged | None:
    """What was filled in; None for a payload of another shape."""
    try:
        view = payload["view"]
        number, _, channel = view["private_metadata"].partition(":")
        values = view["state"]["values"]
        verdict = values["verdict"]["verdict"]["selected_option"]["value"]
        note = values["note"]["note"].get("value") or ""
        if verdict not in get_args(Verdict):
            return None
        return Judged(
            team=_text(payload["team"]["id"]),
            channel=channel,
            user=_text(payload["user"]["id"]),
            exchange=int(number),
            verdict=verdict,
            note=_text(note)[:_LONGEST_NOTE],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def passage(journal: Journal, assistants: Assistants, pressed: Pressed, index: Path | None) -> Shown:
    """The cited passage in its article as it was when it was cited."""
    number, _, marker = pressed.value.partition(":")
    exchange = exchange_in(journal, number, team=pressed.team, channel=pressed.channel)
    cited = exchange.citations if exchange else ()
    citation = next((one for one in cited if str(one.marker) == marker), None)
    if citation is None:
        return said(phrases.GONE), phrases.GONE
    changed = index is not None and _has_changed(citation.article, assistants, index)
    return in_context(citation, changed=changed), notification(citation.quote)


def exchange_in(journal: Journal, number: str, *, team: str, channel: str) -> Exchange | None:
    """The exchange of that number, if it was shown in that channel: a button opens nothing of another."""
    if not number.isascii() or not number.isdigit():
        return None
    with suppress(JournalUnusable, OverflowError):
        found = journal.exchange(int(number))
        if found is not None and found.session.startswith(f"slack:{team}:{channel}:"):
            return found
    return None


def judge(journal: Journal, pressed: Pressed) -> tuple[Exchange | None, bool]:
    """Keep a verdict by the buttons. Gives the exchange, None where it is not kept any more, and whether it is good."""
    verdict, _, number = pressed.value.partition(":")
    exchange = exchange_in(journal, number, team=pressed.team, channel=pressed.channel)
    if exchange is None or verdict not in (GOOD, BAD):
        return None, False
    journal.give_feedback(exchange.id, who=pressed.user, verdict="good" if verdict == GOOD else "wrong")
    return exchange, verdict == GOOD


def judge_by_form(journal: Journal, judged: Judged) -> bool:
    """Keep what the form says, in the place of the button's verdict. Whether there is still an answer to it."""
    exchange = exchange_in(journal, str(judged.exchange), team=judged.team, channel=judged.channel)
    if exchange is None:
        return False
    journal.give_feedback(exchange.id, who=judged.user, verdict=judged.verdict, note=judged.note)
    return True


def _has_changed(article: Article, assistants: Assistants, index: Path) -> bool:
    """Whether the index holds the article in other words now. What cannot be asked has not changed."""
    try:
        return assistants.of(index).article(article.id).text != article.text
    except OnrecordError:
        return False


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
