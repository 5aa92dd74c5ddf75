"""How far a noun phrase reaches: to the left of its last word, to the right of its first.

Which of the phrases of a sentence is a verb's subject is `subjects`' affair.
"""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.text.scene import Scene
from index.statements.text.tokens import Token

_PERSON_ENDINGS = (
    "ist",
    "er",
    "or",
    "ian",
    "man",
    "woman",
    "ant",
    "ee",
    "yst",
    "star",
    "mogul",
    "chief",
    "host",
    "boss",
    "czar",
)
_OFFICES = lex.TITLES | lex.ROLES | lex.PERSON_NOUNS
_BEFORE_NAME = (_OFFICES | lex.ORGANISATION_NOUNS | lex.DETERMINERS | lex.PLACES) - {"that", "this"}
_BEFORE_TIME = frozenset("on last this earlier late in the a one two three four five six seven eight nine ten".split())
_COMMON_VERBS = frozenset(
    "won lost ran met made took gave came went saw got left held kept put let led spoke began became heard sent found "
    "continue open likes wants thinks believes knows hopes".split()
)


def reach_left(scene: Scene, end: int, start: int) -> int:
    """The token left of the noun phrase that ends at `end`; `start - 1` where it begins the sentence."""
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
        if token.kind != "word" or _bounds_phrase(token):
            governed = _governed_pair(scene, at, start)
            if governed is None:
                return at
            at = governed
        at -= 1
    return start - 1


def _governed_pair(scene: Scene, at: int, start: int) -> int | None:
    """The preposition before "Fox and Hill" in "the talk between Fox and Hill": both are one step to the left."""
    left = scene.at[at - 1] if at > start and scene.low(at) == "and" else None
    if left is None or left.first - 1 <= start or not scene.is_preposition(left.first - 1):
        return None
    return left.first - 1


def _bounds_phrase(token: Token) -> bool:
    low = token.low
    if low in lex.CLAUSE_OPENERS or low in lex.AUXILIARIES or low in {"and", "who", "not"}:
        return True
    if low in lex.PRONOUNS:
        return low != "one"
    cue = CUES.get(low)
    return cue is not None and cue.form == "finite" and not cue.may_be_noun and cue.construction in {"clause", "hearer"}


def opening_bracket(scene: Scene, at: int, start: int) -> int:
    number = at - 1
    while number > start and scene.tokens[number].text != "(":
        number -= 1
    return number


def before_bracket(scene: Scene, at: int, start: int) -> int:
    """The token before the bracket that closes at a token; the token itself where none does."""
    return opening_bracket(scene, at, start) - 1 if scene.is_mark(at, ")") else at


def may_modify(scene: Scene, first: int, name: int) -> bool:
    """Whether the words before a name can belong to it: "the actor Ann Fox", not "a point Fox"."""
    before = scene.low(name - 1)
    if scene.at[name - 1] is not None or before in lex.DETERMINERS:
        return True
    if before in lex.PERSON_NOUNS or before in lex.TITLES or before in lex.ROLES:
        return True
    if scene.low(first) in lex.DETERMINERS:
        return before.endswith(_PERSON_ENDINGS)
    return not looks_like_a_verb(before)


def is_noun_phrase(scene: Scene, first: int, head: int, end: int) -> bool:
    low = scene.low(head)
    if low in lex.TIME_WORDS or scene.tokens[head].text[:1].isdigit() or _is_adverb(low):
        return False
    if scene.at[first] is not None:  # "Fox campaign aides", but not "Fox made similar", "Fox used this"
        no_noun = _COMMON_VERBS | lex.DETERMINERS
        return not any(scene.at[n] is None and scene.low(n) in no_noun for n in range(first, head + 1))
    if scene.low(first) in lex.DETERMINERS:
        return True
    if looks_like_a_verb(scene.low(first)) and first != head:
        return first + 1 == head == end and (low in lex.PERSON_NOUNS or low.endswith("s"))
    return low in lex.PERSON_NOUNS or low in lex.ORGANISATION_NOUNS or (low.endswith("s") and not low.endswith("ss"))


def _is_adverb(low: str) -> bool:
    """Whether a word ends like an adverb and is none of the nouns that do: "ally", "family", "assembly"."""
    return low.endswith("ly") and low not in lex.PERSON_NOUNS and low not in lex.ORGANISATION_NOUNS


def looks_like_a_verb(low: str) -> bool:
    return low in CUES or low.endswith(("ed", "ing")) or low in _COMMON_VERBS


def after_time(scene: Scene, first: int, name: int) -> int:
    """Leaves out a time at the head of a noun phrase: "Last week Ann Fox"."""
    for number in range(name - 1, first - 1, -1):
        token = scene.tokens[number]
        dated = token.text[:1].isdigit() and (len(token.text) == 4 or scene.low(number - 1) in lex.MONTHS)
        if token.low in lex.TIME_WORDS or dated or token.low in lex.MONTHS:
            return number + 1
    return first


def is_joint(scene: Scene, conjunction: int, start: int) -> bool:
    left = _before_conjunction(scene, conjunction, start)
    if left < start:
        return False
    mention = scene.at[left]
    return (mention is not None and not mention.possessive) or scene.tokens[left].low in lex.PERSON_NOUNS


def joint_start(scene: Scene, conjunction: int, start: int) -> int:
    left = _before_conjunction(scene, conjunction, start)
    mention = scene.at[left]
    first = mention.first if mention else left
    if first > start and scene.low(first - 1) in _OFFICES:  # "*council leader* Ann Fox and Karl Venn"
        while first > start and scene.at[first - 1] is None and scene.low(first - 1) in _BEFORE_NAME:
            first -= 1
    return max(start, first)


def _before_conjunction(scene: Scene, conjunction: int, start: int) -> int:
    """The last word of what stands before "and": before a comma, and before a party in brackets."""
    return before_bracket(scene, conjunction - 1 - scene.is_mark(conjunction - 1, ","), start)


def ends_phrase(scene: Scene, number: int) -> bool:
    if scene.at[number] is not None:
        return False
    token = scene.tokens[number]
    return (
        token.kind != "word"
        or scene.is_preposition(number)
        or token.low in lex.CLAUSE_OPENERS
        or token.low in lex.AUXILIARIES
        or token.low in lex.TIME_WORDS
        or token.low in {"and", "or", "who", "to"}
    )


def with_prepositions(scene: Scene, end: int, stop: int) -> int:
    """Goes on over "for the ministry", "of the party" after a noun."""
    while end < stop and scene.tokens[end].low in {"for", "of", "with", "from", "at", "to"}:
        end += 1
        while end < stop and not ends_phrase(scene, end):
            end += 1
    return end


def skip_adverbs(scene: Scene, at: int, start: int) -> int:
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
