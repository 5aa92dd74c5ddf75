"""Implied filters limit the search, and the receipt records them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import open_assistant
from assistant.answers.json_rows import answer_row
from assistant.config.settings import load_settings
from assistant.interfaces.rendering.lines import render_sources
from assistant.interfaces.rendering.phrases import format_loosened
from assistant.types import Answer, Filters, ImpliedFilter, Query, read_filters
from index.errors import UsageError
from index.search.ranking import DatePreference
from index.search.view import View

AS_OF = date(2025, 3, 10)


def ask(index: str, question: str, *, any_time: bool = False, any_publisher: bool = False) -> Answer:
    with open_assistant(index=index) as assistant:
        return assistant.ask(question, filters=Filters(as_of=AS_OF, any_time=any_time, any_publisher=any_publisher))


def printed(answer: Answer) -> str:
    return "\n".join("".join(part.text for part in line.parts) for line in render_sources(answer))


def test_the_period_of_a_question_narrows_what_is_searched_and_is_in_the_receipt(index: str) -> None:
    answer = ask(index, "What did Sool say about the ferry yesterday?")

    row = answer_row(answer)["receipt"]
    assert (answer.status, row["articles_searched"]) == ("answered", 1)
    assert (row["filters"]["since"], row["filters"]["until"]) == ("2025-03-09", "2025-03-09")
    assert {
        "filter": "period",
        "value": "2025-03-09",
        "words": "yesterday",
        "inherited": False,
    } in row["understood"]
    assert "published = 2025-03-09 (from “yesterday”)" in printed(answer)
    assert "--any-time" in printed(answer)


def test_any_time_finds_statements_outside_the_questions_period(index: str) -> None:
    question = "What did Marrant say about the dam yesterday?"

    assert ask(index, question).status == "no_evidence"
    assert ask(index, question, any_time=True).status == "answered"


def test_a_publisher_in_the_question_filters_unless_any_publisher_is_set(index: str) -> None:
    question = "What did Sool say about the ferry in the Kestrel Post?"

    assert ask(index, question).status == "no_evidence"
    assert ask(index, question, any_publisher=True).status == "answered"


def test_a_when_question_is_answered_with_the_statement_and_its_day(index: str) -> None:
    answer = ask(index, "When did Sool say that the ferry will stay in port?")

    assert answer.status == "answered"
    assert "Mar 8, 2025" in answer.text


@pytest.mark.parametrize("question", ["Summarise what Sool said about the ferry", "Timeline of what Sool said"])
def test_a_summary_of_a_speaker_consists_of_their_statements(index: str, question: str) -> None:
    answer = ask(index, question)

    assert [shown.speaker for shown in answer.statements] == ["Renata Sool"]


def test_a_switch_in_a_batch_row_is_true_or_false() -> None:
    assert read_filters({"any_time": True, "any_speaker": None}) == Filters(any_time=True)
    with pytest.raises(UsageError, match="any_time"):
        read_filters({"any_time": "yes"})


def test_an_unknown_time_zone_is_an_error() -> None:
    assert load_settings({"time_zone": "Europe/Paris"}, environment={}).time_zone == "Europe/Paris"
    with pytest.raises(UsageError, match="time zone"):
        load_settings({"time_zone": "Brell/Harbour"}, environment={})


def test_the_newest_comes_first_only_if_requested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "articles.jsonl"
    rows = (
        {"id": str(year), "title": "The ferry", "text": f"Ferry fares rose in {year}.", "published": f"{year}-05-01"}
        for year in (2021, 2022, 2023)
    )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    near: list[object] = []
    search = View.search

    def noted(self: View, *words: Any, **wanted: Any) -> Any:
        near.append(wanted["near"])
        return search(self, *words, **wanted)

    monkeypatch.setattr(View, "search", noted)
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([file])
        assert assistant.search("What is the latest on ferry fares?").hits[0].article.id == "2023"
        assistant.search("What happened to ferry fares?")
        assistant.search("What is the latest on ferry fares?", filters=Filters(as_of=date(2022, 6, 1)))
        assistant.search("What is the latest on ferry fares since 2022?")
    assert near == [DatePreference(date(2023, 5, 1), named=False), None, DatePreference(date(2022, 6, 1)), None]


def test_an_implied_filter_that_leaves_no_article_is_loosened_and_the_answer_says_so(index: str) -> None:
    with open_assistant(index=index) as assistant:
        later = Filters(as_of=date(2030, 1, 5))
        fact = assistant.ask("When was the dam at Brell built this week?", filters=later)
        said = assistant.ask("What did Sool say about the ferry this week?", filters=later)
        outlet = assistant.ask(
            "What did Sool say about the ferry in the Post on 9 March?", filters=Filters(as_of=date(2025, 3, 10))
        )
        chosen = assistant.ask("What did Sool say about the ferry?", filters=Filters(since=date(2029, 1, 1)))
    assert [one.status for one in (fact, said, outlet, chosen)] == ["answered", "answered", "answered", "no_evidence"]
    row = answer_row(said)["receipt"]
    assert row["loosened"] == [{"filter": "period", "value": "2029-12-31 to 2030-01-06", "words": "this week"}]
    assert [one["filter"] for one in row["understood"]] == ["speaker"]
    assert [one.filter for one in outlet.receipt.query.loosened] == ["publisher"]
    # The as-of day is a filter that was set by option, so the other filters are not all there is.
    assert (
        "Nothing published from 2029-12-31 to 2030-01-06 within the other filters; all dates were searched."
        in printed(said)
    )
    assert answer_row(chosen)["receipt"]["loosened"] == []


def test_the_line_names_what_was_loosened() -> None:
    speaker = ImpliedFilter("speaker", "the weather service", "the weather service")
    publisher = ImpliedFilter("publisher", "The Example Record", "in the Record")
    day = ImpliedFilter("period", "2025-03-09", "yesterday")

    def said(*loosened: ImpliedFilter) -> str:
        return format_loosened(Query("How much rain fell?", "number", loosened=loosened))

    assert said() == ""
    assert said(publisher) == "Nothing from The Example Record in the index; all outlets were searched."
    assert said(day) == "Nothing published on 2025-03-09 in the index; all dates were searched."
    assert said(day, publisher) == (
        "Nothing from The Example Record published on 2025-03-09 in the index; all outlets and all dates were searched."
    )
    assert said(speaker) == ("Nothing said by the weather service in the index; the articles themselves were searched.")


def test_an_article_of_another_time_ranks_lower_but_is_searched(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    rows = [
        ("later", "2024-02-01", "The Brell ferry carried 4,100 people in 2019, the company's history shows."),
        ("other", "2015-05-01", "The Brell ferry carried 2,300 people last summer."),
    ]
    lines = [json.dumps({"id": one, "title": "The ferry", "published": day, "text": text}) for one, day, text in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([file])
        between = assistant.ask("How many people did the Brell ferry carry between 2016 and 2022?")
        alone = assistant.ask("How many people did the Brell ferry carry in 2019?")
        summer = assistant.ask("How many people did the Brell ferry carry in July?")
    for answer in (between, alone):
        assert answer.receipt.coverage.articles == 2
        assert [one.article.id for one in answer.citations] == ["later"]
    assert summer.status == "answered"
