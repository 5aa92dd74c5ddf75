"""Decides who may ask, how much, and which index answers. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.config.slack import SlackSettings
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.delivery_log import RecentUse


@dataclass(frozen=True, slots=True)
class Permission:
    """Allows a question to be answered from an index; without the model if its daily budget is spent."""

    index: Path
    budget_spent: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refuses a question, with a message for the person who asked."""

    message: str


def check_permission(
    settings: SlackSettings, *, channel: str, user: str, direct: bool, use: RecentUse, default: Path
) -> Permission | Refusal:
    """Decide whether a question may be answered after the given recent use."""
    if settings.users_allowed and user not in settings.users_allowed:
        return Refusal(phrases.NOT_YOU)
    if settings.channels_allowed and not direct and channel not in settings.channels_allowed:
        return Refusal(phrases.NOT_HERE)
    if use.questions >= settings.questions_a_minute_each:
        return Refusal(phrases.TOO_FAST)
    if use.workspace_questions >= settings.questions_a_minute:
        return Refusal(phrases.TOO_MANY)
    index = settings.index_of(channel, direct=direct, default=default)
    if index is None:
        return Refusal(phrases.NO_ARTICLES_HERE)
    # An answer in progress may still exceed a limit by its own cost.
    budgets = ((use.usd, settings.dollars_a_day_each), (use.workspace_usd, settings.dollars_a_day))
    return Permission(index, budget_spent=any(limit is not None and spent >= limit for spent, limit in budgets))
