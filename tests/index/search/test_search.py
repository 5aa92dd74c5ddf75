"""Evidence for a query, from stores of one generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from index.ports import Scored, VectorStore
from index.search import dense
from index.search.ranking import DatePreference, Fused, fuse, prefer_date, spread_over_articles
from index.search.view import View
from index.storage.vectors.chroma import open_vectors
from index.types import Article, Scope
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom


def leg(**scores: float) -> list[Scored]:
    return [Scored(one, score) for one, score in scores.items()]


def test_what_two_ways_find_comes_before_what_fits_one_as_well() -> None:
    fused = fuse({"lexical": leg(a=9.0, b=9.0, x=1.0), "dense": leg(b=0.9, c=0.8), "speaker": []})
    assert [one.id for one in fused][:2] == ["b", "a"]
    assert fused[0].via == ("lexical", "dense")


def test_how_well_words_fit_decides_and_meaning_only_among_what_fits_nearly_as_well() -> None:
    dense = leg(first=0.1, close=0.9, far=0.8)
    fused = fuse({"lexical": leg(first=20.0, close=19.0, far=15.0, least=10.0), "dense": dense, "speaker": []})
    assert [one.id for one in fused] == ["close", "first", "far", "least"]


def test_what_one_way_alone_finds_is_found() -> None:
    assert [one.id for one in fuse({"dense": leg(b=0.5), "speaker": [], "lexical": []})] == ["b"]


def test_equal_scores_keep_one_order() -> None:
    assert [one.id for one in fuse({"lexical": leg(b=1.0, a=1.0), "dense": [], "speaker": []})] == ["a", "b"]


def found(**scores: float) -> list[Fused]:
    return [Fused(one, score, ("lexical",)) for one, score in scores.items()]


def test_what_was_published_shortly_before_the_day_comes_first_and_nothing_is_left_out() -> None:
    days = {"week": date(2025, 8, 10), "year": date(2024, 8, 17), "none": None}
    ordered = prefer_date(found(none=0.9, year=0.9, week=0.2), days, DatePreference(date(2025, 8, 17)))
    assert [one.id for one in ordered] == ["week", "year", "none"]
    assert ordered[0].score > 2 * ordered[2].score > 0


def test_age_never_outweighs_a_better_fit_where_the_question_names_no_day() -> None:
    days = {"old": date(1990, 1, 1), "new": date(2025, 8, 17), "newer": date(2025, 8, 18)}
    fused = found(old=0.9, new=0.3, newer=0.1)
    assert [one.id for one in prefer_date(fused, days, DatePreference(date(2025, 8, 17), named=False))] == [
        "old",
        "new",
        "newer",
    ]
    assert [one.id for one in prefer_date(fused, days, DatePreference(date(2025, 8, 17)))] == ["new", "newer", "old"]


def test_passages_of_one_article_make_room_for_another_that_fits_nearly_as_well() -> None:
    articles = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "c1": "c"}
    ordered = spread_over_articles(found(a1=1.0, a2=0.99, a3=0.98, b1=0.95, c1=0.5), articles)
    assert [one.id for one in ordered] == ["a1", "b1", "a2", "a3", "c1"]


def test_a_search_near_a_day_prefers_its_news_and_leaves_nothing_out(newsroom: Newsroom) -> None:
    text = "The harbour ferry was painted {} on Monday.\n\nNobody watched the {} paint dry."
    colours = ["green", "blue", "white", "brown", "yellow"]
    newsroom.ingest(
        *(
            Article(id=colour, title="The ferry", text=text.format(colour, colour), published=date(2021 + year, 5, 1))
            for year, colour in enumerate(colours)
        )
    )
    with closing(newsroom.index()) as index:
        near = [
            index.view().search("harbour ferry", near=DatePreference(date(2021 + year, 5, 3)), k=10)
            for year in range(5)
        ]
        assert [hits[0].article.id for hits in near] == colours
        assert {hit.article.id for hit in near[0]} == set(colours)


class _Opening:
    """Opens the real vector store, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, folder: Path) -> VectorStore:
        self.times += 1
        return open_vectors(folder)


@pytest.fixture
def opening() -> _Opening:
    return _Opening()


@contextmanager
def reading(newsroom: Newsroom, opening: _Opening) -> Iterator[View]:
    with closing(newsroom.index(opening)) as index:
        yield index.view()


def asked(view: View, scope: Scope | None = None) -> list[tuple[str, tuple[str, ...]]]:
    return [(hit.passage.id, hit.via) for hit in view.search("the bridge", scope=scope, k=50)]


def test_a_small_index_never_opens_its_vector_store(newsroom: Newsroom, opening: _Opening) -> None:
    newsroom.ingest_all([make_article(number) for number in range(12)])
    with reading(newsroom, opening) as view:
        assert asked(view) == asked(view)
        assert asked(view, Scope(article_id=make_article(3).id))
    assert opening.times == 0


def test_a_larger_index_answers_the_first_question_without_its_vector_store(
    newsroom: Newsroom, opening: _Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ingest_all([make_article(number) for number in range(12)])
    with reading(newsroom, opening) as view:
        held = asked(view)
    monkeypatch.setattr(dense, "IN_MEMORY_BELOW", 5)
    monkeypatch.setattr(dense, "EXACT_BELOW", 5)
    with reading(newsroom, opening) as view:
        first, times = asked(view), opening.times
        second = asked(view)
    assert (times, opening.times) == (0, 1)
    assert {one for one, via in first if "dense" in via} == {one for one, via in held if "dense" in via}
    assert {one for one, via in second if "dense" in via} == {one for one, via in held if "dense" in via}


def test_a_filter_that_leaves_few_is_exact_in_a_larger_index_too(
    newsroom: Newsroom, opening: _Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ingest_all([make_article(number) for number in range(12)])
    scope = Scope(article_id=make_article(3).id)
    with reading(newsroom, opening) as view:
        held = asked(view, scope)
    monkeypatch.setattr(dense, "IN_MEMORY_BELOW", 5)
    with reading(newsroom, opening) as view:
        assert asked(view, scope) == held
    assert opening.times == 0
    assert any("dense" in via for _, via in held)
