"""Extracted statements compared with annotations: contents, sources and misattributions."""

from __future__ import annotations

from typing import Any

import pytest

from evals.scorers.attribution.answers import count_credits, summarize_credits
from evals.scorers.attribution.spans import count_spans, summarize_spans
from index.types import Statement
from tests.evals.scorers.attribution.annotated import ARTICLE, said

DAM = said("“The dam will hold,”", "“We looked.”", by="Ada Venn")
GATES = said("the gates were rusted shut", by="Piet Rossing", cue="told")


def figures(*statements: Statement) -> dict[str, Any]:
    return summarize_spans(count_spans(ARTICLE, statements))


def test_exactly_the_annotated_statements_are_perfect() -> None:
    found = figures(DAM, GATES)

    assert found["content"]["direct"]["exact"] == {"precision": 100, "recall": 100, "f1": 100, "found": 1, "wanted": 1}
    assert found["content"]["indirect"]["exact"]["f1"] == 100
    assert found["content"]["all"]["exact"] == {"precision": 100, "recall": 66.7, "f1": 80, "found": 2, "wanted": 3}
    assert found["source"]["all"] == {
        "of": 2,
        "correct": 100,
        "same_name_elsewhere": 0,
        "different": 0,
        "abstained": 0,
    }


def test_half_a_content_is_found_loosely_only() -> None:
    found = figures(said("“The dam will hold,”", by="Ada Venn"))["content"]["direct"]

    assert (found[">=.3"]["f1"], found[">=.8"]["f1"], found["exact"]["f1"]) == (100, 0, 0)
    assert found["exact"]["found"] == 1


def test_a_false_statement_counts_in_the_group_of_its_own_form() -> None:
    found = figures(said("The ferry left at nine", by="Piet Rossing", cue="told"))["content"]

    assert found["indirect"][">=.3"]["found"] == 1
    assert found["direct"][">=.3"]["found"] == 0
    assert found["all"][">=.3"]["precision"] == 0


def test_an_extracted_thought_is_not_counted_as_false_speech() -> None:
    found = figures(said("that nobody will pay", by="Ada Venn"))["content"]

    assert found["indirect"][">=.3"]["found"] == 0
    assert found["all"][">=.3"]["found"] == 1


@pytest.mark.parametrize(
    ("by", "source", "outcome"),
    [
        ("Ada Venn", "Ada Venn", "correct"),
        ("Ada Venn", "Mrs. Venn", "same_name_elsewhere"),
        ("Piet Rossing", "Piet Rossing", "different"),
        (None, None, "abstained"),
    ],
)
def test_a_source_is_right_or_wrong_by_its_place(by: str | None, source: str | None, outcome: str) -> None:
    found = figures(said("“The dam will hold,”", "“We looked.”", by=by, source=source))["source"]["direct"]

    assert (found["of"], found[outcome]) == (1, 100)


@pytest.mark.parametrize(
    ("statement", "credit"),
    [
        (DAM, "right"),
        (said("“The dam will hold,”", by="Piet Rossing"), "wrong_person"),
        (said("that nobody will pay", by="Piet Rossing"), "unknown"),
        (said("The ferry left at nine", by="Piet Rossing"), "nothing_said_there"),
        (said("“We looked.”", by="Ole Brandt", source="Ada Venn"), "unlisted_name"),
    ],
)
def test_a_full_name_is_right_wrong_or_unknown(statement: Statement, credit: str) -> None:
    assert count_credits(ARTICLE, [statement]) == {credit: 1}


def test_no_name_a_bare_surname_and_an_unnamed_speaker_credit_nobody() -> None:
    nobody = said("“We looked.”")
    surname = said("“We looked.”", by="Venn")
    official = said("“We looked.”", by="a dam official", source="Ada Venn", kind="unnamed")

    assert not count_credits(ARTICLE, [nobody, surname, official])


def test_misattribution_is_a_share_of_the_statements_with_a_known_speaker() -> None:
    counts = count_credits(
        ARTICLE, [DAM, GATES, said("“We looked.”", by="Piet Rossing"), said("The ferry left at nine", by="Ada Venn")]
    )

    assert summarize_credits(counts)["known"] == 3
    assert summarize_credits(counts)["wrong_mouth"] == 33.3
