"""Questions that avoid their article's words: little is found without better vectors, and next to nothing false."""

from __future__ import annotations

from evals.other_words import OTHER_WORDS, Outcome, ask_all, render
from evals.samples import load_samples

MOST_FALSE = 0.04


def test_hardly_anything_false_is_shown_for_other_words() -> None:
    outcomes = ask_all(load_samples(OTHER_WORDS))
    assert sum(one.is_false for one in outcomes) / len(outcomes) <= MOST_FALSE, render(outcomes)
    assert sum(not one.wrong for one in outcomes if one.sample.status == "answered") >= 6, render(outcomes)


def test_every_question_has_a_twin_that_no_article_answers() -> None:
    samples = load_samples(OTHER_WORDS)
    answerable = {one.id for one in samples if one.status == "answered"}
    assert {one.twin_of for one in samples if one.twin_of} == answerable
    assert len(answerable) >= 30


def test_an_answer_that_misses_the_place_is_false_and_none_at_all_is_missed() -> None:
    answerable, none, *_ = load_samples(OTHER_WORDS)
    report = render(
        [Outcome(answerable, True, ("elsewhere",)), Outcome(answerable, False, ("none",)), Outcome(none, False, ())]
    )
    assert [line.split()[0] for line in report.splitlines()[:2]] == ["false", "missed"]
    assert "right 0 of 2 that can be answered, false 1 of 3" in report
