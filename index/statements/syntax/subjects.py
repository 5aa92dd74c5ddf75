"""The subject of a reporting verb, found in the tokens around it without a parser.

The rules look only at the verb's sentence and never inside a quotation. An uncertain subject is `open`: it has a
position in the text, but names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from index.statements.lexicon import words as lex
from index.statements.syntax import phrases
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

SubjectKind = Literal["person", "organisation", "pronoun", "phrase", "open", "same"]

_DASHES = frozenset("—–-")
_MAX_COMMAS = 8
_MAX_OFFICE = 5  # tokens
_OPENS_APPOSITION = frozenset(
    "who whose which whom a an another the one now then formerly himself herself his her their former however though "
    "meanwhile too also instead likewise therefore".split()
)
_PARTIES = frozenset({"republican", "democrat", "independent"})
_PHASE_VERBS = frozenset("kept keeps began begins started starts continued continues".split())
_TAKES_PREPOSITION = frozenset("close familiar critical loyal opposed sympathetic briefed".split())


@dataclass(slots=True)
class Subject:
    """The source in the tokens `[first, last)`; `mention` is the speaker's name in it, if there is one."""

    first: int
    last: int
    kind: SubjectKind
    mention: Mention | None = None
    bound: int = -1
    """The token before the noun phrase with its relative clauses and appositions."""
    relative: int | None = None
    """The relative pronoun that links the verb to its subject."""


def subject_before(scene: Scene, verb: int, start: int, *, progressive: bool) -> Subject | None:
    """Return the subject to the left of a verb, in the sentence that begins at `start`."""
    at = phrases.skip_adverbs(scene, verb - 1, start)
    if at < start or scene.is_quote(at):
        return None
    token = scene.tokens[at]
    if token.kind == "mark":  # "…, saying" omits its subject
        return None if progressive and token.text == "," else _before_mark(scene, at, start)
    if token.low in lex.BE or (progressive and token.low in _PHASE_VERBS):  # "is asking", "kept asking"
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
    subject = phrase_ending(scene, at, start)
    return subject and (_with_apposition(scene, subject, at, start) or subject)


def _with_apposition(scene: Scene, phrase: Subject, end: int, start: int) -> Subject | None:
    """Return the name before an apposition that no comma ends: "Ann Fox, *a friend of the mayor* told us it leaks"."""
    comma = phrase.bound
    spoken_aside = scene.find_mark(",", end + 2, end + 5) is not None  # "Fox, a friend told us, is late"
    opens = comma > start and scene.is_mark(comma, ",") and scene.low(comma + 1) in {"a", "an"}
    if phrase.kind != "phrase" or not opens or spoken_aside:
        return None
    left = phrases.before_bracket(scene, comma - 1, start)
    named = scene.at[left] if left >= start else None
    if named is None or named.kind != "person" or named.possessive:
        return None
    if named.first != start and not (scene.is_mark(named.first - 1, ",") and scene.is_preposition(start)):
        return None  # neither the first word nor the first after an introduction
    return Subject(named.first, end + 1, "person", named, bound=named.first - 1)


def phrase_ending(scene: Scene, end: int, start: int, *, after_adjunct: bool = True) -> Subject | None:
    """Return the part of the noun phrase ending at `end` that can be a subject."""
    bound = phrases.reach_left(scene, end, start)
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
        if not after_adjunct or named is None or _is_governed(scene, named, first):
            return None
        first, preposition = named.first, None
    head = end if preposition is None else preposition - 1
    if scene.low(head) in _TAKES_PREPOSITION and head > first:
        head -= 1  # "people close to Fox"
    subject = _classify(scene, first, head, end)
    if subject is not None:
        subject.bound = bound
        if opener in {"and", "or"} and phrases.is_joint(scene, bound, start):
            first = phrases.joint_start(scene, bound, start)
            return Subject(first, end + 1, "open", bound=first - 1)
    return subject


def _is_governed(scene: Scene, named: Mention, first: int) -> bool:
    """Return whether a name is the object of the preposition at `first`: "people who spoke *with the Post* said"."""
    left = named.first - (scene.low(named.first - 1) in lex.DETERMINERS)
    return named.first == first or scene.is_preposition(named.first - 1) or left - 1 == first


