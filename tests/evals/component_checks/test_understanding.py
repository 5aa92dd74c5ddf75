"""The golden utterances are valid, and nearly all of them are understood exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.types import Query
from evals.component_checks.understanding import (
    Expected,
    UtteranceScore,
    find_differences,
    load_utterances,
    render,
    score_utterances,
)
from index.errors import UsageError

FLOOR = 0.97


def test_there_are_enough_utterances_and_a_quarter_of_them_are_traps() -> None:
    utterances = load_utterances()

    assert len(utterances) >= 180
    assert len({one.id for one in utterances}) == len(utterances)
    assert sum(one.trap for one in utterances) / len(utterances) >= 0.2


def test_nearly_all_utterances_are_understood_exactly() -> None:
    scores = score_utterances(load_utterances())

    assert sum(not one.wrong for one in scores) / len(scores) >= FLOOR, render(scores)


def test_every_difference_is_named() -> None:
    query = Query("What did Fox say now?", asks="statement", speakers=("Ann Fox",), wants_now=True)
    expected = Expected("statement", ("Ann Fox",), wants_now=True)

    assert list(find_differences(query, expected)) == []
    assert list(find_differences(query, replace(expected, asks="when", publisher="Gazette"))) == [
        "asks is statement, not when",
        "publisher is None, not Gazette",
    ]


def test_the_report_counts_by_part_and_shows_the_errors() -> None:
    one = load_utterances()[0]

    report = render([UtteranceScore(one, (), 0.001), UtteranceScore(one, ("asks is fact, not when",), 0.003)])

    assert "1 of   2  0.500" in report
    assert "p50 2.00 ms" in report
    assert "asks is fact, not when" in report


def test_an_unreadable_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "utterances.jsonl"
    file.write_text(json.dumps({"id": "first-001"}) + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match="line 1"):
        load_utterances(file)
