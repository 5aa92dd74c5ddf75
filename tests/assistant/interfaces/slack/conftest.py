"""The real Bolt app against a fake Slack on loopback, with a small index of invented articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse

from assistant.config.settings import Settings, load_settings
from assistant.config.slack import Tokens
from assistant.interfaces.slack.serve import RunningBot
from assistant.journal import Journal
from tests.fakes.slack.api import APP_TOKEN, TOKEN, BotMessage, FakeSlack, fake_slack
from tests.fakes.slack.events import SECRET, request

TOKENS = Tokens(bot_token=TOKEN, app_token=APP_TOKEN, signing_secret=SECRET)


@dataclass
class SlackBot:
    """A fake Slack with the bot."""

    slack: FakeSlack
    running: RunningBot
    settings: Settings

    def deliver(self, payload: dict[str, Any]) -> BoltResponse:
        """Deliver a payload as Slack does over HTTP. Return the response."""
        body, headers = request(payload)
        return self.running.app.dispatch(BoltRequest(body=body, headers=headers))

    def wait_idle(self) -> None:
        """Wait until the bot is idle."""
        assert self.running.bot.wait_idle(30)

    def ask(self, payload: dict[str, Any]) -> list[BotMessage]:
        """Deliver a question and return the bot's messages in its thread."""
        assert self.deliver(payload).status == 200
        self.wait_idle()
        event = payload["event"]
        return self.slack.thread(event["channel"], event.get("thread_ts", event["ts"]))

    @property
    def journal(self) -> Journal:
        return Journal(self.settings.journal)


Open = Callable[..., SlackBot]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as fake:
        yield fake


@pytest.fixture
def open_bot(slack: FakeSlack, index: str, tmp_path: Path) -> Iterator[Open]:
    """Return a function that starts the same bot again, with the same journal and delivery log."""
    with ExitStack() as opened:

        def open_one(tokens: Tokens = TOKENS, *, model: str = "none", **table: Any) -> SlackBot:
            slack_settings = {"api": slack.url, "state": str(tmp_path / "slack.sqlite")} | table
            settings = load_settings(
                {"index": index, "model": model, "journal": str(tmp_path / "journal.sqlite"), "slack": slack_settings}
            )
            running = RunningBot(settings, tokens)
            opened.callback(running.close)
            return SlackBot(slack, running, settings)

        yield open_one


@pytest.fixture
def slack_bot(open_bot: Open) -> SlackBot:
    return open_bot()
