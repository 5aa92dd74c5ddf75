"""What an admin sets up: the manifest, the tokens, the settings; and what they are told where something is missing."""

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


def test_the_manifest_asks_for_what_is_used_and_nothing_more() -> None:
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == sorted({**SCOPES, **THREAD_SCOPES})
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted((*EVENTS, *THREAD_EVENTS))
    assert made["settings"]["socket_mode_enabled"]
    assert "assistant_view" not in made["features"]
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["display_information"]["description"]) <= 140
    assert "request_url" not in json.dumps(made)


def test_with_an_address_events_buttons_and_commands_go_there() -> None:
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


def test_a_newsroom_that_wants_it_to_hear_less_leaves_those_scopes_out() -> None:
    made = manifest(mentions_only=True)
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert not {"message.channels", "message.groups"} & set(made["settings"]["event_subscriptions"]["bot_events"])


def test_every_scope_and_every_setting_is_explained_in_the_documentation() -> None:
    told = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    for scope in (*SCOPES, *THREAD_SCOPES, *EVENTS, *THREAD_EVENTS):
        assert f"`{scope}`" in told
    for name in SlackSettings.__slots__:
        assert f"`{name}`" in told or f"[slack.{name}]" in told


def test_the_manifest_is_printed_for_slack_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "manifest", "--address", "https://bot.example.org"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest(address="https://bot.example.org")


def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> SlackSettings:
    config = tmp_path / "config.toml"
    config.write_text(text)
    monkeypatch.setenv("ONRECORD_CONFIG", str(config))
    return load_settings().slack


def test_settings_come_from_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slack = settings_with(
        monkeypatch,
        tmp_path,
        '[slack]\nworkers = 2\ndollars_a_day = 5\nusers_allowed = ["U1"]\n[slack.channels]\nC1 = "/one"\n',
    )
    assert (slack.workers, slack.dollars_a_day, slack.users_allowed) == (2, 5, ("U1",))
    assert slack.channels == {"C1": Path("/one")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[slack]\nworker = 2\n", "unknown setting slack.worker"),
        ("[slack]\nworkers = 0\n", "slack.workers is 0"),
        ("[slack]\nworkers = true\n", "slack.workers cannot be True"),
        ("[slack]\nworkers = 2.5\n", "slack.workers cannot be 2.5"),
        ("[slack]\ndollars_a_day = -1\n", "slack.dollars_a_day is -1"),
        ('[slack]\nusers_allowed = "U1"\n', "slack.users_allowed cannot be 'U1'"),
        ("[slack]\nchannels = 7\n", "slack.channels cannot be 7"),
        ("[slack.channels]\nC1 = 7\n", "slack.channels.C1 cannot be 7"),
        ("slack = 7\n", "slack is no table"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        settings_with(monkeypatch, tmp_path, text)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.toml"
    file.write_text(f'bot_token = "{TOKEN}"\napp_token = "{APP_TOKEN}"\n')
    file.chmod(0o600)
    return file


def test_tokens_come_from_a_file_of_its_owners_alone_and_the_environment_wins(secrets: Path) -> None:
    settings = load_settings({"slack": {"secrets": str(secrets)}})
    tokens = slack_tokens(settings, {"SLACK_APP_TOKEN": "xapp-other"})
    assert (tokens.bot_token, tokens.app_token) == (TOKEN, "xapp-other")
    assert TOKEN not in repr(tokens)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_refused(secrets: Path, mode: int) -> None:
    secrets.chmod(mode)
    with pytest.raises(UsageError, match="can be read by others") as told:
        slack_tokens(load_settings({"slack": {"secrets": str(secrets)}}), {})
    assert "chmod 600" in told.value.hint


@pytest.mark.parametrize("text", ['bot_token = "xoxb-1\n', "token = 'x'\n", "bot_token = 7\n", "\xff"])
def test_a_file_of_another_shape_is_refused_without_a_word_of_it(secrets: Path, text: str) -> None:
    secrets.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError) as told:
        slack_tokens(load_settings({"slack": {"secrets": str(secrets)}}), {})
    assert "xoxb" not in str(told.value)


@pytest.mark.parametrize(
    ("tokens", "port", "told"),
    [
        (Tokens(), None, "SLACK_BOT_TOKEN"),
        (Tokens(bot_token=TOKEN), None, "SLACK_APP_TOKEN"),
        (Tokens(bot_token=TOKEN), 3000, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_token_that_is_missing_is_named_before_anything_starts(
    index: str, tokens: Tokens, port: int | None, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        serve(load_settings({"index": index}), tokens, port=port, told=print)


def checked(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    config = tmp_path / "config.toml"
    config.write_text(f'[slack]\napi = "{slack.url}"\nstate = "{tmp_path}/slack.sqlite"\n')
    monkeypatch.setenv("ONRECORD_CONFIG", str(config))
    code = main(["slack", "check"])
    return code, capsys.readouterr().out


def test_a_bot_that_has_everything_is_told_so(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    code, told = checked(slack, monkeypatch, tmp_path, capsys)
    assert code == 0
    assert "ok      bot token: onrecord in Brell Courier" in told
    assert "ok      scopes: all granted" in told
    assert "ok      app token: can open a connection" in told


@pytest.mark.parametrize(
    ("scopes", "code", "told"),
    [
        (
            "app_mentions:read,commands,im:history,assistant:write",
            2,
            "problem scope: chat:write is missing; needed to answer",
        ),
        ("app_mentions:read,commands,im:history,assistant:write,chat:write", 0, "note    scope: channels:history is"),
        ("admin,app_mentions:read,commands,im:history,assistant:write,chat:write", 0, "admin is not needed"),
    ],
)
def test_a_scope_that_is_missing_or_not_used_is_named(
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    scopes: str,
    code: int,
    told: str,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    slack.scopes = scopes
    assert told in checked(slack, monkeypatch, tmp_path, capsys)[1]
    assert checked(slack, monkeypatch, tmp_path, capsys)[0] == code


def test_tokens_that_slack_does_not_know_are_named_and_not_shown(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    code, told = checked(slack, monkeypatch, tmp_path, capsys)
    assert code == 2
    assert "problem bot token: Slack answered invalid_auth" in told
    assert "problem app token: Slack answered invalid_auth" in told
    assert "wrong" not in told


def test_a_cost_limit_of_one_command_is_no_limit_of_a_bot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "--max-cost", "1"]) == 2
    assert "dollars_a_day" in capsys.readouterr().err


def test_without_the_extra_it_is_said_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = __import__("importlib.util").util.find_spec

    def found(name: str, *more: Any) -> Any:
        return None if name == "slack_bolt" else real(name, *more)

    monkeypatch.setattr("importlib.util.find_spec", found)
    assert main(["slack"]) == 2
    assert "onrecord[slack]" in capsys.readouterr().err
