"""Paraphrased questions of every kind get hardly any false answer."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.component_checks.paraphrases import KINDS, Outcome, ask_paraphrases, load_paraphrases, render, summarize
from evals.datasets.samples import MORE_ARTICLES, load_golden_articles

MIN_RIGHT = 0.22
MAX_FALSE = 0.02


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return ask_paraphrases()


def test_paraphrases_get_hardly_any_false_answer(outcomes: list[Outcome]) -> None:
    figures = summarize(outcomes)
    assert figures["false"] <= MAX_FALSE, render(outcomes)
    assert figures["right"] >= MIN_RIGHT, render(outcomes)


def test_the_naive_answer_is_hardly_more_often_right_and_nearly_always_false(outcomes: list[Outcome]) -> None:
    figures = summarize(outcomes)
    assert figures["naive_right"] < figures["right"] + 0.01
    assert figures["naive_false"] > 10 * figures["false"]


def test_the_passage_is_found_more_often_than_by_bm25_alone(outcomes: list[Outcome]) -> None:
    figures = summarize(outcomes)
    assert figures["found"][4] >= figures["by_words"][4]
    assert list(figures["found"].values()) == sorted(figures["found"].values())


def test_there_are_enough_questions_of_every_kind_in_both_halves() -> None:
    answerable = [one for one in load_paraphrases() if one.status == "answered"]
    assert len(answerable) >= 100
    asked = Counter((kind, one.split) for one in answerable for kind in KINDS if kind in one.tags)
    assert min(asked[kind, split] for kind in KINDS for split in ("train", "dev")) >= 4
    assert all(sum(kind in one.tags for kind in KINDS) == 1 for one in load_paraphrases())


def test_every_question_has_an_unanswerable_twin_in_its_half() -> None:
    samples = {one.id: one for one in load_paraphrases()}
    twins = [one for one in samples.values() if one.twin_of]
    assert {one.twin_of for one in twins} == {one.id for one in samples.values() if one.status == "answered"}
    assert all(one.status == "no_evidence" and one.split == samples[one.twin_of or ""].split for one in twins)


def test_the_additional_articles_are_marked_invented() -> None:
    assert all(row["invented"] for row in load_golden_articles(MORE_ARTICLES))


def test_an_answer_that_misses_the_fact_is_false_and_no_answer_is_a_miss() -> None:
    facts = [one for one in load_paraphrases() if "fact" in one.tags]
    answerable = next(one for one in facts if one.status == "answered")
    none = next(one for one in facts if one.status == "no_evidence")
    report = render(
        [Outcome(answerable, True, ("elsewhere",)), Outcome(answerable, False, ("none",)), Outcome(none, False, ())]
    )
    assert [line.split()[0] for line in report.splitlines()[:2]] == ["false", "missed"]
    assert summarize([Outcome(answerable, True, ("elsewhere",)), Outcome(none, False, ())])["false"] == 0.5


def test_another_statement_of_the_person_is_a_miss_and_of_somebody_else_is_false() -> None:
    said = next(one for one in load_paraphrases() if "said" in one.tags and one.status == "answered")
    assert not Outcome(said, True, ("elsewhere",)).is_false
    assert Outcome(said, True, ("elsewhere",), other_speaker=True).is_false
