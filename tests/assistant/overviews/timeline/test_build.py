"""What a timeline shows of a speaker, a topic or an event: once, under its day, and where somebody changed position."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Assistant
from assistant.overviews.types import Change
from assistant.types.filters import Filters
from assistant.types.types import MARKER
from index.errors import UsageError


def test_one_statement_is_one_entry_however_many_outlets_had_it(changing: Assistant) -> None:
    entries = changing.timeline(speaker="Marrant", about="market hall").entries
    first = entries[0]
    assert [one.quote for one in first.pieces] == ["“The town will not sell the market hall,”"]
    assert first.first.article.publisher == "Vennick Post"
    assert [one.article.publisher for one in first.also_in] == ["Lissow Courier"]
    assert sum("will not sell" in piece.quote for entry in entries for piece in entry.pieces) == 1


def test_the_day_it_was_said_comes_before_the_day_it_was_published(changing: Assistant) -> None:
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


def test_what_two_speakers_say_is_nobodys_change(changing: Assistant) -> None:
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


def test_an_event_has_what_was_said_and_what_was_reported(golden: Assistant) -> None:
    timeline = golden.timeline(event="Lissow bridge")
    reported = [entry for entry in timeline.entries if not entry.pieces]
    assert [entry.citation.article.id for entry in reported] == ["lissow-bridge"]
    assert {entry.speaker for entry in timeline.entries if entry.pieces} >= {"Merrin Askey", "Tilda Renwick"}
    days = [entry.day for entry in timeline.entries if entry.day]
    assert days == sorted(days)


def test_who_speaks_in_an_article_on_a_topic_is_shown_as_not_naming_it(golden: Assistant) -> None:
    timeline = golden.timeline(speaker="Griet Hollin", about="pickle factory")
    assert timeline.entries
    assert not any(entry.names_it for entry in timeline.entries)


def test_a_speaker_nobody_knows_is_no_record_and_who_may_be_meant(changing: Assistant) -> None:
    timeline = changing.timeline(speaker="Stanmerk", about="hotel")
    assert timeline.answer.status == "no_evidence"
    assert timeline.answer.text.startswith("No record of Stanmerk on hotel")
    assert timeline.suggestions == ("Ravi Stenmark",)


def test_a_topic_nobody_spoke_of_and_a_period_with_nothing_are_no_record(changing: Assistant) -> None:
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
def test_what_cannot_be_asked_for_is_said_with_a_way_out(changing: Assistant, asked: dict[str, str]) -> None:
    with pytest.raises(UsageError) as error:
        changing.timeline(speaker=None, about=asked.get("about"), event=asked.get("event"))
    assert error.value.hint


def test_half_a_character_is_nobodys_name(changing: Assistant) -> None:
    with pytest.raises(UsageError, match="not the name of a speaker"):
        changing.timeline(speaker="Marr\ud800nt")


def test_of_an_event_only_one_speaker_may_be_asked_for(golden: Assistant) -> None:
    timeline = golden.timeline(event="Lissow bridge", speaker="Renwick")
    assert timeline.answer.question == "timeline of what Tilda Renwick said about Lissow bridge"
    assert {entry.speaker for entry in timeline.entries if entry.pieces} == {"Tilda Renwick"}


def test_more_than_can_be_shown_is_told_with_how_to_narrow_it(
    changing: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.overviews.timeline.build.MAX_ENTRIES", 2)
    timeline = changing.timeline(about="market hall")
    assert len(timeline.entries) == 2
    assert timeline.limit is not None
    assert (timeline.limit.shown, timeline.limit.of) == (2, 6)
    assert "--since" in timeline.limit.hint


def test_what_an_article_reports_of_an_event_is_its_news_without_its_dateline(golden: Assistant) -> None:
    timeline = golden.timeline(event="ferry strike")
    (reported,) = [entry for entry in timeline.entries if not entry.pieces]
    assert reported.told.startswith("Crews on the ferries between Port Ellary and Greyholm have voted")


def test_what_a_comment_says_of_an_event_is_not_reported(golden: Assistant) -> None:
    timeline = golden.timeline(event="Vennick landslide")
    assert timeline.entries
    assert not [entry for entry in timeline.entries if entry.citation.article.kind == "opinion"]


def test_nothing_is_both_said_and_reported(golden: Assistant) -> None:
    timeline = golden.timeline(event="Sorrel cable")
    said = [entry.citation.span for entry in timeline.entries if entry.pieces]
    assert not [entry for entry in timeline.entries if not entry.pieces and entry.citation.span in said]