def _classify(scene: Scene, first: int, head: int, end: int) -> Subject | None:
    mention = scene.at[head]
    if mention is not None:
        if mention.possessive:
            return None
        kind: SubjectKind = "phrase" if mention.kind == "title" else mention.kind
        if mention.first > first and scene.is_mark(mention.first - 1, ")"):
            first = mention.first
        first = phrases.skip_time(scene, first, mention.first)
        if kind == "person" and mention.first > first and not phrases.may_modify(scene, first, mention.first):
            return None
        return Subject(first, end + 1, kind, mention)
    if not phrases.is_noun_phrase(scene, first, head, end) or scene.tokens[end].low in lex.TIME_WORDS:
        return None
    return Subject(phrases.skip_time(scene, first, head), end + 1, "phrase")


def antecedent(scene: Scene, relative: int, start: int) -> Subject | None:
    """Return the antecedent of a relative pronoun."""
    subject = _before_relative(scene, relative, start)
    return subject and replace(subject, relative=relative)


def _before_relative(scene: Scene, relative: int, start: int) -> Subject | None:
    left = phrases.before_bracket(scene, relative - 1 - scene.is_mark(relative - 1, ","), start)
    if left < start or scene.tokens[left].kind != "word":
        return None
    if scene.tokens[left].low in lex.PRONOUNS:
        return Subject(left, left + 1, "pronoun", bound=left - 1)
    return phrase_ending(scene, left, start)


def _before_mark(scene: Scene, at: int, start: int) -> Subject | None:
    """Return the subject of a verb that follows the end of an insertion in commas, dashes or brackets."""
    if scene.is_mark(at, ")"):
        opening = phrases.opening_bracket(scene, at, start)
        follows_word = opening > start and scene.tokens[opening - 1].kind == "word"
        return subject_before(scene, opening, start, progressive=False) if follows_word else None
    if scene.is_mark(at, _DASHES):
        opener = scene.find_mark(_DASHES, at - 1, start, -1)
        return phrase_ending(scene, opener - 1, start, after_adjunct=False) if opener is not None else None
    return _before_comma(scene, at, start) if scene.is_mark(at, ",") else None


def _before_comma(scene: Scene, comma: int, start: int) -> Subject | None:
    if scene.is_mark(comma - 1, ")"):  # "Gov. Ann Fox (D-Ohio), said": a superfluous comma
        return _before_mark(scene, comma - 1, start)
    strong = weak = None
    seen = 0
    for number in range(comma - 1, start, -1):
        if scene.is_quote(number) or scene.is_mark(number, ";:"):
            break
        if not scene.is_mark(number, ","):
            continue
        seen += 1
        if seen > _MAX_COMMAS:
            break
        found = _before_insertion(scene, number, comma, start)
        if found is None:
            continue
        if seen == 1 and found.mention is not None and found.mention.first > number:
            return found
        if _opens_apposition(scene, number + 1) or _precedes_adjunct(scene, found, number, start):
            strong = found
        elif weak is None and strong is None and seen == 1:
            weak = found
    return strong or weak


def _precedes_adjunct(scene: Scene, found: Subject, comma: int, start: int) -> bool:
    """Return whether a name or pronoun begins its sentence and an adjunct in commas follows it."""
    at_head = found.bound < start or scene.is_quote(found.bound)
    participle = scene.at[comma + 1] is None and scene.low(comma + 1).endswith(("ing", "ed"))
    adjunct = participle or scene.is_preposition(comma + 1)
    return found.kind in {"person", "organisation", "pronoun"} and at_head and adjunct


