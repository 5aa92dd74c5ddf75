"""Parses the arguments of a command: `since:2025-08-01 speaker:Marco Rubio`, source numbers, quoted words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import did_you_mean
from index.errors import UsageError

_OPTION = re.compile(r"(?:^|(?<=\s))([A-Za-z_-]+):(?!//)")
_QUOTED = re.compile(r"[\"“](.*)[\"”]", re.DOTALL)
_MAX_NUMBER = 9_999


@dataclass(frozen=True, slots=True)
class CommandArguments:
    """The options with their values, "" if an option has none, and the words before them."""

    options: Mapping[str, str]
    rest: str


def parse_arguments(text: str, known: Sequence[str]) -> CommandArguments:
    """Split a text into options and other words. A value ends at the next option, so names need no quotation marks.

    Raises UsageError for an option that is not known.
    """
    matches = [(match, match[1].lower().replace("-", "_")) for match in _OPTION.finditer(text)]
    for match, name in matches:
        if name not in known:
            raise UsageError(f"unknown option {match[1] + ':'!r}", hint=did_you_mean(match[1], known))
    starts = [match.start() for match, _ in matches] + [len(text)]
    options = {
        name: strip_quotes(text[match.end() : end]) for (match, name), end in zip(matches, starts[1:], strict=True)
    }
    return CommandArguments(options, text[: starts[0]].strip())


def strip_quotes(text: str) -> str:
    text = text.strip()
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].strip() if quoted else text


def parse_source_number(text: str) -> int:
    """Return the number in `2` or `[2]`. Raises UsageError for anything else."""
    digits = text.strip().strip("[]")
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[:5]) <= _MAX_NUMBER:
        raise UsageError(f"{text.strip()!r} is not a source number", hint="give the number of a source, for example 1")
    return int(digits)
