"""Content words of a claim and of its evidence: stems, negations and clauses that can be compared."""

from __future__ import annotations

import re

from assistant.understanding.date_expressions import MONTHS, WEEKDAYS
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.stemming import stem as stem_of_word

STOPWORDS = frozenset(
    """a about above after again against ago all also although am among an and any are as at be because been before
    being below between both but by can could did do does doing down during each either else even ever every few for
    from further had has have having he her here hers herself him himself his how however i if in instead into is it
    its itself just least less like may me meanwhile might more moreover most much must my myself of off on once one
    only or other our ours out over own per rather same shall she should since so some still such than that the their
    theirs them themselves then there therefore these they this those though through thus to too toward towards under
    until up upon us very was we were what when where whether which while who whom whose why will with within would yet
    you your additionally furthermore finally first second later earlier""".split()
)
_NEGATIONS = frozenset(
    """no not never none nobody nothing nowhere neither nor without cannot deny denies denied denying decline declines
    declined declining refuse refuses refused refusing""".split()
)
CALENDAR = MONTHS.keys() | WEEKDAYS.keys()
_CLAUSE = re.compile(
    r"[.!?][\"”’]*\s+(?=[\"“‘A-Z])|,(?!\d)|[;:—–()]|\b(?:but|although|though|while|whereas|because|unless|and|which|who|after|before)\b",
    re.IGNORECASE,
)


def stem(word: str) -> str:
    """Return the folded stem of a word. All spellings of a month have one stem."""
    month = fold(word)
    return f"month-{MONTHS[month]}" if month in MONTHS and month != "may" else stem_of_word(word)


def stems_of(text: str) -> set[str]:
    return {stem(word) for word in split_words(text)}


def content_stems(text: str) -> list[str]:
    """Return the stems of content words, without numbers (verification compares their values) and negations."""
    return [
        stem(word)
        for word in split_words(text)
        if len(folded := fold(word)) > 1
        and not (folded[0].isdigit() or folded in STOPWORDS or folded in _NEGATIONS or folded.endswith("n't"))
    ]


def is_negated(text: str) -> bool:
    return any(word in _NEGATIONS or word.endswith("n't") for word in map(fold, split_words(text)))


def split_clauses(text: str) -> list[str]:
    """Split a sentence into clauses, roughly: the parts that can be affirmed or denied independently."""
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]
