"""Words as they are compared, in questions and in articles."""

from __future__ import annotations

import re
import unicodedata

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def fold(text: str) -> str:
    """Lower case without diacritics and with straight apostrophes. Changes lengths: never for offsets."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    accents = {ord(one): None for one in set(decomposed) if unicodedata.combining(one)}  # a text has few letters
    return (decomposed.translate(accents) if accents else decomposed).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text as written; "U.S." is one word, a hyphen parts two."""
    plain = _ACRONYM.sub(lambda match: match.group().replace(".", ""), text) if "." in text else text
    return _WORD.findall(plain)
