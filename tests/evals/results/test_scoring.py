"""Metrics, their intervals, and the validity of a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.results.records import Record
from evals.results.scoring import (
    bootstrap_interval,
    compute_costs,
    compute_metrics,
    is_valid,
    score_records,
)
from evals.scorers.case import Score
from tests.fakes.faulty_asker import CORPUS, SAMPLES, FaultyAsker


def test_an_interval_surrounds_the_value_and_narrows_with_more_articles() -> None:
    few = [(str(number), Score(number % 4 > 0, 1)) for number in range(20)]
    many = [(str(number), Score(number % 4 > 0, 1)) for number in range(400)]
    (low, high), (lower, higher) = bootstrap_interval(few), bootstrap_interval(many)
    assert low is not None
    assert high is not None
    assert lower is not None
    assert higher is not None
    assert low < 0.75 < high
    assert higher - lower < high - low


def test_questions_on_one_article_count_less_than_as_many_articles() -> None:
    """If all questions on an article have the same result, twenty of them say no more than one."""
    alone = [(str(number), Score(number % 2, 1)) for number in range(40)]
    together = [(str(number // 20), Score(number // 20, 1)) for number in range(40)]
    (low, high), (lower, higher) = bootstrap_interval(alone), bootstrap_interval(together)
    assert low is not None
    assert high is not None
    assert lower is not None
    assert higher is not None
    assert higher - lower > high - low


def test_without_errors_the_interval_still_allows_some() -> None:
    low, high = bootstrap_interval([(str(number), Score(0, 5)) for number in range(30)])
    assert low == 0
    assert high is not None
    assert 0.1 < high < 0.13  # 1 - 0.025 ** (1 / 30)


def test_one_article_has_no_interval() -> None:
    assert bootstrap_interval([("a", Score(1, 2)), ("a", Score(2, 2))]) == (None, None)


def test_more_than_two_percent_of_errors_make_a_run_invalid() -> None:
    hundred = [replace(SAMPLES[3], id=str(number)) for number in range(100)]

    def valid_with(errors: int) -> bool:
        records = [
            Record(one.id, "none", "x", error={"kind": "E", "message": "m"})
            if number < errors
            else Record(one.id, "none", "x", answer=_refusal(), hits=())
            for number, one in enumerate(hundred)
        ]
        return is_valid(score_records(hundred, records, CORPUS))

    assert valid_with(2)
    assert not valid_with(3)
    assert not is_valid([])


def _refusal() -> dict[str, object]:
    answer = FaultyAsker().ask(SAMPLES[3]).answer
    assert answer is not None
    return dict(answer)


def test_cached_replies_are_not_timed_and_an_unknown_cost_is_not_zero() -> None:
    answers = [FaultyAsker().ask(SAMPLES[0]) for _ in range(3)]
    kept = _with_receipt(answers[1], cached=True)
    paid = _with_receipt(answers[2], cost_usd=None, usage={"calls": 1, "input_tokens": 9, "output_tokens": 2})
    costs = compute_costs([answers[0], replace(kept, seconds=90.0), paid])
    assert (costs.p50, costs.timed) == (0.25, 2)
    assert costs.usd is None
    assert (costs.calls, costs.input_tokens, costs.output_tokens) == (1, 9, 2)


def _with_receipt(record: Record, **changed: object) -> Record:
    assert record.answer is not None
    return replace(record, answer={**record.answer, "receipt": {**record.answer["receipt"], **changed}})


def test_a_metric_without_eligible_questions_has_no_value() -> None:
    record = FaultyAsker().ask(SAMPLES[3])
    [figure] = compute_metrics(score_records(SAMPLES[3:], [record], CORPUS), ["statement recall"])
    assert (figure.value, figure.eligible, figure.not_eligible) == (None, 0, 1)


def test_questions_are_clustered_by_their_article() -> None:
    scored = score_records(SAMPLES, [FaultyAsker().ask(sample) for sample in SAMPLES], CORPUS)
    assert [question.cluster for question in scored] == ["pier", "pier", "pier", "question unknown"]


def test_a_score_cannot_exceed_its_maximum() -> None:
    with pytest.raises(ValueError, match="0 <= got <= of"):
        Score(2, 1)
