"""Figures, their intervals, and which run is worth anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.results.aggregation import cluster_of, costs_of, figures_of, interval, is_valid, score_all
from evals.results.records import Record
from evals.scorers.case import Part
from tests.fakes.faulty_asker import CORPUS, SAMPLES, FaultyAsker


def test_an_interval_lies_around_the_value_and_narrows_with_more_articles() -> None:
    few = [(str(number), Part(number % 4 > 0, 1)) for number in range(20)]
    many = [(str(number), Part(number % 4 > 0, 1)) for number in range(400)]
    (low, high), (lower, higher) = interval(few), interval(many)
    assert low is not None
    assert high is not None
    assert lower is not None
    assert higher is not None
    assert low < 0.75 < high
    assert higher - lower < high - low


def test_questions_on_one_article_count_as_less_than_as_many_articles() -> None:
    """All questions of an article are right or wrong together: twenty of them tell no more than one."""
    alone = [(str(number), Part(number % 2, 1)) for number in range(40)]
    together = [(str(number // 20), Part(number // 20, 1)) for number in range(40)]
    (low, high), (lower, higher) = interval(alone), interval(together)
    assert low is not None
    assert high is not None
    assert lower is not None
    assert higher is not None
    assert higher - lower > high - low


def test_where_nothing_went_wrong_something_still_could_have() -> None:
    low, high = interval([(str(number), Part(0, 5)) for number in range(30)])
    assert low == 0
    assert high is not None
    assert 0.1 < high < 0.13  # 1 - 0.025 ** (1 / 30)


def test_one_article_has_no_interval() -> None:
    assert interval([("a", Part(1, 2)), ("a", Part(2, 2))]) == (None, None)


def test_more_than_two_of_a_hundred_errors_make_a_run_invalid() -> None:
    hundred = [replace(SAMPLES[3], id=str(number)) for number in range(100)]

    def valid_with(errors: int) -> bool:
        records = [
            Record(one.id, "none", "x", error={"kind": "E", "message": "m"})
            if number < errors
            else Record(one.id, "none", "x", answer=_refusal(), hits=())
            for number, one in enumerate(hundred)
        ]
        return is_valid(score_all(hundred, records, CORPUS))

    assert valid_with(2)
    assert not valid_with(3)
    assert not is_valid([])


def _refusal() -> dict[str, object]:
    answer = FaultyAsker().ask(SAMPLES[3]).answer
    assert answer is not None
    return dict(answer)


def test_kept_replies_are_not_timed_and_an_unknown_cost_is_not_nothing() -> None:
    answers = [FaultyAsker().ask(SAMPLES[0]) for _ in range(3)]
    kept = _with_receipt(answers[1], cached=True)
    paid = _with_receipt(answers[2], cost_usd=None, usage={"calls": 1, "input_tokens": 9, "output_tokens": 2})
    costs = costs_of([answers[0], replace(kept, seconds=90.0), paid])
    assert (costs.p50, costs.timed) == (0.25, 2)
    assert costs.usd is None
    assert (costs.calls, costs.input_tokens, costs.output_tokens) == (1, 9, 2)


def _with_receipt(record: Record, **changed: object) -> Record:
    assert record.answer is not None
    return replace(record, answer={**record.answer, "receipt": {**record.answer["receipt"], **changed}})


def test_what_nobody_is_eligible_for_has_no_value() -> None:
    record = FaultyAsker().ask(SAMPLES[3])
    [figure] = figures_of(score_all(SAMPLES[3:], [record], CORPUS), ["statement recall"])
    assert (figure.value, figure.eligible, figure.not_eligible) == (None, 0, 1)


def test_questions_are_clustered_by_the_article_they_are_about() -> None:
    assert [cluster_of(sample) for sample in SAMPLES] == ["pier", "pier", "pier", "question unknown"]


def test_a_part_cannot_be_more_than_its_whole() -> None:
    with pytest.raises(ValueError, match="0 <= got <= of"):
        Part(2, 1)
