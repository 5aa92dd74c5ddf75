"""Decides which Slack messages are questions to the bot. Pure functions. The bot answers direct messages, mentions, and
follow-ups in a thread by someone it has answered there. It ignores bots, edits, joins, itself, and people who talk to
each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

How = Literal["mention", "direct", "thread"]
"""`thread`: mentions nobody, so it is a question if the bot has answered this person in the thread."""

_PERSON_SUBTYPES = (None, "thread_broadcast", "file_share")  # all other subtypes are edits, joins, bots or notices
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:[^>|]*)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^>|]*)(?:\|([^>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
MAX_QUESTION = 4_000  # characters of a message that are read


@dataclass(frozen=True, slots=True)
class IncomingQuestion:
    """A question to the bot, and where it was asked. Its fields are stored in the delivery log."""

    team: str
    channel: str
    ts: str
    user: str
    text: str  # plain text; empty if the message only mentions the bot
    how: How
    thread_ts: str | None = None
    enterprise: str | None = None

    @property
    def thread(self) -> str:
        """The thread for the answer: the question's thread, or a new one below the question."""
        return self.thread_ts or self.ts

    @property
    def direct(self) -> bool:
        return self.how == "direct"

    @property
    def session(self) -> str:
        return session_key(self.team, self.channel, self.thread)

    @property
    def key(self) -> str:
        """The key of the message. Slack sends two events for a mention in a channel, with the same key."""
        return f"{self.team}:{self.channel}:{self.ts}"


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    """A message that is not for the bot."""

    reason: str


def session_key(team: str, channel: str, thread: str) -> str:
    """Return the key of a thread's conversation in the journal."""
    return f"slack:{team}:{channel}:{thread}"


def parse_event(payload: Mapping[str, Any], *, bot_user: str | None) -> IncomingQuestion | IgnoredEvent:
    """Return the question in an `app_mention` or `message` event. Never raises, whatever the payload is."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        return IgnoredEvent("no event in the payload")
    ignored = _ignore_reason(event, bot_user)
    if ignored:
        return IgnoredEvent(ignored)
    team = text_field(payload, "team_id") or text_field(event, "team")
    channel, ts, user, text = (text_field(event, name) for name in ("channel", "ts", "user", "text"))
    if not (team and channel and ts and user):
        return IgnoredEvent("unexpected payload")
    how = _addressed_by(event, text, bot_user)
    if how is None:
        return IgnoredEvent("not addressed to the bot")
    thread, enterprise = text_field(event, "thread_ts") or None, text_field(payload, "enterprise_id") or None
    return IncomingQuestion(team, channel, ts, user, plain_text(text, bot_user), how, thread, enterprise)


def plain_text(text: str, bot_user: str | None) -> str:
    """Return a message as people read it, without the mention of the bot, in at most MAX_QUESTION characters."""
    text = _MENTION.sub(lambda match: "" if match[1] == bot_user else "@somebody", text)
    text = _CHANNEL.sub(lambda match: f"#{match[1]}" if match[1] else "", text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _SPECIAL.sub(lambda match: match[1] or "", text)
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return " ".join(text.split())[:MAX_QUESTION].strip(" ,:")


def _ignore_reason(event: Mapping[str, Any], bot_user: str | None) -> str | None:
    if event.get("type") not in ("app_mention", "message"):
        return "not a message"
    if event.get("subtype") not in _PERSON_SUBTYPES or event.get("hidden"):
        return "not written by a person"
    if event.get("bot_id") or event.get("bot_profile") or event.get("user") in (None, "USLACKBOT", bot_user):
        return "written by a bot"
    return "an edit" if "edited" in event else None


def _addressed_by(event: Mapping[str, Any], text: str, bot_user: str | None) -> How | None:
    if event.get("channel_type") == "im":
        return "direct"
    mentioned = _MENTION.findall(text)
    if event.get("type") == "app_mention" or bot_user in mentioned:
        return "mention"
    return "thread" if event.get("thread_ts") and not mentioned and not _SPECIAL.search(text) else None


def text_field(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
