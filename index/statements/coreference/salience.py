"""Whom a sentence speaks of, and in which part: what "he said" can mean in the next."""

from __future__ import annotations

from dataclasses import dataclass

from index.people.genders import Gender
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_INTERVIEWERS = frozenset({"host", "anchor", "moderator", "interviewer", "reporter", "correspondent"})
_BEFORE_NO_NAME = frozenset({"the", "a", "an", "in", "into", "across", "throughout"})
_OFFICE = 6  # tokens of an office at the head of a sentence, with its comma


@dataclass(slots=True)
class Seen:
    """Somebody spoken of in a sentence; no name where it is one of two relatives.

    `subject` tells whether the sentence is about what they do.
    """

    name: str
    gender: Gender | None
    subject: bool
    token: int
    governed: bool
    asks: bool = False
    """Whoever asked is not the "he" of the answer."""
    reports: bool = False
    """Whether the sentence says what they said: whom that names is not who goes on."""
    by_office: bool = False
    """Whether an office alone speaks of them: "The governor lied, *he* said" is seldom the governor."""
    doubtful: bool = False
    """Whether it may be anything else than a person."""
    relatives: tuple[tuple[str, Gender | None], ...] = ()
    """Who can be meant by a name that several share."""

    def may_be(self, gender: Gender) -> bool:
        return self.gender is None or self.gender == gender

    def called(self, gender: Gender) -> str:
        """Whose name it is if "he" or "she" stands for it; of relatives the only one of that gender."""
        named = [name for name, known in self.relatives if known in {None, gender}]
        alone = len(named) == 1 and (named[0], gender) in self.relatives
        return named[0] if alone else self.name


def is_no_name(scene: Scene, mention: Mention) -> bool:
    """Whether a lone word is a people, a place or short for one: "the Ruritanians", "in Ruritania", "Rur."."""
    if len(mention.words) > 1 or mention.titles:
        return False
    if mention.words[0].endswith("."):  # "Ore."
        return True
    return mention.first > 0 and scene.low(mention.first - 1) in _BEFORE_NO_NAME


def is_topic(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a sentence begins with "As for Ann Fox,"."""
    before = mention.first - 1
    return before == start + 1 and scene.low(before) == "for" and scene.low(start) == "as"


def is_apposition(scene: Scene, mention: Mention, sentence: int) -> bool:
    """Whether a sentence begins with an office and a name between commas: "Her new coach, Ann Fox, …"."""
    start = scene.paragraph.sentences[sentence].start
    between = scene.is_mark(mention.first - 1, ",") and scene.is_mark(mention.last, ",")
    owner = scene.at[start]
    opens = scene.low(start) in lex.DETERMINERS or (owner is not None and owner.possessive)
    return between and mention.first - start <= _OFFICE and opens


def interviews(scene: Scene, mention: Mention) -> bool:
    """Whether a name is an interviewer's: "the Post's Ann Fox", "host Ann Fox"."""
    if mention.first and (scene.low(mention.first - 1) in _INTERVIEWERS or _INTERVIEWERS & set(mention.titles)):
        return True
    outlet = scene.at[mention.first - 1] if mention.first else None
    return outlet is not None and outlet.possessive and outlet.kind == "organisation"


def is_main_subject(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a name stands where the subject of its sentence does: at its head, or after an introduction's comma."""
    before = mention.first - 1
    while before >= start and scene.at[before] is None and scene.low(before) in lex.DETERMINERS | lex.TITLES:
        before -= 1
    if before < start:
        return True
    first = scene.tokens[start]
    introduced = first.low in lex.PREPOSITIONS or first.low in lex.CLAUSE_OPENERS or first.low.endswith(("ing", "ly"))
    return scene.is_mark(before, ",") and introduced
