"""Slack's event payloads and their signatures."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from tests.fakes.slack.api import BOT, TEAM

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # the example's of Slack's own documentation
_numbers = itertools.count(1)


def event(content: dict[str, Any], *, team: str = TEAM) -> dict[str, Any]:
    """Wrap an event in an `event_callback`."""
    number = next(_numbers)
    return {
        "token": "t",
        "team_id": team,
        "api_app_id": "A1",
        "event": content,
        "type": "event_callback",
        "event_id": f"Ev{number:06}",
        "event_time": 1,
        "authorizations": [{"enterprise_id": None, "team_id": team, "user_id": BOT, "is_bot": True}],
    }


def new_ts() -> str:
    return f"1600000{next(_numbers):03}.000100"


def mention(text: str, *, channel: str = "C1", user: str = "U1", ts: str | None = None, **more: Any) -> dict[str, Any]:
    content = {"type": "app_mention", "channel": channel, "user": user, "text": f"<@{BOT}> {text}"}
    return event(content | {"ts": ts or new_ts(), "event_ts": "1"} | more)


def message(text: str, *, channel: str = "C1", user: str = "U1", ts: str | None = None, **more: Any) -> dict[str, Any]:
    """Build the event for any message in a channel."""
    content = {"type": "message", "channel": channel, "channel_type": "channel", "user": user, "text": text}
    return event(content | {"ts": ts or new_ts(), "event_ts": "1"} | more)


def direct(text: str, *, user: str = "U1", ts: str | None = None, **more: Any) -> dict[str, Any]:
    content = {"type": "message", "channel": f"D{user}", "channel_type": "im", "user": user, "text": text}
    return event(content | {"ts": ts or new_ts(), "event_ts": "1"} | more)


def stopped(channel: str, thread: str, *streaming: str) -> dict[str, Any]:
    content = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread, "user": "U1"}
    return event(content | {"streaming_message_ts": list(streaming), "event_ts": "1"})


def command(text: str, response_url: str, *, channel: str = "C1", user: str = "U1") -> dict[str, Any]:
    return {
        "command": "/onrecord",
        "text": text,
        "team_id": TEAM,
        "channel_id": channel,
        "channel_name": "politics",
        "user_id": user,
        "response_url": response_url,
        "trigger_id": f"trigger-{next(_numbers)}",
        "api_app_id": "A1",
    }


def press(action_id: str, value: str, *, channel: str, thread: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "t"},
        "user": {"id": user, "team_id": TEAM},
        "channel": {"id": channel, "name": "politics"},
        "message": {"ts": "1", "thread_ts": thread},
        "trigger_id": f"trigger-{next(_numbers)}",
        "api_app_id": "A1",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    } | more


def form(private: str, verdict: str, note: str, *, user: str = "U1") -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "t"},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": "A1",
        "view": {
            "type": "modal",
            "callback_id": "feedback",
            "private_metadata": private,
            "state": {
                "values": {
                    "verdict": {"verdict": {"type": "radio_buttons", "selected_option": {"value": verdict}}},
                    "note": {"note": {"type": "plain_text_input", "value": note}},
                }
            },
        },
    }


def request(
    payload: dict[str, Any], *, secret: str = SECRET, at: float | None = None
) -> tuple[str, dict[str, str | Sequence[str]]]:
    """Return the body and the headers of Slack's HTTP request."""
    if "command" in payload:
        body, kind = urlencode(payload), "application/x-www-form-urlencoded"
    elif payload.get("type") in ("block_actions", "view_submission"):
        body, kind = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
    else:
        body, kind = json.dumps(payload), "application/json"
    moment = str(int(time.time() if at is None else at))
    signed = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return body, {
        "content-type": [kind],
        "x-slack-request-timestamp": [moment],
        "x-slack-signature": [f"v0={signed}"],
    }
