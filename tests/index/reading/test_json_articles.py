from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.cleaning.page import Page
from index.reading.files import UnreadableError
from index.reading.formats.json_articles import find_rows, parse_json, row_to_article
from index.reading.identifiers import derive_article_id
from index.types import Article

ROW: dict[str, Any] = {"title": "Crews vote to strike", "text": "Ferry crews voted to strike."}


def read(**fields: object) -> Article:
    return row_to_article({**ROW, **fields}, read_html=as_page)


def as_page(html: str) -> Page:
    return Page(
        f"Read from {html}",
        title="The page's",
        authors=("Ede van Loon",),
        publisher="The Ellary Gazette",
        language="en",
    )


def test_every_field_of_the_contract_is_read() -> None:
    article = read(
        id="ferry-1",
        url="https://gazette.example/ferries?utm_source=x",
        published="2025-03-03T09:30:00+02:00",
        updated="2025-03-04",
        authors=["Nora Vint", " Ede van Loon "],
        publisher="The Ellary Gazette",
        kind="opinion",
        language="en",
        section="ignored",
    )
    assert article == Article(
        id="ferry-1",
        title=ROW["title"],
        text=ROW["text"],
        url="https://gazette.example/ferries?utm_source=x",
        publisher="The Ellary Gazette",
        authors=("Nora Vint", "Ede van Loon"),
        published=datetime.fromisoformat("2025-03-03T09:30:00+02:00"),
        updated=date(2025, 3, 4),
        kind="opinion",
        language="en",
    )


def test_missing_and_null_fields_are_unknown() -> None:
    article = read(url=None, published=None, authors=None, kind=None)
    assert (article.url, article.published, article.authors, article.kind) == (None, None, (), "news")


def test_an_id_comes_from_the_url_or_else_from_the_text() -> None:
    url = "https://gazette.example/ferries"
    assert read(url=url).id == derive_article_id(url=url, text="")
    assert read(id="").id == derive_article_id(url=None, text=ROW["text"])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_a_text_is_unchanged_except_for_its_newlines(text: str) -> None:
    assert read(text=text).text == text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_text_that_looks_like_furniture_is_not_cleaned() -> None:
    text = "  Show More\n\n\n\nAvatar\t\n3 min read  "
    assert read(text=text).text == text


def test_html_is_read_as_a_page_and_fields_of_the_row_win() -> None:
    article = row_to_article({"title": "The row's", "html": "<p>a</p>", "publisher": "The Record"}, read_html=as_page)
    assert (article.text, article.title, article.publisher) == ("Read from <p>a</p>", "The row's", "The Record")
    assert (article.authors, article.language) == (("Ede van Loon",), "en")
    assert row_to_article({**ROW, "html": "<p>a</p>"}, read_html=as_page).text == ROW["text"]


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2025-03-03", date(2025, 3, 3)),
        ("2025-03-03T09:30:00", datetime(2025, 3, 3, 9, 30, tzinfo=UTC)),
        ("2025-03-03 09:30", datetime(2025, 3, 3, 9, 30, tzinfo=UTC)),
        ("2025-03-03T09:30:00Z", datetime(2025, 3, 3, 9, 30, tzinfo=UTC)),
        ("2025-03-03T09:30:00.123-05:00", datetime.fromisoformat("2025-03-03T09:30:00.123-05:00")),
    ],
)
def test_a_date_stays_a_date_and_a_time_without_offset_is_utc(given: str, moment: date) -> None:
    published = read(published=given).published
    assert published == moment
    assert type(published) is type(moment)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": None}, 'no "text"'),
        ({"text": " \n\t"}, 'no "text"'),
        ({"text": ["a"]}, '"text" must be a string, not a list'),
        ({"title": None}, 'no "title"'),
        ({"title": 7}, '"title" must be a string, not a number'),
        ({"id": 7}, '"id" must be a string'),
        ({"id": "ferries\0one"}, '"id" must be one line without control characters'),
        ({"id": "ferries\none"}, '"id" must be one line without control characters'),
        ({"html": {}, "text": ""}, '"html" must be a string, not an object'),
        ({"authors": "Nora Vint"}, '"authors" must be a list of strings'),
        ({"authors": ["Nora Vint", None]}, '"authors" must be a list of strings'),
        ({"publisher": True}, '"publisher" must be a string, not true or false'),
        (
            {"kind": "rumour"},
            "\"kind\" must be one of news, opinion, analysis, live, interview, press_release, not 'rumour'",
        ),
        ({"published": "last Monday"}, "\"published\" must be an ISO 8601 date such as 2025-08-17, not 'last Monday'"),
        ({"updated": "2025-02-31"}, '"updated" must be an ISO 8601 date'),
        ({"published": 1740990600}, '"published" must be a string, not a number'),
        ({"url": "javascript:alert(1)"}, '"url" must be an http or https address'),
        ({"url": "gazette.example/ferries"}, '"url" must be an http or https address'),
        ({"url": "https://[broken/"}, '"url" must be an http or https address'),
        ({"url": "https://gazette.example:99999/"}, '"url" must be an http or https address'),
        ({"url": "https://gazette.example/" + "a" * 5000}, '"url" must be an http or https address'),
        ({"text": "half a \ud83d boat"}, "lone surrogate"),
        ({"authors": ["\udc00"]}, "lone surrogate"),
    ],
)
def test_an_invalid_row_is_rejected_with_its_key(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(**fields)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(("row", "named"), [([], "a list"), ("x", "a string"), (None, "null"), (3.5, "a number")])
def test_a_row_that_is_not_an_object_is_rejected(row: object, named: str) -> None:
    with pytest.raises(UnreadableError, match=f"not a JSON object but {named}"):
        row_to_article(row, read_html=as_page)


@pytest.mark.parametrize("value", [ROW, [ROW], {"articles": [ROW], "next": None}])
def test_a_file_contains_one_article_or_a_list(value: object) -> None:
    assert find_rows(value) == [ROW]


def test_an_empty_list_is_rejected() -> None:
    with pytest.raises(UnreadableError, match="no articles"):
        find_rows({"articles": []})


@pytest.mark.parametrize("content", ['{"title": ', "[" * 100_000, '{"n": ' + "9" * 5_000 + "}", "", "\ud83d"])
def test_invalid_json_is_rejected(content: str) -> None:
    with pytest.raises(UnreadableError, match=r"not JSON|JSON cannot be read"):
        parse_json(content)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "id",
    "url",
    "title",
    "text",
    "html",
    "published",
    "updated",
    "authors",
    "publisher",
    "kind",
    "language",
    "other",
]


@given(values | st.dictionaries(st.sampled_from(KEYS), values | st.just("2025-03-03") | st.just("https://a.example/b")))
def test_any_json_is_an_article_or_rejected(row: object) -> None:
    with suppress(UnreadableError):
        assert row_to_article(row, read_html=as_page).text.strip()
