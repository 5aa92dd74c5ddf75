"""Whose verb it is: the subject of a reporting verb, found in the tokens around it without a parser.

Only the sentence of the verb is looked at, and never a quotation. What cannot be read for certain is `open`: it keeps
its place in the text and names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from index.statements.lexicon import words as lex
from index.statements.syntax.phrases import (
    skip_time,
    before_bracket,
    ends_phrase,
    is_joint,
    is_noun_phrase,
    joint_start,
    may_modify,
    opening_bracket,
    reach_left,
    skip_adverbs,
    skip_prepositional_phrases,
)
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

SubjectKind = Literal["person", "organisation", "pronoun", "phrase", "open", "same"]

_DASHES = frozenset("—–-")
_MOST_COMMAS = 8
_MOST_OF_OFFICE = 5  # tokens
_APPOSITIVE = frozenset(
    "who whose which whom a an another the one now then formerly himself herself his her their former".split()
)
_PARTIES = frozenset({"republican", "democrat", "independent"})
_KEEPING = frozenset("kept keeps began begins started starts continued continues".split())
_TAKES_PREPOSITION = frozenset("close familiar critical loyal opposed sympathetic briefed".split())
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
    if token.kind == "mark":  # "…, saying" leaves its subject out, however near a name stands
        return None if progressive and token.text == "," else _before_mark(scene, at, start)
    if token.low in lex.BE or (progressive and token.low in _KEEPING):  # "is asking", "kept asking"
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
    return subject and (_apposed(scene, subject, at, start) or subject)


def _apposed(scene: Scene, phrase: Subject, end: int, start: int) -> Subject | None:
    """The name before an apposition that no comma ends: "Ann Fox, *a friend of the mayor* told us it leaks"."""
    comma = phrase.bound
    spoken_aside = any(scene.is_mark(n, ",") for n in range(end + 2, end + 5))  # "Fox, a friend told us, is late"
    if phrase.kind != "phrase" or comma <= start or not scene.is_mark(comma, ",") or spoken_aside:
        return None
    if scene.low(comma + 1) not in {"a", "an"}:
        return None
    left = before_bracket(scene, comma - 1, start)
    named = scene.at[left] if left >= start else None
    if named is None or named.kind != "person" or named.possessive or not _heads(scene, named, start):
        return None
    return Subject(named.first, end + 1, "person", named, bound=named.first - 1)


def _heads(scene: Scene, named: Mention, start: int) -> bool:
    """Whether a name begins its sentence, or what follows the circumstances that do."""
    return named.first == start or (scene.is_mark(named.first - 1, ",") and scene.is_preposition(start))


def phrase_ending(scene: Scene, end: int, start: int, *, after_adjunct: bool = True) -> Subject | None:
    """The noun phrase whose last token is `end`, cut down to what can be the subject."""
    bound = reach_left(scene, end, start)
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
        if opener in {"and", "or"} and is_joint(scene, bound, start):
            first = joint_start(scene, bound, start)
            return Subject(first, end + 1, "open", bound=first - 1)
    return subject


def _is_governed(scene: Scene, named: Mention, first: int) -> bool:
    """Whether the preposition at `first` takes the name as its object: "people who spoke *with the Post* said"."""
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
        first = skip_time(scene, first, mention.first)
        if kind == "person" and mention.first > first and not may_modify(scene, first, mention.first):
            return None
        return Subject(first, end + 1, kind, mention)
    if not is_noun_phrase(scene, first, head, end) or scene.tokens[end].low in lex.TIME_WORDS:
        return None
    return Subject(skip_time(scene, first, head), end + 1, "phrase")


def antecedent(scene: Scene, relative: int, start: int) -> Subject | None:
    """Whom a relative pronoun stands for."""
    subject = _before_relative(scene, relative, start)
    if subject is not None:
        subject.relative = relative
    return subject


def _before_relative(scene: Scene, relative: int, start: int) -> Subject | None:
    left = before_bracket(scene, relative - 1 - scene.is_mark(relative - 1, ","), start)
    if left < start or scene.tokens[left].kind != "word":
        return None
    if scene.tokens[left].low in lex.PRONOUNS:
        return Subject(left, left + 1, "pronoun", bound=left - 1)
    return phrase_ending(scene, left, start)


def _before_mark(scene: Scene, at: int, start: int) -> Subject | None:
    """The subject of a verb that follows a comma, a dash or a bracket: what those set off lies between the two."""
    if scene.is_mark(at, ")"):
        opening = opening_bracket(scene, at, start)
        inner = opening - 1
        if inner >= start and scene.tokens[inner].kind == "word":
            return subject_before(scene, opening, start, progressive=False)
        return None
    if scene.is_mark(at, _DASHES):
        opener = next((n for n in range(at - 1, start, -1) if scene.is_mark(n, _DASHES)), None)
        return phrase_ending(scene, opener - 1, start, after_adjunct=False) if opener is not None else None
    return _before_comma(scene, at, start) if scene.is_mark(at, ",") else None


def _before_comma(scene: Scene, comma: int, start: int) -> Subject | None:
    if scene.is_mark(comma - 1, ")"):  # "Gov. Ann Fox (D-Ohio), said": one comma too many
        return _before_mark(scene, comma - 1, start)
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
        if _opens_apposition(scene, number + 1) or _heads_clause(scene, found, number, start):
            strong = found
        elif weak is None and strong is None and seen == 1:
            weak = found
    return strong or weak


def _heads_clause(scene: Scene, found: Subject, comma: int, start: int) -> bool:
    """Whether a name or "she" stands at the head of its sentence, with a circumstance set off behind it."""
    if found.kind not in {"person", "organisation", "pronoun"} or (
        found.bound >= start and not scene.is_quote(found.bound)
    ):
        return False
    following = scene.low(comma + 1)
    return scene.is_preposition(comma + 1) or (scene.at[comma + 1] is None and following.endswith(("ing", "ed")))


def _set_off(scene: Scene, opening: int, closing: int, start: int) -> Subject | None:
    """The subject before `opening`, where what stands between the commas only says more about it."""
    left = before_bracket(scene, opening - 1, start)
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
        return _holder(scene, subject, start) or _named_after(subject, inside[0], opening, closing)
    rivals = [m for m in inside if not m.possessive and not scene.is_preposition(m.first - 1)]
    if rivals and not _opens_apposition(scene, opening + 1) and not scene.is_preposition(opening + 1):
        return replace(subject, last=opening, kind="open", mention=None)
    return subject


def _named_after(office: Subject, named: Mention, opening: int, closing: int) -> Subject | None:
    """`the campaign's manager, Ann Fox, said`: the office, under the name that follows it."""
    if named.first > opening + 2 or named.last != closing or named.possessive:
        return None
    return replace(office, last=closing, kind="person", mention=named)


def _holder(scene: Scene, office: Subject, start: int) -> Subject | None:
    """Whose office a phrase between commas names, so that the name after it only goes on with that: "Ann Fox, *the
    editor of the town's paper*, the Post, said"."""
    named = scene.at[office.bound - 1] if office.bound > start and scene.is_mark(office.bound, ",") else None
    if named is None or named.kind != "person" or named.possessive or not _opens_apposition(scene, office.first):
        return None
    return phrase_ending(scene, office.bound - 1, start, after_adjunct=False)


