"""Paragraphs that are somebody's own: turns of an interview, and the comments of readers."""

from __future__ import annotations

from collections.abc import Sequence

from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_LABEL = 9  # tokens of who commented
_BRACKET = 8  # tokens of a party and a place
_SPEAKS_OFTEN = 3  # paragraphs that begin with a name and a colon make an interview


def is_comment(scene: Scene) -> bool:
    """`Comment by reader Foxy77: …`: what a reader says that others said is no statement of the article."""
    words = [scene.low(n) for n in range(min(len(scene.tokens), _LABEL))]
    if words[:1] in (["reader"], ["readers"]):
        words = words[1:]
    labelled = words[:1] in (["comment"], ["comments"]) and words[1:2] in (["by"], ["from"], [":"])
    return labelled and ":" in words


def find_turns(scenes: Sequence[Scene], first: int) -> set[int]:
    """The paragraphs that are somebody's turn in an interview; a surname alone is a label once it had a full name."""
    labelled = {n: label for n in range(first, len(scenes)) if (label := _label(scenes[n])) is not None}
    told = {n for n, label in labelled.items() if _is_told_of(scenes[n], label)}
    if 2 * len(told) > len(labelled):
        return set()
    labelled = {n: label for n, label in labelled.items() if n not in told}
    sure = {n for n, label in labelled.items() if _is_sure(label)}
    known = {labelled[n].key[-1] for n in sure if labelled[n].key}
    turns = {n for n, label in labelled.items() if n in sure or (label.key and label.key[-1] in known)}
    quoted = {n for n in sure if scenes[n].is_quote(label_end(scenes[n], labelled[n]) + 1)}
    return turns if len(turns) >= _SPEAKS_OFTEN else quoted


def _is_told_of(scene: Scene, label: Mention) -> bool:
    """`Ann Fox: New roads. Mayor Fox wants …`: a headed list tells of people, who do not speak of themselves so."""
    others = (mention for mention in scene.mentions if mention is not label and not mention.possessive)
    return any(mention.key[-1:] == label.key[-1:] and mention.titles for mention in others)


def _label(scene: Scene) -> Mention | None:
    """The name that opens a paragraph as the speaker's in an interview: `FOX: It holds.`, `Rep. Ann Fox (R-Arlen):`."""
    named = scene.at[0] if scene.tokens else None
    if named is None or named.kind == "title":
        return None
    end = label_end(scene, named)
    return named if scene.is_mark(end, ":") and end + 1 < len(scene.tokens) else None


def label_end(scene: Scene, named: Mention) -> int:
    """Where the colon after a name stands, past a party and a place in brackets."""
    if not scene.is_mark(named.last, "("):
        return named.last
    closing = (n for n in range(named.last, min(named.last + _BRACKET, len(scene.tokens))) if scene.is_mark(n, ")"))
    return next(closing, named.last - 1) + 1


def _is_sure(named: Mention) -> bool:
    shouted = all(word.isupper() and (len(word) > 1 or word == "Q") for word in named.words)
    return shouted or (named.kind == "person" and len(named.words) > 1)
