"""Timelines of a speaker, a topic or an event."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Assistant
from assistant.overviews.types import Change
from assistant.types import MARKER, Filters
from index.errors import UsageError


def test_repeated_statements_share_one_entry(changing: Assistant) -> None:
    entries = changing.timeline(speaker="Marrant", about="market hall").entries
    first = entries[0]
    assert [one.quote for one in first.pieces] == ["“The town will not sell the market hall,”"]
    assert first.first.article.publisher == "Vennick Post"
    assert [one.article.publisher for one in first.also_in] == ["Lissow Courier"]
    assert sum("will not sell" in piece.quote for entry in entries for piece in entry.pieces) == 1


def test_the_stated_day_is_preferred_to_the_day_of_publication(changing: Assistant) -> None:
    entries = changing.timeline(speaker="Marrant").entries
    assert [(entry.day, entry.basis) for entry in entries] == [
        (date(2026, 1, 12), "said"),
        (date(2026, 3, 2), "published"),
        (date(2026, 5, 20), "said"),
    ]


def test_a_change_of_position_has_both_quotations(changing: Assistant) -> None:
    timeline = changing.timeline(about="market hall")
    told = {(change.later.speaker, change.difference) for change in timeline.changes}
    assert told == {("Ilse Marrant", "force"), ("Tomas Oduya", "number")}
    for change in timeline.changes:
        assert f"[{change.earlier.citation.marker}]" in timeline.answer.text.split("Changed:", 1)[1]
        assert change.earlier.pieces
        assert change.later.pieces


def test_statements_of_two_speakers_are_no_change(changing: Assistant) -> None:
    changes = changing.timeline(about="market hall").changes
    assert "Edda Krohl" not in {change.later.speaker for change in changes}


def test_a_change_needs_one_speaker_and_two_days(changing: Assistant) -> None:
    entries = changing.timeline(about="market hall").entries
    krohl = next(entry for entry in entries if entry.speaker == "Edda Krohl")
    with pytest.raises(ValueError, match="same speaker"):
        Change(entries[0], krohl, "polarity")
    with pytest.raises(ValueError, match="earlier one first"):
        Change(entries[0], entries[0], "polarity")


def test_every_line_of_the_answer_is_cited_and_every_quotation_verbatim(changing: Assistant) -> None:
    answer = changing.timeline(about="market hall").answer
    assert answer.status == "answered"
    for paragraph in answer.text.split("\n\n"):
        assert MARKER.search(paragraph), paragraph
    for shown in answer.statements:
        assert shown.quote == shown.article.text[shown.span.start : shown.span.end]


def test_an_event_has_statements_and_reports(golden: Assistant) -> None:
    timeline = golden.timeline(event="Lissow bridge")
    reported = [entry for entry in timeline.entries if not entry.pieces]
    assert [entry.citation.article.id for entry in reported] == ["lissow-bridge"]
    assert {entry.speaker for entry in timeline.entries if entry.pieces} >= {"Merrin Askey", "Tilda Renwick"}
    days = [entry.day for entry in timeline.entries if entry.day]
    assert days == sorted(days)


def test_statements_under_a_matching_title_are_marked(golden: Assistant) -> None:
    timeline = golden.timeline(speaker="Griet Hollin", about="pickle factory")
    assert timeline.entries
    assert not any(entry.names_it for entry in timeline.entries)


def test_an_unknown_speaker_is_no_record_with_suggestions(changing: Assistant) -> None:
    timeline = changing.timeline(speaker="Stanmerk", about="hotel")
    assert timeline.answer.status == "no_evidence"
    assert timeline.answer.text.startswith("No record of Stanmerk on hotel")
    assert timeline.suggestions == ("Ravi Stenmark",)


def test_an_unknown_topic_and_an_empty_period_are_no_record(changing: Assistant) -> None:
    assert changing.timeline(about="unicorns").answer.status == "no_evidence"
    early = Filters(until=date(2020, 1, 1))
    nothing = changing.timeline(speaker="Marrant", filters=early)
    assert nothing.answer.status == "no_evidence"
    assert "none of which match the period filter" in nothing.answer.text


def test_a_period_narrows_a_timeline(changing: Assistant) -> None:
    since = changing.timeline(speaker="Marrant", filters=Filters(since=date(2026, 3, 1)))
    assert [entry.day for entry in since.entries] == [date(2026, 3, 2), date(2026, 5, 20)]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"about": " "},
        {"about": "the"},
        {"about": "x" * 500},
        {"about": "hall", "event": "sale"},
        {"about": "\ud800"},
    ],
)
def test_an_invalid_request_raises_an_error_with_a_hint(changing: Assistant, asked: dict[str, str]) -> None:
    with pytest.raises(UsageError) as error:
        changing.timeline(speaker=None, about=asked.get("about"), event=asked.get("event"))
    assert error.value.hint


def test_a_lone_surrogate_is_no_speaker_name(changing: Assistant) -> None:
    with pytest.raises(UsageError, match="not the name of a speaker"):
        changing.timeline(speaker="Marr\ud800nt")


def test_an_event_can_be_filtered_by_speaker(golden: Assistant) -> None:
    timeline = golden.timeline(event="Lissow bridge", speaker="Renwick")
    assert timeline.answer.question == "timeline of what Tilda Renwick said about Lissow bridge"
    assert {entry.speaker for entry in timeline.entries if entry.pieces} == {"Tilda Renwick"}


def test_a_limited_timeline_reports_the_limit_with_a_hint(changing: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.overviews.timeline.build.MAX_ENTRIES", 2)
    timeline = changing.timeline(about="market hall")
    assert len(timeline.entries) == 2
    assert timeline.limit is not None
    assert (timeline.limit.shown, timeline.limit.of) == (2, 6)
    assert "--since" in timeline.limit.hint


def test_a_reported_event_has_no_dateline(golden: Assistant) -> None:
    timeline = golden.timeline(event="ferry strike")
    (reported,) = [entry for entry in timeline.entries if not entry.pieces]
    assert reported.line.startswith("Crews on the ferries between Port Ellary and Greyholm have voted")


def test_opinion_pieces_report_no_events(golden: Assistant) -> None:
    timeline = golden.timeline(event="Vennick landslide")
    assert timeline.entries
    assert not [entry for entry in timeline.entries if entry.citation.article.kind == "opinion"]


def test_no_sentence_is_both_a_statement_and_a_report(golden: Assistant) -> None:
    timeline = golden.timeline(event="Sorrel cable")
    said = [entry.citation.span for entry in timeline.entries if entry.pieces]
    assert not [entry for entry in timeline.entries if not entry.pieces and entry.citation.span in said]
