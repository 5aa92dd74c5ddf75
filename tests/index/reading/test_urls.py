"""The addresses under which one article is served are one, and those of two articles are two."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.reading.identifiers import canonical_url

STORY = "https://record.example/harbour/2025/ferry-vote"


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
def test_the_spellings_of_one_address_are_one(spelling: str) -> None:
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
def test_another_address_is_another_article(other: str) -> None:
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
def test_an_address_is_written_in_one_way(one: str, same: str) -> None:
    assert canonical_url(one) == canonical_url(same)


@pytest.mark.parametrize(
    "odd", ["urn:newsml:wire.example:20260101:7", "tag:wire.example,2026:7", "http://[::1", "http://a.example:b/", "7"]
)
def test_what_is_no_address_of_the_web_stays_what_it_is(odd: str) -> None:
    assert canonical_url(f" {odd} ") == odd


def test_a_host_that_is_nothing_but_a_prefix_keeps_it() -> None:
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
def test_a_canonical_address_is_its_own(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


NAMES = st.sampled_from(["id", "story", "p", "article", "sid", "cid", "page", "date", "source"])


@given(NAMES, st.text(alphabet="abc019-", min_size=1), st.text(alphabet="abc019-", min_size=1))
def test_two_stories_told_apart_by_their_query_are_never_one(name: str, one: str, other: str) -> None:
    assume(one != other)
    assert canonical_url(f"https://record.example/story?{name}={one}&utm_id=1") != canonical_url(
        f"https://record.example/story?{name}={other}"
    )


@given(st.text(alphabet="abcABC019-_", min_size=1), st.text(alphabet="abcABC019-_", min_size=1))
def test_two_stories_told_apart_by_their_path_are_never_one(one: str, other: str) -> None:
    assume(one != other)
    assert canonical_url(f"https://record.example/news/{one}") != canonical_url(f"https://record.example/news/{other}")


@given(st.text())
def test_whatever_is_given_for_an_address_raises_nothing(text: str) -> None:
    assert canonical_url(canonical_url(text)) == canonical_url(text)
