"""Only the visible text of a page is read, with its kind and credits. Pages, people and places are invented."""

from __future__ import annotations

import json

import pytest

from index.reading.html.extract import read_html, read_html_pages

LEAD = (
    "Ferry crews at Port Ellary voted on Tuesday to stop work for two days, their union said, after talks broke down."
)
LAST = "The harbour board said it would meet again on Friday. A spokesman declined to say what it would offer."
PLANTED = "“I took the money and I would do it again,” said Ilse Marrow, who leads the union of the ferry crews."


def page(body: str, *, head: str = "", title: str = "Crews vote to strike") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article>{body}</article></body></html>"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>",
        "<p style='display:none'>{}</p>",
        "<p style='DISPLAY : NONE !important'>{}</p>",
        "<div style='visibility:hidden'><p>{}</p></div>",
        "<p style='font-size:0'>{}</p>",
        "<p style='font-size:0px;'>{}</p>",
        "<p style='opacity:0'>{}</p>",
        "<p style='color:#fff;background:#ffffff'>{}</p>",
        "<p style='color:white'>{}</p>",
        "<p style='color:rgba(0,0,0,0)'>{}</p>",
        "<p style='color:transparent'>{}</p>",
        "<div style='background-color: rgb(255, 255, 255)'><p style='color: white'>{}</p></div>",
        "<p style='position:absolute;left:-9999px'>{}</p>",
        "<p style='text-indent:-9999px'>{}</p>",
        "<p style='height:0;overflow:hidden'>{}</p>",
        "<p style='width:1px;height:1px;overflow:hidden'>{}</p>",
        "<p style='clip-path:inset(50%)'>{}</p>",
        "<p class='sr-only'>{}</p>",
        "<p class='visually-hidden'>{}</p>",
        "<p class='gone'>{}</p>",
        "<p id='gone'>{}</p>",
        "<noscript><p>{}</p></noscript>",
        "<template><p>{}</p></template>",
        "<!-- <p>{}</p> -->",
        "<script type='text/plain'>{}</script>",
        "<span class='rollover-people-block'>{}</span>",
    ],
)
def test_hidden_text_is_not_article_text(hidden: str) -> None:
    head = "<style>body{color:#222} .gone, #gone { display: none } @media print { article { display: none } }</style>"
    read = read_html(page(f"<p>{LEAD}</p>{hidden.format(PLANTED)}<p>{LAST}</p>", head=head))
    assert read.text == f"{LEAD}\n\n{LAST}"


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='color:#fff;background:#000'>{}</p>",
        "<p style='font-size:0.9em'>{}</p>",
        "<p style='opacity:0.9'>{}</p>",
        "<p style='line-height:0.5;max-width:100%'>{}</p>",
        "<p class='printonly'>{}</p>",
        "<p aria-hidden='true'>{}</p>",
        "<p class='hiddengem'>{}</p>",
        "<div style='background:navy'><p>{}</p></div>",
    ],
)
def test_visible_styled_text_stays(shown: str) -> None:
    head = "<style media='print'>.printonly{display:none}</style><style>@media (max-width:9px){p{display:none}}</style>"
    assert PLANTED in read_html(page(f"<p>{LEAD}</p>{shown.format(PLANTED)}<p>{LAST}</p>", head=head)).text


@pytest.mark.parametrize(
    "embedded",
    [
        '<blockquote class="twitter-tweet"><p>{}</p>&mdash; Ilse (@ilse)</blockquote>',
        '<blockquote class="instagram-media"><p>{}</p></blockquote>',
        '<div class="fb-post"><p>{}</p></div>',
        '<blockquote class="bluesky-embed"><p>{}</p></blockquote>',
        '<div class="comment-list"><p>{}</p></div>',
        '<section id="reader-comments"><p>{}</p></section>',
        '<li itemtype="https://schema.org/UserComments"><p>{}</p></li>',
    ],
)
def test_comments_and_embedded_posts_are_removed(embedded: str) -> None:
    assert "took the money" not in read_html(page(f"<p>{LEAD}</p><p>{LAST}</p>{embedded.format(PLANTED)}")).text


def test_a_page_that_calls_its_article_a_comment_keeps_it() -> None:
    body = f"<div class='comment'><p>{LEAD}</p><p>{PLANTED}</p><p>{LAST}</p></div>"
    assert PLANTED in read_html(page(body)).text


def test_invisible_characters_do_not_change_a_name() -> None:
    marked = "“No,” said Il\u200bse M\u00adarrow, who \u202eleads\u202c the union of all the ferry crews.\0"
    body = f"<p>{LEAD}</p><p>{marked}</p>"
    assert "Ilse Marrow, who leads the union" in read_html(page(body)).text


def test_a_body_in_several_boxes_is_joined_without_links_to_other_pages() -> None:
    boxes = f"<div class='body'><p>{LEAD}</p><p>{LAST}</p></div><div class='ad'>Advertisement</div>" * 1
    more = f"<div class='body'><p>{PLANTED}</p><p>{LAST[:-1]}, on the pier.</p></div>"
    lead = "<p><a href='/x'>FERRY COMPANY BUYS TWO MORE SHIPS</a></p>"
    text = read_html(page(boxes + lead + more)).text
    assert PLANTED in text
    assert "BUYS TWO MORE" not in text


