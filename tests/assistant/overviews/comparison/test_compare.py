"""Who stands where on a topic: every cell a quotation of its speaker, and a contradiction only on one proposition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.overviews.comparison.types import Contradiction, Row
from assistant.types.filters import Filters
from assistant.types.types import MARKER
from evals.datasets.samples import load_samples
from index.errors import UsageError

SEEDS = Path("/work/shared/seeds")
_DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject|dismiss|ruled|rebut|refut|contest|disput|not|never|no)", re.IGNORECASE
)


def positions(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.speaker: row.position for row in rows}


def test_two_accounts_of_whether_there_is_agreement_come_out(changing: Assistant) -> None:
    comparison = changing.compare(about="ferry contract")
    assert positions(comparison.grid) == {"Bastian Veer": "agrees", "Sunniva Prout": "disputes", "Nora Quist": "other"}
    (odds,) = comparison.contradictions
    assert odds.kind == "settled"
    assert [one.speaker for one in (*odds.one, *odds.other)] == ["Bastian Veer", "Sunniva Prout"]


def test_a_position_is_the_last_one_and_the_one_before_is_shown(changing: Assistant) -> None:
    comparison = changing.compare(about="market hall")
    assert positions(comparison.grid) == {"Edda Krohl": "agrees", "Ilse Marrant": "disputes", "Tomas Oduya": "other"}
    (odds,) = comparison.contradictions
    assert (odds.kind, {one.article.id for one in (*odds.one, *odds.other)}) == ("polarity", {"sold"})
    text = comparison.answer.text
    before = text[text.index("Took the other side before") :].split("\n\n")[1]
    assert "Jan 12, 2026: “The town will not sell the market hall,”" in before


def test_who_was_asked_for_and_said_nothing_is_silent(changing: Assistant) -> None:
    comparison = changing.compare(about="ferry contract", speakers=["Veer", "Stenmark", "Stanmerk"])
    assert positions(comparison.grid) == {"Bastian Veer": "other", "Ravi Stenmark": "silent", "Stanmerk": "silent"}
    assert comparison.suggestions == ("Ravi Stenmark",)
    assert "Silent in these articles: Ravi Stenmark and Stanmerk." in comparison.answer.text


def test_a_speaker_who_only_speaks_in_an_article_on_it_is_not_silent(golden: Assistant) -> None:
    comparison = golden.compare(about="logging ban")
    told = {row.speaker: (row.position, row.names_it) for row in comparison.grid}
    assert told["Emeric Stoll"] == ("other", False)
    assert "In articles on it, without naming it:" in comparison.answer.text


def test_of_two_who_share_a_name_only_who_spoke_to_it_has_a_row(golden: Assistant) -> None:
    both = golden.compare(about="market hall", speakers=["Quillan"])
    assert set(positions(both.grid)) == {"Hester Quillan", "Tobin Quillan"}
    neither = golden.compare(about="ferry strike", speakers=["Quillan"])
    assert len(neither.grid) == 1
    assert neither.grid[0].position == "silent"


def test_a_topic_nobody_spoke_of_is_no_record(changing: Assistant) -> None:
    nobody = changing.compare(about="unicorns")
    assert (nobody.answer.status, nobody.grid) == ("no_evidence", ())
    asked = changing.compare(about="unicorns", speakers=["Marrant"])
    assert positions(asked.grid) == {"Ilse Marrant": "silent"}
    nothing = changing.compare(about="market hall", filters=Filters(until=date(2020, 1, 1)))
    assert "none of which is of the period asked for" in nothing.answer.text


@pytest.mark.parametrize(
    "asked",
    [
        {"about": ""},
        {"about": "the"},
        {"about": "x" * 500},
        {"about": "hall", "speakers": [f"A{n}" for n in range(30)]},
    ],
)
def test_what_cannot_be_compared_is_said_with_a_way_out(changing: Assistant, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        changing.compare(**asked)  # type: ignore[arg-type]
    assert error.value.hint


def test_more_speakers_than_can_be_shown_are_told(changing: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.overviews.comparison.build.MOST_SPEAKERS", 1)
    limit = changing.compare(about="market hall").limit
    assert limit is not None
    assert (limit.shown, limit.of) == (1, 3)
    assert "--speakers" in limit.hint


def test_a_cell_holds_nobody_elses_words(changing: Assistant) -> None:
    comparison = changing.compare(about="market hall")
    krohl, marrant = comparison.grid[0], comparison.grid[1]
    with pytest.raises(ValueError, match="somebody else's words"):
        Row(krohl.speaker, "agrees", marrant.statements)
    with pytest.raises(ValueError, match="silence has no statements"):
        Row(krohl.speaker, "silent", krohl.statements)
    with pytest.raises(ValueError, match="contradicts themselves"):
        Contradiction("polarity", krohl.statements, krohl.statements)


READ_BY_HAND = {
    ("Donald Trump", "agrees"),
    ("Steve Witkoff", "agrees"),
    ("Marco Rubio", "disputes"),
    ("Volodymyr Zelensky", "disputes"),
}
"""Who takes a side on anything in the golden articles: on whether there is agreement on guarantees for Ukraine."""


def begins_with(speaker: str, line: str) -> bool:
    return line.removeprefix("The ").lower().startswith(speaker[:1].lower())


def check_positions(golden: Assistant, topics: Iterable[str]) -> set[tuple[str, str]]:
    """Each statement stands under its own speaker and with its own force; gives who takes which side."""
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
def test_no_position_is_inverted_on_any_topic_that_the_golden_questions_ask_about(golden: Assistant) -> None:
    queries = [golden.search(sample.question, k=1).query for sample in load_samples()]
    topics = sorted({query.topic for query in queries if query.topic})
    assert len(topics) >= 80
    assert check_positions(golden, topics) <= READ_BY_HAND


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not on this machine")
def test_on_the_seed_witkoff_stands_against_rubio_and_zelensky(tmp_path: Path) -> None:
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
