"""Questions that avoid their article's words: of every kind, and hardly anything false is shown for them."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.component_checks.paraphrases import KINDS, Outcome, ask_all, figures_of, load_other_words, render
from evals.datasets.samples import MORE_ARTICLES, load_golden_articles

LEAST_RIGHT = 0.22
MOST_FALSE = 0.02


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return ask_all(load_other_words())


def test_hardly_anything_false_is_shown_for_other_words(outcomes: list[Outcome]) -> None:
    figures = figures_of(outcomes)
    assert figures.false <= MOST_FALSE, render(outcomes)
    assert figures.right >= LEAST_RIGHT, render(outcomes)


def test_the_naive_answer_is_right_hardly_more_often_and_nearly_always_false(outcomes: list[Outcome]) -> None:
    figures = figures_of(outcomes)
    assert figures.naive_right < figures.right + 0.01
    assert figures.naive_false > 10 * figures.false


def test_the_passage_is_found_more_often_than_by_words_alone(outcomes: list[Outcome]) -> None:
    figures = figures_of(outcomes)
    assert figures.found[4] >= figures.by_words[4]
    assert list(figures.found.values()) == sorted(figures.found.values())


def test_there_are_enough_questions_of_every_kind_in_both_halves() -> None:
    answerable = [one for one in load_other_words() if one.status == "answered"]
    assert len(answerable) >= 100
    asked = Counter((kind, one.split) for one in answerable for kind in KINDS if kind in one.tags)
    assert min(asked[kind, split] for kind in KINDS for split in ("train", "dev")) >= 4
    assert all(sum(kind in one.tags for kind in KINDS) == 1 for one in load_other_words())


def test_every_question_has_a_twin_that_no_article_answers_in_its_own_half() -> None:
    samples = {one.id: one for one in load_other_words()}
    twins = [one for one in samples.values() if one.twin_of]
    assert {one.twin_of for one in twins} == {one.id for one in samples.values() if one.status == "answered"}
    assert all(one.status == "no_evidence" and one.split == samples[one.twin_of or ""].split for one in twins)


def test_the_articles_that_were_added_are_marked_invented() -> None:
    assert all(row["invented"] for row in load_golden_articles(MORE_ARTICLES))


def test_an_answer_that_misses_the_fact_is_false_and_none_at_all_is_missed() -> None:
    facts = [one for one in load_other_words() if "fact" in one.tags]
    answerable = next(one for one in facts if one.status == "answered")
    none = next(one for one in facts if one.status == "no_evidence")
    report = render(
        [Outcome(answerable, True, ("elsewhere",)), Outcome(answerable, False, ("none",)), Outcome(none, False, ())]
    )
    assert [line.split()[0] for line in report.splitlines()[:2]] == ["false", "missed"]
    assert figures_of([Outcome(answerable, True, ("elsewhere",)), Outcome(none, False, ())]).false == 0.5


def test_what_else_the_person_said_is_missed_and_what_another_said_is_false() -> None:
    said = next(one for one in load_other_words() if "said" in one.tags and one.status == "answered")
    assert not Outcome(said, True, ("elsewhere",)).is_false
    assert Outcome(said, True, ("elsewhere",), others_words=True).is_false
