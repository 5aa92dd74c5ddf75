"""Unsupported content of an Answer, found from the Answer alone and not from the verifier's result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.types import MARKER, Answer

_QUOTATION = re.compile(r"(?<!\w)“((?:[^“”]|“[^“”]*”)*)”")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def find_unsupported_quotations(text: str, articles: Sequence[str]) -> Iterator[str]:
    """Yield the pieces of quotations that are in none of the articles, which have single spaces only."""
    for quotation in _QUOTATION.findall(text):
        for piece in quotation.split(" … "):
            if not any(piece in article for article in articles):
                yield piece


def markers_without_citation(answer: Answer) -> set[int]:
    return {int(number) for number in MARKER.findall(answer.text)} - {citation.marker for citation in answer.citations}


def has_control_characters(text: str) -> bool:
    return bool(_CONTROL.search(text))
