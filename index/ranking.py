"""In which order passages are shown: by how many ways found them and how high, how near they are in time, spread over
articles. Pure, and the same for the same lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.types import Via

RANK_CONSTANT = 60
"""k of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (SIGIR 2009)."""
WEIGHTS: Mapping[Via, float] = {"lexical": 2.0, "dense": 1.0, "speaker": 1.0}
"""Words count double: with static vectors equal weights find less than BM25 alone (measured, LIBRARIES.md part G)."""
LASTING = 0.2
"""What is left of a passage's weight however old it is: age puts off, it never excludes."""
HALF_LIFE = 21.0
"""Days in which the rest of it halves. On RealTimeQA's questions (docs/finding.md) 14 to 30 days do equally well."""
SPREAD = 0.9
"""What a further passage of an article weighs beside the one before it: ten passages of one article are one source."""


@dataclass(frozen=True, slots=True)
class Fused:
    id: str
    score: float
    via: tuple[Via, ...]


def fuse(legs: Mapping[Via, Sequence[str]]) -> list[Fused]:
    """Weighted reciprocal rank fusion: the sum over the legs of weight / (60 + rank), best first, ties by id."""
    scores: dict[str, float] = {}
    via: dict[str, list[Via]] = {}
    for leg, ids in legs.items():
        for rank, found in enumerate(ids, start=1):
            scores[found] = scores.get(found, 0.0) + WEIGHTS[leg] / (RANK_CONSTANT + rank)
            via.setdefault(found, []).append(leg)
    ranked = sorted(scores, key=lambda found: (-scores[found], found))
    return [Fused(found, scores[found], tuple(via[found])) for found in ranked]


def prefer_near(fused: Sequence[Fused], days: Mapping[str, date | None], near: date) -> list[Fused]:
    """What was published shortly before a day before what is older; a passage without a date is as old as can be."""
    weighed = [replace(one, score=one.score * _weight(days.get(one.id), near)) for one in fused]
    return sorted(weighed, key=lambda one: (-one.score, one.id))


def spread(fused: Sequence[Fused], articles: Mapping[str, str]) -> list[Fused]:
    """The same with each further passage of an article put off; which article a passage is from is in `articles`."""
    seen: Counter[str] = Counter()
    weighed = []
    for one in fused:
        article = articles.get(one.id, one.id)
        weighed.append((one.score * SPREAD ** seen[article], one))
        seen[article] += 1
    return [one for _, one in sorted(weighed, key=lambda pair: -pair[0])]


def _weight(day: date | None, near: date) -> float:
    if day is None:
        return LASTING
    return float(LASTING + (1 - LASTING) * 2 ** (-abs((near - day).days) / HALF_LIFE))
