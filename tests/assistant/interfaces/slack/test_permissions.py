"""Who may ask, how much, and out of which index; and what is said to who may not."""

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
from tests.assistant.interfaces.slack.conftest import Newsroom, Open
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack.events import command, direct, mention

HERE = Path("/index")
DAM = "What did Ilse Marrant say about the dam?"


def asked(
    settings: SlackSettings, *, channel: str = "C1", user: str = "U1", use: RecentUse | None = None
) -> Permission | Refusal:
    direct = channel.startswith("D")
    return check_permission(settings, channel=channel, user=user, direct=direct, use=use or RecentUse(), default=HERE)


def test_without_any_rule_everybody_is_answered_from_the_one_index() -> None:
    assert asked(SlackSettings()) == Permission(HERE)


@pytest.mark.parametrize(
    ("settings", "channel", "user", "told"),
    [
        (SlackSettings(users_allowed=("U2",)), "C1", "U1", phrases.NOT_YOU),
        (SlackSettings(channels_allowed=("C2",)), "C1", "U1", phrases.NOT_HERE),
        (SlackSettings(channels={"C2": HERE}), "C1", "U1", phrases.NO_ARTICLES_HERE),
        (SlackSettings(channels={"C2": HERE, "others": HERE}), "DU1", "U1", phrases.NO_ARTICLES_HERE),
    ],
)
def test_who_may_not_ask_is_told_why(settings: SlackSettings, channel: str, user: str, told: str) -> None:
    assert asked(settings, channel=channel, user=user) == Refusal(told)


def test_a_list_of_channels_says_nothing_of_direct_messages() -> None:
    assert isinstance(asked(SlackSettings(channels_allowed=("C2",)), channel="DU1"), Permission)


def test_rates_are_of_a_person_and_of_a_workspace() -> None:
    settings = SlackSettings(questions_a_minute=5, questions_a_minute_each=2)
    assert isinstance(asked(settings, use=RecentUse(questions=1, workspace_questions=4)), Permission)
    assert asked(settings, use=RecentUse(questions=2, workspace_questions=2)) == Refusal(phrases.TOO_FAST)
    assert asked(settings, use=RecentUse(questions=0, workspace_questions=5)) == Refusal(phrases.TOO_MANY)


def test_a_day_that_is_spent_is_answered_without_the_model() -> None:
    settings = SlackSettings(dollars_a_day=5.0, dollars_a_day_each=1.0)
    assert asked(settings, use=RecentUse(usd=0.99, workspace_usd=4.99)) == Permission(HERE)
    assert asked(settings, use=RecentUse(usd=1.0, workspace_usd=1.0)) == Permission(HERE, budget_spent=True)
    assert asked(settings, use=RecentUse(usd=0.0, workspace_usd=5.0)) == Permission(HERE, budget_spent=True)


def test_a_channel_has_an_index_of_its_own_direct_messages_theirs_and_the_rest_theirs() -> None:
    settings = SlackSettings(channels={"C2": Path("/two"), "direct": Path("/direct"), "others": Path("/others")})
    given = {channel: asked(settings, channel=channel) for channel in ("C2", "C3", "DU1")}
    assert given == {
        "C2": Permission(Path("/two")),
        "C3": Permission(Path("/others")),
        "DU1": Permission(Path("/direct")),
    }


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """An index that only one channel may see."""
    articles = tmp_path / "secret.jsonl"
    articles.write_text('{"id": "s", "title": "Secret", "text": "“The dam is for sale,” Ilse Marrant said."}')
    with open_assistant(index=str(tmp_path / "secret")) as assistant:
        assistant.ingest([articles])
    return tmp_path / "secret"


def test_a_channel_is_answered_from_what_it_may_see_and_nothing_else(
    open_newsroom: Open, secret: Path, index: str
) -> None:
    newsroom = open_newsroom(channels={"C9": str(secret), "others": index})
    (inside,) = newsroom.asks(mention(DAM, channel="C9"))
    (outside,) = newsroom.asks(mention(DAM, channel="C1"))
    assert "for sale" in shown(inside.body)
    assert "for sale" not in shown(outside.body)
    assert newsroom.asks(direct(DAM)) == []
    assert newsroom.slack.whispers[-1]["text"] == phrases.NO_ARTICLES_HERE


def test_a_refusal_is_for_nobody_but_who_asked_and_answers_nothing(open_newsroom: Open) -> None:
    newsroom = open_newsroom(users_allowed=["U2"])
    assert newsroom.asks(mention(DAM)) == []
    (told,) = newsroom.slack.whispers
    assert (told["user"], told["channel"], told["text"]) == ("U1", "C1", phrases.NOT_YOU)


def test_a_person_who_asks_too_fast_is_told_and_others_are_answered(open_newsroom: Open) -> None:
    newsroom = open_newsroom(questions_a_minute_each=2)
    answered = [newsroom.asks(mention(DAM)) for _ in range(3)]
    assert [len(one) for one in answered] == [1, 1, 0]
    assert newsroom.slack.whispers[0]["text"] == phrases.TOO_FAST
    assert newsroom.asks(mention(DAM, user="U2"))


def test_what_may_be_spent_in_a_day_is_spent_once_by_everybody_and_said(
    open_newsroom: Open, server: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('date = "2026-01-01"\nsource = "ours"\n[models]\n"fake" = { input = 1000.0, output = 1000.0 }\n')
    monkeypatch.setenv("ONRECORD_PRICES", str(prices))
    server.enqueue("Ilse Marrant said {S1}.")
    newsroom = open_newsroom(model="fake", dollars_a_day=0.01)
    (first,) = newsroom.asks(mention(DAM))
    (second,) = newsroom.asks(mention(DAM, user="U2"))
    assert "answered by fake" in " ".join(mrkdwn_texts(first.blocks))
    assert any(phrases.BUDGET_SPENT in one for one in mrkdwn_texts(second.blocks))
    assert "“The dam will hold" in shown(second.body)
    assert len(server.requests) == 1


def test_a_limit_in_dollars_needs_a_price(open_newsroom: Open, server: FakeOpenAI) -> None:
    with pytest.raises(UsageError, match="cannot be enforced"):
        open_newsroom(model="fake", dollars_a_day=1.0)


def test_commands_are_held_to_the_same_rules(newsroom: Newsroom, open_newsroom: Open) -> None:
    strict = open_newsroom(users_allowed=["U2"])
    url = f"{newsroom.slack.url.removesuffix('/api/')}/response/r1"
    strict.says(command("statements Ilse Marrant", url))
    strict.settle()
    assert strict.slack.responses["r1"][0]["text"] == phrases.NOT_YOU
