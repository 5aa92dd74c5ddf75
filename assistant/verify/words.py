"""Words of a claim and of its evidence, folded so that they can be compared: stems, names, negations, clauses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

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
_IRREGULAR = dict(
    pair.split("=")
    for pair in """
    sold=sell bought=buy met=meet paid=pay lost=lose won=win held=hold kept=keep left=leave went=go gone=go
    came=come gave=give given=give took=take taken=take made=make knew=know known=know saw=see seen=see rose=rise
    risen=rise fell=fall fallen=fall built=build spent=spend sent=send began=begin begun=begin broke=break broken=break
    chose=choose chosen=choose fought=fight found=find grew=grow grown=grow led=lead meant=mean ran=run spoke=speak
    spoken=speak stood=stand stole=steal stolen=steal struck=strike taught=teach thought=think wrote=write
    written=write shot=shoot drew=draw drawn=draw drove=drive driven=drive flew=fly flown=fly hid=hide hidden=hide
    laid=lay lent=lend sought=seek shook=shake shaken=shake sank=sink sunk=sink swore=swear sworn=swear
    withdrew=withdraw withdrawn=withdraw told=tell said=say brought=bring caught=catch dealt=deal felt=feel
    heard=hear hurt=hurt sat=sit swept=sweep threw=throw thrown=throw understood=understand""".split()
)
_CLAUSE = re.compile(
    r"[.!?][\"”’]*\s+(?=[\"“‘A-Z])|,(?!\d)|[;:—–()]|\b(?:but|although|though|while|whereas|because|unless|and|which|who|after|before)\b",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Lower case without diacritics and with straight apostrophes. Changes lengths: never for offsets."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The folded stem of a word; months have one spelling, possessives lose their ending."""
    folded = re.sub(r"'s?$", "", fold(word))
    if folded in MONTHS and folded != "may":
        return f"month-{MONTHS[folded]}"
    return str(_STEMMER.stemWord(_IRREGULAR.get(folded, folded)))


def words_of(text: str) -> list[str]:
    """The words as written; "U.S." is one word, a hyphen parts two."""
    return WORD.findall(_ACRONYM.sub(lambda match: match.group().replace(".", ""), text))


def stems_of(text: str) -> set[str]:
    return {stem(word) for word in words_of(text)}


def content_of(text: str) -> list[str]:
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


def clauses_of(text: str) -> list[str]:
    """The parts of a sentence that can be affirmed or denied apart from each other, roughly."""
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]
