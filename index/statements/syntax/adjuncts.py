"""Hearers, adjuncts and appositions, which may separate a reporting verb from its content.

In "told *reporters in Iowa on Thursday* that …", each function skips one of these parts and returns its end.
"""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import FINITE_CUES
from index.statements.syntax.verbs import is_verb_form
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene

_MAX_TO_THAT = 18  # tokens
_MAX_APPOSITION = 25
_MAX_OFFICE = 5
PHRASE = 40  # tokens; the limit for hearers, places and appositions
_NOT_ADJUNCT = frozenset("least most best worst all stake risk odds he she they it i we".split())
_QUANTITIES = frozenset("half one two three four five six seven eight nine ten one-third a".split())
_ADJUNCT_PREPOSITIONS = frozenset(
    "during via through after following before outside inside while in at on to of about from with by near as".split()
)
_TIMES = lex.TIME_WORDS | lex.MONTHS | {"earlier", "later", "also", "early", "late"}
_UNITS_OF_TIME = frozenset("minute minutes hour hours day days week weeks month months year years".split())
_NO_ADVERBS = frozenset({"only", "family", "early", "likely", "nearly"})
_OBJECT_PRONOUNS = frozenset({"him", "her", "them", "me", "us", "it", "you"})
_HEARERS = lex.DETERMINERS | lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | {"him", "them", "me", "us"}
_BEFORE_HEARER = lex.DETERMINERS | frozenset(
    "of to and for in at with host anchor reporter magazine newspaper columnist colleague".split()
)
_NOT_IN_PHRASE = lex.CLAUSE_OPENERS | lex.AUXILIARIES | lex.PRONOUNS
_NOT_IN_HEARER = _NOT_IN_PHRASE | lex.TIME_WORDS | {"to", "not", "never"}
_OFFICES = lex.TITLES | lex.ROLES | lex.PERSON_NOUNS | lex.OF_HEADS


def skip_hearer(scene: Scene, at: int, ends: int) -> int:
    """Return the token after the hearer that begins at `at`: "him", "CNN", "reporters in Iowa"."""
    first = at
    ends = min(ends, at + PHRASE)
    while at < ends and scene.tokens[at].kind == "word":
        named = scene.at[at]
        if named is not None:
            if at > first and scene.at[at - 1] is None and scene.low(at - 1) not in _BEFORE_HEARER:
                break
            at = named.last
            continue
        if scene.low(at) in _OBJECT_PRONOUNS and at == first:
            possessive = scene.low(at) == "her" and at + 1 < ends and scene.tokens[at + 1].kind == "word"
            return at + 1 + (possessive and scene.low(at + 1) in lex.PERSON_NOUNS)  # "told her (aides) that"
        opens = scene.low(at) in lex.DETERMINERS or scene.is_preposition(at)
        ends_phrase = opens and at > first and scene.low(at - 1) not in {"of", "at", "for", "in"}
        if ends_phrase or scene.low(at) in _NOT_IN_HEARER:
            break
        at += 1
    return at


def skip_adjuncts(scene: Scene, at: int, ends: int) -> int:
    """Return the token after the adjuncts at `at`: "on Thursday", "in an interview with the paper", "last week"."""
    that = _find_that(scene, at, ends)
    if that is not None:
        return that
    while at < ends:
        step = _adjunct_end(scene, at, ends)
        if step == at:
            break
        at = step
    return at


def _find_that(scene: Scene, at: int, ends: int) -> int | None:
    """Return the next "that", if only adjuncts precede it."""
    if at >= ends or not (_begins_adjunct(scene, at) or parse_time(scene.tokens, at, None)):
        return None
    for number in range(at, min(ends, at + _MAX_TO_THAT)):
        low = scene.low(number)
        if low == "that":
            return number
        if scene.is_quote(number) or low in lex.PRONOUNS or low in lex.AUXILIARIES or scene.is_mark(number, ".;:"):
            return None
        if low in FINITE_CUES and scene.at[number] is None:
            return None
        named = scene.at[number - 1]
        if named is not None and scene.is_mark(named.first - 1, ",") and is_verb_form(scene, number):
            return None  # "talked about the dam, *Hill stressed* that": a clause with another subject
    return None


