"""The JSON rows that scripts rely on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.answers.article_rows import link, statement_row
from assistant.answers.json_rows import answer_row
from assistant.types import Answer, Citation, NearPassage, Query, Receipt, ShownStatement
from index.types import Coverage
from tests.assistant.sample import ARTICLE, MARRANT, OFFICIAL, span

RECEIPT = Receipt("extractive", Coverage(1, date(2025, 3, 4), date(2025, 3, 4)), Query("?", "fact"))


def answer() -> Answer:
    citation = Citation(1, ARTICLE, span("“The dam will hold,”"), also_carried_by=("Brell Courier",))
    shown = ShownStatement(MARRANT.statement, ARTICLE, span("“The dam will hold,”"), 1)
    return Answer("?", "answered", "… [1]", RECEIPT, (shown,), (citation,))


def test_an_answer_row_has_the_keys_of_the_contract() -> None:
    row = answer_row(answer(), id="q1")

    shown = ["statements", "said_by", "related", "citations", "nearest", "unanswered"]
    assert list(row) == ["id", "question", "status", "text", *shown, "receipt"]
    assert (row["nearest"], row["unanswered"]) == ([], None)
    assert {"speaker", "quote", "kind", "cue", "article_id", "start", "end", "verdict", "said_on", "citation"} <= set(
        row["statements"][0]
    )
    assert {
        "marker",
        "article_id",
        "title",
        "publisher",
        "published",
        "url",
        "quote",
        "start",
        "end",
        "verdict",
        "link",
    } <= set(row["citations"][0])
    assert row["citations"][0]["also_carried_by"] == ["Brell Courier"]
    assert {
        "composer",
        "degraded",
        "articles_searched",
        "from",
        "to",
        "filters",
        "dropped",
        "usage",
        "cost_usd",
        "seconds",
    } <= set(row["receipt"])


def test_every_offset_points_at_its_quote() -> None:
    row = answer_row(answer())

    for part in (*row["statements"], *row["citations"]):
        assert ARTICLE.text[part["start"] : part["end"]] == part["quote"]


def test_a_row_without_a_record_has_the_nearest_passages() -> None:
    near = NearPassage(ARTICLE, span("The dam at Brell was built in 1931."), 0.1234567, ("Brell Courier",))
    row = answer_row(Answer("?", "no_evidence", "No record.", RECEIPT, nearest=(near,), unanswered="who built it"))

    (passage,) = row["nearest"]
    assert (
        passage.items()
        >= {
            "rank": 1,
            "score": 0.123457,
            "article_id": "dam",
            "title": "Brell dam will hold, engineer says",
            "publisher": "Kestrel Post",
            "published": "2025-03-04",
            "url": "https://kestrel.example/dam",
            "quote": "The dam at Brell was built in 1931.",
            "link": "https://kestrel.example/dam#:~:text=The%20dam%20at%20Brell%20was%20built%20in%201931.",
            "also_carried_by": ["Brell Courier"],
        }.items()
    )
    assert ARTICLE.text[passage["start"] : passage["end"]] == passage["quote"]
    assert row["unanswered"] == "who built it"


def test_an_unnamed_speaker_has_no_name_in_a_statement_row() -> None:
    row = statement_row(OFFICIAL.statement)

    assert row["speaker"] is None
    assert row["attributed_to"] == "A senior official"


def test_a_statement_of_two_pieces_has_two_spans() -> None:
    content = statement_row(MARRANT.statement)["content"]

    assert len(content["spans"]) == 2
    assert (content["start"], content["end"]) == (content["spans"][0][0], content["spans"][1][1])


def test_a_link_opens_the_page_at_the_quote() -> None:
    address = link(ARTICLE, span("The dam at Brell was built in 1931."))

    assert address == "https://kestrel.example/dam#:~:text=The%20dam%20at%20Brell%20was%20built%20in%201931."


def test_a_long_quote_is_linked_by_its_ends_and_dashes_are_escaped() -> None:
    long = replace(ARTICLE, text="one two three four five six seven eight nine ten eleven twelve-a, thirteen")

    assert link(long, span(long.text, long)) == (
        "https://kestrel.example/dam#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%2Da%2C%20thirteen"
    )


def test_an_article_without_an_address_has_no_link() -> None:
    assert link(replace(ARTICLE, url=None), span("The dam at Brell")) is None
