"""Escape article text, so that nothing in it can be read as a marker, a tag, a special token or a control code."""

from __future__ import annotations

import re

from index.types import Article

MAX_LABEL_LENGTH = 200
"""Characters of a title, name or earlier question."""

_NEUTRAL = str.maketrans(
    {
        **dict.fromkeys("[{［｛〔【", "("),
        **dict.fromkeys("]}］｝〕】", ")"),
        **dict.fromkeys("<＜", "‹"),
        **dict.fromkeys(">＞", "›"),
        **dict.fromkeys("\u2028\u2029\x85\x0b\x0c\r", "\n"),
        "\t": " ",
    }
)
# Control, zero-width, direction and tag characters, soft hyphens, the byte-order mark, surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def escape_evidence(text: str) -> str:
    """Return the text without anything that could be read as a marker, a fence, a special token or a control code."""
    return re.sub(r"\n{3,}", "\n\n", _INVISIBLE.sub("", text.translate(_NEUTRAL))).strip()


def escape_inline(text: str) -> str:
    """Return the text escaped on one line, with the white space at its ends kept as one space."""
    line = " ".join(_INVISIBLE.sub("", text.translate(_NEUTRAL)).split())
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{line}{after}" if line else (before or after)


def label(text: str) -> str:
    """Return the text as one short escaped line."""
    line = " ".join(escape_evidence(text).split())
    return line if len(line) <= MAX_LABEL_LENGTH else line[: MAX_LABEL_LENGTH - 1] + "…"


def origin(article: Article) -> str:
    """Return the outlet and the day of an article."""
    day = article.published_day
    return f"{label(article.publisher or 'publisher unknown')}, {day.isoformat() if day else 'undated'}"