def _opens_apposition(scene: Scene, number: int) -> bool:
    token = scene.tokens[number]
    return (
        token.low in _APPOSITIVE
        or token.low in _INTERRUPTING
        or token.text[:1].isdigit()
        or token.text[:2] in {"R-", "D-", "I-"}
        or (token.low.rstrip(".") in lex.TITLES and scene.at[number] is None)
        or (token.low in _PARTIES and scene.low(number + 1) in {"of", "from"})
        or _opens_office(scene, number)
    )


def _opens_office(scene: Scene, number: int) -> bool:
    """`executive director of`, `Ohio director for`, `deputy harbour master,`: what one person is, before a preposition
    or a comma."""
    place = scene.at[number] if number < len(scene.tokens) else None
    first = number if place is None or place.possessive or place.kind == "person" else place.last
    for at in range(first, min(first + _MOST_OF_OFFICE, len(scene.tokens) - 1)):
        token = scene.tokens[at]
        if token.kind != "word" or token.capital or scene.is_preposition(at):
            return False
        if scene.is_preposition(at + 1) or scene.is_mark(at + 1, ","):
            return token.low in lex.ROLES | lex.PERSON_NOUNS and not token.low.endswith("s")
    return False


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
    while end < stop and not ends_phrase(scene, end):
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
        end = skip_prepositional_phrases(scene, end, stop)
    return Subject(first, end, kind, named, bound=first - 1)
