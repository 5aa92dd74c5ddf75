"""Several workspaces, each with its own token until it uninstalls the bot."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest
from slack_sdk.oauth.installation_store import Installation

from assistant.config.settings import slack_state
from assistant.config.slack import Tokens
from assistant.interfaces.slack.serve import http_server
from assistant.interfaces.slack.workspaces import InstalledWorkspaces
from tests.assistant.interfaces.slack.answers import shown
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.slack.api import FakeSlack
from tests.fakes.slack.events import SECRET, event, mention, new_ts, request

DAM = "What did Ilse Marrant say about the dam?"
MANY = Tokens(signing_secret=SECRET, client_id="1.2", client_secret="client-secret")


@pytest.fixture
def many(open_bot: Open, slack: FakeSlack) -> SlackBot:
    slack_bot = open_bot(MANY)
    for team, bot in (("T1", "UBOT"), ("T2", "UBOT2")):
        slack.tokens[f"xoxb-{team}"] = (team, bot)
        store = slack_bot.running.app.installation_store
        assert store is not None
        store.save(
            Installation(app_id="A1", team_id=team, user_id="U1", bot_token=f"xoxb-{team}", bot_id="B", bot_user_id=bot)
        )
    return slack_bot


def of(team: str, bot: str) -> dict[str, Any]:
    asked = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{bot}> {DAM}", "ts": new_ts()}
    payload = event(asked, team=team)
    payload["authorizations"] = [{"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True}]
    return payload


def test_each_workspace_is_answered_with_its_own_token(many: SlackBot, slack: FakeSlack) -> None:
    for team, bot in (("T1", "UBOT"), ("T2", "UBOT2")):
        answers = many.ask(of(team, bot))
        assert "“The dam will hold" in shown(answers[0].body)
    kept = [one.key.split(":")[1] for one in many.journal.sessions(within="slack:")]
    assert sorted(kept) == ["T1", "T2"]


def test_a_workspace_without_the_bot_is_not_answered(many: SlackBot) -> None:
    many.deliver(of("T3", "UBOT3"))
    many.wait_idle()
    assert many.slack.messages == []


@pytest.mark.parametrize(
    "content", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}]
)
def test_uninstalling_removes_the_tokens(many: SlackBot, content: dict[str, object]) -> None:
    assert many.deliver(event(dict(content), team="T1")).status == 200
    store = many.running.app.installation_store
    assert store is not None
    assert store.find_bot(enterprise_id=None, team_id="T1") is None
    assert store.find_bot(enterprise_id=None, team_id="T2") is not None
    many.deliver(mention(DAM))
    many.wait_idle()
    assert many.slack.messages == []


def test_questions_of_an_uninstalled_workspace_are_dropped(
    many: SlackBot, open_bot: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("assistant.interfaces.slack.bot.answer_question", lambda *_, **__: None)
        many.deliver(of("T1", "UBOT"))
        many.wait_idle()
    many.deliver(event({"type": "app_uninstalled"}, team="T1"))
    many.running.close()
    again = open_bot(MANY)
    assert again.running.bot.resume() == 1
    again.wait_idle()
    assert many.slack.messages == []
    again.running.close()
    assert open_bot(MANY).running.bot.resume() == 0


def test_the_tokens_are_in_a_private_file(many: SlackBot) -> None:
    file = slack_state(many.settings).with_name("slack-workspaces.sqlite")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_install_page_requests_the_used_scopes(many: SlackBot) -> None:
    import http.client

    with http_server(many.running.app, 0, host="127.0.0.1") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        connection.request("GET", "/slack/install")
        page = connection.getresponse().read().decode()
        connection.close()
    assert "https://slack.com/oauth/v2/authorize?" in page
    assert "chat:write" in page.replace("%3A", ":")
    assert "client-secret" not in page


def test_installing_needs_the_client_secret(tmp_path: Path) -> None:
    from index.errors import UsageError

    with pytest.raises(UsageError, match="SLACK_CLIENT_SECRET"):
        InstalledWorkspaces(Tokens(client_id="1.2"), tmp_path / "w.sqlite", "http://127.0.0.1:1/api/")


def test_every_workspace_needs_a_valid_signature(many: SlackBot) -> None:
    body, headers = request(of("T1", "UBOT"), secret="another")
    assert many.running.app.dispatch(BoltRequest(body=body, headers=headers)).status == 401
