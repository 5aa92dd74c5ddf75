"""URLs of one article become one, and ids depend on the content."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.reading.identifiers import canonical_url, content_hash, derive_article_id, passage_id, statement_id
from index.types import Article, Span

STORY = "https://record.example/harbour/2025/ferry-vote"


def test_the_hash_ignores_white_space_but_not_words() -> None:
    assert content_hash("The ferry  sails.\n\nAt noon.") == content_hash("The ferry sails. At noon.")
    assert content_hash("The ferry sails at noon.") != content_hash("The ferry sails at one.")


def test_an_article_s_id_comes_from_its_url() -> None:
    spelling = "http://www.record.example/harbour/2025/ferry-vote/?utm_source=feed"
    assert derive_article_id(url=spelling, text="whatever") == derive_article_id(url=STORY, text="something else")


def test_without_a_url_an_article_s_id_comes_from_its_text() -> None:
    assert derive_article_id(url=None, text="The ferry sails.") == derive_article_id(
        url=None, text="The  ferry sails.\n"
    )


def test_ids_change_with_the_article_its_text_and_the_position() -> None:
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


@pytest.mark.parametrize(
    "spelling",
    [
        "http://record.example/harbour/2025/ferry-vote",
        "https://www.record.example/harbour/2025/ferry-vote/",
        "https://m.record.example/harbour/2025/ferry-vote",
        "https://www.m.record.example/harbour/2025/ferry-vote",
        "https://RECORD.example:443/harbour/2025/ferry-vote#comments",
        "http://record.example.:80/harbour/2025/ferry-vote",
        "//record.example/harbour/2025/ferry-vote",
        "record.example/harbour/2025/ferry-vote",
        "https://record.example/harbour//2025/ferry-vote?utm_source=feed&utm_medium=rss",
        "https://record.example/harbour/2025/ferry-vote?fbclid=1&gclid=2&ref=home",
        "https://record.example/harbour/2025/ferry-vote?_ga=1.2&_gl=3&ocid=4&WT.mc_id=5&__twitter_impression=true",
        "https://record.example/harbour/2025/ferry-vote;jsessionid=0A1B?PHPSESSID=77",
        "https://amp.record.example/harbour/2025/ferry-vote/amp/",
        "https://record.example/harbour/2025/ferry-vote.amp?amp=1",
        "https://record.example/harbour/2025/ferry-vote?outputType=amp",
        "https://record.example/harbour/2025/ferry-vote?amp",
        "https://record-example.cdn.ampproject.org/c/s/record.example/harbour/2025/ferry-vote?amp=1",
        "https://record-example.cdn.ampproject.org/v/s/amp.record.example/harbour/2025/ferry-vote",
        "https://www.google.com/amp/s/www.record.example/harbour/2025/ferry-vote/amp",
        "https://record.example/harbour/2025/ferry-vote/print",
        "https://record.example/harbour/2025/ferry-vote?print=1",
        "https://record.example/harbour/2025/ferry-vote?view=print",
        "https://record.example/harbour/2025/ferry-vote/index.html",
        "https://record.example/harbour/2025/ferry%2Dvote",
        "  https://record.example/harbour/2025/ferry-vote\n",
    ],
)
def test_the_spellings_of_one_url_become_one(spelling: str) -> None:
    assert canonical_url(spelling) == STORY


@pytest.mark.parametrize(
    "other",
    [
        "https://record.example/harbour/2025/ferry-vote-2",
        "https://record.example/harbour/2025/Ferry-Vote",
        "https://news.record.example/harbour/2025/ferry-vote",
        "https://record.example:8080/harbour/2025/ferry-vote",
        "https://record.example/harbour/2025/ferry-vote?id=7",
        "https://record.example/harbour/2025/ferry-vote?sid=7",
        "https://record.example/harbour/2025/ferry-vote?page=2",
        "https://record.example/harbour/2025/ferry-vote?view=timeline",
        "https://record.example/harbour/2025/ferry-vote?outputType=transcript",
        "https://record.example/harbour/2025/ferry-vote/amplified",
        "https://record.example/harbour/2025/ferry-vote#!/page/2",
        "https://record.example/harbour/2025%2Fferry-vote",
        "https://record.example/harbour/2025/ferry-vote;2",
    ],
)
def test_the_url_of_another_article_stays_different(other: str) -> None:
    assert canonical_url(other) != STORY


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://record.example/caf%c3%a9", "https://record.example/café"),
        ("https://record.example/%7Ebo/a", "https://record.example/~bo/a"),
        ("https://record.example/story?section=2&id=7", "https://record.example/story?id=7&section=2&utm_campaign=x"),
        ("https://record.example/index.php?id=7", "https://record.example/?id=7"),
    ],
)
def test_equivalent_urls_are_normalized_alike(one: str, same: str) -> None:
    assert canonical_url(one) == canonical_url(same)


@pytest.mark.parametrize(
    "odd", ["urn:newsml:wire.example:20260101:7", "tag:wire.example,2026:7", "http://[::1", "http://a.example:b/", "7"]
)
def test_text_that_is_not_a_web_address_stays_unchanged(odd: str) -> None:
    assert canonical_url(f" {odd} ") == odd


def test_a_host_that_is_only_a_prefix_keeps_it() -> None:
    assert canonical_url("https://m.example/a") == "https://m.example/a"


HOSTS = st.sampled_from(
    ["record.example", "www.www.record.example", "amp.m.example", "WIRE.example:8080", "bücher.example"]
)


@given(
    st.builds(
        "{}{}{}{}?{}".format,
        st.sampled_from(["https://", "http://", "//", "", "https://x.cdn.ampproject.org/c/s/"]),
        HOSTS,
        st.text(alphabet="a/.mp-é%;", max_size=12).map("/".__add__),
        st.sampled_from(["", "/amp", "/amp/amp/", ".amp", "/.amp.amp", "/print", "/index.html", ";jsessionid=1"]),
        st.text(alphabet="ab=&+%2 é", max_size=12),
    )
)
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


NAMES = st.sampled_from(["id", "story", "p", "article", "sid", "cid", "page", "date", "source"])


@given(NAMES, st.text(alphabet="abc019-", min_size=1), st.text(alphabet="abc019-", min_size=1))
def test_urls_that_differ_in_the_query_stay_different(name: str, one: str, other: str) -> None:
    assume(one != other)
    assert canonical_url(f"https://record.example/story?{name}={one}&utm_id=1") != canonical_url(
        f"https://record.example/story?{name}={other}"
    )


@given(st.text(alphabet="abcABC019-_", min_size=1), st.text(alphabet="abcABC019-_", min_size=1))
def test_urls_that_differ_in_the_path_stay_different(one: str, other: str) -> None:
    assume(one != other)
    assert canonical_url(f"https://record.example/news/{one}") != canonical_url(f"https://record.example/news/{other}")


@given(st.text())
def test_no_text_makes_canonical_url_raise(text: str) -> None:
    assert canonical_url(canonical_url(text)) == canonical_url(text)
