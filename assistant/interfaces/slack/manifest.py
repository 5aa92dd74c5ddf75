"""What Slack must know of the app: features, scopes and events, each because something here uses it, and no other.

The agent messaging experience (`agent_view`) is what new apps have since 2026-06-30
(https://docs.slack.dev/ai/migrating-to-agent-messaging).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from index.errors import UsageError

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"
COMMAND = "/onrecord"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to hear when it is mentioned",
    "assistant:write": "to show that it is at work, with Slack's stop button",
    "chat:write": "to answer",
    "commands": f"for {COMMAND}",
    "im:history": "to hear what is written to it directly",
}
"""Every scope, and what it is for."""
THREAD_SCOPES: Mapping[str, str] = {
    "channels:history": "to hear follow-ups without a mention in its threads of public channels",
    "groups:history": "the same in private channels that it was invited to",
}
"""Left out with `mentions_only`: with these, Slack sends it every message of the channels it is in."""
EVENTS = ("agent_session_stopped", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
THREAD_EVENTS = ("message.channels", "message.groups")

_PROMPTS = (
    ("Who said what?", "What did Marco Rubio say about Article 5?"),
    ("Who denied it?", "Who denied that the talks failed?"),
    ("What can you do?", "help"),
)


def scopes(*, mentions_only: bool = False) -> dict[str, str]:
    return dict(SCOPES) if mentions_only else {**SCOPES, **THREAD_SCOPES}


def manifest(*, address: str | None = None, mentions_only: bool = False) -> dict[str, Any]:
    """The manifest to create the app from: Socket Mode, or with the address of a server HTTP. Raises UsageError for
    what is no address of one."""
    base = None if address is None else _base(address)
    events = sorted(EVENTS if mentions_only else (*EVENTS, *THREAD_EVENTS))
    at = {} if base is None else {"request_url": base + EVENTS_PATH}
    command = {
        "command": COMMAND,
        "description": "Statements, digests, timelines and comparisons from the articles",
        "usage_hint": "statements | digest | timeline | compare | ask | help",
        "should_escape": False,
        **({} if base is None else {"url": base + EVENTS_PATH}),
    }
    return {
        "display_information": {
            "name": "onrecord",
            "description": "Who said what in the news, verbatim, with the place where it stands",
            "background_color": "#1f2937",
        },
        "features": {
            "bot_user": {"display_name": "onrecord", "always_online": False},
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": "Answers questions over your newsroom's articles with passages you can check, and "
                "never puts words in the wrong mouth.",
                "suggested_prompts": [{"title": title, "message": message} for title, message in _PROMPTS],
            },
            "slash_commands": [command],
        },
        "oauth_config": {
            "scopes": {"bot": sorted(scopes(mentions_only=mentions_only))},
            **({} if base is None else {"redirect_urls": [base + REDIRECT_PATH]}),
        },
        "settings": {
            "event_subscriptions": {**at, "bot_events": events},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _base(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(
            f"{address!r} is no address that Slack can reach",
            hint="give the https address of your server, for example https://bot.example.org",
        )
    return address.rstrip("/")
