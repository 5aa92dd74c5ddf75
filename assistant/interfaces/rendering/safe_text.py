"""Text from articles and models, made safe for a terminal."""

from __future__ import annotations

import re
import unicodedata

_ALLOWED = "\n\t"
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]?")
"""OSC and CSI sequences are removed whole, other escapes with the letter after them."""
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Return the text without control characters (except newlines and tabs), escapes and bidirectional overrides."""
    return "".join(
        c for c in _ESCAPES.sub("", text) if c in _ALLOWED or (unicodedata.category(c) != "Cc" and c not in _BIDI)
    )
