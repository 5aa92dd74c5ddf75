"""Comparisons of speakers by their positions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.overviews.types import Contradiction, Row
from assistant.types import MARKER, Filters
from evals.datasets.samples import load_samples
from index.errors import UsageError

SEEDS = Path("/work/shared/seeds")
_DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject|dismiss|ruled|rebut|refut|contest|disput|not|never|no)", re.IGNORECASE
)


def positions(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.speaker: row.position for row in rows}


def test_speakers_can_disagree_on_whether_there_is_agreement(changing: Assistant) -> None:
    comparison = changing.compare(about="ferry contract")
    assert positions(comparison.grid) == {"Bastian Veer": "agrees", "Sunniva Prout": "disputes", "Nora Quist": "other"}
    (odds,) = comparison.contradictions
    assert odds.kind == "settled"
    assert [one.speaker for one in (*odds.one, *odds.other)] == ["Bastian Veer", "Sunniva Prout"]


def test_the_position_is_the_latest_one_and_the_earlier_one_is_shown(changing: Assistant) -> None:
    comparison = changing.compare(about="market hall")
    assert positions(comparison.grid) == {"Edda Krohl": "agrees", "Ilse Marrant": "disputes", "Tomas Oduya": "other"}
    (odds,) = comparison.contradictions
    assert (odds.kind, {one.article.id for one in (*odds.one, *odds.other)}) == ("polarity", {"sold"})
    text = comparison.answer.text
    before = text[text.index("Took the opposite position before") :].split("\n\n")[1]
    assert "Jan 12, 2026: “The town will not sell the market hall,”" in before


def test_a_requested_speaker_without_statements_is_silent(changing: Assistant) -> None:
    comparison = changing.compare(about="ferry contract", speakers=["Veer", "Stenmark", "Stanmerk"])
    assert positions(comparison.grid) == {"Bastian Veer": "other", "Ravi Stenmark": "silent", "Stanmerk": "silent"}
    assert comparison.suggestions == ("Ravi Stenmark",)
    assert "No statements in these articles by: Ravi Stenmark and Stanmerk." in comparison.answer.text


def test_a_speaker_quoted_under_a_matching_title_is_not_silent(golden: Assistant) -> None:
    comparison = golden.compare(about="logging ban")
    told = {row.speaker: (row.position, row.names_it) for row in comparison.grid}
    assert told["Emeric Stoll"] == ("other", False)
    assert "In articles on the topic, without naming it:" in comparison.answer.text


def test_a_shared_name_gives_rows_for_the_quoted_speakers(golden: Assistant) -> None:
    both = golden.compare(about="market hall", speakers=["Quillan"])
    assert set(positions(both.grid)) == {"Hester Quillan", "Tobin Quillan"}
    neither = golden.compare(about="ferry strike", speakers=["Quillan"])
    assert len(neither.grid) == 1
    assert neither.grid[0].position == "silent"


def test_an_unknown_topic_is_no_record(changing: Assistant) -> None:
    nobody = changing.compare(about="unicorns")
    assert (nobody.answer.status, nobody.grid) == ("no_evidence", ())
    asked = changing.compare(about="unicorns", speakers=["Marrant"])
    assert positions(asked.grid) == {"Ilse Marrant": "silent"}
    nothing = changing.compare(about="market hall", filters=Filters(until=date(2020, 1, 1)))
    assert "none of which match the period filter" in nothing.answer.text


@pytest.mark.parametrize(
    "asked",
    [
        {"about": ""},
        {"about": "the"},
        {"about": "x" * 500},
        {"about": "hall", "speakers": [f"A{n}" for n in range(30)]},
    ],
)
def test_an_invalid_comparison_raises_an_error_with_a_hint(changing: Assistant, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        changing.compare(**asked)  # type: ignore[arg-type]
    assert error.value.hint


def test_a_limited_comparison_reports_the_limit(changing: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.overviews.comparison.build.MAX_ROWS", 1)
    limit = changing.compare(about="market hall").limit
    assert limit is not None
    assert (limit.shown, limit.of) == (1, 3)
    assert "--speakers" in limit.hint


def test_a_row_contains_only_statements_of_its_speaker(changing: Assistant) -> None:
    comparison = changing.compare(about="market hall")
    krohl, marrant = comparison.grid[0], comparison.grid[1]
    with pytest.raises(ValueError, match="statement of another speaker"):
        Row(krohl.speaker, "agrees", marrant.statements)
    with pytest.raises(ValueError, match="silent speaker has no statements"):
        Row(krohl.speaker, "silent", krohl.statements)
    with pytest.raises(ValueError, match="needs different speakers"):
        Contradiction("polarity", krohl.statements, krohl.statements)


READ_BY_HAND = {
    ("Donald Trump", "agrees"),
    ("Steve Witkoff", "agrees"),
    ("Marco Rubio", "disputes"),
    ("Volodymyr Zelensky", "disputes"),
}
"""All positions in the golden articles, read by hand: on whether there is agreement on guarantees for Ukraine."""


def begins_with(speaker: str, line: str) -> bool:
    return line.removeprefix("The ").lower().startswith(speaker[:1].lower())


def check_positions(golden: Assistant, topics: Iterable[str]) -> set[tuple[str, str]]:
    """Check that each statement has its own speaker and commitment; return the speakers with their sides."""
    held = {one.statement.id: one.statement for one in golden.statements()}
    told: set[tuple[str, str]] = set()
    for topic in topics:
        comparison = golden.compare(about=topic)
        paragraphs = comparison.answer.text.split("\n\n")
        for row in comparison.grid:
            for one in row.statements:
                words = " ".join(one.quote.split())
                assert row.speaker in {speaker.name for speaker in held[one.statement.id].speakers}
                assert one.statement.commitment == held[one.statement.id].commitment
                (line, *_) = (line for line in paragraphs if words in line and begins_with(row.speaker, line))
                assert one.statement.commitment != "denied" or _DENIAL.search(line.split(words)[0])
        assert {odds.kind for odds in comparison.contradictions} <= {"settled"}
        told |= {(row.speaker, row.position) for row in comparison.grid if row.position in ("agrees", "disputes")}
        assert all(
            MARKER.search(one) or one.endswith(":") or one.startswith(("Silent", "No record")) for one in paragraphs
        )
    return told


def test_no_position_is_inverted_in_any_golden_article(golden: Assistant) -> None:
    topics = sorted({one.article.title for one in golden.statements()})
    assert len(topics) >= 25
    told = check_positions(golden, ["security guarantees", "guarantees for Ukraine", *topics])
    assert told
    assert told <= READ_BY_HAND


@pytest.mark.slow
def test_no_position_is_inverted_on_any_topic_of_the_golden_questions(golden: Assistant) -> None:
    queries = [golden.search(sample.question, k=1).query for sample in load_samples()]
    topics = sorted({query.topic for query in queries if query.topic})
    assert len(topics) >= 80
    assert check_positions(golden, topics) <= READ_BY_HAND


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not on this machine")
def test_witkoff_disagrees_with_rubio_and_zelensky_in_the_seed_articles(tmp_path: Path) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([SEEDS])
        comparison = assistant.compare(about="security guarantees", speakers=["Witkoff", "Rubio", "Zelensky"])
    assert positions(comparison.grid) == {
        "Steve Witkoff": "agrees",
        "Marco Rubio": "disputes",
        "Volodymyr Zelensky": "disputes",
    }
    quotes = {row.speaker: " ".join(one.quote for one in row.statements) for row in comparison.grid}
    assert "Putin has already agreed" in quotes["Steve Witkoff"]
    assert "work through" in quotes["Marco Rubio"]
    assert "still no details" in quotes["Volodymyr Zelensky"]
    assert [odds.kind for odds in comparison.contradictions] == ["settled"]
