"""Bolt's listeners. Each notes its event before Slack gets the acknowledgement.

By default Bolt acknowledges first and runs the listener in a thread, which would lose the event if the process ends.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from assistant.interfaces.slack.blocks import FEEDBACK, IN_CONTEXT
from assistant.interfaces.slack.bot import Bot
from assistant.interfaces.slack.manifest import COMMAND
from assistant.interfaces.slack.workspaces import SingleWorkspace, Workspaces


def build_app(bot: Bot, workspaces: Workspaces, *, signing_secret: str | None) -> App:
    """Return the Bolt app. Without a signing secret it is only safe for Socket Mode."""
    logger = logging.getLogger("onrecord.slack.bolt")
    logger.setLevel(logging.ERROR)  # Bolt's `info` and `warning` contain questions and whole payloads
    options: dict[str, Any] = {
        "client": workspaces.sdk_client,
        "signing_secret": signing_secret or "",
        "process_before_response": True,
        "logger": logger,
        "attaching_conversation_kwargs_enabled": False,
        "ignoring_self_assistant_message_events_enabled": True,
    }
    if isinstance(workspaces, SingleWorkspace):
        # A lambda, as Bolt would also pass an argument for the `self` of a method.
        app = App(authorize=lambda: workspaces.identity(), **options)  # noqa: PLW0108
    else:
        app = App(oauth_settings=workspaces.oauth, installation_store=workspaces.store, **options)
        app.enable_token_revocation_listeners()

    def on_message(body: Mapping[str, Any], context: Mapping[str, Any]) -> None:
        bot.on_message(body, bot_user=context.get("bot_user_id"))

    app.event("app_mention")(on_message)
    app.event("message")(on_message)
    app.event("agent_session_stopped")(_listener(bot.on_stop))
    app.command(COMMAND)(_listener(bot.on_command))
    app.action(re.compile(rf"(?:{IN_CONTEXT}|{FEEDBACK})\b"))(_listener(bot.on_button))
    app.view(FEEDBACK)(_listener(bot.on_form))
    return app


def _listener(note: Callable[[Mapping[str, Any]], None]) -> Callable[..., None]:
    def listener(body: Mapping[str, Any], ack: Callable[[], Any]) -> None:
        note(body)
        ack()

    return listener
