"""Scraped texts are cleaned of page furniture. Pages, people, places and papers are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.cleaning.page import clean_page

HEADLINE = "Ferry crews at Port Ellary vote to strike over night rosters"
LEAD = (
    "Ferry crews at Port Ellary voted on Tuesday to stop work for two days, their union said, after talks broke down."
)
QUOTE = "“We have asked for rest hours since spring,” said Ilse Marrow, who leads the union. “Nobody has answered us.”"
LAST = "The harbour board said it would meet again on Friday. A spokesman declined to say what it would offer."
BODY = (LEAD, QUOTE, LAST)
TEXT = "\n\n".join(BODY)


def page(*lines: str) -> str:
    return "\n".join(lines)


def body_of(*lines: str) -> str:
    """Return the cleaned text of a page with HEADLINE and TEXT, and these lines below it."""
    return clean_page(page(HEADLINE, "", TEXT, "", *lines)).text


def test_a_clean_article_stays_unchanged() -> None:
    cleaned = clean_page(f"{HEADLINE}\n\n{TEXT}\n")
    assert (cleaned.title, cleaned.text) == (HEADLINE, TEXT)
    assert (cleaned.authors, cleaned.publisher, cleaned.published, cleaned.updated) == ((), None, None, None)


def test_a_text_without_a_headline_loses_nothing() -> None:
    cleaned = clean_page(TEXT)
    assert (cleaned.title, cleaned.text) == ("", TEXT)


def test_a_whole_scrape_gives_the_article_and_its_metadata() -> None:
    cleaned = clean_page(
        page(
            "News Feed", "", HEADLINE, "", "3 min read", HEADLINE,
            "A ferry in the harbour of Port Ellary, in Orvenia, on Feb. 11, 2025. (Tam Okello / AFP via Getty Images",
            "", LEAD, "", QUOTE, "", LAST, "",
            "What we know about the harbour plan that divides the town",
            "After three years of quarrels the board has put forward a plan that would deepen the harbour and move the "
            "old fish market. The town was split over it from the first day, and the mayor spoke for two hour",
            "Article image", "", "", "Avatar", "Nora Vint", "", "Senior Harbour Correspondent", "",
            "Nora Vint is a senior harbour correspondent for The Ellary Gazette. She previously worked on a trawler, "
            "and holds a degree from the University of Vennick.",
            "", "Read more", "News Feed", "Show More",
        )
    )  # fmt: skip
    assert cleaned.title == HEADLINE
    assert cleaned.text == TEXT
    assert cleaned.authors == ("Nora Vint",)
    assert cleaned.publisher == "The Ellary Gazette"


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "ADVERTISEMENT", "Story continues below advertisement", "Read more", "Read More →",
        "Show More",
        "Share this article", "Copy link", "Listen to this article", "3 min read", "12-minute read",
        "Reading time: 4 min", "1.2K shares", "Article image", "Sign up for our weekly newsletter",
        "Follow us on Facebook and X",
        "Read more: Tamsel mayor denies taking money", "Related: Why the harbour silts up",
        "© 2025 The Ellary Gazette. All rights reserved.", "![The harbour](https://pictures.example/1.jpg)",
        "Photo: Tam Okello/Reuters", "Tam Okello/AFP", "Image source, Getty Images", "Getty Images",
        "Image caption, Crews at the gate on Tuesday", "Credit: Ellary Harbour Board",
    ],
)  # fmt: skip
def test_furniture_is_removed_even_inside_an_article(line: str) -> None:
    for gap in ("\n", "\n\n"):
        assert clean_page(gap.join((HEADLINE + "\n", LEAD, line, QUOTE, LAST))).text == gap.join(BODY)


@pytest.mark.parametrize(
    "caption",
    [
        "Crews at the gate of Port Ellary, on Feb. 11, 2025. (Tam Okello / Bloomberg via Getty Images",
        "Crews at the gate of Port Ellary on Tuesday. (Tam Okello/AFP)",
        "Crews at the gate of Port Ellary on Tuesday (Photo by Tam Okello)",
        "Crews at the gate of Port Ellary on Tuesday. [AP Photo/Tam Okello]",
        "Crews at the gate. The strike began at dawn. (Courtesy of the Ellary Ferry Union)",
        "Crews at the gate of Port Ellary on Tuesday. Photograph: Tam Okello/Reuters",
        "Crews at the gate of Port Ellary on Tuesday. (Tam Okello/The Ellary Gazette)",
    ],
)
def test_a_caption_with_a_photo_credit_is_removed(caption: str) -> None:
    assert clean_page(page(HEADLINE, "", LEAD, "", caption, "", QUOTE, "", LAST)).text == TEXT


@pytest.mark.parametrize(
    "kept",
    [
        "No.",
        "“No,” she said.",
        "Why now?",
        "Q: Will the ferries sail on Sunday?",
        "MARROW: They will not.",
        "What happens next",
        "Analysis",
        "Share",
        "More",
        "30 minutes",
        "- Rest hours after every night shift",
        "• Pay for the hours spent waiting",
        "1. A roster that is known a month ahead",
        "The talks go on, two people close to them said. (Reuters)",
        "The talks go on, two people close to them said. (DW/AFP/Reuters)",
        "The board met at the inn (and paid for its own lunch)",
        "Bloomberg",
        "Copyright law has not changed in Orvenia since 1976.",
        "Subscribers of the union’s newsletter were told first.",
        "“Subscribe to our newsletter,” the poster said",
        "The board declined to comment and said only that it would read more of the",
        "Nora Vint is a reporter for The Ellary Gazette, whose phone the police took in March. She was held for a day.",
        "Correction: An earlier version of this article misspelled Marrow.",
        "***",
    ],
)
def test_a_line_that_an_article_may_contain_stays_inside_it(kept: str) -> None:
    assert clean_page(page(HEADLINE, "", LEAD, "", kept, "", QUOTE, "", LAST)).text == "\n\n".join(
        (LEAD, kept, QUOTE, LAST)
    )


@pytest.mark.parametrize(
    "last",
    [
        "No.",
        "“No,” she said.",
        "MARROW: They will not.",
        "- Rest hours after every night shift",
        "The talks go on, two people close to them said. (Reuters)",
        "Correction: An earlier version of this article misspelled Marrow.",
        "Nora Vint is a reporter for The Ellary Gazette, whose phone the police took in March. She was held for a day.",
        "The board, which had promised an answer by the end of the week, then said it would not meet again before the",
    ],
)
def test_the_last_line_of_an_article_stays_above_the_furniture(last: str) -> None:
    for below in ((), ("Show More",), ("", "Read more", "News Feed")):
        assert body_of(last, *below) == f"{TEXT}\n\n{last}"


def test_a_short_correction_stays_above_other_stories() -> None:
    notice = "Correction: Marrow was misspelled."
    assert body_of(notice, "", "Related articles", "Bridge to open in May", "Mayor to resign") == f"{TEXT}\n\n{notice}"


def test_a_list_of_other_stories_is_removed() -> None:
    assert (
        body_of("Most read", "1", "Bridge at Lissow to open in May", "2", "Mayor of Tamsel to resign", "Show more")
        == TEXT
    )


def test_a_biography_is_removed_only_below_its_person_s_name() -> None:
    biography = "Nora Vint is a reporter who covers the coast. She lives in Vennick."
    assert body_of("Nora Vint", "Reporter", biography, "She can be reached at nora@gazette.example.") == TEXT
    assert body_of("About the author", biography) == TEXT
    assert body_of(biography) == f"{TEXT}\n\n{biography}"
    by_her = clean_page(page(HEADLINE, "By Nora Vint", "", TEXT, "", biography))
    assert (by_her.text, by_her.authors) == (TEXT, ("Nora Vint",))


def test_authors_come_in_the_order_of_their_cards() -> None:
    cleaned = clean_page(
        page(
            HEADLINE, "", TEXT, "", "Avatar", "Nora Vint", "Reporter",
            "Nora Vint is a reporter for The Ellary Gazette.",
            "Avatar", "Ede van Loon", "Editor", "Ede van Loon is an editor for The Ellary Gazette.",
        )
    )  # fmt: skip
    assert cleaned.authors == ("Nora Vint", "Ede van Loon")
    assert cleaned.text == TEXT


@pytest.mark.parametrize(
    ("job", "biography"),
    [
        ("Freelance Reporter", "Nora Vint is a freelance reporter for The Ellary Gazette."),
        ("Professor of Law", "Nora Vint is a professor of law at Vennick University and an editor of The Review."),
        ("Reporter", "Nora Vint is a former reporter for The Ellary Gazette."),
        ("Reporter", "Nora Vint is a reporter who covers the coast."),
    ],
)
def test_a_guest_author_gives_no_publisher(job: str, biography: str) -> None:
    cleaned = clean_page(page(HEADLINE, "", TEXT, "", "Nora Vint", job, biography))
    assert (cleaned.text, cleaned.authors, cleaned.publisher) == (TEXT, ("Nora Vint",), None)


def test_the_card_of_another_story_is_removed_even_inside_an_article() -> None:
    blurb = (
        "For thirty years the sand has come in with the tide, and for thirty years the board has dredged it out and the"
    )
    teaser = ("Why the harbour of Port Ellary silts up", blurb, "Article image")
    assert clean_page(page(HEADLINE, "", LEAD, "", *teaser, "", QUOTE, "", LAST)).text == TEXT


def test_a_subheading_and_its_paragraph_before_a_picture_are_not_a_card() -> None:
    section = "What the crews are asking for"
    assert body_of(section, LEAD, "Article image") == f"{TEXT}\n\n{section}\n{LEAD}"


def test_comments_are_removed_with_everything_below_them() -> None:
    assert (
        body_of("2 Comments", "harbourrat says:", "Ilse Marrow told me she would resign. Believe me.", "Reply") == TEXT
    )


def test_a_comment_counter_does_not_cut_the_article() -> None:
    assert clean_page(page(HEADLINE, "12 Comments", "", LEAD, "", QUOTE, "", "12 Comments", "", LAST)).text == TEXT


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("By Nora Vint", ("Nora Vint",), None),
        ("By NORA VINT and EDE VAN LOON", ("Nora Vint", "Ede Van Loon"), None),
        ("By Nora Vint, Ede van Loon and Tam O’Dell", ("Nora Vint", "Ede van Loon", "Tam O’Dell"), None),
        ("By Nora Vint, Harbour Correspondent", ("Nora Vint",), None),
        ("By Nora Vint in Port Ellary", ("Nora Vint",), None),
        ("By Nora Vint | March 3, 2025", ("Nora Vint",), date(2025, 3, 3)),
        ("By The Associated Press", ("The Associated Press",), None),
        ("Published: March 3, 2025", (), date(2025, 3, 3)),
        ("Published on Monday, 3 March 2025", (), date(2025, 3, 3)),
        ("Mar. 3, 2025, 9:30 a.m. ET", (), date(2025, 3, 3)),
        ("2025-03-03", (), date(2025, 3, 3)),
        ("Published 2025-03-03T09:30:00+02:00", (), datetime.fromisoformat("2025-03-03T09:30:00+02:00")),
        ("2025-03-03T09:30", (), datetime(2025, 3, 3, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_line_under_a_headline_gives_author_and_date(
    line: str, authors: tuple[str, ...], published: date | None
) -> None:
    cleaned = clean_page(page(HEADLINE, "", line, "", TEXT))
    assert (cleaned.text, cleaned.authors, cleaned.published) == (TEXT, authors, published)


def test_the_date_of_the_last_change_is_not_the_publication_date() -> None:
    cleaned = clean_page(page(HEADLINE, "Published March 3, 2025", "Last updated: March 5, 2025", "", TEXT))
    assert (cleaned.published, cleaned.updated) == (date(2025, 3, 3), date(2025, 3, 5))


@pytest.mark.parametrize(
    "line",
    ["03/04/2025", "Feb. 31, 2025", "By the harbour, at dawn", "By noon, nobody had come", "Summer 2025", "By Friday"],
)
def test_an_ambiguous_line_stays_and_gives_no_metadata(line: str) -> None:
    cleaned = clean_page(page(HEADLINE, "", line, "", TEXT))
    assert cleaned.text == f"{line}\n\n{TEXT}"
    assert (cleaned.authors, cleaned.published) == ((), None)


def test_a_date_inside_the_article_is_not_its_publication_date() -> None:
    dated = page(HEADLINE, "", LEAD, "", "March 3, 2025", "", QUOTE, "", LAST)
    assert clean_page(dated).published is None
    assert "March 3, 2025" in clean_page(dated).text


def test_a_summary_above_the_byline_stays() -> None:
    summary = "Two days without ferries would cut off the islands of the sound, whose shops have bread for one of them."
    cleaned = clean_page(page(HEADLINE, "", summary, "", "By Nora Vint", "March 3, 2025", "", TEXT))
    assert cleaned.text == f"{summary}\n\n{TEXT}"
    assert (cleaned.authors, cleaned.published) == (("Nora Vint",), date(2025, 3, 3))


def test_a_repeated_headline_is_the_title_even_below_the_paper_s_name() -> None:
    cleaned = clean_page(page("The Ellary Gazette", "Harbour", HEADLINE, "", HEADLINE.upper(), "", TEXT))
    assert (cleaned.title, cleaned.text) == (HEADLINE, TEXT)


@pytest.mark.parametrize(
    "headline",
    [
        "#FerryGate and the lessons of a night without boats",
        "Where the ferries went, by those who waited ...",
        "Why stop now? Why Orvenia? Who pays?",
        "Crews turn to the U.S.",
        "渡轮停航两天",
        "No",
    ],
)
def test_a_headline_keeps_its_characters(headline: str) -> None:
    cleaned = clean_page(page(headline, "", TEXT))
    assert (cleaned.title, cleaned.text) == (headline, TEXT)


def test_a_repeated_paper_name_is_not_the_headline() -> None:
    assert clean_page(page(HEADLINE, "", "Ellary Wire", "", "Ellary Wire", "", TEXT)).title == HEADLINE


def test_with_a_given_title_the_first_line_stays() -> None:
    cleaned = clean_page(page("Crews want rest", "", HEADLINE, "", TEXT), title=HEADLINE)
    assert (cleaned.title, cleaned.text) == (HEADLINE, f"Crews want rest\n\n{TEXT}")


def test_an_interview_without_a_headline_keeps_its_first_question() -> None:
    interview = page("Q: Will the ferries sail?", "", "A: They will not.", "", "Q: Why?", "", "A: Ask the board.")
    assert clean_page(interview).text == interview


def test_the_first_line_of_wrapped_text_is_not_a_headline() -> None:
    wrapped = page(
        "Ferry crews at Port Ellary voted on Tuesday to stop work, and Ilse", "Marrow, their leader, said so at noon."
    )
    assert (clean_page(wrapped).title, clean_page(wrapped).text) == ("", wrapped)


def test_front_matter_gives_metadata() -> None:
    cleaned = clean_page(
        page(
            "---", f'title: "{HEADLINE}"', "author: Nora Vint", "date: 2025-03-03", "publisher: The Ellary Gazette",
            "url: https://gazette.example/ferries", "tags:", "  - ferries", "---", "", f"# {HEADLINE}", "", TEXT,
        )
    )  # fmt: skip
    assert (cleaned.title, cleaned.text, cleaned.authors) == (HEADLINE, TEXT, ("Nora Vint",))
    assert (cleaned.publisher, cleaned.published) == ("The Ellary Gazette", date(2025, 3, 3))
    assert cleaned.url == "https://gazette.example/ferries"


def test_labelled_lines_at_the_top_give_metadata() -> None:
    cleaned = clean_page(page(f"Title: {HEADLINE}", "Author: Nora Vint", "Date: 3 March 2025", "", TEXT))
    assert (cleaned.title, cleaned.text, cleaned.authors) == (HEADLINE, TEXT, ("Nora Vint",))
    assert cleaned.published == date(2025, 3, 3)


def test_only_the_markdown_headline_loses_its_mark() -> None:
    cleaned = clean_page(page(f"# {HEADLINE}", "", LEAD, "", "## The vote", "", LAST))
    assert (cleaned.title, cleaned.text) == (HEADLINE, f"{LEAD}\n\n## The vote\n\n{LAST}")


def test_only_newlines_and_surrounding_white_space_change() -> None:
    odd = "“Rest­hours”, said Marrow\u00a0— ‘now’. 渡轮停航。 🚢 e\u0301\u200b\u2028and on she went, to the crews."
    cleaned = clean_page(f"\ufeff{HEADLINE}\r\n\r\n\r\n\r\n  {odd}\t\r\n\r\n{LAST}\r")
    assert cleaned.text == f"{odd}\n\n{LAST}"


@pytest.mark.parametrize("furniture", ["", " \n\n\t", "Share\nTweet\nRead more", "\0\0"])
def test_a_page_of_furniture_alone_gives_no_text(furniture: str) -> None:
    assert clean_page(furniture).text == ""


LINES = st.sampled_from(
    [*BODY, HEADLINE, "", "", "Show More", "Avatar", "Nora Vint", "Reporter", "No.", "By Nora Vint", "Related"]
)


@given(st.lists(LINES | st.text(max_size=40), max_size=25), st.lists(LINES | st.text(max_size=40), max_size=25))
def test_paragraphs_survive_any_surroundings(above: list[str], below: list[str]) -> None:
    cleaned = clean_page("\n".join([*above, "", *"\n\n".join(BODY).split("\n"), "", *below])).text.split("\n")
    assert [line for line in cleaned if line in BODY].count(QUOTE) >= 1
    assert all(paragraph in cleaned for paragraph in BODY)


@given(st.text(max_size=400) | st.lists(st.text(max_size=30)).map("\n".join))
def test_nothing_is_added_and_the_order_stays(text: str) -> None:
    plain = text.replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    originals = iter([line.strip() for line in plain.split("\n")])
    cleaned = clean_page(text).text
    assert all(line in originals for line in cleaned.split("\n") if line)
    assert "\n\n\n" not in cleaned


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 10_000_000,
        '"' * 100_000,
        "\n" * 1_000_000,
        "(Jane Roe / " * 40_000,
        ("(" * 490 + "\n") * 500,
        ("By " + "A B, " * 30 + "\n") * 500,
        ("sign up " * 20 + "\n") * 500,
        "Avatar\nNora Vint\nReporter\nNora Vint is a reporter.\n" * 3_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    clean_page(hostile)  # quadratic time would exceed the suite's time limit
