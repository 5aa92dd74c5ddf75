"""`onrecord slack check`: reports missing tokens and scopes, and how to get them. It changes nothing in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient

from assistant.config.settings import Settings, slack_state
from assistant.config.slack import Tokens
from assistant.interfaces.rendering.findings import Finding
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.manifest import THREAD_SCOPES, scopes
from assistant.interfaces.slack.web_api import SlackClient, SlackRefused, open_client
from index.errors import UsageError

_ADD_SCOPE = "add it under OAuth & Permissions (`onrecord slack manifest` lists all scopes), then reinstall the app"


def check(settings: Settings, tokens: Tokens) -> Iterator[Finding]:
    """Yield the findings on everything that the bot needs."""
    yield from _check_bot_token(settings, tokens)
    yield _check_app_token(settings, tokens)
    yield _check_signing_secret(tokens)
    yield _check_state(settings)


def _check_bot_token(settings: Settings, tokens: Tokens) -> Iterator[Finding]:
    if not tokens.bot_token:
        if tokens.client_id and tokens.client_secret:
            yield Finding("bot token", "ok", "each workspace gets a bot token when it installs the bot")
        else:
            hint = "copy it from OAuth & Permissions (xoxb-…)"
            yield Finding("bot token", "problem", "SLACK_BOT_TOKEN is not set", hint)
        return
    try:
        bot = SlackClient(open_client(tokens.bot_token, settings.slack.api)).call("auth_test", idempotent=True)
    except SlackRefused as error:
        hint = "copy the token again from OAuth & Permissions"
        yield Finding("bot token", "problem", f"Slack answered {error}", hint)
        return
    yield Finding("bot token", "ok", f"{bot['user']} in {bot['team']}")
    yield from _check_scopes(bot.headers)


def _check_scopes(headers: Any) -> Iterator[Finding]:
    value = next((value for name, value in headers.items() if str(name).lower() == "x-oauth-scopes"), "")
    granted = {scope.strip() for scope in str(value).split(",") if scope.strip()}
    missing = {scope: purpose for scope, purpose in scopes().items() if scope not in granted}
    for scope, purpose in missing.items():
        state: Any = "note" if scope in THREAD_SCOPES else "problem"
        yield Finding("scope", state, f"{scope} is missing; the bot needs it {purpose}", _ADD_SCOPE)
    if not missing:
        yield Finding("scopes", "ok", "all granted")
    for scope in sorted(granted - set(scopes())):
        yield Finding("scope", "note", f"{scope} is not needed", "remove it: fewer permissions are safer")


def _check_app_token(settings: Settings, tokens: Tokens) -> Finding:
    if not tokens.app_token:
        return Finding("app token", "note", "SLACK_APP_TOKEN is not set", "needed for Socket Mode, not for --http")
    try:
        client = WebClient(base_url=settings.slack.api, retry_handlers=[])
        SlackClient(client).call("apps_connections_open", idempotent=True, app_token=tokens.app_token)
    except SlackRefused as error:
        hint = "create one under Basic Information, App-Level Tokens, with the scope connections:write"
        return Finding("app token", "problem", f"Slack answered {error}", hint)
    return Finding("app token", "ok", "can open a connection")


def _check_signing_secret(tokens: Tokens) -> Finding:
    if tokens.signing_secret:
        return Finding("signing secret", "ok", "set; HTTP requests are verified with it")
    hint = "needed for --http, not for Socket Mode"
    return Finding("signing secret", "note", "SLACK_SIGNING_SECRET is not set", hint)


def _check_state(settings: Settings) -> Finding:
    file = slack_state(settings)
    try:
        DeliveryLog(file).close()
    except UsageError as error:
        return Finding("state", "problem", str(error), error.hint)
    return Finding("state", "ok", f"{file}, readable only by you")
