"""The words a model typed in quotation marks all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DOUBLE = re.compile("[\"“”„‟«»「」『』＂]|``|''")
_SINGLE = re.compile(r"(?<!\w)[‘'‚‹](?=\w)([^‘’'‚‹›]*(?:(?<=\w)[’'](?=\w)[^‘’'‚‹›]*)*)[’'›](?!\w)")
_SINGLE_FROM = 3
"""Words from which single marks are a quotation: fewer are as often an apostrophe, a title or an inch."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A quotation in a sentence: from its opening mark to past its closing one, and the words between."""

    start: int
    end: int
    words: str


def quotations_in(sentence: str) -> list[Typed]:
    """The quotations in reading order. The sentence's double marks are known to be even in number."""
    doubles = list(_pairs(sentence))
    outside = [
        Typed(match.start(), match.end(), match.group(1))
        for match in _SINGLE.finditer(sentence)
        if len(match.group(1).split()) >= _SINGLE_FROM
        and not any(double.start < match.end() and match.start() < double.end for double in doubles)
    ]
    return sorted([*doubles, *outside], key=lambda typed: typed.start)


def _pairs(sentence: str) -> Iterator[Typed]:
    marks = list(_DOUBLE.finditer(sentence))
    for opening, closing in zip(marks[::2], marks[1::2], strict=False):
        yield Typed(opening.start(), closing.end(), sentence[opening.end() : closing.start()])
