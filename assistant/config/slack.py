"""The `[slack]` table of the settings file.

[slack]
secrets = "~/.config/onrecord/slack-secrets.toml"   # mode 0600; by default SLACK_BOT_TOKEN etc. are used
channels_allowed = ["C0123ABCD"]                    # empty: every channel that invited the bot
users_allowed = []                                  # empty: everybody
questions_a_minute = 60                             # for a workspace; questions_a_minute_each for a person
dollars_a_day = 20.0                                # model costs of a workspace; dollars_a_day_each for a person

[slack.channels]                                    # the index for each channel
C0123ABCD = "/srv/onrecord/politics"
direct = "/srv/onrecord/public"                     # direct messages
others = "/srv/onrecord/public"                     # every other channel; without it they get no answer
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
    """All settings of the Slack bot, with their defaults."""

    secrets: Path | None = None
    """A file with the tokens, readable only by its owner."""
    state: Path | None = None
    """The database of delivered events and installed workspaces."""
    api: str = API
    workers: int = 4
    """Questions answered at the same time."""
    waiting: int = 100
    """The length of the queue; further questions are refused with a message."""
    channels_allowed: tuple[str, ...] = ()
    users_allowed: tuple[str, ...] = ()
    questions_a_minute: int = 60
    questions_a_minute_each: int = 10
    dollars_a_day: float | None = None
    dollars_a_day_each: float | None = None
    channels: Mapping[str, Path] = field(default_factory=dict)
    """Indexes by channel, `direct` and `others`. Empty: the one index of the settings everywhere."""

    def __post_init__(self) -> None:
        for name in _COUNTS:
            if not 1 <= getattr(self, name) <= 10_000:
                raise UsageError(
                    f"slack.{name} cannot be {getattr(self, name)}", hint="choose a whole number between 1 and 10000"
                )
        for name in _DOLLARS:
            limit = getattr(self, name)
            if limit is not None and not 0 <= limit < 1e6:
                raise UsageError(f"slack.{name} cannot be {limit:g}", hint="give US dollars, for example 2.50")

    def index_of(self, channel: str, *, direct: bool, default: Path) -> Path | None:
        """Return the index for a channel, or None if the channel gets no answers."""
        if not self.channels:
            return default
        return self.channels.get(channel) or self.channels.get(DIRECT if direct else OTHERS)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The bot's tokens and secrets, which are never printed."""

    bot_token: str | None = field(default=None, repr=False)
    """xoxb-…, for one workspace."""
    app_token: str | None = field(default=None, repr=False)
    """xapp-…, for Socket Mode."""
    signing_secret: str | None = field(default=None, repr=False)
    """For HTTP: proves that a request comes from Slack."""
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    """With the id, lets other workspaces install the bot."""

    def all_of_them(self) -> tuple[str, ...]:
        """Return every secret, so that a log can remove it."""
        secrets = (self.bot_token, self.app_token, self.signing_secret, self.client_secret)
        return tuple(secret for secret in secrets if secret)


def read_slack_settings(table: object) -> SlackSettings:
    """Return the settings of a `[slack]` table. Raises UsageError naming the invalid setting."""
    if isinstance(table, SlackSettings):
        return table
    if not isinstance(table, Mapping):
        raise UsageError(
            "the setting slack is not a table", hint="write [slack] on a separate line, and the settings below it"
        )
    known = {one.name for one in fields(SlackSettings)}
    for key in table:
        if key not in known:
            raise UsageError(f"unknown setting slack.{key}", hint=did_you_mean(key, sorted(known)))
    return SlackSettings(**{key: _convert(key, value) for key, value in table.items()})


def read_tokens(settings: SlackSettings, environment: Mapping[str, str]) -> Tokens:
    """Return the tokens of the environment, else of the secrets file. Raises UsageError if others can read it."""
    stored = _from_file(settings.secrets) if settings.secrets else {}
    return Tokens(**{name: environment.get(f"SLACK_{name.upper()}") or stored.get(name) for name in _TOKENS})


_TOKENS = [one.name for one in fields(Tokens)]


def _from_file(file: Path) -> Mapping[str, str]:
    file = file.expanduser()
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise UsageError(f"other users of this computer can read {str(file)!r}", hint=f"run: chmod 600 {file}")
        tokens = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__  # a parser's message may contain a token
        raise UsageError(f"the tokens in {str(file)!r} cannot be read ({reason})", hint="correct it") from error
    for name, value in tokens.items():
        if name not in _TOKENS or not isinstance(value, str):
            raise UsageError(
                f"{name!r} in {str(file)!r} is not a known token with a string as its value",
                hint=f"known: {', '.join(_TOKENS)}",
            )
    return tokens


def _convert(key: str, value: object) -> Any:

    if key in ("secrets", "state"):
        return Path(_checked(key, value, (str,))).expanduser()
    if key == "channels":
        table = _checked(key, value, (Mapping,))
        return {name: Path(_checked(f"{key}.{name}", one, (str,))).expanduser() for name, one in table.items()}
    if key in _LISTS:
        return tuple(_checked(key, one, (str,)) for one in _checked(key, value, (list, tuple)))
    return _checked(key, value, (int, float) if key in _DOLLARS else (int,) if key in _COUNTS else (str,))


def _checked(key: str, value: object, kinds: tuple[type, ...]) -> Any:
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise UsageError(f"the setting slack.{key} cannot be {value!r}", hint="docs/slack.md shows an example")
    return value
