"""What an answer shows that no article bears out, read off the answer itself and not off what checked it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.types.types import MARKER, Answer

_QUOTATION = re.compile(r"(?<!\w)“((?:[^“”]|“[^“”]*”)*)”")
_SENTENCE = re.compile(r"[^“”.\n]*“[^\n]*?”[^“”\n]*?(?:\[\d+\]|\n|$)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"[^\W_]+")


def quoted_nowhere(text: str, articles: Sequence[str]) -> Iterator[str]:
    """The pieces of quotations that stand in none of the articles, white space aside."""
    for quotation in _QUOTATION.findall(text):
        for piece in quotation.split(" … "):
            if not any(piece in article for article in articles):
                yield piece


def loose_markers(answer: Answer) -> set[int]:
    """Numbers in the text that no citation has."""
    return {int(number) for number in MARKER.findall(answer.text)} - {one.marker for one in answer.citations}


def holds_controls(text: str) -> bool:
    return bool(_CONTROL.search(text))


def misattributed(answer: Answer, speakers: Iterable[str]) -> Iterator[str]:
    """Sentences that put the words of a shown statement beside the name of another speaker and not of its own.

    Beside is: in the same sentence, up to its marker. `speakers` are all of the index.
    """
    surnames = {_surname(name) for name in speakers}
    for match in _SENTENCE.finditer(answer.text):
        sentence = match.group()
        around = {word.casefold() for word in _WORD.findall(_QUOTATION.sub(" ", sentence))}
        for quotation in _QUOTATION.findall(sentence):
            own = _own(answer, quotation)
            if own and not own & around and (surnames - own) & around:
                yield sentence.strip()


def _own(answer: Answer, quotation: str) -> set[str]:
    """Whose words they are, by the statements that the answer shows."""
    pieces = quotation.split(" … ")
    found: set[str] = set()
    for shown in answer.statements:
        words = " ".join(shown.statement.content.of(shown.article.text).split())
        if any(piece in words for piece in pieces):
            said = shown.statement
            found |= {_surname(one.name) for one in said.speakers}
            found |= {_surname(said.relayed_by)} if said.relayed_by else set()
    return found


def _surname(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].casefold() if words else ""
