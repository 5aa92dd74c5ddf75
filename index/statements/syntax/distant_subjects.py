"""Subjects too long or unusual to interpret: "half of those who voted", "one of the authors, Ann Fox,".

These rules locate the source and name nobody, so that the statement is not lost.
"""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject, subject_before
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene

_MAX_REACH = 40  # tokens
_CONJUNCTIONS = frozenset("while when because if but although though whereas as where so yet and or".split())
_RELATIVE = frozenset("who which that whose whom".split())
_SUBORDINATING = frozenset("after before since until by than".split())
_APPROXIMATE = frozenset("about around over under".split())
_QUANTITIES = frozenset("half one two three four five six seven eight nine ten a".split())
_MAX_PHRASE = 14


def find_subject(scene: Scene, verb: int, start: int, *, progressive: bool) -> Subject | None:
    """Return the subject before a verb, with a second search inside its subordinate or relative clause."""
    inside = _after_relative(scene, verb, start)
    subject = subject_before(scene, verb, start if inside is None else inside, progressive=progressive)
    if subject is not None:
        return subject
    cue = CUES.get(scene.low(verb)) if progressive else None
    reports = cue and (cue.construction == "object" or opens_clause(scene, verb + 1, len(scene.tokens)))
    openers = lex.PREPOSITIONS if reports else _SUBORDINATING
    begin = _clause_begin(scene, verb, start, openers)
    return subject_before(scene, verb, begin, progressive=progressive) if begin > start else None


def _after_relative(scene: Scene, verb: int, start: int) -> int | None:
    """Return the token after "which" in "a plan which officials said", where the antecedent is not the subject."""
    at = skip_adverbs(scene, verb - 1, start)
    for number in range(at - 1, max(start, at - 6), -1):
        if scene.tokens[number].kind != "word" or is_verb_form(scene, number):
            return None
        if scene.low(number) in {"which", "whom", "who"}:
            nominal = scene.at[at] is not None or scene.low(at) in lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS
            return number + 1 if nominal or scene.low(number + 1) in lex.DETERMINERS else None
    return None


def _clause_begin(scene: Scene, verb: int, start: int, openers: frozenset[str]) -> int:
    """Return where the clause begins in "after Ann Fox said" and "hurt by Ann Fox, who said"."""
    at = skip_adverbs(scene, verb - 1, start)
    if scene.low(at) == "who":
        left = at - 1 - scene.is_mark(at - 1, ",")
        named = scene.at[left] if left > start else None
        if named is None or named.kind != "person" or named.first <= start or not scene.is_preposition(named.first - 1):
            return start
        return start if scene.low(named.first - 2) in lex.PERSON_NOUNS | lex.ROLES else named.first
    for number in range(at, max(start, at - _MAX_PHRASE), -1):
        if scene.tokens[number].kind != "word":
            return start
        if scene.low(number) in openers and scene.at[number] is None:
            return number + 1
    return start


def distant_subject(scene: Scene, verb: int, start: int) -> Subject | None:
    """Return the words in the position of the subject before a reporting verb, as an open subject."""
    at = skip_adverbs(scene, verb - 1, start)
    if at < start or scene.tokens[at].kind == "quote" or scene.low(at) in lex.AUXILIARIES:
        return None
    if scene.low(at) in {"who", "that"}:
        left = at - 1 - scene.is_mark(at - 1, ",)")
        if left < start or scene.tokens[left].kind != "word" or scene.low(left) in lex.CLAUSE_OPENERS:
            return None
        return Subject(at, at + 1, "open", bound=left, relative=at)
    if scene.is_mark(at, ","):  # "The nurse, who gave her name, said"
        first = _clause_start(scene, at, start)
        comma = scene.find_mark(",", first, at)
        return _phrase(scene, first, comma) if comma is not None and comma > first else None
    if scene.tokens[at].kind == "mark" and not scene.is_mark(at, "%)"):
        return None
    return _phrase(scene, _left_bound(scene, at, start) + 1, at + 1)


def _left_bound(scene: Scene, end: int, start: int) -> int:
    """Return the mark or conjunction to the left of a phrase, or the token before the sentence."""
    for at in range(end, max(start, end - _MAX_REACH) - 1, -1):
        token = scene.tokens[at]
        if token.kind == "quote" or (token.kind == "mark" and token.text not in "()%$-'’&/"):
            return at
        joins_clauses = token.low not in {"and", "or"} or scene.is_mark(at - 1, ",") or at == start
        if token.low in _CONJUNCTIONS and scene.at[at] is None and joins_clauses:
            return at
    return start - 1


def _phrase(scene: Scene, first: int, end: int) -> Subject | None:
    """Return the tokens `[first, end)` as an open subject, unless they cannot be one."""
    while first < end and scene.low(first) in _CONJUNCTIONS:
        first += 1
    if not 0 < end - first <= _MAX_PHRASE or _has_verb(scene, first, end):
        return None
    return Subject(first, end, "open", bound=first - 1)


def _has_verb(scene: Scene, first: int, end: int) -> bool:
    """Return whether the tokens contain a clause other than a relative clause."""
    low = [scene.low(n) for n in range(first, end)]
    if any(word in _RELATIVE for word in low[1:]):
        return False
    if low[0] in _APPROXIMATE and len(low) > 1 and (low[1][0].isdigit() or low[1] in _QUANTITIES):
        low = low[1:]  # "about half of the voters"
    if low[0] in lex.PREPOSITIONS | lex.CLAUSE_OPENERS:
        return True
    return any(
        word in lex.AUXILIARIES or word in lex.PRONOUNS or (word == "to" and not before.endswith("ing"))
        for before, word in zip(["", *low], low, strict=False)
        if word != "one"
    )


def _clause_start(scene: Scene, closing: int, start: int) -> int:
    for at in range(closing - 1, max(start, closing - _MAX_REACH) - 1, -1):
        if scene.is_quote(at) or scene.is_mark(at, ";:—–"):
            return at + 1
        if scene.is_mark(at - 1, ",") and scene.low(at) in {"and", "but", "while", "as", "though", "although"}:
            return at + 1
    return start
