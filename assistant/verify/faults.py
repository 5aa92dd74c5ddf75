"""Why a sentence cannot be shown."""

from __future__ import annotations


class UnsupportedError(Exception):
    """The evidence does not bear the sentence out; the message says in what. Never leaves `verify`."""
