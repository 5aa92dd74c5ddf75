"""A session spends no more than it may, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.errors import ModelFailed
from assistant.generation.budget import LEAST_REPLY, LONGEST_REPLY, Budget, Reservation
from assistant.generation.prices import Price
from assistant.types import Spending, Usage

PRICE = Price(input=1.0, output=10.0)


def most(input_tokens: int, output_tokens: int) -> float:
    return PRICE.at_most(input_tokens=input_tokens, output_tokens=output_tokens)


def test_without_a_limit_everything_is_allowed_and_counted() -> None:
    cost_budget = Budget(price=PRICE)
    allowance = cost_budget.allow(1000)
    assert allowance == Reservation(None, 0.0)
    assert cost_budget.settle(allowance, Usage(1, 1000, 100)) == pytest.approx(0.002)
    assert cost_budget.spent.usage == Usage(1, 1000, 100)
    assert cost_budget.spent.usd == pytest.approx(0.002)


def test_what_an_unknown_model_costs_stays_unknown() -> None:
    cost_budget = Budget(price=None)
    assert cost_budget.settle(cost_budget.allow(1000), Usage(1, 1000, 100)) is None
    assert cost_budget.spent == Spending(Usage(1, 1000, 100), None)


def test_a_call_that_was_refused_cost_nothing_whatever_the_model() -> None:
    cost_budget = Budget(price=None)
    assert cost_budget.settle(cost_budget.allow(1000), Usage(1)) == 0.0
    assert cost_budget.spent == Spending(Usage(1), 0.0)


def test_a_limit_for_a_model_without_a_price_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        Budget(price=None, max_usd=1.0)


def test_a_reply_may_be_as_long_as_what_is_left_pays_for() -> None:
    assert Budget(price=PRICE, max_usd=1.0).allow(1000).output_tokens == LONGEST_REPLY
    assert Budget(price=PRICE, max_usd=most(1000, 700)).allow(1000).output_tokens == 700


@pytest.mark.parametrize("limit", [0.0, most(999, 0), most(1000, LEAST_REPLY - 1)])
def test_what_is_left_and_does_not_pay_for_a_reply_begins_no_call(limit: float) -> None:
    with pytest.raises(ModelFailed, match="max_cost") as refused:
        Budget(price=PRICE, max_usd=limit).allow(1000)
    assert "--max-cost" in refused.value.hint


def test_a_model_that_costs_nothing_is_always_allowed() -> None:
    assert Budget(price=Price(0.0, 0.0), max_usd=0.0).allow(1000).output_tokens == LONGEST_REPLY


def test_what_was_set_aside_and_not_spent_is_there_again() -> None:
    cost_budget = Budget(price=PRICE, max_usd=most(1000, LEAST_REPLY))
    first = cost_budget.allow(1000)
    with pytest.raises(ModelFailed):
        cost_budget.allow(1000)
    cost_budget.settle(first, Usage(1))
    assert cost_budget.allow(1000) == first


def test_no_number_of_questions_and_of_threads_spends_more_than_the_limit() -> None:
    limit = most(1000, LONGEST_REPLY) * 7.5
    cost_budget = Budget(price=PRICE, max_usd=limit)

    def ask(_: int) -> int:
        try:
            allowance = cost_budget.allow(1000)
        except ModelFailed:
            return 0
        assert allowance.output_tokens is not None
        cost_budget.settle(allowance, Usage(1, 1000, allowance.output_tokens))
        return 1

    with ThreadPoolExecutor(8) as pool:
        made = sum(pool.map(ask, range(200)))
    assert made >= 7
    assert cost_budget.spent.usd is not None
    assert limit * 0.9 < cost_budget.spent.usd <= limit + 1e-9
