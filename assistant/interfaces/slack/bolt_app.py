"""Bolt's listeners. Each runs before Slack is told that its event arrived, and only notes it.

Bolt's own way, to tell Slack first and run the listener in a thread, would lose what was acknowledged when the process
ends.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from assistant.interfaces.slack.blocks import FEEDBACK, IN_CONTEXT
from assistant.interfaces.slack.bot import Bot
from assistant.interfaces.slack.manifest import COMMAND
from assistant.interfaces.slack.workspaces import ManyWorkspaces, OneWorkspace

_MESSAGES = ("app_mention", "message")


def build_app(bot: Bot, workspaces: OneWorkspace | ManyWorkspaces, *, signing_secret: str | None) -> App:
    """The app that Slack's events are dispatched to. Without a signing secret it is fit for Socket Mode alone."""
    given: dict[str, Any] = {
        "client": workspaces.client,
        "signing_secret": signing_secret or "",
        "process_before_response": True,
        "logger": _logger(),
        "attaching_conversation_kwargs_enabled": False,
        "ignoring_self_assistant_message_events_enabled": True,
    }
    if isinstance(workspaces, OneWorkspace):
        app = App(authorize=_always(workspaces), **given)
    else:
        app = App(oauth_settings=workspaces.oauth, installation_store=workspaces.store, **given)
        app.enable_token_revocation_listeners()
    for kind in _MESSAGES:
        app.event(kind)(_hearing(bot))
    app.event("agent_session_stopped")(_noting(bot.stopped))
    app.command(COMMAND)(_acknowledging(bot.commanded))
    app.action(re.compile(rf"(?:{IN_CONTEXT}|{FEEDBACK})\b"))(_acknowledging(bot.pressed))
    app.view(FEEDBACK)(_acknowledging(bot.filled_in))
    return app


def _always(workspace: OneWorkspace) -> Callable[..., AuthorizeResult]:
    """Bolt hands an authorizer what it names, and asks about it at every event."""

    def authorize(team_id: str | None) -> AuthorizeResult:
        del team_id
        return workspace.known()

    return authorize


def _hearing(bot: Bot) -> Callable[..., None]:
    def listener(body: Mapping[str, Any], context: Mapping[str, Any]) -> None:
        bot.hears(body, bot_user=context.get("bot_user_id"))

    return listener


def _noting(note: Callable[[Mapping[str, Any]], None]) -> Callable[..., None]:
    def listener(body: Mapping[str, Any]) -> None:
        note(body)

    return listener


def _acknowledging(note: Callable[[Mapping[str, Any]], None]) -> Callable[..., None]:
    def listener(body: Mapping[str, Any], ack: Callable[[], Any]) -> None:
        note(body)
        ack()

    return listener


def _logger() -> logging.Logger:
    """Bolt says at `info` what people asked, and at `warning` what it was not made for, with the whole of it."""
    logger = logging.getLogger("onrecord.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger
