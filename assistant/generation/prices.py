"""What a chat model costs: a table in a file with its day and source. What is not in it costs an unknown amount."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.types import Usage
from index.errors import UsageError

A_MILLION = 1_000_000
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_RATES = ("input", "output", "cached", "written")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens. Input without a rate of its own costs what any input does."""

    input: float
    output: float
    cached: float | None = None
    written: float | None = None

    def of(self, usage: Usage) -> float:
        """What the usage costs, in US dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        written = min(usage.written_tokens, usage.input_tokens - cached)
        plain = usage.input_tokens - cached - written
        given = plain * self.input + cached * self._or_input(self.cached) + written * self._or_input(self.written)
        return (given + usage.output_tokens * self.output) / A_MILLION

    def at_most(self, *, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens can cost, whatever of them was kept or read before."""
        dearest = max(self.input, self._or_input(self.cached), self._or_input(self.written))
        return (input_tokens * dearest + output_tokens * self.output) / A_MILLION

    def _or_input(self, rate: float | None) -> float:
        return self.input if rate is None else rate


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices that are known, as of a day, from a source."""

    date: str
    source: str
    models: Mapping[str, Price]

    def of(self, model: str) -> Price | None:
        """The price of a model, or of the name that it is a dated snapshot of; None where it is unknown."""
        return self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))


def load_prices(own: Path | None = None) -> Prices:
    """The table that comes with onrecord; the rows of a file of one's own win. Raises UsageError for a bad file."""
    ours = _packaged()
    if own is None:
        return ours
    try:
        theirs = read_prices(own.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # a TOMLDecodeError and a UnicodeDecodeError are ValueErrors
        hint = 'write date = "…", source = "…", and under [models] "NAME" = { input = 1.0, output = 2.0 }'
        raise UsageError(f"cannot read the prices in {str(own)!r}: {error}", hint=hint) from error
    return Prices(theirs.date, theirs.source, {**ours.models, **theirs.models})


def read_prices(text: str) -> Prices:
    """A table from the text of its file. Raises ValueError where a row is none."""
    table = tomllib.loads(text)
    rows = table.get("models")
    if not isinstance(rows, dict):
        raise ValueError("there is no [models]")
    return Prices(
        str(table.get("date", "unknown")),
        str(table.get("source", "unknown")),
        {name: _price(name, row) for name, row in rows.items()},
    )


def _price(name: str, row: object) -> Price:
    if not isinstance(row, dict) or not {"input", "output"} <= row.keys() <= set(_RATES):
        raise ValueError(f"the price of {name!r} needs input and output, and may have cached and written")
    if not all(
        isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate < A_MILLION for rate in row.values()
    ):
        raise ValueError(f"the price of {name!r} is not in dollars for a million tokens")
    return Price(**{rate: float(value) for rate, value in row.items()})


@cache
def _packaged() -> Prices:
    return read_prices((files("assistant.generation") / "prices.toml").read_text(encoding="utf-8"))
