"""The Slack app manifest: only the features, scopes and events that the bot uses. `agent_view` is the agent messaging
experience of new apps since 2026-06-30 (https://docs.slack.dev/ai/migrating-to-agent-messaging)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from index.errors import UsageError

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"
COMMAND = "/onrecord"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to receive mentions",
    "assistant:write": "to show that it is working, with Slack's stop button",
    "chat:write": "to answer",
    "commands": f"for {COMMAND}",
    "im:history": "to receive direct messages",
}
"""Each scope and its purpose."""
THREAD_SCOPES: Mapping[str, str] = {
    "channels:history": "to receive follow-ups without a mention in public channels",
    "groups:history": "to receive follow-ups without a mention in private channels it was invited to",
}
"""Scopes with which Slack sends the bot every message of its channels; `mentions_only` leaves them out."""
EVENTS = ("agent_session_stopped", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
THREAD_EVENTS = ("message.channels", "message.groups")

_DESCRIPTION = (
    "Answers questions from your newsroom's articles, cites passages you can check, and never attributes words to the "
    "wrong person."
)
_PROMPTS = (
    ("Who said what?", "What did Marco Rubio say about Article 5?"),
    ("Who denied it?", "Who denied that the talks failed?"),
    ("What can you do?", "help"),
)


def scopes(*, mentions_only: bool = False) -> dict[str, str]:
    return dict(SCOPES) if mentions_only else {**SCOPES, **THREAD_SCOPES}


def manifest(*, address: str | None = None, mentions_only: bool = False) -> dict[str, Any]:
    """Return the manifest for Socket Mode, or for HTTP at the address. Raises UsageError for a bad address."""
    server = None if address is None else _check_address(address)
    events = sorted(EVENTS if mentions_only else (*EVENTS, *THREAD_EVENTS))
    request_url = {} if server is None else {"request_url": server + EVENTS_PATH}
    command = {
        "command": COMMAND,
        "description": "Statements, digests, timelines and comparisons from the articles",
        "usage_hint": "statements | digest | timeline | compare | ask | help",
        "should_escape": False,
        **({} if server is None else {"url": server + EVENTS_PATH}),
    }
    app_home = {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    prompts = [{"title": title, "message": message} for title, message in _PROMPTS]
    return {
        "display_information": {
            "name": "onrecord",
            "description": "Who said what in the news, verbatim, with links to the articles",
            "background_color": "#1f2937",
        },
        "features": {
            "bot_user": {"display_name": "onrecord", "always_online": False},
            "app_home": app_home,
            "agent_view": {"agent_description": _DESCRIPTION, "suggested_prompts": prompts},
            "slash_commands": [command],
        },
        "oauth_config": {
            "scopes": {"bot": sorted(scopes(mentions_only=mentions_only))},
            **({} if server is None else {"redirect_urls": [server + REDIRECT_PATH]}),
        },
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": events},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": server is None,
            "token_rotation_enabled": False,
        },
    }


def _check_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(
            f"Slack cannot reach the address {address!r}",
            hint="give the https address of your server, for example https://bot.example.org",
        )
    return address.rstrip("/")
