"""What a message says to the bot: pure, from an event's payload to a question, or to the reason why it is none.

The bot speaks when it is spoken to: in a direct message, where it is mentioned, and in a thread of its own to whom it
has answered there. Never to bots, edits, joins, itself, or to people who talk to each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

How = Literal["mention", "direct", "thread"]
"""`thread`: nobody is addressed by name; whether that is us depends on whom we have answered there."""

_MEANT = (None, "thread_broadcast", "file_share")
"""Subtypes of a message that a person wrote; every other is an edit, a join, a bot, a notice."""
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:[^>|]*)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^>|]*)(?:\|([^>]*))?>")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
LONGEST = 4_000
"""Characters of a question: the rest of a message that is longer is no question."""


@dataclass(frozen=True, slots=True)
class IncomingQuestion:
    """A question to the bot, and where it was asked."""

    team: str
    channel: str
    ts: str
    user: str
    text: str
    """As a person reads it; empty where the bot was only called."""
    how: How
    thread_ts: str | None = None
    enterprise: str | None = None

    @property
    def thread(self) -> str:
        """The thread that the answer stands in: the question's own, or the one that it begins."""
        return self.thread_ts or self.ts

    @property
    def direct(self) -> bool:
        return self.how == "direct"

    @property
    def session(self) -> str:
        """The conversation's key in the journal."""
        return session_key(self.team, self.channel, self.thread)

    @property
    def key(self) -> str:
        """The message, whichever event tells of it: a mention in a channel is told of twice."""
        return f"{self.team}:{self.channel}:{self.ts}"


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    """A message that says nothing to the bot."""

    why: str


def session_key(team: str, channel: str, thread: str) -> str:
    return f"slack:{team}:{channel}:{thread}"


def read_event(payload: Mapping[str, Any], *, bot_user: str | None) -> IncomingQuestion | IgnoredEvent:
    """What an `app_mention` or `message` event says to the bot. Never raises: anybody can send anything."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        return IgnoredEvent("no event")
    unheard = _unheard(event, bot_user)
    if unheard:
        return IgnoredEvent(unheard)
    team = _text(payload, "team_id") or _text(event, "team")
    channel, ts, user, text = (_text(event, name) for name in ("channel", "ts", "user", "text"))
    if not (team and channel and ts and user):
        return IgnoredEvent("a payload of another shape")
    how = _addressed(event, text, bot_user)
    if how is None:
        return IgnoredEvent("addressed to nobody, or to somebody else")
    return IncomingQuestion(
        team=team,
        channel=channel,
        ts=ts,
        user=user,
        text=plain(text, bot_user),
        how=how,
        thread_ts=_text(event, "thread_ts") or None,
        enterprise=_text(payload, "enterprise_id") or None,
    )


def plain(text: str, bot_user: str | None) -> str:
    """A message's text as a person reads it, without the call to the bot, in at most LONGEST characters."""

    def name(match: re.Match[str]) -> str:
        return "" if match[1] == bot_user else "@somebody"

    text = _MENTION.sub(name, text)
    text = _CHANNEL.sub(lambda match: f"#{match[1]}" if match[1] else "", text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _SPECIAL.sub(lambda match: match[1] or "", text)
    for escaped, char in _ESCAPED:
        text = text.replace(escaped, char)
    return " ".join(text.split())[:LONGEST].strip(" ,:")


def _unheard(event: Mapping[str, Any], bot_user: str | None) -> str | None:
    """Why a message is nobody's question, whomever it addresses."""
    if event.get("type") not in ("app_mention", "message"):
        return "no message"
    if event.get("subtype") not in _MEANT or event.get("hidden"):
        return "no message of a person"
    if event.get("bot_id") or event.get("bot_profile") or event.get("user") in (None, "USLACKBOT", bot_user):
        return "of a bot, or of our own"
    if "edited" in event:
        return "an edit"
    return None


def _addressed(event: Mapping[str, Any], text: str, bot_user: str | None) -> How | None:
    if event.get("channel_type") == "im":
        return "direct"
    mentioned = _MENTION.findall(text)
    if event.get("type") == "app_mention" or bot_user in mentioned:
        return "mention"
    if event.get("thread_ts") and not mentioned and not _SPECIAL.search(text):
        return "thread"
    return None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
