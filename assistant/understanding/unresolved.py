"""Which follow-ups say too little for rules: they point back at something, and nothing came of it."""

from __future__ import annotations

import re

from assistant.types.types import Query
from assistant.understanding.followups import LEAD
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic_words import SPEECH, is_topical

_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|it|him|them|his|hers?|their|theirs|its|itself|himself|herself|themselves|this|these|those|"
    r"the (?:former|latter|same|other (?:one|two|side))|both|neither|such|that(?=\W*$)"
    r"|(?:about|of|on|to|with|for|from|by|after|before|like|does|did|was|is) that"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )there"
    r"(?! (?:is|are|was|were|be|been|will|has|have|had)\b))\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(?:how come|how so|what for|since when|says who)\W*$", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)\b[A-Z]\w+")


def is_unresolved(query: Query, alone: Query) -> bool:
    """Whether a follow-up, understood with its conversation as `query` and without as `alone`, still hangs in the air.

    Where the conversation made any difference, understanding has resolved it.
    """
    if query != alone:
        return False
    question = query.question.strip()
    back = _POINTS_BACK.search(question)
    if back and not _NAME.search(question[: back.start()]):
        return True  # a name before it would be what is meant
    return bool(LEAD.match(question) or _BARE.match(question)) or not any(_tells(word) for word in words_of(question))


def _tells(word: str) -> bool:
    return is_topical(word) and fold(word) not in SPEECH
