"""`onrecord slack check`: which token or scope is missing, and where it is to be had. Asks Slack, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient

from assistant.config.settings import Settings, slack_state
from assistant.config.slack import Tokens
from assistant.interfaces.rendering.findings import Finding
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.manifest import SCOPES, THREAD_SCOPES
from assistant.interfaces.slack.web_api import SlackClient, SlackRefused, open_client
from index.errors import UsageError

_ALL = {**SCOPES, **THREAD_SCOPES}
_REINSTALL = (
    "add it under OAuth & Permissions of the app (`onrecord slack manifest` has all of them), then reinstall it"
)


def check(settings: Settings, tokens: Tokens) -> Iterator[Finding]:
    """One finding for each thing the bot needs."""
    yield from _bot(settings, tokens)
    yield _app(settings, tokens)
    yield _signing(tokens)
    yield _state(settings)


def _bot(settings: Settings, tokens: Tokens) -> Iterator[Finding]:
    if not tokens.bot_token:
        if tokens.client_id and tokens.client_secret:
            yield Finding("bot token", "ok", "each workspace brings its own when it installs the bot")
            return
        yield Finding("bot token", "problem", "SLACK_BOT_TOKEN is not set", "under OAuth & Permissions: xoxb-…")
        return
    try:
        told = SlackClient(open_client(tokens.bot_token, settings.slack.api)).do("auth_test", repeatable=True)
    except SlackRefused as error:
        yield Finding("bot token", "problem", f"Slack says {error.error}", "copy it again from OAuth & Permissions")
        return
    yield Finding("bot token", "ok", f"{told['user']} in {told['team']}")
    given = _scopes(told.headers)
    for scope, what_for in _ALL.items():
        if scope not in given:
            state: Any = "note" if scope in THREAD_SCOPES else "problem"
            yield Finding("scope", state, f"{scope} is missing: {what_for}", _REINSTALL)
    if given.issuperset(_ALL):
        yield Finding("scopes", "ok", "all that are used")
    for scope in sorted(given - set(_ALL)):
        yield Finding("scope", "note", f"{scope} is not used", "take it away: who has less can lose less")


def _app(settings: Settings, tokens: Tokens) -> Finding:
    if not tokens.app_token:
        return Finding("app token", "note", "SLACK_APP_TOKEN is not set", "needed for Socket Mode, not with --http")
    try:
        client = WebClient(base_url=settings.slack.api, retry_handlers=[])
        SlackClient(client).do("apps_connections_open", repeatable=True, app_token=tokens.app_token)
    except SlackRefused as error:
        hint = "make one under Basic Information, App-Level Tokens, with connections:write"
        return Finding("app token", "problem", f"Slack says {error.error}", hint)
    return Finding("app token", "ok", "opens a connection")


def _signing(tokens: Tokens) -> Finding:
    if tokens.signing_secret:
        return Finding("signing secret", "ok", "set; requests by HTTP are checked with it")
    return Finding(
        "signing secret", "note", "SLACK_SIGNING_SECRET is not set", "needed with --http, not for Socket Mode"
    )


def _state(settings: Settings) -> Finding:
    file = slack_state(settings)
    try:
        DeliveryLog(file).close()
    except UsageError as error:
        return Finding("state", "problem", str(error), error.hint)
    return Finding("state", "ok", f"{file}, readable by you alone")


def _scopes(headers: Any) -> set[str]:
    found = next((value for name, value in headers.items() if str(name).lower() == "x-oauth-scopes"), "")
    return {one.strip() for one in str(found).split(",") if one.strip()}
