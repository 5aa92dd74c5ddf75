"""Who may ask, how much, and out of which index: pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.config.slack import SlackSettings
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.delivery_log import Use


@dataclass(frozen=True, slots=True)
class Permission:
    """A question that may be answered: from which index, and whether a model may have a part in it."""

    index: Path
    is_spent: bool = False
    """Whether what may be spent on the model today is spent."""

    @property
    def with_model(self) -> bool:
        return not self.is_spent


@dataclass(frozen=True, slots=True)
class Refusal:
    """One that may not, and what its asker is told."""

    told: str


def may_ask(
    settings: SlackSettings, *, channel: str, user: str, direct: bool, use: Use, default: Path
) -> Permission | Refusal:
    """Whether a question may be answered. `use`: what was asked before it."""
    index = settings.index_of(channel, direct=direct, default=default)
    refused = _refused(settings, channel=channel, user=user, direct=direct, use=use)
    if refused:
        return Refusal(refused)
    if index is None:
        return Refusal(phrases.NOTHING_TO_SEE)
    return Permission(index, is_spent=_is_spent(settings, use))


def _refused(settings: SlackSettings, *, channel: str, user: str, direct: bool, use: Use) -> str | None:
    if settings.users_allowed and user not in settings.users_allowed:
        return phrases.NOT_YOU
    if settings.channels_allowed and not direct and channel not in settings.channels_allowed:
        return phrases.NOT_HERE
    if use.asked >= settings.questions_a_minute_each:
        return phrases.TOO_FAST
    if use.asked_by_all >= settings.questions_a_minute:
        return phrases.TOO_MANY
    return None


def _is_spent(settings: SlackSettings, use: Use) -> bool:
    """Whether a day's limit is reached. A question that is being answered may still go over it by its own cost."""
    limits = ((use.usd, settings.dollars_a_day_each), (use.usd_by_all, settings.dollars_a_day))
    return any(limit is not None and spent >= limit for spent, limit in limits)
