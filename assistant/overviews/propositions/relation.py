"""Finds whether two claims are on the same proposition, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.overviews.propositions.lexicon import BOUNDS, COMPLETE_VERBS, ONE_TIME_VERBS, OPPOSITES
from assistant.overviews.propositions.parsing import Claim, Stance, read_claims
from assistant.overviews.types import Difference
from assistant.retrieval.thesaurus.thesaurus import SAME, relatedness
from assistant.understanding.content_words import CALENDAR
from assistant.understanding.stemming import stem, words_of
from index.types import Article, ArticleStatement

MAX_UNMATCHED_SHARE = 0.25  # of a claim's words that the other lacks; none of them may be a name
MIN_STEMS = 2
MAX_INEXACT = 2  # one opposite and one synonym
MAX_STATE_DAYS = 14  # between two descriptions of the same state
MIN_SHARED_NAMES = 2  # in both articles, so that "the bridge" is the same one in claims without a name
_OPPOSITE_STANCE: dict[Stance, Stance] = {"yes": "no", "no": "yes", "may": "may", "silent": "silent"}
_INDICATIVE = frozenset(("past", "present", "reported"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Two claims on one proposition. `difference` is None if they agree."""

    one: Claim
    other: Claim
    difference: Difference | None = None

    @property
    def contradicts(self) -> bool:
        """Whether both cannot be true. A difference in force, such as "may" against "will", is no contradiction."""
        return self.difference is not None and self.difference != "force"


def relate_statements(one: ArticleStatement, other: ArticleStatement) -> Relation | None:
    """Return the first relation between their claims that is a difference, else the first relation, if any."""
    found = [
        relation
        for claim in read_claims(one)
        for other_claim in read_claims(other)
        if (relation := _relate(claim, other_claim))
        and _is_same_subject(relation, one.article, other.article)
        and not _may_have_changed(relation, one, other)
    ]
    return next((relation for relation in found if relation.difference), found[0] if found else None)


def _relate(one: Claim, other: Claim) -> Relation | None:
    """Return the relation of two claims; None unless they are certainly on the same proposition."""
    # Counting equal words is cheap, and comes before opposites and synonyms.
    min_shared = max(1, min(len(one.stems), len(other.stems)) - MAX_INEXACT)
    is_comparable = one.limits == other.limits and len(set(one.stems) & set(other.stems)) >= min_shared
    is_opposite = _match_claims(one, other) if is_comparable and _is_same_time(one, other) else None
    if is_opposite is None or (is_opposite and {"may", "silent"} & {one.stance, other.stance}):
        return None
    stances = {one.stance, _OPPOSITE_STANCE[other.stance] if is_opposite else other.stance}
    number, day = _number_differs(one, other), _day_differs(one, other)
    if number is None or day is None or (number and day):
        return None
    if number or day:
        return Relation(one, other, "number" if number else "day") if stances == {"yes"} else None
    if len(stances) == 1:
        return Relation(one, other)
    if stances == {"yes", "no"}:
        return Relation(one, other, "polarity")
    return Relation(one, other, "force") if stances & {"yes", "no"} else None


def _match_claims(one: Claim, other: Claim) -> bool | None:
    """Return True if one word is replaced by its opposite, False if the words match, None if they do not match."""
    short, long = sorted((one, other), key=lambda claim: len(claim.stems))
    remaining = list(long.stems)
    order: list[int] = []
    opposites = synonyms = 0
    for word in short.stems:
        match, kind = _find_match(word, remaining, is_name=word in short.names)
        if match is None:
            return None
        opposites, synonyms = opposites + (kind == "opposite"), synonyms + (kind == "synonym")
        order.append(long.stems.index(match))
        remaining.remove(match)
    if remaining and long.stance == "no":
        return None  # the negation may apply only to the remaining words: "not paid in full"
    if opposites > 1 or synonyms > 1 or order != sorted(order) or set(remaining) & long.names:
        return None
    is_enough = len(short.stems) - synonyms >= MIN_STEMS
    if len(short.stems) == MIN_STEMS and short.stems[0].startswith("@"):
        is_enough = short.stems[1] in COMPLETE_VERBS  # a pronoun and a verb rarely identify a proposition
    return opposites == 1 if is_enough and len(remaining) <= MAX_UNMATCHED_SHARE * len(long.stems) else None


def _find_match(word: str, candidates: Sequence[str], *, is_name: bool) -> tuple[str | None, str]:
    if word in candidates:
        return word, "exact"
    if is_name or word.startswith("@"):
        return None, ""
    for candidate in candidates:
        if frozenset((word, candidate)) in OPPOSITES:
            return candidate, "opposite"
    for candidate in candidates:
        if not candidate.startswith("@") and relatedness(word, candidate) == SAME:
            return candidate, "synonym"
    return None, ""


def _is_same_time(one: Claim, other: Claim) -> bool:
    stances, moods = {one.stance, other.stance}, {one.mood, other.mood}
    if "may" in stances:
        return not moods & {"ought", "wish"}
    return len(moods) == 1 or ("reported" in moods and ("silent" in stances or moods <= _INDICATIVE))


def _number_differs(one: Claim, other: Claim) -> bool | None:
    """Return whether the claims give two figures for the same thing; None if this is unclear."""
    numbers = [(number.value, number.unit, stem(number.counted)) for number in one.numbers]
    others = [(number.value, number.unit, stem(number.counted)) for number in other.numbers]
    if numbers == others:
        return False
    if len(numbers) != 1 or len(others) != 1 or numbers[0][1:] != others[0][1:]:
        return None
    if one.numbers[0].is_year or other.numbers[0].is_year or (one.limits | other.limits) & BOUNDS:
        return None
    return True


def _day_differs(one: Claim, other: Claim) -> bool | None:
    """Return whether the claims give two days for the same event; None if this is unclear."""
    if set(one.days) == set(other.days) and one.times == other.times:
        return False
    happens_once = one.mood == other.mood == "future" or bool(ONE_TIME_VERBS & set(one.stems) & set(other.stems))
    if not happens_once or not len(one.days) == len(other.days) == 1:
        return None
    day, other_day = one.days[0], other.days[0]
    is_same_year = day.year == other_day.year or None in (day.year, other_day.year)
    return True if is_same_year and (day.month, day.day) != (other_day.month, other_day.day) else None


def _is_same_subject(relation: Relation, one: Article, other: Article) -> bool:
    if one.id == other.id or relation.one.names & relation.other.names:
        return True
    return len(_find_names(one.text) & _find_names(other.text)) >= MIN_SHARED_NAMES


def _may_have_changed(relation: Relation, one: ArticleStatement, other: ArticleStatement) -> bool:
    """Return whether a described state, such as a closed road, may have changed between two statements."""
    if not relation.difference or not (relation.one.is_state and relation.other.is_state):
        return False
    if set(one.statement.speakers) & set(other.statement.speakers):
        return True
    day, other_day = (item.statement.said_on or item.article.published_day for item in (one, other))
    if day is None or other_day is None:
        return one.article.id != other.article.id
    return abs((day - other_day).days) > MAX_STATE_DAYS


@lru_cache(maxsize=1_024)
def _find_names(text: str) -> frozenset[str]:
    """Return the stems of capitalised words that do not begin a sentence."""
    found = set()
    for before, word in pairwise(text.split()):
        plain = words_of(word)
        if plain and plain[0][0].isupper() and before[-1] not in '.!?"”’:' and word[0] not in '"“‘':
            found.add(stem(plain[0]))
    return frozenset(found - {stem(one) for one in CALENDAR})
