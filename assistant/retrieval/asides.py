"""Asides in indirect speech: words that may be the reporter's own though they stand among what somebody said.

"Ruiz said the pier, which opened in 1962, is unsafe": who says that it opened in 1962 cannot be told. Words in
quotation marks are never an aside.
"""

from __future__ import annotations

import re

from index.types import Span, Statement

_MARKED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)|''.*?(?:''|$)", re.DOTALL)
_PARENTHESIS = re.compile(r"\s+[-–—]+\s+.*?\s+[-–—]+\s+|\s*—[^—]*—\s*", re.DOTALL)
_TAIL = re.compile(
    r"\s+[-–—]+\s+.*|\s*—.*"
    r"|,\s+(?:which|who|whom|whose|the (?:latter|former)|as (?:ha[sd]|have|did|does|do|is|are|was|were|will|would))\b.*"
    r"|,?\s+before \w+ing\b.*",
    re.DOTALL,
)
_OCCASION = re.compile(
    r"(?:\w+day )?(?:[Ii]n|[Oo]n|[Aa]t|[Dd]uring)\b[^“\"”]*"
    r"[“\"](?:(?:[A-Z0-9][\w’'.-]*|of|the|and|a|in|for|to|with|&)[ :,]*)+[”\"],?"
)
"""Where it was said, with the name of a programme or an event in quotation marks."""
_APPOSITION = re.compile(r"(?:an?|the|one|who|whom|whose|which)\b", re.IGNORECASE)
FEWEST_LEFT = 4
"""Words that must be left in front of an aside for it to be cut off."""


def is_aside(piece: Span, statement: Statement, text: str) -> bool:
    """Whether a whole piece tells where it was said (`On "Harbour Talk", Ruiz said …`) or who the speaker is
    (`…, according to Ruiz, an engineer`), beside other pieces that tell what.
    """
    source = statement.source
    if source is None or len(statement.pieces) == 1:
        return False
    if piece.end <= source.start:
        return bool(_OCCASION.fullmatch(piece.of(text)))
    after_speaker = text[source.end : piece.start].strip() == "," and statement.pieces[0].end <= source.start
    return after_speaker and bool(_APPOSITION.match(piece.of(text)))


def without_asides(piece: Span, text: str) -> tuple[Span, ...]:
    """The parts of a piece of indirect speech that are no aside, in order; all of it where too little would be left."""
    words = piece.of(text)
    # Quotation marks and what they enclose keep their length and match nothing.
    bare = _MARKED.sub(lambda match: '"' * len(match.group()), words)
    kept: list[Span] = []
    start = 0
    while aside := _PARENTHESIS.search(bare, start) or _TAIL.search(bare, start):
        if '"' in aside.group() or len(bare[start : aside.start()].split()) < FEWEST_LEFT:
            break
        kept.append(Span(piece.start + start, piece.start + aside.start()))
        start = aside.end()
    if start < len(words):
        kept.append(Span(piece.start + start, piece.end))
    return tuple(kept)
