"""Unsupported content of an Answer, found from the Answer alone and not from the verifier's result."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.types import MARKER, Answer

_QUOTATION = re.compile(r"(?<!\w)“((?:[^“”]|“[^“”]*”)*)”")
_SENTENCE = re.compile(r"[^“”.\n]*“[^\n]*?”[^“”\n]*?(?:\[\d+\]|\n|$)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"[^\W_]+")


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


def find_misattributed_sentences(answer: Answer, speakers: Collection[str]) -> Iterator[str]:
    """Yield the sentences that quote a shown statement and name other speakers of the index, but not its own."""
    surnames = {_surname(name) for name in speakers}
    for match in _SENTENCE.finditer(answer.text):
        sentence = match.group()
        around = {word.casefold() for word in _WORD.findall(_QUOTATION.sub(" ", sentence))}
        for quotation in _QUOTATION.findall(sentence):
            own = _speaker_surnames(answer, quotation)
            if own and not own & around and (surnames - own) & around:
                yield sentence.strip()


def _speaker_surnames(answer: Answer, quotation: str) -> set[str]:
    """Return the surnames of the shown statements that contain a piece of the quotation."""
    pieces = quotation.split(" … ")
    surnames: set[str] = set()
    for shown in answer.statements:
        words = " ".join(shown.statement.content.of(shown.article.text).split())
        if any(piece in words for piece in pieces):
            names = [speaker.name for speaker in shown.statement.speakers]
            surnames |= {_surname(name) for name in (*names, shown.statement.relayed_by) if name}
    return surnames


def _surname(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].casefold() if words else ""
