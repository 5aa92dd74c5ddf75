"""The end of content within its sentence. All people and places here are invented."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article


def contents(text: str) -> list[str]:
    return [
        " / ".join(piece.of(text) for piece in one.pieces)
        for one in find_statements(Article(id="a", title="", text=text))
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ann Vane said the mill would close, which came as a surprise to her rivals.", "the mill would close"),
        (
            "Ann Vane said she regretted the deal with Cy Holt, who left town in May.",
            "she regretted the deal with Cy Holt",
        ),
        ("Ann Vane said the mill would close, a sign that the town is poor.", "the mill would close"),
        ("Ann Vane said the mill would close — a first for the town.", "the mill would close"),
        ("Ann Vane said the mill was safe, drawing boos from the crowd.", "the mill was safe"),
        ("Ann Vane said the mill was safe; the council had its doubts.", "the mill was safe"),
    ],
)
def test_content_ends_before_the_reporters_remark(text: str, content: str) -> None:
    assert contents(text) == [content]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ann Vane said the mill, which opened in May, would close.", "the mill, which opened in May, would close"),
        ("Ann Vane said that Cy Holt, a farmer, would run.", "that Cy Holt, a farmer, would run"),
        ("Ann Vane said the mill would grind, saw and press.", "the mill would grind, saw and press"),
        ("Ann Vane accused Cy Holt of lying, cheating and stealing.", "Cy Holt of lying, cheating and stealing"),
        ("Ann Vane urged the council to dig in, and to fight harder.", "the council to dig in, and to fight harder"),
        ("Ann Vane called for a plan — with its costs — from the town.", "a plan — with its costs — from the town"),
    ],
)
def test_content_can_continue_after_a_comma_or_a_dash(text: str, content: str) -> None:
    assert contents(text) == [content]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ann Vane complained about the noise but defended Cy Holt.", "the noise"),
        ("Ann Vane denied the charges and left the hall.", "the charges"),
        ("Ann Vane denied the charges through her lawyer.", "the charges"),
        ("Ann Vane announced her candidacy in June.", "her candidacy"),
        ("Police reported no arrests late Monday.", "no arrests"),
        ("Ann Vane said the mill would close and added a room.", "the mill would close"),
    ],
)
def test_content_ends_before_the_speakers_next_act_and_before_time_and_place(text: str, content: str) -> None:
    assert content in contents(text)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("When Ann Vane talks about the mill, the council is silent.", "the mill"),
        ("And while Ann Vane said she would run, it is not likely that she wins.", "she would run"),
        ("Three years after the council vowed to mend the dam, it has done the opposite.", "to mend the dam"),
    ],
)
def test_a_report_before_the_main_clause_ends_there(text: str, content: str) -> None:
    assert contents(text) == [content]


@pytest.mark.parametrize(
    "content",
    [
        "that she was hoping for a large crowd, which “will help the mill”",
        "that she was hoping for a large crowd, which is “a help”",
        "Pat Holt, the mother of Sean Holt, who died in the flood is “wrong” about the mill",
    ],
)
def test_content_extends_to_its_verb_and_through_its_quotations(content: str) -> None:
    assert contents(f"Ann Vane said {content}.") == [content]


@pytest.mark.parametrize("opener", ["Though", "When", "While"])
def test_the_second_report_of_a_subordinate_clause_ends_with_the_clause(opener: str) -> None:
    text = f"{opener} Ann Vane called the plan “a mess” and called for money to be “clawed back,” Bo Rusk left early."
    assert contents(text) == ["the plan “a mess”", "money to be “clawed back,”"]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ann Vane's demand for a new mill was rejected.", "a new mill"),
        ("Ann Vane's proposal to close the mill is dead.", "to close the mill"),
        ("Ann Vane's call for a mill that is quiet was heard.", "a mill that is quiet"),
        ("Ann Vane's call for a coal-fired mill was heard.", "a coal-fired mill"),
        ("After Ann Vane's call for a mill, Bo Rusk left.", "a mill"),
        ("Bo Rusk heard Ann Vane's demand for a mill.", "a mill"),
    ],
)
def test_a_nominal_report_ends_before_the_verb_of_its_sentence(text: str, content: str) -> None:
    assert contents(text) == [content]


def test_a_statement_about_a_report_contains_the_whole_report() -> None:
    assert contents("Ann Vane's demand for a new mill was rejected, Bo Rusk said.") == [
        "Ann Vane's demand for a new mill was rejected",
        "a new mill",
    ]


def test_the_day_of_a_remark_is_not_its_content() -> None:
    assert contents("Her remarks on Saturday were long.") == []
