"""Words as they are compared, in questions and in articles."""

from __future__ import annotations

import re
import unicodedata

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = dict.fromkeys(map(ord, "“”‘„«»–—…•"))
"""Most of what is not ASCII in the news: it is no letter, and has nothing to lose."""


def fold(text: str) -> str:
    """Lower case without diacritics and with straight apostrophes. Changes lengths: never for offsets."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    if decomposed.translate(_MARKS).isascii():
        return decomposed.lower()
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text as written; "U.S." is one word, a hyphen parts two."""
    plain = _ACRONYM.sub(lambda match: match.group().replace(".", ""), text) if "." in text else text
    return _WORD.findall(plain)