def _before_insertion(scene: Scene, opening: int, closing: int, start: int) -> Subject | None:
    """Return the subject before an insertion that only describes it; `open` if the insertion names a rival."""
    left = phrases.before_bracket(scene, opening - 1, start)
    if left < start or scene.tokens[left].kind != "word":
        return None
    if scene.tokens[left].low in lex.PRONOUNS:
        subject: Subject | None = Subject(left, opening, "pronoun", bound=left - 1)
    else:
        subject = phrase_ending(scene, left, start, after_adjunct=False)
    if subject is None:
        return None
    inside = [m for m in scene.at[opening + 1 : closing] if m is not None and m.kind == "person"]
    if subject.kind == "phrase" and inside and not _opens_apposition(scene, opening + 1):
        return _office_holder(scene, subject, start) or _named_after(subject, inside[0], opening, closing)
    rivals = [m for m in inside if not m.possessive and not scene.is_preposition(m.first - 1)]
    if rivals and not _opens_apposition(scene, opening + 1) and not scene.is_preposition(opening + 1):
        return replace(subject, last=opening, kind="open", mention=None)
    return subject


def _named_after(office: Subject, named: Mention, opening: int, closing: int) -> Subject | None:
    """Return an office with the name that follows it: "the campaign's manager, Ann Fox, said"."""
    if named.first > opening + 2 or named.last != closing or named.possessive:
        return None
    return replace(office, last=closing, kind="person", mention=named)


def _office_holder(scene: Scene, office: Subject, start: int) -> Subject | None:
    """Return the name before an office in commas: "Ann Fox, *the editor of the town's paper*, the Post, said"."""
    named = scene.at[office.bound - 1] if office.bound > start and scene.is_mark(office.bound, ",") else None
    if named is None or named.kind != "person" or named.possessive or not _opens_apposition(scene, office.first):
        return None
    return phrase_ending(scene, office.bound - 1, start, after_adjunct=False)


def _opens_apposition(scene: Scene, number: int) -> bool:
    token = scene.tokens[number]
    return (
        token.low in _OPENS_APPOSITION
        or token.text[:1].isdigit()
        or token.text[:2] in {"R-", "D-", "I-"}
        or (token.low.rstrip(".") in lex.TITLES and scene.at[number] is None)
        or (token.low in _PARTIES and scene.low(number + 1) in {"of", "from"})
        or _opens_office(scene, number)
    )


def _opens_office(scene: Scene, number: int) -> bool:
    """Return whether one person's office precedes a preposition or a comma: "executive director of"."""
    place = scene.mention_at(number)
    first = number if place is None or place.possessive or place.kind == "person" else place.last
    for at in range(first, min(first + _MAX_OFFICE, len(scene.tokens) - 1)):
        token = scene.tokens[at]
        if token.kind != "word" or token.capital or scene.is_preposition(at):
            return False
        if scene.is_preposition(at + 1) or scene.is_mark(at + 1, ","):
            return token.low in lex.ROLES | lex.PERSON_NOUNS and not token.low.endswith("s")
    return False


def subject_after(scene: Scene, verb: int, stop: int) -> Subject | None:
    """Return the subject to the right of an inverted verb: "said Ann Fox, a nurse"."""
    first = verb + 1
    if first >= stop or scene.tokens[first].kind != "word":
        return None
    low = scene.low(first)
    if low in lex.PRONOUNS:  # "said he had" is no inversion, "said he." is one
        alone = first + 1 >= stop or scene.tokens[first + 1].kind == "mark"
        return Subject(first, first + 1, "pronoun", bound=verb) if alone else None
    if scene.at[first] is None and (scene.is_preposition(first) or low in lex.TIME_WORDS or low == "that"):
        return None
    return _phrase_at(scene, first, stop)


def _phrase_at(scene: Scene, first: int, stop: int) -> Subject | None:
    end = first
    while end < stop and not phrases.ends_phrase(scene, end):
        end += 1
    named = scene.at[end - 1] if end > first else None
    if end == first or scene.low(end) in lex.AUXILIARIES or (named is not None and named.possessive):
        return None
    other = scene.at[end + 1] if end + 1 < stop and scene.low(end) in {"and", "or"} else None
    if other is not None:
        return Subject(first, other.last, "open", bound=first - 1)
    kind: SubjectKind = "phrase" if named is None or named.kind == "title" else named.kind
    if kind == "phrase":
        end = phrases.skip_prepositional_phrases(scene, end, stop)
    return Subject(first, end, kind, named, bound=first - 1)
