"""Several sources of the same words: "Ann Fox and Karl Venn said"."""

from __future__ import annotations

from index.people.genders import FIRST_NAMES
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.syntax.phrases import before_bracket
from index.statements.syntax.subjects import Subject
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_MAX_NAMES = 3
_MAX_TOKENS = 24
_BETWEEN_NAMES = (
    lex.TITLES | lex.ROLES | lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | lex.PLACES | {"and", "both", "the"}
)
"""Words beside names, such as the office in "Fox and *former Arlen governor* Karl Venn"."""
_BEFORE_SUBJECT = frozenset({"but", "and", "both", "to"})


def joint_sources(scene: Scene, subject: Subject, sentence: range) -> tuple[Subject, ...]:
    """Return the two or three names that make up a subject, each as its own subject; otherwise nothing.

    The first name must stand where a subject begins: "Hill spoke to Fox and Venn said" joins two clauses.
    """
    first = _first_of_list(scene, subject, sentence.start)
    if subject.kind != "open" or subject.last - first > _MAX_TOKENS:
        return ()
    mentions: list[Mention] = []
    bracket = False
    for at in range(first, subject.last):
        mention = scene.at[at]
        closes = scene.is_mark(at, ")")
        bracket = (bracket or scene.is_mark(at, "(")) and not closes
        if bracket or closes:  # a party and a place: "(R-Arlen)"
            continue
        if mention is None:
            if not (scene.is_mark(at, ",") or scene.low(at) in _BETWEEN_NAMES):
                return ()
        elif at in {mention.first, first}:
            mentions.append(mention)
    begins = _begins_subject(scene, first, sentence.start)
    if not begins or not 2 <= len(mentions) <= _MAX_NAMES or not _are_joined(scene, mentions):
        return ()
    if any(m.possessive or m.kind == "title" or m.first < first or m.last > subject.last for m in mentions):
        return ()
    if any(m.kind == "person" and len(m.words) == 1 and m.words[0].lower() in FIRST_NAMES for m in mentions):
        return ()  # "Ann and Karl Fox"
    return tuple(
        Subject(m.first, m.last, "person" if m.kind == "person" else "organisation", m, bound=subject.bound)
        for m in mentions
    )


def _first_of_list(scene: Scene, subject: Subject, start: int) -> int:
    """Return the first token of "Fox, Hill and Venn"; the subject may contain only the last two names."""
    first = subject.first
    if first - 2 < start or not scene.is_mark(first - 1, ","):
        return first
    before = scene.at[before_bracket(scene, first - 2, start)]
    listed = before is not None and before.first >= start and not before.possessive
    return before.first if before is not None and listed and _begins_subject(scene, before.first, start) else first


def _are_joined(scene: Scene, mentions: list[Mention]) -> bool:
    before = mentions[-1].first - 1
    return "and" in {scene.low(before), scene.low(before - 1) if scene.low(before) == "the" else ""}


def _begins_subject(scene: Scene, first: int, start: int) -> bool:
    before = first - 1
    if before < start or scene.is_quote(before):
        return True
    low = scene.low(before)
    introduction = scene.tokens[start].low
    if scene.is_mark(before, ","):
        return introduction in lex.PREPOSITIONS or introduction in lex.CLAUSE_OPENERS or scene.is_quote(before - 1)
    return low in lex.CLAUSE_OPENERS or low in _BEFORE_SUBJECT or low in CUES
