"""Ranking of passages: score fusion, preference for a date, and spread over articles. Pure and deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.ports import Scored
from index.types import Via

Leg = Via | Literal["refined"]
"""A retriever. Hits of refined vectors, too, are reported as "dense"."""
WEIGHTS: Mapping[Leg, float] = {"lexical": 1.0, "dense": 0.15, "refined": 0.75, "speaker": 0.5}
"""Static vectors have a low weight: alone they rank the right article first less often than words (decision 18)."""
CANDIDATE_WEIGHT = 1.0
"""Added to every fused score before it is weighted by date: even the last candidate is one of 150 in 100,000."""
MIN_DATE_WEIGHT = 0.2
"""The date weight of the oldest passages: age lowers a score but never excludes."""
MIN_DATE_WEIGHT_UNNAMED = 0.7
"""The same if the question names no day ("recently")."""
HALF_LIFE_DAYS = 21.0
"""On RealTimeQA's questions (docs/finding.md), 14 to 30 days do equally well."""
SAME_ARTICLE_FACTOR = 0.9
"""Each further passage of an article is multiplied by this once more: ten passages of one article are one source."""


@dataclass(frozen=True, slots=True)
class Fused:
    id: str
    score: float
    via: tuple[Via, ...]


@dataclass(frozen=True, slots=True)
class DatePreference:
    """Prefers news of a day, more strongly if the question names it."""

    day: date
    named: bool = True


def fuse(legs: Mapping[Leg, Sequence[Scored]]) -> list[Fused]:
    """Sum the min-max normalised scores of all retrievers, weighted by WEIGHTS. Best first, ties by id."""
    scores: dict[str, float] = {}
    via: dict[str, list[Via]] = {}
    for leg, found in legs.items():
        leg_scores = [hit.score for hit in found]
        highest, lowest = max(leg_scores, default=0.0), min(leg_scores, default=0.0)
        for hit in found:
            normalised = (hit.score - lowest) / (highest - lowest) if highest > lowest else 1.0
            scores[hit.id] = scores.get(hit.id, 0.0) + WEIGHTS[leg] * normalised
            via.setdefault(hit.id, []).append("dense" if leg == "refined" else leg)
    ranked = sorted(scores, key=lambda found: (-scores[found], found))
    return [Fused(found, scores[found], tuple(via[found])) for found in ranked]


def prefer_date(fused: Sequence[Fused], days: Mapping[str, date | None], preference: DatePreference) -> list[Fused]:
    """Rank passages near the preferred day higher. A passage without a date counts as the oldest."""
    weight = {day: _date_weight(day, preference) for day in {days.get(hit.id) for hit in fused}}
    weighted = [Fused(hit.id, (CANDIDATE_WEIGHT + hit.score) * weight[days.get(hit.id)], hit.via) for hit in fused]
    return sorted(weighted, key=lambda hit: (-hit.score, hit.id))


def spread_over_articles(fused: Sequence[Fused], articles: Mapping[str, str]) -> list[Fused]:
    """Rank further passages of the same article lower. `articles` maps passage ids to article ids."""
    seen: Counter[str] = Counter()
    weighted = []
    for hit in fused:
        article = articles.get(hit.id, hit.id)
        weighted.append((hit.score * SAME_ARTICLE_FACTOR ** seen[article], hit))
        seen[article] += 1
    return [hit for _, hit in sorted(weighted, key=lambda pair: -pair[0])]


def _date_weight(day: date | None, preference: DatePreference) -> float:
    lowest = MIN_DATE_WEIGHT if preference.named else MIN_DATE_WEIGHT_UNNAMED
    if day is None:
        return lowest
    return float(lowest + (1 - lowest) * 2 ** (-abs((preference.day - day).days) / HALF_LIFE_DAYS))
