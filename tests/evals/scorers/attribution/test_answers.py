"""Answers as CONTRACT defines them, compared with annotations."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from evals.scorers.attribution.annotations import GoldPlace, GoldQuestion
from evals.scorers.attribution.answers import count_answer, summarize_answers
from tests.evals.scorers.attribution.annotated import ARTICLE, at

ARTICLES = {"brell": ARTICLE}
DAM = "“The dam will hold,”"
LOOKED = "“We looked.”"
BOTH = ARTICLE.text[at(DAM).start : at(LOOKED).end]
GATES = "the gates were rusted shut"
ASKED = GoldQuestion(
    "q1",
    "answerable",
    "What did Ada Venn say about the dam?",
    "Ada Venn",
    refusable=False,
    answers=(GoldPlace("brell", (at(DAM), at(LOOKED)), at(LOOKED)),),
)
SWAPPED = GoldQuestion(
    "q2", "swap", "What did Ada Venn say about the gates?", "Ada Venn", refusable=True, said_by=("Piet Rossing",)
)


def shown(quote: str, speaker: str | None) -> dict[str, Any]:
    place = at(quote)
    return {"speaker": speaker, "quote": quote, "article_id": "brell", "start": place.start, "end": place.end}


def answered(*statements: dict[str, Any], text: str = "") -> dict[str, Any]:
    return {"status": "answered", "text": text, "statements": statements, "said_by": []}


def refused(*statements: dict[str, Any], said_by: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"status": "no_evidence", "text": "No record", "statements": statements, "said_by": said_by}


def test_the_sentence_about_the_topic_is_an_answer_though_not_the_whole_content() -> None:
    counts = count_answer(ASKED, answered(shown(LOOKED, "Ada Venn")), ARTICLES)

    assert (counts["answerable"], counts["hit"], counts["to_the_point"], counts["verbatim"]) == (1, 1, 1, 1)
    assert not counts["hit_whole"]
    assert count_answer(ASKED, answered(shown(BOTH, "Ada Venn")), ARTICLES)["hit_whole"] == 1


def test_the_same_words_under_another_name_are_no_answer_and_a_misattribution() -> None:
    counts = count_answer(ASKED, answered(shown(DAM, "Piet Rossing")), ARTICLES)

    assert (counts["hit"], counts["wrong_person"], counts["off_speaker"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("quote", "speaker", "verdict"),
    [
        (GATES, "Piet Rossing", "right"),
        (GATES, "Ada Venn", "wrong_person"),
        ("that nobody will pay", "Piet Rossing", "unknown"),
        ("The ferry left at nine", "Piet Rossing", "narration"),
    ],
)
def test_a_shown_statement_is_right_wrong_unknown_or_narration(quote: str, speaker: str, verdict: str) -> None:
    counts = count_answer(SWAPPED, answered(shown(quote, speaker)), ARTICLES)

    assert counts[verdict] == 1


def test_a_place_that_does_not_exist_is_a_bad_span_and_not_verbatim() -> None:
    nowhere = shown(DAM, "Ada Venn") | {"article_id": "elsewhere"}
    beyond = shown(DAM, "Ada Venn") | {"start": 9_000, "end": 9_010}

    counts = count_answer(ASKED, answered(nowhere, beyond), ARTICLES)

    assert (counts["bad_span"], counts["verbatim"], counts["hit"]) == (2, 0, 0)


def test_a_refusal_is_right_only_without_an_answer_and_names_who_did_speak() -> None:
    right = count_answer(SWAPPED, refused(shown(GATES, "Piet Rossing"), said_by=("P. Rossing", "Ole Brandt")), ARTICLES)
    wrong = count_answer(ASKED, refused(shown(DAM, "Ada Venn")), ARTICLES)

    assert (right["refused_rightly"], right["said_by_found"]) == (1, 1)
    assert (right["said_by_right"], right["said_by_given"]) == (1, 2)
    assert (wrong["refused_rightly"], wrong["refused_but_shows_asked_person"], wrong["hit"]) == (0, 1, 0)


def test_a_long_quotation_in_the_prose_needs_a_statement_behind_it() -> None:
    text = "She said “The dam will hold,” and “we never said any such thing”, of the “dam”."

    counts = count_answer(ASKED, answered(shown(DAM, "Ada Venn"), text=text), ARTICLES)

    assert (counts["quotations"], counts["quotations_unbacked"]) == (2, 1)


def test_no_answer_is_a_miss_and_no_refusal() -> None:
    counts = count_answer(ASKED, None, ARTICLES)

    assert (counts["answerable"], counts["hit"], counts["refused"]) == (1, 0, 0)


def test_the_figures_are_shares_of_the_counts_over_all_types() -> None:
    counts = {
        "answerable": count_answer(ASKED, answered(shown(DAM, "Ada Venn"), shown(GATES, "Ada Venn")), ARTICLES),
        "swap": count_answer(SWAPPED, refused(said_by=("Piet Rossing",)), ARTICLES),
    }

    figures = summarize_answers(counts)

    assert (figures["recall"], figures["misattributed"], figures["statement_precision"]) == (100, 50, 50)
    assert figures["refusal"] == {"precision": 100, "recall": 100, "f1": 100}
    assert figures["refused_by_type"] == {"answerable": 0, "swap": 100}
    assert figures["said_by"] == {"recall": 100, "precision": 100}
    assert summarize_answers({"swap": Counter()})["recall"] == 0
