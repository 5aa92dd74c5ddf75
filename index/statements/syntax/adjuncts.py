"""What stands between a reporting verb and what it reports: the hearer, the day, the place.

"told *reporters in Iowa on Thursday* that …": each function passes over one such part and says where it ends.
"""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.syntax.verbs import is_verb_form
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene

_THAT_WITHIN = 18
_APPOSITION = 25
_OFFICE = 5
PHRASE = 40  # tokens; no hearer, place or apposition is longer
_NOT_ADJUNCT = frozenset(
    {"least", "most", "best", "worst", "all", "stake", "risk", "odds", "he", "she", "they", "it", "i", "we"}
)
_QUANTITIES = frozenset("half one two three four five six seven eight nine ten one-third a".split())
_PLACE_OF_SPEECH = frozenset({"during", "via", "through", "after", "following", "before", "outside", "inside", "while"})
_ADJUNCT_PREPOSITIONS = _PLACE_OF_SPEECH | {"in", "at", "on", "to", "of", "about", "from", "with", "by", "near", "as"}
_TIMES = lex.TIME_WORDS | lex.MONTHS | {"earlier", "later", "also", "early", "late"}
_SPANS = frozenset("minute minutes hour hours day days week weeks month months year years".split())
_NO_ADVERBS = frozenset({"only", "family", "early", "likely", "nearly"})
_OPENS_DEED = frozenset({"to", "not", "never"})
"""Told the town *to* cross, and told it *not* to."""
_OBJECT_PRONOUNS = frozenset({"him", "her", "them", "me", "us", "it", "you"})
_HEARERS = lex.DETERMINERS | lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | {"him", "them", "me", "us"}
_BEFORE_HEARER = lex.DETERMINERS | frozenset(
    "of to and for in at with host anchor reporter magazine newspaper columnist colleague".split()
)


def skip_hearer(scene: Scene, at: int, ends: int) -> int:
    """Passes over whom something was told: "him", "CNN", "reporters in Iowa"."""
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
            return at + 1 if scene.low(at) != "her" else _after_her(scene, at, ends)
        if _ends_hearer(scene, at, first):
            break
        at += 1
    return at


def _after_her(scene: Scene, at: int, ends: int) -> int:
    """ "told her that" or "told her aides that"."""
    if at + 1 < ends and scene.tokens[at + 1].kind == "word" and scene.low(at + 1) in lex.PERSON_NOUNS:
        return at + 2
    return at + 1


def _ends_hearer(scene: Scene, at: int, first: int) -> bool:
    low = scene.low(at)
    if (
        low in lex.CLAUSE_OPENERS
        or low in lex.PRONOUNS
        or low in lex.TIME_WORDS
        or low in lex.AUXILIARIES
        or low in _OPENS_DEED
    ):
        return True
    opens = low in lex.DETERMINERS or scene.is_preposition(at)
    return opens and at > first and scene.low(at - 1) not in {"of", "at", "for", "in"}


def skip_adjuncts(scene: Scene, at: int, ends: int) -> int:
    """Passes over when, where and to whom: "on Thursday", "in an interview with the paper", "last week"."""
    that = _that_ahead(scene, at, ends)
    if that is not None:
        return that
    while at < ends:
        step = _adjunct_end(scene, at, ends)
        if step == at:
            break
        at = step
    return at


def _that_ahead(scene: Scene, at: int, ends: int) -> int | None:
    if at >= ends or not (_begins_adjunct(scene, at) or parse_time(scene.tokens, at, None)):
        return None
    for number in range(at, min(ends, at + _THAT_WITHIN)):
        low = scene.low(number)
        if low == "that":
            return number
        if scene.is_quote(number) or low in lex.PRONOUNS or low in lex.AUXILIARIES or scene.is_mark(number, ".;:"):
            return None
        if low in CUES and CUES[low].form == "finite" and scene.at[number] is None and not CUES[low].may_be_noun:
            return None
        named = scene.at[number - 1]
        if named is not None and scene.is_mark(named.first - 1, ",") and is_verb_form(scene, number):
            return None  # "talked about the dam, *Hill stressed* that": another's clause
    return None


