"""What `[slack]` in the settings file says: where the tokens lie, who may ask, how much, and out of which index.

[slack]
secrets = "~/.config/onrecord/slack-secrets.toml"   # mode 0600; else SLACK_BOT_TOKEN and its like
channels_allowed = ["C0123ABCD"]                    # none named: wherever it is invited
users_allowed = []                                  # none named: everybody
questions_a_minute = 60                             # of a workspace; a person's: questions_a_minute_each
dollars_a_day = 20.0                                # for the model, of a workspace; a person's: dollars_a_day_each

[slack.channels]                                    # out of which index a channel is answered
C0123ABCD = "/srv/onrecord/politics"
direct = "/srv/onrecord/public"                     # direct messages
others = "/srv/onrecord/public"                     # every other channel; without it they are not answered
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import did_you_mean
from index.errors import UsageError

DIRECT, OTHERS = "direct", "others"
API = "https://slack.com/api/"
_COUNTS = ("workers", "waiting", "questions_a_minute", "questions_a_minute_each")
_DOLLARS = ("dollars_a_day", "dollars_a_day_each")
_LISTS = ("channels_allowed", "users_allowed")


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Everything that can be configured of the bot, with its default."""

    secrets: Path | None = None
    """A file with the tokens that only its owner may read."""
    state: Path | None = None
    """Where it is kept what has been heard already, and which workspaces have installed the bot."""
    api: str = API
    workers: int = 4
    """Questions that are answered at a time."""
    waiting: int = 100
    """Questions that may wait for that; who asks when so many do is told so."""
    channels_allowed: tuple[str, ...] = ()
    users_allowed: tuple[str, ...] = ()
    questions_a_minute: int = 60
    questions_a_minute_each: int = 10
    dollars_a_day: float | None = None
    dollars_a_day_each: float | None = None
    channels: Mapping[str, Path] = field(default_factory=dict)
    """Indexes by channel, `direct` and `others`; none named: the one index everywhere."""

    def __post_init__(self) -> None:
        for name in _COUNTS:
            if not 1 <= getattr(self, name) <= 10_000:
                raise UsageError(
                    f"slack.{name} is {getattr(self, name)}", hint="choose a whole number between 1 and 10000"
                )
        for name in _DOLLARS:
            limit = getattr(self, name)
            if limit is not None and not 0 <= limit < 1e6:
                raise UsageError(f"slack.{name} is {limit:g}", hint="give US dollars, for example 2.50")

    def index_of(self, channel: str, *, direct: bool, default: Path) -> Path | None:
        """Where what is asked in a channel is answered from; None where it may see nothing."""
        if not self.channels:
            return default
        return self.channels.get(channel) or self.channels.get(DIRECT if direct else OTHERS)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Slack knows the bot by. Never printed."""

    bot_token: str | None = field(default=None, repr=False)
    """xoxb-…, of one workspace."""
    app_token: str | None = field(default=None, repr=False)
    """xapp-…, for Socket Mode."""
    signing_secret: str | None = field(default=None, repr=False)
    """For HTTP: tells that a request comes from Slack."""
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    """With the id: other workspaces may install the bot."""

    def all_of_them(self) -> tuple[str, ...]:
        """Every secret there is, so that a log can leave it out."""
        secret = (self.bot_token, self.app_token, self.signing_secret, self.client_secret)
        return tuple(one for one in secret if one)


def read_slack_settings(table: object) -> SlackSettings:
    """The `[slack]` of a settings file. Raises UsageError naming what cannot be used."""
    if isinstance(table, SlackSettings):
        return table
    if not isinstance(table, Mapping):
        raise UsageError("the setting slack is no table", hint="begin it with [slack] on a line of its own")
    known = {one.name for one in fields(SlackSettings)}
    for key in table:
        if key not in known:
            raise UsageError(f"unknown setting slack.{key}", hint=did_you_mean(key, sorted(known)))
    return SlackSettings(**{key: _convert(key, value) for key, value in table.items()})


def read_tokens(settings: SlackSettings, environment: Mapping[str, str]) -> Tokens:
    """The tokens of the environment, and of the file where that has none. Raises UsageError for a file that others may
    read too, or that cannot be read."""
    held = _from_file(settings.secrets) if settings.secrets else {}
    given = {name: environment.get(f"SLACK_{name.upper()}") or held.get(name) for name in _names()}
    return Tokens(**given)


def _names() -> list[str]:
    return [one.name for one in fields(Tokens)]


def _from_file(file: Path) -> Mapping[str, str]:
    file = file.expanduser()
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise UsageError(f"{str(file)!r} can be read by others", hint=f"chmod 600 {file}")
        held = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__  # a parser's words may repeat a token
        raise UsageError(f"the tokens in {str(file)!r} cannot be read ({reason})", hint="correct it") from error
    for name, value in held.items():
        if name not in _names() or not isinstance(value, str):
            raise UsageError(f"{name!r} in {str(file)!r} is none of the tokens", hint=f"known: {', '.join(_names())}")
    return held


def _convert(key: str, value: object) -> Any:
    expected: tuple[type, ...]
    if key in ("secrets", "state"):
        return Path(_checked(key, value, (str,))).expanduser()
    if key == "channels":
        table = _checked(key, value, (Mapping,))
        return {name: Path(_checked(f"{key}.{name}", one, (str,))).expanduser() for name, one in table.items()}
    if key in _LISTS:
        return tuple(_checked(key, one, (str,)) for one in _checked(key, value, (list, tuple)))
    expected = (int, float) if key in _DOLLARS else (int,) if key in _COUNTS else (str,)
    return _checked(key, value, expected)


def _checked(key: str, value: object, kinds: tuple[type, ...]) -> Any:
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise UsageError(f"the setting slack.{key} cannot be {value!r}", hint="docs/slack.md shows an example")
    return value
