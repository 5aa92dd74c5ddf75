"""Who may ask, how much, and which index answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.config.slack import SlackSettings
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.delivery_log import RecentUse
from assistant.interfaces.slack.permissions import Permission, Refusal, check_permission
from index.errors import UsageError
from tests.assistant.interfaces.slack.answers import mrkdwn_texts, shown
from tests.assistant.interfaces.slack.conftest import Open, SlackBot
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack.events import command, direct, mention

pytestmark = pytest.mark.usefixtures("checked_by_rules")

HERE = Path("/index")
DAM = "What did Ilse Marrant say about the dam?"


def asked(
    settings: SlackSettings, *, channel: str = "C1", user: str = "U1", use: RecentUse | None = None
) -> Permission | Refusal:
    direct = channel.startswith("D")
    return check_permission(settings, channel=channel, user=user, direct=direct, use=use or RecentUse(), default=HERE)


def test_everyone_may_ask_by_default() -> None:
    assert asked(SlackSettings()) == Permission(HERE)


@pytest.mark.parametrize(
    ("settings", "channel", "user", "expected"),
    [
        (SlackSettings(users_allowed=("U2",)), "C1", "U1", phrases.NOT_YOU),
        (SlackSettings(channels_allowed=("C2",)), "C1", "U1", phrases.NOT_HERE),
        (SlackSettings(channels={"C2": HERE}), "C1", "U1", phrases.NO_ARTICLES_HERE),
        (SlackSettings(channels={"C2": HERE, "others": HERE}), "DU1", "U1", phrases.NO_ARTICLES_HERE),
    ],
)
def test_a_refusal_has_a_reason(settings: SlackSettings, channel: str, user: str, expected: str) -> None:
    assert asked(settings, channel=channel, user=user) == Refusal(expected)


def test_allowed_channels_do_not_affect_direct_messages() -> None:
    assert isinstance(asked(SlackSettings(channels_allowed=("C2",)), channel="DU1"), Permission)


def test_rate_limits_apply_per_person_and_per_workspace() -> None:
    settings = SlackSettings(questions_a_minute=5, questions_a_minute_each=2)
    assert isinstance(asked(settings, use=RecentUse(questions=1, workspace_questions=4)), Permission)
    assert asked(settings, use=RecentUse(questions=2, workspace_questions=2)) == Refusal(phrases.TOO_FAST)
    assert asked(settings, use=RecentUse(questions=0, workspace_questions=5)) == Refusal(phrases.TOO_MANY)


def test_a_spent_budget_is_answered_without_the_model() -> None:
    settings = SlackSettings(dollars_a_day=5.0, dollars_a_day_each=1.0)
    assert asked(settings, use=RecentUse(usd=0.99, workspace_usd=4.99)) == Permission(HERE)
    assert asked(settings, use=RecentUse(usd=1.0, workspace_usd=1.0)) == Permission(HERE, budget_spent=True)
    assert asked(settings, use=RecentUse(usd=0.0, workspace_usd=5.0)) == Permission(HERE, budget_spent=True)


def test_channels_and_direct_messages_can_have_their_own_index() -> None:
    settings = SlackSettings(channels={"C2": Path("/two"), "direct": Path("/direct"), "others": Path("/others")})
    permissions = {channel: asked(settings, channel=channel) for channel in ("C2", "C3", "DU1")}
    assert permissions == {
        "C2": Permission(Path("/two")),
        "C3": Permission(Path("/others")),
        "DU1": Permission(Path("/direct")),
    }


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """An index for a single channel."""
    articles = tmp_path / "secret.jsonl"
    articles.write_text('{"id": "s", "title": "Secret", "text": "“The dam is for sale,” Ilse Marrant said."}')
    with open_assistant(index=str(tmp_path / "secret")) as assistant:
        assistant.ingest([articles])
    return tmp_path / "secret"


def test_a_channel_is_only_answered_from_its_own_index(open_bot: Open, secret: Path, index: str) -> None:
    slack_bot = open_bot(channels={"C9": str(secret), "others": index})
    (inside,) = slack_bot.ask(mention(DAM, channel="C9"))
    (outside,) = slack_bot.ask(mention(DAM, channel="C1"))
    assert "for sale" in shown(inside.body)
    assert "for sale" not in shown(outside.body)
    assert slack_bot.ask(direct(DAM)) == []
    assert slack_bot.slack.ephemerals[-1]["text"] == phrases.NO_ARTICLES_HERE


def test_a_refusal_is_shown_only_to_the_person_who_asked(open_bot: Open) -> None:
    slack_bot = open_bot(users_allowed=["U2"])
    assert slack_bot.ask(mention(DAM)) == []
    (output,) = slack_bot.slack.ephemerals
    assert (output["user"], output["channel"], output["text"]) == ("U1", "C1", phrases.NOT_YOU)


def test_a_rate_limited_person_does_not_affect_others(open_bot: Open) -> None:
    slack_bot = open_bot(questions_a_minute_each=2)
    answered = [slack_bot.ask(mention(DAM)) for _ in range(3)]
    assert [len(one) for one in answered] == [1, 1, 0]
    assert slack_bot.slack.ephemerals[0]["text"] == phrases.TOO_FAST
    assert slack_bot.ask(mention(DAM, user="U2"))


def test_the_daily_budget_is_shared_and_its_end_is_shown(
    open_bot: Open, server: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('date = "2026-01-01"\nsource = "ours"\n[models]\n"fake" = { input = 1000.0, output = 1000.0 }\n')
    monkeypatch.setenv("ONRECORD_PRICES", str(prices))
    server.enqueue("Ilse Marrant said {S1}.")
    slack_bot = open_bot(model="fake", dollars_a_day=0.01)
    (first,) = slack_bot.ask(mention(DAM))
    (second,) = slack_bot.ask(mention(DAM, user="U2"))
    assert "answered by fake" in " ".join(mrkdwn_texts(first.blocks))
    assert any(phrases.BUDGET_SPENT in one for one in mrkdwn_texts(second.blocks))
    assert "“The dam will hold" in shown(second.body)
    assert len(server.requests) == 1


def test_a_budget_in_dollars_needs_a_price(open_bot: Open, server: FakeOpenAI) -> None:
    with pytest.raises(UsageError, match="cannot be enforced"):
        open_bot(model="fake", dollars_a_day=1.0)


def test_permissions_apply_to_commands(slack_bot: SlackBot, open_bot: Open) -> None:
    strict = open_bot(users_allowed=["U2"])
    url = f"{slack_bot.slack.url.removesuffix('/api/')}/response/r1"
    strict.deliver(command("statements Ilse Marrant", url))
    strict.wait_idle()
    assert strict.slack.responses["r1"][0]["text"] == phrases.NOT_YOU
