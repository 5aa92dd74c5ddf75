"""The real Bolt app against a Slack on loopback, over the small index of invented articles."""

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
from tests.fakes.slack.api import APP_TOKEN, TOKEN, FakeSlack, Shown, fake_slack
from tests.fakes.slack.events import SECRET, request

TOKENS = Tokens(bot_token=TOKEN, app_token=APP_TOKEN, signing_secret=SECRET)


@dataclass
class Newsroom:
    """A Slack with the bot in it."""

    slack: FakeSlack
    running: RunningBot
    settings: Settings

    def says(self, payload: dict[str, Any]) -> BoltResponse:
        """Slack tells the bot, as it does by HTTP. Gives what it is told."""
        body, headers = request(payload)
        return self.running.app.dispatch(BoltRequest(body=body, headers=headers))

    def settle(self) -> None:
        """Until nothing is left to do."""
        assert self.running.bot.wait_idle(30)

    def asks(self, payload: dict[str, Any]) -> list[Shown]:
        """What stands in the thread when all is said."""
        assert self.says(payload).status == 200
        self.settle()
        event = payload["event"]
        return self.slack.thread(event["channel"], event.get("thread_ts", event["ts"]))

    @property
    def journal(self) -> Journal:
        return Journal(self.settings.journal)


Open = Callable[..., Newsroom]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as fake:
        yield fake


@pytest.fixture
def open_newsroom(slack: FakeSlack, index: str, tmp_path: Path) -> Iterator[Open]:
    """Opens bots on one Slack, with one journal and one ledger, as starts of the same bot are."""
    with ExitStack() as opened:

        def open_one(tokens: Tokens = TOKENS, *, model: str = "none", **table: Any) -> Newsroom:
            given = {"api": slack.url, "state": str(tmp_path / "slack.sqlite")} | table
            settings = load_settings(
                {"index": index, "model": model, "journal": str(tmp_path / "journal.sqlite"), "slack": given}
            )
            running = RunningBot(settings, tokens)
            opened.callback(running.close)
            return Newsroom(slack, running, settings)

        yield open_one


@pytest.fixture
def newsroom(open_newsroom: Open) -> Newsroom:
    return open_newsroom()
