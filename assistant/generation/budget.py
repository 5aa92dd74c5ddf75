"""Model prices and the cost budget of a session. A model without a listed price has an unknown cost, never zero."""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.errors import ModelFailed
from assistant.types import Spending, Usage
from index.errors import UsageError

TOKENS_PER_PRICE = 1_000_000
MIN_REPLY_TOKENS = 300
"""A call is refused if the budget cannot pay for this many output tokens: the reply would end in mid-sentence."""
MAX_REPLY_TOKENS = 4_000
"""Output limit of calls under a budget. Prompts ask for five sentences, but some models reason first."""
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens. `cached` and `written` default to the input price."""

    input: float
    output: float
    cached: float | None = None
    written: float | None = None

    def of(self, usage: Usage) -> float:
        """Return the cost of the usage in US dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        written = min(usage.written_tokens, usage.input_tokens - cached)
        uncached = usage.input_tokens - cached - written
        cost = uncached * self.input + cached * self._or_input(self.cached) + written * self._or_input(self.written)
        return (cost + usage.output_tokens * self.output) / TOKENS_PER_PRICE

    def max_cost(self, *, input_tokens: int, output_tokens: int) -> float:
        """Return the highest possible cost in US dollars, whatever the provider's cache does."""
        highest = max(self.input, self._or_input(self.cached), self._or_input(self.written))
        return (input_tokens * highest + output_tokens * self.output) / TOKENS_PER_PRICE

    def _or_input(self, rate: float | None) -> float:
        return self.input if rate is None else rate


@dataclass(frozen=True, slots=True)
class Prices:
    """A price table with its date and source."""

    date: str
    source: str
    models: Mapping[str, Price]

    def of(self, model: str) -> Price | None:
        """Return the price of a model or of the model it is a dated snapshot of; None if unknown."""
        return self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))


def load_prices(user_file: Path | None = None) -> Prices:
    """Return the bundled price table, overridden by the rows of `user_file`. Raises UsageError for a bad file."""
    bundled = _bundled_prices()
    if user_file is None:
        return bundled
    try:
        prices = parse_prices(user_file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # a TOMLDecodeError and a UnicodeDecodeError are ValueErrors
        raise UsageError(
            f"cannot read the prices in {str(user_file)!r}: {error}",
            hint='write date = "…", source = "…", and under [models] "NAME" = { input = 1.0, output = 2.0 }',
        ) from error
    return Prices(prices.date, prices.source, {**bundled.models, **prices.models})


def parse_prices(text: str) -> Prices:
    """Parse a price table in TOML. Raises ValueError for a malformed table or row."""
    table = tomllib.loads(text)
    rows = table.get("models")
    if not isinstance(rows, dict):
        raise ValueError("the table [models] is missing")
    models = {name: _parse_price(name, row) for name, row in rows.items()}
    return Prices(str(table.get("date", "unknown")), str(table.get("source", "unknown")), models)


def _parse_price(name: str, row: object) -> Price:
    if not isinstance(row, dict) or not {"input", "output"} <= row.keys() <= {"input", "output", "cached", "written"}:
        raise ValueError(f"the price of {name!r} needs input and output, and may have cached and written")
    if not all(
        isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate < TOKENS_PER_PRICE
        for rate in row.values()
    ):
        raise ValueError(f"the price of {name!r} must be in US dollars per million tokens")
    return Price(**{rate: float(value) for rate, value in row.items()})


@cache
def _bundled_prices() -> Prices:
    return parse_prices((files("assistant.generation") / "prices.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Reservation:
    """A permitted call: its output limit (None is unlimited) and the US dollars reserved for it."""

    output_tokens: int | None
    usd: float


@dataclass(slots=True)
class _Account:
    """The dollars that the calls of a session have spent and reserved together."""

    max_usd: float | None
    lock: threading.Lock = field(default_factory=threading.Lock)
    spent: Spending = field(default_factory=Spending)
    reserved: float = 0.0


class Budget:
    """Tracks the model spending of a session and enforces a limit. Thread-safe.

    A limit needs a price. The maximum cost of a call stays reserved until the call is settled, so that two concurrent
    calls cannot spend the same dollar.
    """

    def __init__(self, *, price: Price | None, max_usd: float | None = None, account: _Account | None = None) -> None:
        assert price is not None or max_usd is None
        self._price = price
        self._account = account or _Account(max_usd)

    def at_price(self, price: Price | None) -> Budget:
        """Return the same budget for calls of another model."""
        assert price is not None or self._account.max_usd is None
        return Budget(price=price, account=self._account)

    @property
    def spent(self) -> Spending:
        with self._account.lock:
            return self._account.spent

    def reserve(self, input_tokens: int) -> Reservation:
        """Reserve the maximum cost of one call. Raises ModelFailed if the rest of the budget cannot pay for it."""
        account, price = self._account, self._price
        if account.max_usd is None or price is None:
            return Reservation(None, 0.0)
        with account.lock:
            left = account.max_usd - (account.spent.usd or 0.0) - account.reserved
            input_cost = price.max_cost(input_tokens=input_tokens, output_tokens=0)
            rate = price.output / TOKENS_PER_PRICE
            affordable = MAX_REPLY_TOKENS if rate == 0 else int((left - input_cost) / rate + 1e-9)
            if left < input_cost or affordable < MIN_REPLY_TOKENS:
                raise ModelFailed(
                    f"the model was not called: the call could cost more than what is left of max_cost "
                    f"(${max(left, 0):.4f} of ${account.max_usd:.4f})",
                    hint="raise --max-cost, or ask with --model none",
                )
            output_tokens = min(affordable, MAX_REPLY_TOKENS)
            usd = price.max_cost(input_tokens=input_tokens, output_tokens=output_tokens)
            account.reserved += usd
            return Reservation(output_tokens, usd)

    def settle(self, reservation: Reservation, usage: Usage) -> float | None:
        """Release the reservation, and return the cost in US dollars: 0 without tokens, None without a known price."""
        free = not usage.input_tokens and not usage.output_tokens
        usd = 0.0 if free else self._price.of(usage) if self._price else None
        with self._account.lock:
            self._account.reserved -= reservation.usd
            self._account.spent += Spending(usage, usd)
        return usd
