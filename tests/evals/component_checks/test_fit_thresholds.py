"""The figures that decide whether something is answered are those that the script picks on the committed questions."""

from __future__ import annotations

import pytest

from assistant.retrieval.paraphrases import MIN_SIMILARITY
from assistant.retrieval.similarity import THESAURUS_WEIGHT, Similarity
from evals.component_checks.fit_thresholds import MOST_FALSE, Case, Judged, fit, fit_both, judged_samples, told_by
from evals.component_checks.paraphrases import load_other_words


def test_the_figures_in_the_code_are_those_that_are_fitted() -> None:
    assert fit_both(judged_samples()) == (THESAURUS_WEIGHT, MIN_SIMILARITY)


def test_precision_recall_and_what_is_false_are_told_of_what_is_sure_enough() -> None:
    cases = [Case(True, 0.5, True), Case(True, 0.4, False), Case(False, 0.3, False), Case(True, 0.1, True)]
    told = told_by(cases, 0.2)
    assert told.precision == told.recall == pytest.approx(1 / 3)
    assert told.false == 0.25


def test_a_figure_is_as_low_as_it_can_be_without_too_much_that_is_false() -> None:
    cases = [Case(True, 0.5, True)] * 120 + [Case(False, 0.305, False)] + [Case(False, 0.215, False)] * 3
    assert told_by(cases, fit(cases)).false <= MOST_FALSE < told_by(cases, fit(cases) - 0.01).false
    assert fit(cases) == 0.22


def test_a_question_is_judged_by_what_would_be_shown_of_the_nearest_statements() -> None:
    sample = next(one for one in load_other_words() if one.status == "answered")
    beside = Judged(sample, 0.05, ((Similarity(0.4, 0.0), False), (Similarity(0.3, 0.0), True)))
    assert beside.case(0.2).right
    assert beside.case(0.2).sure == pytest.approx(0.35)
    far = Judged(sample, 0.0, ((Similarity(0.4, 0.0), False), (Similarity(0.1, 0.0), True)))
    assert not far.case(0.2).right
    assert Judged(sample, 0.0, ()).case(0.2).sure == float("-inf")
