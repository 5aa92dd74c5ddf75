"""Boundaries of noun phrases: how far one reaches to the left of its last word, or to the right of its first."""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, FINITE_CUES
from index.statements.text.scene import Scene

_PERSON_ENDINGS = tuple("ist er or ian man woman ant ee yst star mogul chief host boss czar".split())
_OFFICES = lex.TITLES | lex.ROLES | lex.PERSON_NOUNS
_BEFORE_NAME = (_OFFICES | lex.ORGANISATION_NOUNS | lex.DETERMINERS | lex.PLACES) - {"that", "this"}
_BEFORE_TIME = frozenset("on last this earlier late in the a one two three four five six seven eight nine ten".split())
_COMMON_VERBS = frozenset(
    "won lost ran met made took gave came went saw got left held kept put let led spoke began became heard sent found "
    "continue open likes wants thinks believes knows hopes".split()
)
_NO_NOUNS = _COMMON_VERBS | lex.DETERMINERS
_PHRASE_BOUNDS = lex.CLAUSE_OPENERS | lex.AUXILIARIES | lex.PRONOUNS | {"and", "not"}
_PHRASE_BOUNDS |= {word for word in FINITE_CUES if CUES[word].construction in {"clause", "hearer"}}
_PHRASE_ENDS = lex.CLAUSE_OPENERS | lex.AUXILIARIES | lex.TIME_WORDS | {"and", "or", "who", "to"}


def reach_left(scene: Scene, end: int, start: int) -> int:
    """Return the token before the noun phrase that ends at `end`; `start - 1` if it begins the sentence."""
    at = end
    while at >= start:
        mention = scene.at[at]
        if mention is not None:
            at = mention.first - 1
            continue
        token = scene.tokens[at]
        if token.text == ")":
            at = opening_bracket(scene, at, start) - 1
            continue
        if token.kind != "word" or token.low in _PHRASE_BOUNDS:
            left = scene.at[at - 1] if at > start and scene.low(at) == "and" else None
            if left is None or left.first - 1 <= start or not scene.is_preposition(left.first - 1):
                return at
            at = left.first - 1  # "the talk between Fox and Hill": skip both names
        at -= 1
    return start - 1


def opening_bracket(scene: Scene, at: int, start: int) -> int:
    """Return the bracket that opens before a closing one, or `start`."""
    number = at - 1
    while number > start and scene.tokens[number].text != "(":
        number -= 1
    return number


def before_bracket(scene: Scene, at: int, start: int) -> int:
    """Return the token before the bracket that closes at a token, or the token itself if no bracket closes there."""
    return opening_bracket(scene, at, start) - 1 if scene.is_mark(at, ")") else at


def may_modify(scene: Scene, first: int, name: int) -> bool:
    """Return whether the words before a name can belong to it: "the actor Ann Fox", but not "a point Fox"."""
    before = scene.low(name - 1)
    if scene.at[name - 1] is not None or before in lex.DETERMINERS or before in _OFFICES:
        return True
    if scene.low(first) in lex.DETERMINERS:
        return before.endswith(_PERSON_ENDINGS)
    return not looks_like_verb(before)


def is_noun_phrase(scene: Scene, first: int, head: int, end: int) -> bool:
    """Return whether the tokens from `first` to `end`, with their head at `head`, can be a noun phrase."""
    low = scene.low(head)
    if low in lex.TIME_WORDS or scene.tokens[head].text[:1].isdigit() or _is_adverb(low):
        return False
    if scene.at[first] is not None:  # "Fox campaign aides", but not "Fox made similar", "Fox used this"
        return not any(scene.at[n] is None and scene.low(n) in _NO_NOUNS for n in range(first, head + 1))
    if scene.low(first) in lex.DETERMINERS:
        return True
    if looks_like_verb(scene.low(first)) and first != head:
        return first + 1 == head == end and (low in lex.PERSON_NOUNS or low.endswith("s"))
    return low in lex.PERSON_NOUNS or low in lex.ORGANISATION_NOUNS or (low.endswith("s") and not low.endswith("ss"))


def _is_adverb(low: str) -> bool:
    """Return whether a word ends like an adverb and is not a noun such as "ally" or "assembly"."""
    return low.endswith("ly") and low not in lex.PERSON_NOUNS and low not in lex.ORGANISATION_NOUNS


def looks_like_verb(low: str) -> bool:
    return low in CUES or low.endswith(("ed", "ing")) or low in _COMMON_VERBS


def skip_time(scene: Scene, first: int, name: int) -> int:
    """Return where a noun phrase begins after a leading time: "Last week Ann Fox"."""
    for number in range(name - 1, first - 1, -1):
        token = scene.tokens[number]
        dated = token.text[:1].isdigit() and (len(token.text) == 4 or scene.low(number - 1) in lex.MONTHS)
        if token.low in lex.TIME_WORDS or dated or token.low in lex.MONTHS:
            return number + 1
    return first


def is_joint(scene: Scene, conjunction: int, start: int) -> bool:
    """Return whether a person precedes the conjunction."""
    left = _before_conjunction(scene, conjunction, start)
    if left < start:
        return False
    mention = scene.at[left]
    return (mention is not None and not mention.possessive) or scene.tokens[left].low in lex.PERSON_NOUNS


def joint_start(scene: Scene, conjunction: int, start: int) -> int:
    """Return the first token of the phrase before the conjunction."""
    left = _before_conjunction(scene, conjunction, start)
    mention = scene.at[left]
    first = mention.first if mention else left
    if first > start and scene.low(first - 1) in _OFFICES:  # "*council leader* Ann Fox and Karl Venn"
        while first > start and scene.at[first - 1] is None and scene.low(first - 1) in _BEFORE_NAME:
            first -= 1
    return max(start, first)


def _before_conjunction(scene: Scene, conjunction: int, start: int) -> int:
    """Return the last word before "and", without a comma or a party in brackets."""
    return before_bracket(scene, conjunction - 1 - scene.is_mark(conjunction - 1, ","), start)


def ends_phrase(scene: Scene, number: int) -> bool:
    if scene.at[number] is not None:
        return False
    token = scene.tokens[number]
    return token.kind != "word" or scene.is_preposition(number) or token.low in _PHRASE_ENDS


def skip_prepositional_phrases(scene: Scene, end: int, stop: int) -> int:
    """Return the end of a noun with its attached phrases: "for the ministry", "of the party"."""
    while end < stop and scene.tokens[end].low in {"for", "of", "with", "from", "at", "to"}:
        end += 1
        while end < stop and not ends_phrase(scene, end):
            end += 1
    return end


def skip_adverbs(scene: Scene, at: int, start: int) -> int:
    """Return the first token to the left of `at`, itself included, that is not an adverb, an auxiliary or a time."""
    timed = False
    while at >= start and scene.at[at] is None and scene.tokens[at].kind == "word":
        low = scene.tokens[at].low
        dated = low[0].isdigit() and scene.low(at - 1) in lex.MONTHS
        time = low in lex.TIME_WORDS or low in lex.MONTHS or dated or (low == "day" and scene.low(at - 1) == "the")
        if timed and (low in _BEFORE_TIME or low.isdigit()):
            at -= 1
            continue
        if not time and low not in lex.VERB_ADVERBS and not (_is_adverb(low) and not scene.tokens[at].capital):
            break
        timed = timed or time
        at -= 1
    return at
