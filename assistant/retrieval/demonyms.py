"""Finds countries and US states in a text by name or demonym: "Spain", "Spanish"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def countries_in(text: str) -> frozenset[str]:
    """Return the countries that a text mentions, each by the first name in its line of countries.txt."""
    countries, pattern = _countries()
    return frozenset(countries[found] for found in pattern.findall(text))


def states_in(text: str) -> frozenset[str]:
    """Return the US states that a text names."""
    return frozenset(_states().findall(text))


@cache
def _countries() -> tuple[dict[str, str], re.Pattern[str]]:
    rows = [line.split(", ") for line in _lines("countries.txt")]
    countries = {name: names[0] for names in rows for name in names}
    return countries, _any_of(countries)


@cache
def _states() -> re.Pattern[str]:
    return _any_of(_lines("us_states.txt"))


def _lines(file: str) -> list[str]:
    return Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = map(re.escape, sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(longest_first)})(?!\w)")
