"""Noun phrases to whom and where something was said, read from their first token on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene

_LONGEST = 20  # tokens
_TRADES = frozenset(
    "host hosts anchor reporter reporters correspondent columnist journalist journalists editor editors interviewer "
    "moderator magazine newspaper radio television news affiliate audience audiences viewers listeners".split()
)
"""Nouns that go on with an outlet's name: "CNN anchor Ann Fox"."""
_PARTICIPLES = frozenset(
    "released issued aired published posted held sent shown broadcast taped recorded given".split()
)
_ENDS = (
    lex.CLAUSE_OPENERS | lex.AUXILIARIES | lex.PRONOUNS | frozenset({"but", "then", "about", "not", "here", "there"})
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a noun phrase may go: to the token `stop` at the most, and through the prepositions `through`.

    `tight` says that what is reported follows at `stop`, so that nothing else can stand between.
    """

    stop: int
    through: frozenset[str]
    tight: bool
    published: date | None


def noun_phrase(scene: Scene, first: int, reach: Reach) -> int:
    """Where the noun phrase that begins at `first` ends; `first` where there is none."""
    reach = replace(reach, stop=min(reach.stop, first + _LONGEST))
    at = first
    while at < reach.stop:
        step = _step(scene, at, first, reach)
        if step == at:
            break
        at = step
    while at > first and (scene.is_preposition(at - 1) or scene.low(at - 1) in lex.DETERMINERS | {"and"}):
        at -= 1
    return at


def _step(scene: Scene, at: int, first: int, reach: Reach) -> int:
    if scene.tokens[at].kind != "word":
        titled = scene.is_quote(at) and (at == first or scene.tokens[at - 1].possessive)
        return at + titled  # NBC's "Morning Bell"
    named = scene.at[at]
    if named is not None:
        return min(named.last, reach.stop)
    ends = scene.low(at) in _ENDS or _is_participle(scene, at, first, reach.stop) or _is_time(scene, at, first, reach)
    return at if ends else at + _goes_on(scene, at, first, reach)


def _goes_on(scene: Scene, at: int, first: int, reach: Reach) -> bool:
    """Whether a small word goes on with the phrase: a noun, a joint, a determiner where one can stand."""
    low = scene.low(at)
    if low == "and":
        return at > first and _can_join(scene, at, reach.stop)
    if scene.is_preposition(at):
        of_a_name = low == "of" and scene.at[at - 1] is not None  # "told the Post of the talks"
        return at > first and low in reach.through and not of_a_name and _can_follow(scene, at + 1, reach)
    if at == first or scene.is_preposition(at - 1) or scene.low(at - 1) == "and":
        return True
    if low in lex.DETERMINERS:
        return _may_hold_determiner(scene, at, reach.stop)
    return reach.tight or not _is_after_name(scene, at, first)


def _is_time(scene: Scene, at: int, first: int, reach: Reach) -> bool:
    """Whether a time begins here that is not part of the name of an occasion ("a Thursday rally")."""
    inside = at > first and scene.low(at - 1) in lex.DETERMINERS
    return not inside and parse_time(scene.tokens, at, reach.published) is not None


def _is_participle(scene: Scene, at: int, first: int, stop: int) -> bool:
    """Whether a word takes up what stands before it: "a statement *released* by the council"."""
    low = scene.low(at)
    if at == first or scene.low(at - 1) in lex.DETERMINERS:
        return False
    cue = CUES.get(low)
    if low in _PARTICIPLES or (cue is not None and cue.form == "finite" and not cue.may_be_noun):
        return True
    return low.endswith("ed") and (
        at + 1 >= stop or scene.is_preposition(at + 1) or scene.low(at + 1) in lex.TIME_WORDS
    )


def _may_hold_determiner(scene: Scene, at: int, stop: int) -> bool:
    """ "All the members", "NBC's Greet the Day"."""
    titled = scene.tokens[at - 1].capital and at + 1 < stop and scene.tokens[at + 1].capital
    return titled or scene.low(at - 1) in {"all", "both"}


def _can_join(scene: Scene, at: int, stop: int) -> bool:
    return at + 1 < stop and scene.at[at - 1] is not None and scene.at[at + 1] is not None


def _can_follow(scene: Scene, at: int, reach: Reach) -> bool:
    """Whether a phrase goes on after its preposition: with a name, a noun, but no time and no verb."""
    if (
        at >= reach.stop
        or scene.tokens[at].kind != "word"
        or parse_time(scene.tokens, at - 1, reach.published) is not None
    ):
        return False
    low = scene.low(at)
    named = scene.at[at] is not None or (at + 1 < reach.stop and scene.at[at + 1] is not None)
    return named or low in lex.DETERMINERS or low in lex.PERSON_NOUNS or low.endswith("s")


def _is_after_name(scene: Scene, at: int, first: int) -> bool:
    """Whether a small word stands after a name that it does not belong to: "told CNN *repeatedly*"."""
    if scene.at[at - 1] is None or scene.tokens[at - 1].possessive or scene.tokens[at].capital:
        return False
    return scene.low(first) not in lex.DETERMINERS and scene.low(at) not in _TRADES | lex.PERSON_NOUNS
