"""Text from articles and models, made safe for a terminal."""

from __future__ import annotations

import re
import unicodedata

_KEPT = "\n\t"
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]?")
"""OSC and CSI sequences go whole, so that no "[2J" is left behind; any other escape goes with the letter after it."""
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text without control characters, terminal escapes and bidirectional overrides; newlines and tabs stay."""
    return "".join(
        c for c in _ESCAPES.sub("", text) if c in _KEPT or (unicodedata.category(c) != "Cc" and c not in _BIDI)
    )
