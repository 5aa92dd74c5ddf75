"""What stands behind a command's name: `since:2025-08-01 speaker:Marco Rubio`, numbers, a file, or plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import did_you_mean
from index.errors import UsageError

_OPTION = re.compile(r"(?:^|(?<=\s))([A-Za-z_-]+):(?!//)")
_QUOTED = re.compile(r"[\"“](.*)[\"”]", re.DOTALL)
MOST = 9_999


@dataclass(frozen=True, slots=True)
class CommandArguments:
    """The options with their values, and what is left of the words. An option that was given no value has ""."""

    options: Mapping[str, str]
    rest: str


def parse_arguments(text: str, known: Sequence[str]) -> CommandArguments:
    """A value reaches to the next option, so that names need no quotation marks. Raises UsageError for an option that
    is not known."""
    places = list(_OPTION.finditer(text))
    for found in places:
        if found[1].lower().replace("-", "_") not in known:
            raise UsageError(f"unknown option {found[1] + ':'!r}", hint=did_you_mean(found[1], known))
    ends = [found.start() for found in places[1:]] + [len(text)] * bool(places)
    options = {
        found[1].lower().replace("-", "_"): strip_quotes(text[found.end() : end])
        for found, end in zip(places, ends, strict=True)
    }
    return CommandArguments(options, (text[: places[0].start()] if places else text).strip())


def strip_quotes(text: str) -> str:
    text = text.strip()
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].strip() if quoted else text


def read_number(text: str, *, what: str) -> int:
    """One number. Raises UsageError that names what it should have been."""
    bare = text.strip().strip("[]")
    if not bare.isascii() or not bare.isdigit() or not 1 <= int(bare[:5]) <= MOST:
        raise UsageError(
            f"no {what} {text.strip()!r}", hint=f"give the number of one, for example 1: {what}s are numbered"
        )
    return int(bare)
