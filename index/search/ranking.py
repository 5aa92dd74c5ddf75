"""In which order passages are shown: by how well they fit and how near they are in time, spread over articles. Pure,
and the same for the same lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.ports import Scored
from index.types import Via

Leg = Via | Literal["refined"]
"""A way of searching. What a refiner's vectors find is found by meaning, too: a hit says "dense" of both."""
WEIGHTS: Mapping[Leg, float] = {"lexical": 1.0, "dense": 0.15, "refined": 0.75, "speaker": 0.5}
"""Words decide, meaning helps: the static vectors alone find the right article first less often (decision 18)."""
CANDIDATE_WEIGHT = 1.0
"""What every passage that was put forward weighs where age counts, beside how well it fits: the least fitting of them
is still one of 150 in 100,000."""
MIN_DATE_WEIGHT = 0.2
"""What is left of a passage's weight however old it is: age puts off, it never excludes."""
MIN_DATE_WEIGHT_UNNAMED = 0.7
"""The same where the question only says "recently"."""
HALF_LIFE_DAYS = 21.0
"""Days in which the rest of it halves. On RealTimeQA's questions (docs/finding.md) 14 to 30 days do equally well."""
SAME_ARTICLE_FACTOR = 0.9
"""What a further passage of an article weighs beside the one before it: ten passages of one article are one source."""


@dataclass(frozen=True, slots=True)
class Fused:
    id: str
    score: float
    via: tuple[Via, ...]


@dataclass(frozen=True, slots=True)
class DatePreference:
    """The day whose news is preferred; less so where the question names none."""

    day: date
    named: bool = True


def fuse(legs: Mapping[Leg, Sequence[Scored]]) -> list[Fused]:
    """The sum over the legs of weight * how well it fits beside the best and the least fitting of its leg, from 1 to 0.
    Best first, ties by id."""
    scores: dict[str, float] = {}
    via: dict[str, list[Via]] = {}
    for leg, found in legs.items():
        told = [one.score for one in found]
        best, least, weight = max(told, default=0.0), min(told, default=0.0), WEIGHTS[leg]
        for one in found:
            fits = (one.score - least) / (best - least) if best > least else 1.0
            scores[one.id] = scores.get(one.id, 0.0) + weight * fits
            via.setdefault(one.id, []).append("dense" if leg == "refined" else leg)
    ranked = sorted(scores, key=lambda found: (-scores[found], found))
    return [Fused(found, scores[found], tuple(via[found])) for found in ranked]


def prefer_date(fused: Sequence[Fused], days: Mapping[str, date | None], near: DatePreference) -> list[Fused]:
    """What was published shortly before a day before what is older; a passage without a date is as old as can be."""
    weight = {day: _date_weight(day, near) for day in {days.get(one.id) for one in fused}}
    weighed = [Fused(one.id, (CANDIDATE_WEIGHT + one.score) * weight[days.get(one.id)], one.via) for one in fused]
    return sorted(weighed, key=lambda one: (-one.score, one.id))


def spread_over_articles(fused: Sequence[Fused], articles: Mapping[str, str]) -> list[Fused]:
    """The same with each further passage of an article put off; which article a passage is from is in `articles`."""
    seen: Counter[str] = Counter()
    weighed = []
    for one in fused:
        article = articles.get(one.id, one.id)
        weighed.append((one.score * SAME_ARTICLE_FACTOR ** seen[article], one))
        seen[article] += 1
    return [one for _, one in sorted(weighed, key=lambda pair: -pair[0])]


def _date_weight(day: date | None, near: DatePreference) -> float:
    lasting = MIN_DATE_WEIGHT if near.named else MIN_DATE_WEIGHT_UNNAMED
    if day is None:
        return lasting
    return float(lasting + (1 - lasting) * 2 ** (-abs((near.day - day).days) / HALF_LIFE_DAYS))
