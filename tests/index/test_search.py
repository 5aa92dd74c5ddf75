"""Evidence for a query, from stores of one generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from index import search
from index.ports import VectorStore
from index.ranking import Fused, fuse, prefer_near, spread
from index.search import View
from index.types import Article, Scope
from index.vectors import open_vectors
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom


def test_what_two_ways_find_comes_before_what_one_finds() -> None:
    fused = fuse({"lexical": ["a", "b"], "dense": ["b", "c"], "speaker": []})

    assert [one.id for one in fused] == ["b", "a", "c"]
    assert fused[0].via == ("lexical", "dense")


def test_words_weigh_double() -> None:
    fused = fuse({"lexical": ["by words"], "dense": ["by meaning"], "speaker": []})

    assert [one.id for one in fused] == ["by words", "by meaning"]
    assert fused[0].score == 2 * fused[1].score


def test_equal_scores_keep_one_order() -> None:
    assert [one.id for one in fuse({"dense": ["b"], "speaker": ["a"], "lexical": []})] == ["a", "b"]


def found(**scores: float) -> list[Fused]:
    return [Fused(one, score, ("lexical",)) for one, score in scores.items()]


def test_what_was_published_shortly_before_the_day_comes_first_and_nothing_is_left_out() -> None:
    days = {"week": date(2025, 8, 10), "year": date(2024, 8, 17), "none": None}
    ordered = prefer_near(found(none=0.03, year=0.03, week=0.02), days, date(2025, 8, 17))
    assert [one.id for one in ordered] == ["week", "year", "none"]
    assert ordered[0].score > 2 * ordered[2].score > 0


def test_age_never_outweighs_a_fit_that_is_five_times_as_good() -> None:
    days = {"old": date(1990, 1, 1), "new": date(2025, 8, 17)}
    assert [one.id for one in prefer_near(found(old=0.06, new=0.01), days, date(2025, 8, 17))] == ["old", "new"]


def test_passages_of_one_article_make_room_for_another_that_fits_nearly_as_well() -> None:
    articles = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "c1": "c"}
    ordered = spread(found(a1=1.0, a2=0.99, a3=0.98, b1=0.95, c1=0.5), articles)
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
        near = [index.view().search("harbour ferry", near=date(2021 + year, 5, 3), k=10) for year in range(5)]
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
    monkeypatch.setattr(search, "HELD_BELOW", 5)
    monkeypatch.setattr(search, "EXACT_BELOW", 5)
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
    monkeypatch.setattr(search, "HELD_BELOW", 5)
    with reading(newsroom, opening) as view:
        assert asked(view, scope) == held
    assert opening.times == 0
    assert any("dense" in via for _, via in held)
