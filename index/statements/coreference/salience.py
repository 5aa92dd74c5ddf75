"""The people in a sentence, and the part each plays, as candidates for a pronoun in a later one."""

from __future__ import annotations

from dataclasses import dataclass

from index.people.genders import Gender
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_INTERVIEWERS = frozenset({"host", "anchor", "moderator", "interviewer", "reporter", "correspondent"})
_BEFORE_PLACES = frozenset({"the", "a", "an", "in", "into", "across", "throughout"})
_MAX_OFFICE = 6  # tokens of an office at the head of a sentence, with its comma


@dataclass(slots=True)
class Referent:
    """A person in a sentence. The name is empty for a stranger, and for a name that several people share."""

    name: str
    gender: Gender | None
    token: int
    is_subject: bool = False  # the sentence is about what they do
    is_governed: bool = False  # a preposition, a possessive or a conjunction puts them in another phrase
    asks: bool = False  # the "he" of the answer is somebody else
    reports: bool = False  # the sentence reports their words; a person named in those words does not speak next
    by_office: bool = False  # only an office names them: in "The governor lied, *he* said", "he" is seldom the governor
    is_doubtful: bool = False  # the name may be no person's
    namesakes: tuple[tuple[str, Gender | None], ...] = ()  # the people who share the name

    def may_be(self, gender: Gender) -> bool:
        return self.gender is None or self.gender == gender

    def name_for(self, gender: Gender) -> str:
        """Return the name that "he" or "she" stands for; among namesakes, the only one of that gender."""
        named = [name for name, known in self.namesakes if known in {None, gender}]
        certain = len(named) == 1 and (named[0], gender) in self.namesakes
        return named[0] if certain else self.name


def is_place_or_people(scene: Scene, mention: Mention) -> bool:
    """Whether a lone word is a people, a place or an abbreviation: "the Ruritanians", "in Ruritania", "Rur."."""
    if len(mention.words) > 1 or mention.titles:
        return False
    if mention.words[0].endswith("."):  # "Ore."
        return True
    return mention.first > 0 and scene.low(mention.first - 1) in _BEFORE_PLACES


def is_topic(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a sentence begins with "As for Ann Fox,"."""
    before = mention.first - 1
    return before == start + 1 and scene.low(before) == "for" and scene.low(start) == "as"


def is_apposition(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a sentence begins with an office and a name between commas: "Her new coach, Ann Fox, …"."""
    between = scene.is_mark(mention.first - 1, ",") and scene.is_mark(mention.last, ",")
    owner = scene.at[start]
    opens = scene.low(start) in lex.DETERMINERS or (owner is not None and owner.possessive)
    return between and mention.first - start <= _MAX_OFFICE and opens


def is_interviewer(scene: Scene, mention: Mention) -> bool:
    """Whether a name is an interviewer's: "the Post's Ann Fox", "host Ann Fox"."""
    if not mention.first:
        return False
    if scene.low(mention.first - 1) in _INTERVIEWERS or _INTERVIEWERS & set(mention.titles):
        return True
    outlet = scene.at[mention.first - 1]
    return outlet is not None and outlet.possessive and outlet.kind == "organisation"


def is_main_subject(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a name stands at the head of its sentence, or after the comma that ends an introduction."""
    before = before_name(scene, mention, start)
    if before < start:
        return True
    first = scene.tokens[start]
    introduced = first.low in lex.PREPOSITIONS or first.low in lex.CLAUSE_OPENERS or first.low.endswith(("ing", "ly"))
    return scene.is_mark(before, ",") and introduced


def before_name(scene: Scene, mention: Mention, start: int) -> int:
    """Return the token before a name with its determiners and titles; it may precede `start`."""
    before = mention.first - 1
    while before >= start and scene.at[before] is None and scene.low(before) in lex.DETERMINERS | lex.TITLES:
        before -= 1
    return before
