"""Words of a claim and of its evidence, folded so that they can be compared: stems, names, negations, clauses."""

from __future__ import annotations

import re

from assistant.understanding.stemming import fold, words_of
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
CALENDAR = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday""".split()
)
MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct
        |november nov|december dec""".split("|"),
        start=1,
    )
    for name in names.split()
}
_CLAUSE = re.compile(
    r"[.!?][\"”’]*\s+(?=[\"“‘A-Z])|,(?!\d)|[;:—–()]|\b(?:but|although|though|while|whereas|because|unless|and|which|who|after|before)\b",
    re.IGNORECASE,
)


def stem(word: str) -> str:
    """The folded stem of a word; months have one spelling."""
    month = fold(word)
    return f"month-{MONTHS[month]}" if month in MONTHS and month != "may" else stem_of_word(word)


def stems_of(text: str) -> set[str]:
    return {stem(word) for word in words_of(text)}


def content_stems(text: str) -> list[str]:
    """The stems that say something: no function words, no numbers (they are checked by value), no negations."""
    return [stem(word) for word in words_of(text) if _says_something(fold(word))]


def _says_something(folded: str) -> bool:
    return (
        len(folded) > 1
        and not folded[0].isdigit()
        and folded not in STOPWORDS
        and folded not in _NEGATIONS
        and not folded.endswith("n't")
    )


def is_negated(text: str) -> bool:
    folded = [fold(word) for word in words_of(text)]
    return any(word in _NEGATIONS or word.endswith("n't") for word in folded)


def split_clauses(text: str) -> list[str]:
    """The parts of a sentence that can be affirmed or denied apart from each other, roughly."""
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]
