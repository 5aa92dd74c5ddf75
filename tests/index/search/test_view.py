"""Hybrid retrieval in one generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from index.ports import VectorStore
from index.search import dense
from index.search.ranking import DatePreference
from index.search.view import View
from index.storage.vectors.chroma import open_vectors
from index.types import Article, Scope
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom


def test_a_search_near_a_day_prefers_its_news_and_excludes_nothing(newsroom: Newsroom) -> None:
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
    """Opens the real vector store and counts the openings."""

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


def test_the_first_query_of_a_larger_index_opens_no_vector_store(
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


def test_a_narrow_filter_is_searched_exactly_in_a_larger_index(
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
