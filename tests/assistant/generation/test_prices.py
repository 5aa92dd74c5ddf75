"""Model prices come from a dated table; a price outside it is unknown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.generation.budget import Price, load_prices, parse_prices
from assistant.types import Spending, Usage
from index.errors import UsageError

ROW = Price(input=2.0, output=10.0, cached=0.5, written=2.5)


def test_the_table_has_a_date_and_a_source() -> None:
    prices = load_prices()
    assert date.fromisoformat(prices.date) <= date(2026, 11, 27)
    assert "litellm" in prices.source
    assert len(prices.models) > 30


def test_every_price_of_the_table_is_plausible() -> None:
    """Finds rows with a rate per token instead of per million, or with input and output swapped."""
    for name, price in load_prices().models.items():
        assert 0.01 <= price.input <= 200, name
        assert price.input <= price.output <= 20 * price.input, name
        assert (price.cached or 0) < price.input, name
        assert price.written is None or price.written >= price.input, name


def test_each_kind_of_token_has_its_price() -> None:
    assert ROW.of(Usage(1, 1_000_000, 0)) == pytest.approx(2.0)
    assert ROW.of(Usage(1, 0, 1_000_000)) == pytest.approx(10.0)
    assert ROW.of(Usage(1, 1000, 100, cached_tokens=400, written_tokens=500)) == pytest.approx(
        (100 * 2.0 + 400 * 0.5 + 500 * 2.5 + 100 * 10.0) / 1_000_000
    )


def test_cached_input_without_its_own_price_costs_the_input_price() -> None:
    assert Price(2.0, 10.0).of(Usage(1, 1000, 0, cached_tokens=400)) == pytest.approx(0.002)


def test_more_cached_than_input_tokens_never_reduce_the_cost_below_the_cached_price() -> None:
    assert ROW.of(Usage(1, 100, 0, cached_tokens=5000, written_tokens=5000)) == pytest.approx(100 * 0.5 / 1_000_000)


def test_the_maximum_cost_holds_for_every_kind_of_input() -> None:
    bound = ROW.max_cost(input_tokens=1000, output_tokens=200)
    for usage in (
        Usage(1, 1000, 200),
        Usage(1, 1000, 200, cached_tokens=900),
        Usage(1, 1000, 200, written_tokens=1000),
    ):
        assert ROW.of(usage) <= bound


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-4o-mini-2024-07-18", "gpt-5.6-luna", "o4-mini-2025-04-16"])
def test_a_model_and_its_dated_snapshots_have_a_price(model: str) -> None:
    assert load_prices().of(model) is not None


def test_a_snapshot_with_its_own_price_uses_it() -> None:
    prices = load_prices()
    assert prices.of("gpt-4o-2024-05-13") != prices.of("gpt-4o-2024-08-06") == prices.of("gpt-4o")


@pytest.mark.parametrize("model", ["", "gpt", "gpt-4o-mini-tts", "ft:gpt-4o-mini-2024-07-18:me", "llama-3", "GPT-4o"])
def test_an_unlisted_name_has_no_price(model: str) -> None:
    assert load_prices().of(model) is None


def test_a_users_price_file_overrides_the_table(tmp_path: Path) -> None:
    user_file = tmp_path / "prices.toml"
    user_file.write_text('[models]\n"gpt-4o" = { input = 1, output = 2 }\n"mine" = { input = 0, output = 0.0 }\n')
    prices = load_prices(user_file)
    assert prices.of("gpt-4o") == Price(1.0, 2.0)
    assert prices.of("mine") == Price(0.0, 0.0)
    assert prices.of("gpt-5") == load_prices().of("gpt-5")


@pytest.mark.parametrize(
    "row",
    [
        '"x" = 3',
        '"x" = { input = 1 }',
        '"x" = { input = 1, output = 2, per = "word" }',
        '"x" = { input = -1, output = 2 }',
        '"x" = { input = nan, output = 2 }',
        '"x" = { input = true, output = 2 }',
        '"x" = { input = "1", output = 2 }',
        "x =",
    ],
)
def test_an_invalid_row_is_rejected_with_the_file_name(tmp_path: Path, row: str) -> None:
    user_file = tmp_path / "prices.toml"
    user_file.write_text(f"[models]\n{row}\n")
    with pytest.raises(UsageError, match=r"prices\.toml"):
        load_prices(user_file)


def test_a_missing_file_or_a_file_without_models_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the prices"):
        load_prices(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="models"):
        parse_prices('date = "2026-01-01"')


def test_one_unknown_cost_makes_the_sum_unknown() -> None:
    known, unknown = Spending(Usage(1, 10, 1), 0.5), Spending(Usage(1, 20, 2, estimated=True), None)
    assert known + known == Spending(Usage(2, 20, 2), 1.0)
    assert known + unknown == Spending(Usage(2, 30, 3, estimated=True), None)
    assert sum([known, unknown, known], Spending()).usd is None
