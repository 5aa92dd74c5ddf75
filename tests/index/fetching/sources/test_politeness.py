"""Rules of robots.txt, from the examples of RFC 9309 and from real sites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.sources.politeness import parse_robots

SITE = "https://gazette.example"


def allowed(robots: str, path: str) -> bool:
    return parse_robots(robots.encode()).allow(f"{SITE}{path}")


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("Disallow: /private", "/private/x", False),
        ("Disallow: /private", "/public", True),
        ("Disallow:", "/anything", True),
        ("Disallow: /\nAllow: /news/", "/news/1", True),
        ("Disallow: /news/\nAllow: /news/", "/news/1", True),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /a*b*c", "/a1c", True),
        ("Disallow: /exact$", "/exact", False),
        ("Disallow: /exact$", "/exactly", True),
        ("Disallow: /%7Ejoe", "/~joe/x", False),
        ("Disallow: /x # why not", "/x", False),
    ],
)
def test_the_longest_matching_rule_decides(rules: str, path: str, may: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}", path) is may


def test_our_group_replaces_the_general_group() -> None:
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nUser-agent: other\nDisallow: /ours\nCrawl-delay: 7\n"
    assert (allowed(robots, "/x"), allowed(robots, "/ours")) == (True, False)
    assert parse_robots(robots.encode()).delay == 7.0


@pytest.mark.parametrize("robots", ["", "<html>not found</html>", "Disallow: /", "User-agent: other\nDisallow: /"])
def test_a_file_without_rules_for_us_allows_everything(robots: str) -> None:
    assert allowed(robots, "/x")


@given(st.binary(max_size=2000))
def test_any_file_gives_an_answer(content: bytes) -> None:
    assert parse_robots(content).allow(f"{SITE}/x") in (True, False)