def _begins_adjunct(scene: Scene, at: int) -> bool:
    low, following = scene.low(at), scene.low(at + 1)
    if low in {"last", "this"}:
        return following in lex.TIME_WORDS or following in lex.MONTHS
    if low in _TIMES or (low.endswith("ly") and low not in _NO_ADVERBS and not scene.tokens[at].capital):
        return True
    if low == "to":
        return at + 1 < len(scene.tokens) and (scene.at[at + 1] is not None or following in _HEARERS)
    if low == "about" and (following in _QUANTITIES or following[:1].isdigit()):
        return False
    return low in _ADJUNCT_PREPOSITIONS and following not in _NOT_ADJUNCT


def _adjunct_end(scene: Scene, at: int, ends: int) -> int:
    time = parse_time(scene.tokens, at, None)
    if time is not None:  # "this year" may be the subject of the reported clause
        return at if time.stop < ends and scene.low(time.stop) in lex.AUXILIARIES else time.stop
    if scene.low(at + 1) in _UNITS_OF_TIME and scene.low(at + 2) in {"earlier", "later"}:
        return min(ends, at + 3)  # "a day earlier"
    if not _begins_adjunct(scene, at):
        return at
    if scene.low(at) in _ADJUNCT_PREPOSITIONS:
        return _phrase_end(scene, at + 1, ends)
    at += 1
    while at < ends:
        dated = scene.is_mark(at, ",") and scene.tokens[at - 1].text.isdigit() and scene.low(at + 1)[:4].isdigit()
        if not (dated or scene.tokens[at].text[:1].isdigit() or scene.low(at) in lex.TIME_WORDS):
            break
        at += 1
    return at


def _phrase_end(scene: Scene, at: int, ends: int) -> int:
    """Return the end of the noun phrase after a preposition, including the phrases attached to it."""
    nouns = False
    ends = min(ends, at + PHRASE)
    while at < ends and scene.tokens[at].kind == "word":
        named, low = scene.at[at], scene.low(at)
        joined = scene.is_preposition(at - 1) or scene.low(at - 1) == "and"
        if named is not None:
            if nouns and not joined and scene.at[at - 1] is None and scene.low(at - 1) not in _BEFORE_HEARER:
                break
            at, nouns = named.last, True
            continue
        if low in _NOT_IN_PHRASE or _opens_infinitive(scene, at) or (low in lex.DETERMINERS and nouns and not joined):
            break
        nouns = nouns or not (low in lex.DETERMINERS or scene.is_preposition(at))
        at += 1
    return at


def _opens_infinitive(scene: Scene, at: int) -> bool:
    """Return whether an infinitive begins here: "told reporters in Arlen / to cross", but not "from Arlen to Brell"."""
    if scene.low(at) in {"not", "never"}:
        return scene.low(at + 1) == "to"
    bare = scene.mention_at(at + 1) is None and scene.low(at + 1) not in lex.DETERMINERS
    return scene.low(at) == "to" and scene.at[at - 1] is not None and bare


def skip_apposition(scene: Scene, at: int, ends: int) -> int:
    """Return the comma that closes the apposition after a name, or the name's end: ", head of the river board"."""
    limit = min(ends, at + PHRASE)
    while at < limit and not scene.is_mark(at, ","):
        at += 1
    if at + 1 >= ends:
        return at
    closing = scene.find_mark(",", at + 1, min(ends, at + _MAX_APPOSITION))
    if scene.low(at + 1) in {"a", "an", "the", "who", "which"}:
        return closing if closing is not None else at
    stop = closing if closing is not None else ends
    return stop if stop - at <= _MAX_APPOSITION and _is_office(scene, at + 1, stop) else at


def _is_office(scene: Scene, first: int, stop: int) -> bool:
    """Return whether tokens name an office: one of the first tokens does, and none is a verb."""
    named = any(scene.low(n) in _OFFICES and scene.at[n] is None for n in range(first, min(stop, first + _MAX_OFFICE)))
    return named and not scene.has_any(lex.AUXILIARIES | lex.COMMON_VERBS, first, stop)
