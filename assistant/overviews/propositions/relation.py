"""Whether two claims are on the same proposition, and what then lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from assistant.overviews.propositions.claim import Claim, Difference, Stance
from assistant.overviews.propositions.lexicon import ALONE, BOUNDS, ONCE, OPPOSITES
from assistant.overviews.propositions.parsing import read_claims
from assistant.retrieval.thesaurus.thesaurus import SAME, relatedness
from assistant.understanding.content_words import CALENDAR
from assistant.understanding.stemming import stem, words_of
from index.types import Article, ArticleStatement

LEFT_OVER = 0.25
"""The share of a claim's words that the other may lack. None of them may be a name."""
FEWEST = 2
MOST_NOT_THE_SAME = 2
"""One word that is turned into its opposite, and one that has another of the same meaning."""
OF_ONE_TIME = 14
"""Days within which two speakers who describe a state differently are taken to mean the same one."""
SHARED_NAMES = 2
"""So many names must stand in both articles for "the bridge" to be the same one, where a claim has no name itself."""
_TURNED: dict[Stance, Stance] = {"yes": "no", "no": "yes", "may": "may", "silent": "silent"}
_PLAIN = frozenset(("past", "present", "reported"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Two claims on one proposition. `difference` is None where both say the same of it."""

    one: Claim
    other: Claim
    difference: Difference | None = None

    @property
    def contradicts(self) -> bool:
        """Whether both cannot be true. Who declines to say, or says that it may be, contradicts nobody."""
        return self.difference is not None and self.difference != "force"


def relate_statements(one: ArticleStatement, other: ArticleStatement) -> Relation | None:
    """What lies between two statements: of all their claims the pair that differs, else one that does not."""
    found = [
        relation
        for mine in read_claims(one)
        for theirs in read_claims(other)
        if (relation := relate(mine, theirs))
        and _is_of_one_thing(relation, one.article, other.article)
        and not _may_have_changed(relation, one, other)
    ]
    return next((one for one in found if one.difference), found[0] if found else None)


def relate(one: Claim, other: Claim) -> Relation | None:
    """What lies between two claims; None where they are not surely on the same proposition."""
    if one.limits != other.limits or not _of_one_time(one, other) or not _may_be_aligned(one, other):
        return None
    turned = _aligned(one, other)
    if turned is None:
        return None
    if turned:
        if "may" in (one.stance, other.stance) or "silent" in (one.stance, other.stance):
            return None
        other_stance = _TURNED[other.stance]
    else:
        other_stance = other.stance
    figures = _figures(one, other)
    if figures == "another":
        return None
    return _told(one, other, other_stance, None if figures == "same" else figures)


def _told(one: Claim, other: Claim, stance: Stance, figure: Difference | None) -> Relation | None:
    if figure:
        return Relation(one, other, figure) if one.stance == stance == "yes" else None
    if one.stance == stance:
        return Relation(one, other)
    if {one.stance, stance} == {"yes", "no"}:
        return Relation(one, other, "polarity")
    return Relation(one, other, "force") if {one.stance, stance} & {"yes", "no"} else None


def _may_be_aligned(one: Claim, other: Claim) -> bool:
    """False where too few words are the same, told without looking for opposites and words of one meaning."""
    fewer = min(len(one.stems), len(other.stems))
    return len(set(one.stems) & set(other.stems)) >= max(1, fewer - MOST_NOT_THE_SAME)


def _aligned(one: Claim, other: Claim) -> bool | None:
    """Whether one claim is the other with a word turned into its opposite; None where they are not alike."""
    short, long = sorted((one, other), key=lambda claim: len(claim.stems))
    left = list(long.stems)
    order: list[int] = []
    opposites = kin = 0
    for word in short.stems:
        match, how = _match(word, left, named=word in short.names)
        if match is None:
            return None
        opposites, kin = opposites + (how == "opposite"), kin + (how == "kin")
        order.append(long.stems.index(match))
        left.remove(match)
    if left and long.stance == "no":
        return None  # it may be only what the other lacks that is denied: "not paid in full"
    if opposites > 1 or kin > 1 or order != sorted(order) or set(left) & long.names:
        return None
    if len(left) > LEFT_OVER * len(long.stems) or not _is_enough(short, exact=len(short.stems) - kin):
        return None
    return opposites == 1


def _match(word: str, left: Sequence[str], *, named: bool) -> tuple[str | None, str]:
    if word in left:
        return word, "exact"
    if named or word.startswith("@"):
        return None, ""
    for other in left:
        if frozenset((word, other)) in OPPOSITES:
            return other, "opposite"
    for other in left:
        if not other.startswith("@") and relatedness(word, other) == SAME:
            return other, "kin"
    return None, ""


def _is_enough(claim: Claim, *, exact: int) -> bool:
    """Whether so many words tell a proposition: who, and what of them."""
    if len(claim.stems) == FEWEST and claim.stems[0].startswith("@"):
        return claim.stems[1] in ALONE
    return exact >= FEWEST


def _of_one_time(one: Claim, other: Claim) -> bool:
    if "may" in (one.stance, other.stance):
        return not {one.mood, other.mood} & {"ought", "wish"}
    if "silent" in (one.stance, other.stance):
        return one.mood == other.mood or "reported" in (one.mood, other.mood)
    if one.mood == other.mood:
        return True
    return {one.mood, other.mood} <= _PLAIN and "reported" in (one.mood, other.mood)


def _figures(one: Claim, other: Claim) -> Difference | Literal["same", "another"]:
    """Which figure differs where all the others are the same; "another" where that cannot be told."""
    numbers = _number_differs(one, other)
    days = _day_differs(one, other)
    if numbers is None or days is None or (numbers and days):
        return "another"
    return "number" if numbers else "day" if days else "same"


def _number_differs(one: Claim, other: Claim) -> bool | None:
    mine = [(number.value, number.unit, stem(number.counted)) for number in one.numbers]
    theirs = [(number.value, number.unit, stem(number.counted)) for number in other.numbers]
    if mine == theirs:
        return False
    if len(mine) != 1 or len(theirs) != 1 or mine[0][1:] != theirs[0][1:]:
        return None
    if one.numbers[0].is_year or other.numbers[0].is_year or (one.limits | other.limits) & BOUNDS:
        return None
    return True


def _day_differs(one: Claim, other: Claim) -> bool | None:
    if set(one.days) == set(other.days) and one.times == other.times:
        return False
    happens_once = one.mood == other.mood == "future" or bool(ONCE & set(one.stems) & set(other.stems))
    whole_days = len(one.days) == len(other.days) == 1
    if not happens_once or not whole_days:
        return None
    mine, theirs = one.days[0], other.days[0]
    of_years = mine.year == theirs.year or None in (mine.year, theirs.year)
    return True if of_years and (mine.month, mine.day) != (theirs.month, theirs.day) else None


def _is_of_one_thing(relation: Relation, one: Article, other: Article) -> bool:
    if one.id == other.id or relation.one.names & relation.other.names:
        return True
    return len(_names_in(one.text) & _names_in(other.text)) >= SHARED_NAMES


def _may_have_changed(relation: Relation, one: ArticleStatement, other: ArticleStatement) -> bool:
    """Whether it may be the world that changed between two statements, and nobody's position: a road that was closed is
    open later. What one speaker says of two days is not held against them; what two say, only of nearly one day."""
    if not relation.difference or not (relation.one.is_state and relation.other.is_state):
        return False
    if set(one.statement.speakers) & set(other.statement.speakers):
        return True
    days = [statement.statement.said_on or statement.article.published_day for statement in (one, other)]
    if days[0] is None or days[1] is None:
        return one.article.id != other.article.id
    return abs((days[0] - days[1]).days) > OF_ONE_TIME


@lru_cache(maxsize=1_024)
def _names_in(text: str) -> frozenset[str]:
    """The stems of words that are written like names, no sentence's first."""
    found = set()
    words = text.split()
    for before, word in pairwise(words):
        plain = words_of(word)
        if plain and plain[0][0].isupper() and before[-1] not in '.!?"”’:' and word[0] not in '"“‘':
            found.add(stem(plain[0]))
    return frozenset(found - {stem(one) for one in CALENDAR})
