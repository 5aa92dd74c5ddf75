"""Names that only look like a person's: letters of two alphabets in one name, or marks that nobody sees.

"Маrсо Rubio" with four Cyrillic letters is written to be taken for somebody else. Whoever it is, the statement is left
without a speaker: it is nobody's that could be asked for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from index.types import Speaker, Statement

_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
"""Alphabets with letters that are drawn the same. A Chinese name beside a Latin one is no disguise."""


def without_disguise(statement: Statement) -> Statement:
    """The statement, without a speaker where the name of one is a disguise."""
    if not any(is_disguised(one) for one in statement.speakers):
        return statement
    return replace(statement, speaker=None, together_with=(), relayed_by=None, rule=f"{statement.rule}, disguised name")


@lru_cache(maxsize=4096)
def is_disguised(speaker: Speaker) -> bool:
    """Whether a person's or an organisation's name mixes alphabets, or holds a mark without a shape."""
    if speaker.kind == "unnamed" or speaker.name.isascii():
        return False
    if any(unicodedata.category(char) in ("Cf", "Cc") for char in speaker.name):
        return True
    alphabets = {unicodedata.name(char, "").partition(" ")[0] for char in speaker.name if char.isalpha()}
    styled = any(unicodedata.name(char, "").startswith(("MATHEMATICAL", "FULLWIDTH")) for char in speaker.name)
    return styled or len(alphabets.intersection(_LOOKALIKES)) > 1