def _begins_adjunct(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    following = scene.low(at + 1)
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
    when = parse_time(scene.tokens, at, None)
    if when is not None:  # "this year" may be the subject of what is said
        return at if when.stop < ends and scene.low(when.stop) in lex.AUXILIARIES else when.stop
    if scene.low(at + 1) in _SPANS and scene.low(at + 2) in {"earlier", "later"}:
        return min(ends, at + 3)  # "a day earlier"
    if not _begins_adjunct(scene, at):
        return at
    if scene.low(at) in _ADJUNCT_PREPOSITIONS:
        return _phrase_end(scene, at + 1, ends)
    at += 1
    while at < ends and _goes_on_with_time(scene, at):
        at += 1
    return at


def _goes_on_with_time(scene: Scene, at: int) -> bool:
    if scene.tokens[at].text[:1].isdigit() or scene.low(at) in lex.TIME_WORDS:
        return True
    return scene.is_mark(at, ",") and scene.tokens[at - 1].text.isdigit() and scene.low(at + 1)[:4].isdigit()


def _phrase_end(scene: Scene, at: int, ends: int) -> int:
    """The end of the noun phrase after a preposition, with the phrases that hang on it."""
    nouns = False
    ends = min(ends, at + PHRASE)
    while at < ends and scene.tokens[at].kind == "word":
        named = scene.at[at]
        low = scene.low(at)
        joined = scene.is_preposition(at - 1) or scene.low(at - 1) == "and"
        if named is not None:
            if nouns and not joined and scene.at[at - 1] is None and scene.low(at - 1) not in _BEFORE_HEARER:
                break
            at, nouns = named.last, True
            continue
        if low in lex.CLAUSE_OPENERS or low in lex.AUXILIARIES or low in lex.PRONOUNS or _opens_deed(scene, at):
            break
        if low in lex.DETERMINERS and nouns and not joined:
            break
        nouns = nouns or not (low in lex.DETERMINERS or scene.is_preposition(at))
        at += 1
    return at


def _opens_deed(scene: Scene, at: int) -> bool:
    """`told reporters in Arlen / to cross`, `/ not to cross`; but "from Arlen to Brell"."""
    if scene.low(at) in {"not", "never"}:
        return scene.low(at + 1) == "to"
    beyond = scene.at[at + 1] if at + 1 < len(scene.tokens) else None
    bare = beyond is None and scene.low(at + 1) not in lex.DETERMINERS
    return scene.low(at) == "to" and scene.at[at - 1] is not None and bare


def after_apposition(scene: Scene, at: int, ends: int) -> int:
    """Passes over what a comma adds to a name: ", head of the river board"; up to the comma that closes it."""
    limit = min(ends, at + PHRASE)
    while at < limit and not scene.is_mark(at, ","):
        at += 1
    if at + 1 >= ends:
        return at
    closing = next((n for n in range(at + 1, min(ends, at + _APPOSITION)) if scene.is_mark(n, ",")), None)
    if scene.low(at + 1) in {"a", "an", "the", "who", "which"}:
        return closing if closing is not None else at
    stop = closing if closing is not None else ends
    if stop - at > _APPOSITION:
        return at
    return stop if _names_office(scene, at + 1, stop) else at


def _names_office(scene: Scene, first: int, stop: int) -> bool:
    """Whether words say what somebody is: an office within the first few, and no verb."""
    office = lex.TITLES | lex.ROLES | lex.PERSON_NOUNS | lex.OF_HEADS
    named = any(scene.low(n) in office and scene.at[n] is None for n in range(first, min(stop, first + _OFFICE)))
    return named and not any(scene.low(n) in lex.AUXILIARIES | lex.COMMON_VERBS for n in range(first, stop))
