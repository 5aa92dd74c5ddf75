"""Split a sentence into the propositions that it asserts: each can be true or false on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.stemming import fold, split_words
from assistant.verification.entailment.verbs import is_finite
from assistant.verification.entailment.words import Sentence, read_sentence
from index.statements.lexicon.words import PRONOUNS

_BOUNDARY = re.compile(
    r"\s*;\s+"
    r"|:\s+(?=[“\"])"
    r"|\s+[—–]\s+"
    r"|,?\s+(?:while|whereas|although|though|even though)\s+"
    r"|,?(?<!\b[Aa]ll)\s+(?:and then|and|but|or)\s+"
    r"|,\s+(?:which|who|whom|whose|where)\s+"
    r"|,\s+(?=(?:having|being|[a-z]{3,}ing)\s)"
)
"""Ends of propositions. A condition ("if", "unless", "until") and a time ("after") stay with what they limit."""
_JOINS = re.compile(r"\b(?:and|or)\b")
_RELATIVE = re.compile(r"(?:which|who|whom|whose|where)\s*$")
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_MIN_WORDS = 3
_LOOK_AHEAD = 200
_MAX_LENGTH = 2_000


def split_propositions(sentence: str) -> tuple[str, ...]:
    """Return the propositions of a sentence in order; one that omits its subject is given the subject of the first.

    "Ana Ruiz sold the mill and bought a farm" is "Ana Ruiz sold the mill" and "Ana Ruiz bought a farm". The relative
    clause ", who was born in Arlen" is given the words before its comma. Words in quotation marks stay together.
    """
    text = " ".join(sentence.split())
    if len(text) > _MAX_LENGTH:
        return (text,) if text else ()
    parts: list[str] = []
    subject = ""
    for piece, opening in _pieces(text):
        read = read_sentence(piece)
        at = _predicate(read)
        if _RELATIVE.search(opening) and parts:
            inserted, rest = _resume(piece)
            whole, parts[-1] = parts[-1], f"{parts[-1]} {rest}".strip()
            parts.append(f"{_antecedent(whole)} {inserted}".strip())
            if rest:
                subject = whole.strip(" ,")
        elif at is None or len(read.words) < _MIN_WORDS:
            _attach(parts, piece, opening)
        elif at == 0 and subject:
            parts.append(f"{subject} {piece}")
        else:
            parts.append(piece)
            subject = piece[: read.words[at].start].rstrip(" ,") if at else subject
    return tuple(part.strip(" ,.") for part in parts if part.strip(" ,."))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces between the boundaries, each with the boundary before it."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    start, opening = 0, ""
    for match in _BOUNDARY.finditer(text):
        if match.start() < start or any(first < match.end() and match.start() < last for first, last in quoted):
            continue
        joins_nouns = _JOINS.search(match.group()) and not _asserts(text[start : match.start()])
        if match.start() > start and not joins_nouns and _asserts(text[match.end() :]):
            yield text[start : match.start()], opening
            start, opening = match.end(), match.group()
    yield text[start:], opening


def _asserts(rest: str) -> bool:
    """Return whether words soon have a verb: "and Bo Hall" in a list has none."""
    words = read_sentence(rest[:_LOOK_AHEAD]).words[:8]
    return any(is_finite(word) or word.folded in PRONOUNS or word.folded.endswith("ing") for word in words)


def _predicate(sentence: Sentence) -> int | None:
    """Return the index of the word that opens the predicate."""
    return next((number for number, word in enumerate(sentence.words) if is_finite(word)), None)


def _resume(piece: str) -> tuple[str, str]:
    """Return a relative clause, and the predicate of the main clause that follows it: "who farms, | said that"."""
    for comma in re.finditer(r",\s+", piece):
        words = read_sentence(piece[comma.end() :]).words
        if words and is_finite(words[0]):
            return piece[: comma.start()], piece[comma.end() :]
    return piece, ""


def _attach(parts: list[str], piece: str, opening: str) -> None:
    if parts:
        parts[-1] += (opening or " ") + piece
    else:
        parts.append(piece)


def _antecedent(part: str) -> str:
    """Return the last words of a part, to which a relative clause refers: a name, or up to three words."""
    words = split_words(part)
    names: list[str] = []
    for word in reversed(words):
        if not word[0].isupper():
            break
        names.insert(0, word)
    if names:
        return " ".join(names)
    tail = words[-3:]
    while len(tail) > 1 and fold(tail[0]) in ("of", "in", "to", "for", "with", "from", "at", "by"):
        tail = tail[1:]
    return " ".join(tail)
