"""A session never spends more than its budget, even with concurrent calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.errors import ModelFailed
from assistant.generation.budget import MAX_REPLY_TOKENS, MIN_REPLY_TOKENS, Budget, Price, Reservation
from assistant.types import Spending, Usage

PRICE = Price(input=1.0, output=10.0)


def max_cost(input_tokens: int, output_tokens: int) -> float:
    return PRICE.max_cost(input_tokens=input_tokens, output_tokens=output_tokens)


def test_without_a_limit_every_call_is_allowed_and_counted() -> None:
    cost_budget = Budget(price=PRICE)
    reservation = cost_budget.reserve(1000)
    assert reservation == Reservation(None, 0.0)
    assert cost_budget.settle(reservation, Usage(1, 1000, 100)) == pytest.approx(0.002)
    assert cost_budget.spent.usage == Usage(1, 1000, 100)
    assert cost_budget.spent.usd == pytest.approx(0.002)


def test_the_cost_of_a_model_without_a_price_is_unknown() -> None:
    cost_budget = Budget(price=None)
    assert cost_budget.settle(cost_budget.reserve(1000), Usage(1, 1000, 100)) is None
    assert cost_budget.spent == Spending(Usage(1, 1000, 100), None)


def test_a_refused_call_is_free_for_every_model() -> None:
    cost_budget = Budget(price=None)
    assert cost_budget.settle(cost_budget.reserve(1000), Usage(1)) == 0.0
    assert cost_budget.spent == Spending(Usage(1), 0.0)


def test_a_limit_needs_a_price() -> None:
    with pytest.raises(AssertionError):
        Budget(price=None, max_usd=1.0)


def test_a_reply_may_be_as_long_as_the_budget_can_pay_for() -> None:
    assert Budget(price=PRICE, max_usd=1.0).reserve(1000).output_tokens == MAX_REPLY_TOKENS
    assert Budget(price=PRICE, max_usd=max_cost(1000, 700)).reserve(1000).output_tokens == 700


@pytest.mark.parametrize("limit", [0.0, max_cost(999, 0), max_cost(1000, MIN_REPLY_TOKENS - 1)])
def test_a_call_is_refused_if_the_budget_cannot_pay_for_a_reply(limit: float) -> None:
    with pytest.raises(ModelFailed, match="max_cost") as refused:
        Budget(price=PRICE, max_usd=limit).reserve(1000)
    assert "--max-cost" in refused.value.hint


def test_a_free_model_is_always_allowed() -> None:
    assert Budget(price=Price(0.0, 0.0), max_usd=0.0).reserve(1000).output_tokens == MAX_REPLY_TOKENS


def test_an_unspent_reservation_is_released() -> None:
    cost_budget = Budget(price=PRICE, max_usd=max_cost(1000, MIN_REPLY_TOKENS))
    first = cost_budget.reserve(1000)
    with pytest.raises(ModelFailed):
        cost_budget.reserve(1000)
    cost_budget.settle(first, Usage(1))
    assert cost_budget.reserve(1000) == first


def test_concurrent_calls_never_exceed_the_limit() -> None:
    limit = max_cost(1000, MAX_REPLY_TOKENS) * 7.5
    cost_budget = Budget(price=PRICE, max_usd=limit)

    def ask(_: int) -> int:
        try:
            reservation = cost_budget.reserve(1000)
        except ModelFailed:
            return 0
        assert reservation.output_tokens is not None
        cost_budget.settle(reservation, Usage(1, 1000, reservation.output_tokens))
        return 1

    with ThreadPoolExecutor(8) as pool:
        made = sum(pool.map(ask, range(200)))
    assert made >= 7
    assert cost_budget.spent.usd is not None
    assert limit * 0.9 < cost_budget.spent.usd <= limit + 1e-9
