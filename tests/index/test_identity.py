from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identity import canonical_url, content_hash, derive_article_id, passage_id, statement_id
from index.types import Article, Span

STORY = "https://record.example/harbour/2025/ferry-vote"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://record.example/harbour/2025/ferry-vote",
        "https://www.record.example/harbour/2025/ferry-vote/",
        "https://m.record.example/harbour/2025/ferry-vote",
        "https://www.m.record.example/harbour/2025/ferry-vote",
        "https://RECORD.example:443/harbour/2025/ferry-vote#comments",
        "https://record.example/harbour//2025/ferry-vote?utm_source=feed&utm_medium=rss",
        "https://record.example/harbour/2025/ferry-vote?fbclid=1&gclid=2&ref=home",
        "https://amp.record.example/harbour/2025/ferry-vote/amp/",
        "https://record.example/harbour/2025/ferry-vote.amp?amp=1",
        "  https://record.example/harbour/2025/ferry-vote\n",
    ],
)
def test_the_spellings_of_one_address_are_one_article(spelling: str) -> None:
    assert canonical_url(spelling) == STORY
    assert derive_article_id(url=spelling, text="whatever") == derive_article_id(url=STORY, text="something else")


@pytest.mark.parametrize(
    "other",
    [
        "https://record.example/harbour/2025/ferry-vote-2",
        "https://record.example/harbour/2025/Ferry-Vote",
        "https://news.record.example/harbour/2025/ferry-vote",
        "https://record.example:8080/harbour/2025/ferry-vote",
        "https://record.example/harbour/2025/ferry-vote?id=7",
        "https://record.example/harbour/2025/ferry-vote/amplified",
    ],
)
def test_another_address_is_another_article(other: str) -> None:
    assert canonical_url(other) != STORY


def test_a_query_that_names_the_story_is_kept_in_one_order() -> None:
    one = canonical_url("https://record.example/story?section=2&id=7&utm_campaign=x")
    assert (
        one
        == canonical_url("https://record.example/story?id=7&section=2")
        == "https://record.example/story?id=7&section=2"
    )


def test_a_host_that_is_nothing_but_a_prefix_keeps_it() -> None:
    assert canonical_url("https://m.example/a") == "https://m.example/a"


@given(
    st.builds(
        "https://{}{}{}?{}".format,
        st.sampled_from(["record.example", "www.www.record.example", "amp.m.example", "WIRE.example:8080"]),
        st.text(alphabet="a/.mp-é%", max_size=12).map("/".__add__),
        st.sampled_from(["", "/amp", "/amp/amp/", ".amp", "/.amp.amp"]),
        st.text(alphabet="ab=&+%2 é", max_size=12),
    )
)
def test_a_canonical_address_is_its_own(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_white_space_makes_no_other_story_and_a_word_does() -> None:
    assert content_hash("The ferry  sails.\n\nAt noon.") == content_hash("The ferry sails. At noon.")
    assert content_hash("The ferry sails at noon.") != content_hash("The ferry sails at one.")


def test_an_article_without_address_is_known_by_its_text() -> None:
    assert derive_article_id(url=None, text="The ferry sails.") == derive_article_id(
        url=None, text="The  ferry sails.\n"
    )


def test_ids_change_with_the_article_its_text_and_the_place_in_it() -> None:
    article = Article(id="a", title="Ferries", text="The ferry sails at noon.")
    others = [
        passage_id(Article(id="b", title="Ferries", text=article.text), Span(0, 9)),
        passage_id(Article(id="a", title="Ferries", text="The ferry sails at one."), Span(0, 9)),
        passage_id(article, Span(0, 10)),
        statement_id(article, [Span(0, 9)]),
    ]
    assert passage_id(article, Span(0, 9)) not in others
    assert len(set(others)) == len(others)
    assert statement_id(article, [Span(0, 3), Span(4, 9)]) != statement_id(article, [Span(0, 9)])
