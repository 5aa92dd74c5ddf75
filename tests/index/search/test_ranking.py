"""Score fusion, preference for a date, and spread over articles."""

from __future__ import annotations

from datetime import date

from index.ports import Scored
from index.search.ranking import DatePreference, Fused, fuse, prefer_date, spread_over_articles


def leg(**scores: float) -> list[Scored]:
    return [Scored(one, score) for one, score in scores.items()]


def test_a_passage_found_by_two_retrievers_ranks_higher() -> None:
    fused = fuse({"lexical": leg(a=9.0, b=9.0, x=1.0), "dense": leg(b=0.9, c=0.8), "speaker": []})
    assert [one.id for one in fused][:2] == ["b", "a"]
    assert fused[0].via == ("lexical", "dense")


def test_dense_scores_reorder_only_close_lexical_scores() -> None:
    dense = leg(first=0.1, close=0.9, far=0.8)
    fused = fuse({"lexical": leg(first=20.0, close=19.0, far=15.0, least=10.0), "dense": dense, "speaker": []})
    assert [one.id for one in fused] == ["close", "first", "far", "least"]


def test_a_passage_found_by_one_retriever_is_returned() -> None:
    assert [one.id for one in fuse({"dense": leg(b=0.5), "speaker": [], "lexical": []})] == ["b"]


def test_ties_are_ordered_by_id() -> None:
    assert [one.id for one in fuse({"lexical": leg(b=1.0, a=1.0), "dense": [], "speaker": []})] == ["a", "b"]


def found(**scores: float) -> list[Fused]:
    return [Fused(one, score, ("lexical",)) for one, score in scores.items()]


def test_passages_near_the_preferred_day_come_first() -> None:
    days = {"week": date(2025, 8, 10), "year": date(2024, 8, 17), "none": None}
    ordered = prefer_date(found(none=0.9, year=0.9, week=0.2), days, DatePreference(date(2025, 8, 17)))
    assert [one.id for one in ordered] == ["week", "year", "none"]
    assert ordered[0].score > 2 * ordered[2].score > 0


def test_an_unnamed_day_never_outweighs_a_better_score() -> None:
    days = {"old": date(1990, 1, 1), "new": date(2025, 8, 17), "newer": date(2025, 8, 18)}
    fused = found(old=0.9, new=0.3, newer=0.1)
    assert [one.id for one in prefer_date(fused, days, DatePreference(date(2025, 8, 17), named=False))] == [
        "old",
        "new",
        "newer",
    ]
    assert [one.id for one in prefer_date(fused, days, DatePreference(date(2025, 8, 17)))] == ["new", "newer", "old"]


def test_a_second_passage_of_an_article_ranks_lower() -> None:
    articles = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "c1": "c"}
    ordered = spread_over_articles(found(a1=1.0, a2=0.99, a3=0.98, b1=0.95, c1=0.5), articles)
    assert [one.id for one in ordered] == ["a1", "b1", "a2", "a3", "c1"]
