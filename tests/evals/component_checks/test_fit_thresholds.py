"""The thresholds in the code are those fitted on the committed questions."""

from __future__ import annotations

import pytest

from assistant.retrieval.paraphrases import MIN_SIMILARITY, THESAURUS_WEIGHT, Similarity
from evals.component_checks.fit_thresholds import (
    MAX_FALSE_SHARE,
    JudgedQuestion,
    ThresholdCase,
    evaluate_threshold,
    fit_threshold,
    fit_weight_and_threshold,
    judge_shipped_samples,
)
from evals.component_checks.paraphrases import load_paraphrases


def test_the_thresholds_in_the_code_are_the_fitted_ones() -> None:
    assert fit_weight_and_threshold(judge_shipped_samples()) == (THESAURUS_WEIGHT, MIN_SIMILARITY)


def test_precision_recall_and_false_share_count_cases_above_the_threshold() -> None:
    cases = [
        ThresholdCase(True, 0.5, True),
        ThresholdCase(True, 0.4, False),
        ThresholdCase(False, 0.3, False),
        ThresholdCase(True, 0.1, True),
    ]
    found = evaluate_threshold(cases, 0.2)
    assert found.precision == found.recall == pytest.approx(1 / 3)
    assert found.false_share == 0.25


def test_the_threshold_is_as_low_as_false_answers_allow() -> None:
    cases = (
        [ThresholdCase(True, 0.5, True)] * 120
        + [ThresholdCase(False, 0.305, False)]
        + [ThresholdCase(False, 0.215, False)] * 3
    )
    assert (
        evaluate_threshold(cases, fit_threshold(cases)).false_share
        <= MAX_FALSE_SHARE
        < evaluate_threshold(cases, fit_threshold(cases) - 0.01).false_share
    )
    assert fit_threshold(cases) == 0.22


def test_a_question_is_judged_by_the_closest_statements() -> None:
    sample = next(one for one in load_paraphrases() if one.status == "answered")
    beside = JudgedQuestion(sample, 0.05, ((Similarity(0.4, 0.0), False), (Similarity(0.3, 0.0), True)))
    assert beside.score_with(0.2).right
    assert beside.score_with(0.2).score == pytest.approx(0.35)
    far = JudgedQuestion(sample, 0.0, ((Similarity(0.4, 0.0), False), (Similarity(0.1, 0.0), True)))
    assert not far.score_with(0.2).right
    assert JudgedQuestion(sample, 0.0, ()).score_with(0.2).score == float("-inf")
