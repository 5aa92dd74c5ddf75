"""Parsed options as the `Assistant` and the `Filters` that they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from assistant.app.assistant import Assistant, open_assistant
from assistant.types import SWITCHES, Filters, read_filters

FILTERS = ("speaker", "since", "until", "as_of", "publisher", "article")
_SETTINGS = ("index", "model", "verifier", "strict_model", "max_cost", "cache_answers")


def settings_from(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings that were given as options; None for those that were not."""
    return {name: getattr(options, name, None) for name in _SETTINGS}


def assistant_from(options: argparse.Namespace) -> Assistant:
    """Open the Assistant with these settings."""
    return open_assistant(**settings_from(options))


def filters_from(options: argparse.Namespace, row: Mapping[str, object] | None = None) -> Filters:
    """Return the filters given as options. The filters of a batch row override them. Raises UsageError."""
    return read_filters({name: getattr(options, name, None) for name in (*FILTERS, *SWITCHES)} | dict(row or {}))
