"""Setup: the manifest, the tokens, the settings, and `onrecord slack check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.config.settings import load_settings, slack_tokens
from assistant.config.slack import SlackSettings, Tokens
from assistant.interfaces.cli import main
from assistant.interfaces.slack.manifest import EVENTS, SCOPES, THREAD_EVENTS, THREAD_SCOPES, manifest
from assistant.interfaces.slack.serve import serve
from index.errors import UsageError
from tests.fakes.slack.api import APP_TOKEN, TOKEN, FakeSlack

ROOT = Path(__file__).resolve().parents[4]


def test_the_manifest_requests_only_what_is_used() -> None:
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == sorted({**SCOPES, **THREAD_SCOPES})
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted((*EVENTS, *THREAD_EVENTS))
    assert made["settings"]["socket_mode_enabled"]
    assert "assistant_view" not in made["features"]
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["display_information"]["description"]) <= 140
    assert "request_url" not in json.dumps(made)


def test_with_an_address_all_events_use_http() -> None:
    made = manifest(address="https://bot.example.org/")
    assert not made["settings"]["socket_mode_enabled"]
    where = "https://bot.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == where
    assert made["settings"]["interactivity"]["request_url"] == where
    assert made["features"]["slash_commands"][0]["url"] == where
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]


@pytest.mark.parametrize("address", ["http://bot.example.org", "bot.example.org", "https://", "https://x?y"])
def test_an_address_that_slack_cannot_reach_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="Slack cannot reach the address"):
        manifest(address=address)


def test_mentions_only_leaves_out_the_thread_scopes() -> None:
    made = manifest(mentions_only=True)
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert not {"message.channels", "message.groups"} & set(made["settings"]["event_subscriptions"]["bot_events"])


def test_every_scope_and_setting_is_documented() -> None:
    output = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    for scope in (*SCOPES, *THREAD_SCOPES, *EVENTS, *THREAD_EVENTS):
        assert f"`{scope}`" in output
    for name in SlackSettings.__slots__:
        assert f"`{name}`" in output or f"[slack.{name}]" in output


def test_the_manifest_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "manifest", "--address", "https://bot.example.org"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest(address="https://bot.example.org")


def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> SlackSettings:
    config = tmp_path / "config.toml"
    config.write_text(text)
    monkeypatch.setenv("ONRECORD_CONFIG", str(config))
    return load_settings().slack


def test_settings_are_read_from_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slack = settings_with(
        monkeypatch,
        tmp_path,
        '[slack]\nworkers = 2\ndollars_a_day = 5\nusers_allowed = ["U1"]\n[slack.channels]\nC1 = "/one"\n',
    )
    assert (slack.workers, slack.dollars_a_day, slack.users_allowed) == (2, 5, ("U1",))
    assert slack.channels == {"C1": Path("/one")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[slack]\nworker = 2\n", "unknown setting slack.worker"),
        ("[slack]\nworkers = 0\n", "slack.workers cannot be 0"),
        ("[slack]\nworkers = true\n", "slack.workers cannot be True"),
        ("[slack]\nworkers = 2.5\n", "slack.workers cannot be 2.5"),
        ("[slack]\ndollars_a_day = -1\n", "slack.dollars_a_day cannot be -1"),
        ('[slack]\nusers_allowed = "U1"\n', "slack.users_allowed cannot be 'U1'"),
        ("[slack]\nchannels = 7\n", "slack.channels cannot be 7"),
        ("[slack.channels]\nC1 = 7\n", "slack.channels.C1 cannot be 7"),
        ("slack = 7\n", "slack is not a table"),
    ],
)
def test_an_invalid_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        settings_with(monkeypatch, tmp_path, text)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.toml"
    file.write_text(f'bot_token = "{TOKEN}"\napp_token = "{APP_TOKEN}"\n')
    file.chmod(0o600)
    return file


def test_tokens_come_from_a_private_file_and_the_environment_overrides_it(secrets: Path) -> None:
    settings = load_settings({"slack": {"secrets": str(secrets)}})
    tokens = slack_tokens(settings, {"SLACK_APP_TOKEN": "xapp-other"})
    assert (tokens.bot_token, tokens.app_token) == (TOKEN, "xapp-other")
    assert TOKEN not in repr(tokens)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secrets_file_that_others_can_read_is_refused(secrets: Path, mode: int) -> None:
    secrets.chmod(mode)
    with pytest.raises(UsageError, match="other users of this computer can read") as caught:
        slack_tokens(load_settings({"slack": {"secrets": str(secrets)}}), {})
    assert "chmod 600" in caught.value.hint


@pytest.mark.parametrize("text", ['bot_token = "xoxb-1\n', "token = 'x'\n", "bot_token = 7\n", "\xff"])
def test_an_invalid_secrets_file_is_refused_without_quoting_it(secrets: Path, text: str) -> None:
    secrets.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError) as caught:
        slack_tokens(load_settings({"slack": {"secrets": str(secrets)}}), {})
    assert "xoxb" not in str(caught.value)


@pytest.mark.parametrize(
    ("tokens", "port", "expected"),
    [
        (Tokens(), None, "SLACK_BOT_TOKEN"),
        (Tokens(bot_token=TOKEN), None, "SLACK_APP_TOKEN"),
        (Tokens(bot_token=TOKEN), 3000, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_missing_token_is_named_before_anything_starts(
    index: str, tokens: Tokens, port: int | None, expected: str
) -> None:
    with pytest.raises(UsageError, match=expected):
        serve(load_settings({"index": index}), tokens, port=port, report=print)


def checked(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    config = tmp_path / "config.toml"
    config.write_text(f'[slack]\napi = "{slack.url}"\nstate = "{tmp_path}/slack.sqlite"\n')
    monkeypatch.setenv("ONRECORD_CONFIG", str(config))
    code = main(["slack", "check"])
    return code, capsys.readouterr().out


def test_check_reports_a_complete_setup(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    code, output = checked(slack, monkeypatch, tmp_path, capsys)
    assert code == 0
    assert "ok      bot token: onrecord in Brell Courier" in output
    assert "ok      scopes: all granted" in output
    assert "ok      app token: can open a connection" in output


@pytest.mark.parametrize(
    ("scopes", "code", "expected"),
    [
        (
            "app_mentions:read,commands,im:history,assistant:write",
            2,
            "problem scope: chat:write is missing; the bot needs it to answer",
        ),
        ("app_mentions:read,commands,im:history,assistant:write,chat:write", 0, "note    scope: channels:history is"),
        ("admin,app_mentions:read,commands,im:history,assistant:write,chat:write", 0, "admin is not needed"),
    ],
)
def test_check_reports_missing_and_unneeded_scopes(
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    scopes: str,
    code: int,
    expected: str,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    slack.scopes = scopes
    assert expected in checked(slack, monkeypatch, tmp_path, capsys)[1]
    assert checked(slack, monkeypatch, tmp_path, capsys)[0] == code


def test_check_reports_invalid_tokens_without_showing_them(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    code, output = checked(slack, monkeypatch, tmp_path, capsys)
    assert code == 2
    assert "problem bot token: Slack answered invalid_auth" in output
    assert "problem app token: Slack answered invalid_auth" in output
    assert "wrong" not in output


def test_max_cost_is_refused_for_the_bot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "--max-cost", "1"]) == 2
    assert "dollars_a_day" in capsys.readouterr().err


def test_a_missing_extra_is_explained(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = __import__("importlib.util").util.find_spec

    def found(name: str, *more: Any) -> Any:
        return None if name == "slack_bolt" else real(name, *more)

    monkeypatch.setattr("importlib.util.find_spec", found)
    assert main(["slack"]) == 2
    assert "onrecord[slack]" in capsys.readouterr().err
