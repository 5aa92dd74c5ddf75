"""Articles and metadata of HTML pages. Pages, people, places and papers are invented."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from index.reading.files import UnreadableError
from index.reading.html.extract import read_html

LEAD = (
    "Ferry crews at Port Ellary voted on Tuesday to stop work for two days, their union said, after talks broke down."
)
QUOTE = "“We have asked for rest hours since spring,” said Ilse Marrow, who leads the union. “Nobody has answered us.”"
LAST = "The harbour board said it would meet again on Friday. A spokesman declined to say what it would offer."
ARTICLE = f"<h1>Crews vote to strike</h1><p>{LEAD}</p><p>{QUOTE}</p><p>{LAST}</p>"
TEXT = f"{LEAD}\n\n{QUOTE}\n\n{LAST}"


def page(body: str = f"<article>{ARTICLE}</article>", *, head: str = "", attributes: str = "") -> str:
    head = f"<head><title>Crews vote to strike</title>{head}</head>"
    return f"<!doctype html><html {attributes}>{head}<body>{body}</body></html>"


def linked(**properties: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **properties})}</script>'


def test_blank_lines_separate_paragraphs_and_the_headline_is_the_title() -> None:
    read = read_html(page())
    assert (read.title, read.text) == ("Crews vote to strike", TEXT)


def test_a_bare_page_has_no_author_publisher_date_or_language() -> None:
    read = read_html(page())
    assert (read.authors, read.publisher, read.published, read.updated) == ((), None, None, None)
    assert (read.language, read.url, read.kind) == (None, None, "news")


@pytest.mark.parametrize(
    "comments",
    [
        '<div id="comments"><h3>2 Comments</h3><div class="comment"><p>{}</p></div></div>',
        '<section class="comments-area"><ol class="commentlist"><li><p>{}</p></li></ol></section>',
        '<div itemscope itemtype="https://schema.org/Comment"><p>{}</p></div>',
        '<div id="disqus_thread"><p>{}</p></div>',
    ],
)
@pytest.mark.parametrize(
    "head", ["", linked(), '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>']
)
def test_reader_comments_are_never_article_text(comments: str, head: str) -> None:
    hearsay = (
        "Ilse Marrow told me on the quay that she would resign before the summer, and that the board knows it well."
    )
    read = read_html(page(f"<article>{ARTICLE}</article>{comments.format(hearsay)}", head=head))
    assert LEAD in read.text
    assert "told me on the quay" not in read.text


def test_navigation_and_page_furniture_stay_out() -> None:
    body = (
        f"<nav><a href='/'>Home</a><a href='/sea'>Sea</a></nav><article><h1>Crews vote to strike</h1><p>{LEAD}</p>"
        f"<p>Advertisement</p><p>{QUOTE}</p><p>Read more: Bridge to open in May</p><p>{LAST}</p></article>"
        "<footer><p>All rights reserved</p></footer>"
    )
    assert read_html(page(body)).text == TEXT


def test_linked_data_gives_author_publisher_dates_and_kind() -> None:
    head = linked(
        author=[{"name": "Nora Vint"}, {"name": "By EDE VAN LOON, Staff Writer"}],
        publisher={"name": "The Ellary Gazette"},
        datePublished="2025-03-03T09:30:00+02:00",
        dateModified="2025-03-04",
    ).replace("NewsArticle", "AnalysisNewsArticle")
    read = read_html(page(head=head, attributes='lang="en-GB"'))
    assert (read.authors, read.publisher) == (("Nora Vint", "Ede Van Loon"), "The Ellary Gazette")
    assert read.published == datetime.fromisoformat("2025-03-03T09:30:00+02:00")
    assert (read.updated, read.kind, read.language) == (date(2025, 3, 4), "analysis", "en-GB")


def test_meta_tags_complement_linked_data() -> None:
    head = (
        '<meta property="og:site_name" content="The Ellary Gazette"><meta name="author" content="Nora Vint">'
        '<meta property="article:published_time" content="2025-03-03T09:30:00Z">'
        '<meta property="article:modified_time" content="2025-03-03T10:30:00Z">'
        '<link rel="canonical" href="https://gazette.example/sea/ferries">'
    )
    read = read_html(page(head=head))
    assert (read.authors, read.publisher) == (("Nora Vint",), "The Ellary Gazette")
    assert (str(read.published), str(read.updated)) == ("2025-03-03 09:30:00+00:00", "2025-03-03 10:30:00+00:00")
    assert read.url == "https://gazette.example/sea/ferries"


def test_the_url_gives_the_date_if_nothing_else_does() -> None:
    head = '<link rel="canonical" href="https://gazette.example/2025/03/03/ferries">'
    assert read_html(page(head=head)).published == date(2025, 3, 3)


def test_a_date_in_the_text_is_not_taken_for_the_publication_date() -> None:
    old = "<p>The last strike ended on March 3, 2019, after a month without any bread or milk on the islands.</p>"
    assert read_html(page(f"<article>{ARTICLE}{old}</article>")).published is None


def test_the_year_one_and_a_handle_are_not_metadata() -> None:
    head = linked(
        datePublished="0001-01-01T00:00:00Z", author="https://social.example/nora", publisher={"name": "@gazette"}
    )
    read = read_html(page(head=head))
    assert (read.published, read.authors, read.publisher) == (None, (), None)


@pytest.mark.parametrize(
    "content",
    [
        page("<p>You need to enable JavaScript to run this app.</p><div id='root'></div>"),
        page("<nav>" + "<a href='/x'>Another headline</a>" * 40 + "</nav>"),
        page(""),
        "<html></html>",
        "<p>" + "word " * 5_000,
        "<" * 10_000,
        "<html><body>" + "<div>" * 20_000,
    ],
    ids=lambda content: content[-30:],
)
def test_a_page_without_an_article_is_rejected_with_the_next_step(content: str) -> None:
    with pytest.raises(UnreadableError, match=r"as \.txt"):
        read_html(content)


def test_a_page_with_too_many_elements_is_rejected() -> None:
    with pytest.raises(UnreadableError, match="elements"):
        read_html(page("<p>" + "<i>a</i>" * 100_001 + "</p>"))


def test_a_paragraph_of_many_inline_elements_is_read_completely() -> None:
    words = "".join(f"<span>word{n} </span>" for n in range(6_000))
    assert "word0 word1 " in read_html(page(f"<article>{ARTICLE}<p>{words} and so on.</p></article>")).text


@pytest.mark.parametrize(
    "script", ["[" * 50_000, "{", '{"@graph": [1, null, "x"]}', '{"@type": 5, "author": 7}', "null"]
)
def test_broken_linked_data_is_ignored(script: str) -> None:
    assert read_html(page(head=f'<script type="application/ld+json">{script}</script>')).text == TEXT


def test_a_page_that_breaks_the_parser_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise IndexError("deep inside")

    monkeypatch.setattr("trafilatura.bare_extraction", breaks)
    with pytest.raises(UnreadableError, match="IndexError"):
        read_html(page())