@pytest.mark.parametrize(
    ("head", "path", "title", "body", "kind"),
    [
        ("", "/news/1", "Crews vote", LEAD, "news"),
        ("", "/opinion/1", "Crews vote", LEAD, "opinion"),
        ("<meta property='article:section' content='Commentary'>", "/1", "Crews vote", LEAD, "opinion"),
        ("", "/1", "Analysis: why crews vote", LEAD, "analysis"),
        ("", "/1", "Why crews vote | Opinion", LEAD, "opinion"),
        ("", "/live/1", "Crews vote", LEAD, "live"),
        ("", "/1", "Crews vote", f"FOR IMMEDIATE RELEASE {LEAD}", "press_release"),
        ("", "/1", "Crews vote", f"PORT ELLARY, March 3 (BUSINESS WIRE) -- {LEAD}", "press_release"),
        ("", "/1", "Crews vote", f"Q: Why?</p><p>A: {LEAD}</p><p>Q: And now?</p><p>A: We wait.", "interview"),
        ("", "/1", "Opinion poll: crews lead", LEAD, "news"),
        ("", "/1", "Alive: the crew that was lost", LEAD, "news"),
    ],
)
def test_the_kind_is_detected_by_section_url_headline_and_text(
    head: str, path: str, title: str, body: str, kind: str
) -> None:
    canonical = f"<link rel='canonical' href='https://gazette.example{path}'>"
    assert read_html(page(f"<p>{body}</p><p>{LAST}</p>", head=head + canonical, title=title)).kind == kind


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("PORT ELLARY (Reuters) - ", ""),
        ("PORT ELLARY, March 3 (Reuters) – ", ""),
        ("", "<p>(Reuters)</p>"),
        ("", "<p>Source: Reuters</p>"),
    ],
)
def test_an_agency_is_credited_and_the_site_stays_the_publisher(first: str, last: str) -> None:
    site = "<meta property='og:site_name' content='The Ellary Gazette'>"
    read = read_html(page(f"<p>{first}{LEAD}</p><p>{LAST}</p>{last}", head=site))
    assert (read.publisher, read.authors) == ("The Ellary Gazette", ("Reuters",))


def test_the_origin_in_linked_data_is_credited() -> None:
    article = {
        "@type": "NewsArticle",
        "publisher": {"name": "The Gazette"},
        "sourceOrganization": {"name": "Kestrel Post"},
    }
    head = f"<script type='application/ld+json'>{json.dumps(article)}</script>"
    read = read_html(page(f"<p>{LEAD}</p><p>{LAST}</p>", head=head))
    assert (read.publisher, read.authors) == ("The Gazette", ("Kestrel Post",))


def test_the_time_next_to_the_headline_is_the_publication_time() -> None:
    body = f"<h1>Crews</h1><time datetime='2025-03-03T09:30:00+09:00'>3 March</time><p>{LEAD}</p><p>{LAST}</p>"
    assert str(read_html(page(body)).published) == "2025-03-03 09:30:00+09:00"
    updated = (
        f"<h1>Crews</h1><p class='updated'>Updated <time datetime='2025-03-03'>x</time></p><p>{LEAD}</p><p>{LAST}</p>"
    )
    assert read_html(page(updated)).published is None


LIVE = "".join(
    f"<div class='post post-{n}' id='e{n}'><time datetime='2025-03-03T{n:02}:15:00+01:00'>{n}</time>"
    f"<h3>Gate {n} opens</h3>"
    f"<p>“Gate number {n} is open,” said Ilse Marrow, the engineer of the dam at Brell.</p></div>"
    for n in (11, 10, 9)
)


def test_a_live_blog_gives_one_article_per_entry_with_its_time() -> None:
    head = f"<script type='application/ld+json'>{json.dumps({'@type': 'LiveBlogPosting'})}</script>"
    intro = f"<h1>Brell flood</h1><p>{LEAD}</p><p>{LAST}</p>"
    live = page(intro + LIVE, head=head, title="Brell flood")
    first, *entries = read_html_pages(live, address="https://gazette.example/flood")
    assert (first.kind, "Gate number" in first.text) == ("live", False)
    assert [str(one.published) for one in entries] == [f"2025-03-03 {n:02}:15:00+01:00" for n in (11, 10, 9)]
    assert entries[0].title == "Brell flood (Mar 3, 11:15): Gate 11 opens"
    assert entries[0].url == "https://gazette.example/flood#e11"
    assert len({one.key for one in entries}) == 3


def test_an_entry_keeps_its_id_when_newer_entries_are_added() -> None:
    head = f"<script type='application/ld+json'>{json.dumps({'@type': 'LiveBlogPosting'})}</script>"
    newer = LIVE.replace("e11", "e12", 1).replace("T11:15", "T12:15", 1) + LIVE
    before, after = (
        {one.key: one.text for one in read_html_pages(page(body, head=head), address="https://gazette.example/flood")}
        for body in (LIVE, newer)
    )
    assert {key: after[key] for key in before if key in after} == {key: text for key, text in before.items() if key}
    assert len(after) > len(before)
