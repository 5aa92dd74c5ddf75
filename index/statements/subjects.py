"""Whose verb it is: the subject of a reporting verb, found in the tokens around it without a parser.

Only the sentence of the verb is looked at, and never a quotation. What cannot be read for certain is `open`: it keeps
its place in the text and names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from index.statements import lexicon as lex
from index.statements.cues import CUES
from index.statements.names import Mention
from index.statements.scene import Scene
from index.statements.words import Token

SubjectKind = Literal["person", "organisation", "pronoun", "phrase", "open", "same"]

_DASHES = frozenset("—–-")
_MOST_COMMAS = 8
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
_COMMON_VERBS = frozenset(
    "won lost ran met made took gave came went saw got left held kept put let led spoke began became heard sent found "
    "continue open likes wants thinks believes knows hopes".split()
)
_APPOSITIVE = frozenset(
    "who whose which whom a an the one now then formerly himself herself his her their former".split()
)
_INTERRUPTING = frozenset("however though meanwhile too also instead then likewise therefore".split())


@dataclass(slots=True)
class Subject:
    """Tokens `[first, last)` name the source. `mention` is the name in it that is the speaker, where one is."""

    first: int
    last: int
    kind: SubjectKind
    mention: Mention | None = None
    bound: int = -1
    """The token before the whole noun phrase, relative clauses and appositions included."""
    relative: int | None = None
    """The "who" through which the verb has its subject."""


def subject_before(scene: Scene, verb: int, start: int, *, progressive: bool) -> Subject | None:
    """The subject on the left of the verb at `verb`, in the sentence that begins at `start`."""
    at = skip_adverbs(scene, verb - 1, start)
    if at < start or scene.is_quote(at):
        return None
    token = scene.tokens[at]
    if token.kind == "mark":
        return _before_mark(scene, at, start)
    if token.low in lex.BE:
        return subject_before(scene, at, start, progressive=False) if progressive else None
    if token.low in {"and", "but", "or", "then"}:
        return Subject(verb, verb, "same", bound=at)
    return _nominal_before(scene, at, start)


def _nominal_before(scene: Scene, at: int, start: int) -> Subject | None:
    low = scene.low(at)
    if low in {"who", "which", "that"}:
        return antecedent(scene, at, start)
    if low in lex.PRONOUNS:
        return Subject(at, at + 1, "pronoun", bound=at - 1)
    if low in lex.CLAUSE_OPENERS or scene.is_preposition(at):
        return None
    return phrase_ending(scene, at, start)


def skip_adverbs(scene: Scene, at: int, start: int) -> int:
    timed = False
    while at >= start and scene.at[at] is None and scene.tokens[at].kind == "word":
        low = scene.tokens[at].low
        time = low in lex.TIME_WORDS or low in lex.MONTHS or (low[0].isdigit() and scene.low(at - 1) in lex.MONTHS)
        if timed and low in {"on", "last", "this", "earlier", "late"}:
            at -= 1
            continue
        if not time and low not in lex.VERB_ADVERBS and not (low.endswith("ly") and not scene.tokens[at].capital):
            break
        timed = timed or time
        at -= 1
    return at


def phrase_ending(scene: Scene, end: int, start: int, *, after_adjunct: bool = True) -> Subject | None:
    """The noun phrase whose last token is `end`, cut down to what can be the subject."""
    bound = _reach_left(scene, end, start)
    first = bound + 1
    if first > end:
        return None
    opener = scene.low(bound) if bound >= start else ""
    single = scene.at[first]
    alone = single is not None and single.first <= first and single.last > end
    if opener in {"who", "which"} and not alone:
        return _before_relative(scene, bound, start)
    if opener in lex.AUXILIARIES or (opener in lex.PRONOUNS and not alone):
        return None
    preposition = next((n for n in range(first, end + 1) if scene.is_preposition(n)), None)
    if preposition == first:
        named = scene.at[end]
        if not after_adjunct or named is None or named.first == first or scene.is_preposition(named.first - 1):
            return None
        first, preposition = named.first, None
    head = end if preposition is None else preposition - 1
    subject = _classify(scene, first, head, end)
    if subject is not None:
        subject.bound = bound
        if opener in {"and", "or"} and _is_joint(scene, bound, start):
            return Subject(_joint_start(scene, bound, start), end + 1, "open", bound=bound)
    return subject


def _reach_left(scene: Scene, end: int, start: int) -> int:
    """The token left of the noun phrase that ends at `end`; `start - 1` where it begins the sentence."""
    at = end
    while at >= start:
        mention = scene.at[at]
        if mention is not None:
            at = mention.first - 1
            continue
        token = scene.tokens[at]
        if token.text == ")":
            at = _opening(scene, at, start) - 1
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


def _opening(scene: Scene, at: int, start: int) -> int:
    number = at - 1
    while number > start and scene.tokens[number].text != "(":
        number -= 1
    return number


def _classify(scene: Scene, first: int, head: int, end: int) -> Subject | None:
    mention = scene.at[head]
    if mention is not None:
        if mention.possessive:
            return None
        kind: SubjectKind = "phrase" if mention.kind == "title" else mention.kind
        if mention.first > first and scene.is_mark(mention.first - 1, ")"):
            first = mention.first
        first = _after_time(scene, first, mention.first)
        if kind == "person" and mention.first > first and not _may_modify(scene, first, mention.first):
            return None
        return Subject(first, end + 1, kind, mention)
    if not _is_noun_phrase(scene, first, head, end) or scene.tokens[end].low in lex.TIME_WORDS:
        return None
    return Subject(_after_time(scene, first, head), end + 1, "phrase")


def _may_modify(scene: Scene, first: int, name: int) -> bool:
    """Whether the words before a name can belong to it: "the actor Ann Fox", not "a point Fox"."""
    before = scene.low(name - 1)
    if scene.at[name - 1] is not None or before in lex.DETERMINERS:
        return True
    if before in lex.PERSON_NOUNS or before in lex.TITLES or before in lex.ROLES:
        return True
    if scene.low(first) in lex.DETERMINERS:
        return before.endswith(_PERSON_ENDINGS)
    return not _looks_like_a_verb(before)


def _is_noun_phrase(scene: Scene, first: int, head: int, end: int) -> bool:
    low = scene.low(head)
    if low in lex.TIME_WORDS or scene.tokens[head].text[:1].isdigit() or low.endswith("ly"):
        return False
    if scene.at[first] is not None or scene.low(first) in lex.DETERMINERS:
        return True
    if _looks_like_a_verb(scene.low(first)) and first != head:
        return first + 1 == head == end and (low in lex.PERSON_NOUNS or low.endswith("s"))
    return low in lex.PERSON_NOUNS or low in lex.ORGANISATION_NOUNS or (low.endswith("s") and not low.endswith("ss"))


def _looks_like_a_verb(low: str) -> bool:
    return low in CUES or low.endswith(("ed", "ing")) or low in _COMMON_VERBS


def _after_time(scene: Scene, first: int, name: int) -> int:
    """Leaves out a time at the head of a noun phrase: "Last week Ann Fox"."""
    for number in range(name - 1, first - 1, -1):
        token = scene.tokens[number]
        dated = token.text[:1].isdigit() and (len(token.text) == 4 or scene.low(number - 1) in lex.MONTHS)
        if token.low in lex.TIME_WORDS or dated or token.low in lex.MONTHS:
            return number + 1
    return first


def _is_joint(scene: Scene, conjunction: int, start: int) -> bool:
    left = conjunction - 1
    if scene.is_mark(left, ","):
        left -= 1
    if left < start:
        return False
    mention = scene.at[left]
    return (mention is not None and not mention.possessive) or scene.tokens[left].low in lex.PERSON_NOUNS


def _joint_start(scene: Scene, conjunction: int, start: int) -> int:
    left = conjunction - 1 - scene.is_mark(conjunction - 1, ",")
    mention = scene.at[left]
    return max(start, mention.first if mention else left)


def antecedent(scene: Scene, relative: int, start: int) -> Subject | None:
    """Whom a relative pronoun stands for."""
    subject = _before_relative(scene, relative, start)
    if subject is not None:
        subject.relative = relative
    return subject


def _before_relative(scene: Scene, relative: int, start: int) -> Subject | None:
    left = relative - 1
    if scene.is_mark(left, ","):
        left -= 1
    if scene.is_mark(left, ")"):
        left = _opening(scene, left, start) - 1
    if left < start or scene.tokens[left].kind != "word":
        return None
    if scene.tokens[left].low in lex.PRONOUNS:
        return Subject(left, left + 1, "pronoun", bound=left - 1)
    return phrase_ending(scene, left, start)


def _before_mark(scene: Scene, at: int, start: int) -> Subject | None:
    """The subject of a verb that follows a comma, a dash or a bracket: what those set off lies between the two."""
    if scene.is_mark(at, ")"):
        opening = _opening(scene, at, start)
        inner = opening - 1
        if inner >= start and scene.tokens[inner].kind == "word":
            return subject_before(scene, opening, start, progressive=False)
        return None
    if scene.is_mark(at, _DASHES):
        opener = next((n for n in range(at - 1, start, -1) if scene.is_mark(n, _DASHES)), None)
        return phrase_ending(scene, opener - 1, start, after_adjunct=False) if opener is not None else None
    return _before_comma(scene, at, start) if scene.is_mark(at, ",") else None


def _before_comma(scene: Scene, comma: int, start: int) -> Subject | None:
    strong: Subject | None = None
    weak: Subject | None = None
    seen = 0
    for number in range(comma - 1, start, -1):
        if scene.is_quote(number) or scene.is_mark(number, ";:"):
            break
        if not scene.is_mark(number, ","):
            continue
        seen += 1
        if seen > _MOST_COMMAS:
            break
        found = _set_off(scene, number, comma, start)
        if found is None:
            continue
        if seen == 1 and found.mention is not None and found.mention.first > number:
            return found
        if _opens_apposition(scene, number + 1):
            strong = found
        elif weak is None and strong is None and seen == 1:
            weak = found
    return strong or weak


def _set_off(scene: Scene, opening: int, closing: int, start: int) -> Subject | None:
    """The subject before `opening`, where what stands between the commas only says more about it."""
    left = opening - 1
    if left < start or scene.tokens[left].kind != "word":
        return None
    if scene.tokens[left].low in lex.PRONOUNS:
        subject: Subject | None = Subject(left, opening, "pronoun", bound=left - 1)
    else:
        subject = phrase_ending(scene, left, start, after_adjunct=False)
    inside = [m for m in scene.at[opening + 1 : closing] if m is not None and m.kind == "person"]
    if subject is None:
        return None
    if subject.kind == "phrase" and inside and not _opens_apposition(scene, opening + 1):
        named = inside[0]
        if named.first <= opening + 2 and not named.possessive:  # "the campaign's manager, Ann Fox, said"
            return replace(subject, last=closing, kind="person", mention=named)
        return None
    if inside and not _opens_apposition(scene, opening + 1) and not scene.is_preposition(opening + 1):
        return replace(subject, last=opening, kind="open", mention=None)
    return subject


def _opens_apposition(scene: Scene, number: int) -> bool:
    token = scene.tokens[number]
    return (
        token.low in _APPOSITIVE
        or token.low in _INTERRUPTING
        or token.text[:1].isdigit()
        or token.text[:2] in {"R-", "D-", "I-"}
        or (token.low.rstrip(".") in lex.TITLES and scene.at[number] is None)
    )


def subject_after(scene: Scene, verb: int, stop: int) -> Subject | None:
    """The subject on the right of an inverted verb: `said Ann Fox, a nurse`."""
    first = verb + 1
    if first >= stop or scene.tokens[first].kind != "word":
        return None
    low = scene.low(first)
    if low in lex.PRONOUNS:  # "said he had" is no inversion, "said he." is one
        alone = first + 1 >= stop or scene.tokens[first + 1].kind == "mark"
        return Subject(first, first + 1, "pronoun", bound=verb) if alone else None
    if scene.at[first] is None and (scene.is_preposition(first) or low in lex.TIME_WORDS or low == "that"):
        return None
    end = first
    while end < stop and not _ends_phrase(scene, end):
        end += 1
    return _phrase_between(scene, first, end, stop)


def _phrase_between(scene: Scene, first: int, end: int, stop: int) -> Subject | None:
    named = scene.at[end - 1] if end > first else None
    if end == first or scene.low(end) in lex.AUXILIARIES or (named is not None and named.possessive):
        return None
    other = scene.at[end + 1] if end + 1 < stop and scene.low(end) in {"and", "or"} else None
    if other is not None:
        return Subject(first, other.last, "open", bound=first - 1)
    kind: SubjectKind = "phrase" if named is None or named.kind == "title" else named.kind
    if kind == "phrase":
        end = _with_prepositions(scene, end, stop)
    return Subject(first, end, kind, named, bound=first - 1)


def _ends_phrase(scene: Scene, number: int) -> bool:
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


def _with_prepositions(scene: Scene, end: int, stop: int) -> int:
    """Goes on over "for the ministry", "of the party" after a noun."""
    while end < stop and scene.tokens[end].low in {"for", "of", "with", "from", "at", "to"}:
        end += 1
        while end < stop and not _ends_phrase(scene, end):
            end += 1
    return end
