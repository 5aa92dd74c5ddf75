"""Subjects too long or too odd to be read for certain: "half of those who voted", "one of the authors, Ann Fox,".

They say where the source stands and name nobody: a statement with an unread subject is still a statement.
"""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject, subject_before
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene

_FARTHEST = 40  # tokens
_BOUNDS = frozenset("while when because if but although though whereas as where so yet and or".split())
_RELATIVE = frozenset("who which that whose whom".split())
_SUBORDINATE = frozenset("after before since until by than".split())
_APPROXIMATE = frozenset("about around over under".split())
_QUANTITIES = frozenset("half one two three four five six seven eight nine ten a".split())
_MOST_WORDS = 14


def near_subject(scene: Scene, verb: int, start: int, *, progressive: bool) -> Subject | None:
    """The subject before a verb, looked for once more where its own clause or its antecedent begins."""
    inside = _after_relative(scene, verb, start)
    subject = subject_before(scene, verb, start if inside is None else inside, progressive=progressive)
    if subject is not None:
        return subject
    cue = CUES.get(scene.low(verb))
    reports = (
        progressive
        and cue is not None
        and (cue.construction == "object" or opens_clause(scene, verb + 1, len(scene.tokens)))
    )
    openers = lex.PREPOSITIONS if reports else _SUBORDINATE
    begin = _own_clause(scene, verb, start, openers)
    return subject_before(scene, verb, begin, progressive=progressive) if begin > start else None


def _after_relative(scene: Scene, verb: int, start: int) -> int | None:
    """Where the subject of "a plan which officials said" begins: it is not what "which" stands for."""
    at = skip_adverbs(scene, verb - 1, start)
    for number in range(at - 1, max(start, at - 6), -1):
        if scene.tokens[number].kind != "word" or is_verb_form(scene, number):
            return None
        if scene.low(number) in {"which", "whom", "who"}:
            nominal = scene.at[at] is not None or scene.low(at) in lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS
            return number + 1 if nominal or scene.low(number + 1) in lex.DETERMINERS else None
    return None


def _own_clause(scene: Scene, verb: int, start: int, openers: frozenset[str]) -> int:
    """Where "after Ann Fox said", "hurt by Ann Fox, who said" begin to be about who says it."""
    at = skip_adverbs(scene, verb - 1, start)
    if scene.low(at) == "who":
        left = at - 1 - scene.is_mark(at - 1, ",")
        named = scene.at[left] if left > start else None
        if named is None or named.kind != "person" or named.first <= start or not scene.is_preposition(named.first - 1):
            return start
        return start if scene.low(named.first - 2) in lex.PERSON_NOUNS | lex.ROLES else named.first
    for number in range(at, max(start, at - _MOST_WORDS), -1):
        if scene.tokens[number].kind != "word":
            return start
        if scene.low(number) in openers and scene.at[number] is None:
            return number + 1
    return start


def distant_subject(scene: Scene, verb: int, start: int) -> Subject | None:
    """What stands before a reporting verb where a subject must stand."""
    at = skip_adverbs(scene, verb - 1, start)
    if at < start or scene.tokens[at].kind == "quote" or scene.low(at) in lex.AUXILIARIES:
        return None
    if scene.low(at) in {"who", "that"}:
        return _relative(scene, at, start)
    if scene.is_mark(at, ","):
        return _before_apposition(scene, at, start)
    if scene.tokens[at].kind == "mark" and not scene.is_mark(at, "%)"):
        return None
    return _phrase(scene, _left_bound(scene, at, start) + 1, at + 1)


def _relative(scene: Scene, relative: int, start: int) -> Subject | None:
    left = relative - 1 - scene.is_mark(relative - 1, ",)")
    if left < start or scene.tokens[left].kind != "word" or scene.low(left) in lex.CLAUSE_OPENERS:
        return None
    return Subject(relative, relative + 1, "open", bound=left, relative=relative)


def _left_bound(scene: Scene, end: int, start: int) -> int:
    """The mark or conjunction left of a phrase, or the token before the sentence."""
    for at in range(end, max(start, end - _FARTHEST) - 1, -1):
        token = scene.tokens[at]
        if token.kind == "quote" or (token.kind == "mark" and token.text not in "()%$-'’&/"):
            return at
        if token.low in _BOUNDS and scene.at[at] is None and (at == start or _bounds(scene, at)):
            return at
    return start - 1


def _bounds(scene: Scene, at: int) -> bool:
    """Whether a conjunction joins clauses and not two names."""
    return scene.low(at) not in {"and", "or"} or scene.is_mark(at - 1, ",")


def _phrase(scene: Scene, first: int, end: int) -> Subject | None:
    """The words `[first, end)` where they can be a subject."""
    while first < end and scene.low(first) in _BOUNDS:
        first += 1
    if not 0 < end - first <= _MOST_WORDS or _has_verb(scene, first, end):
        return None
    return Subject(first, end, "open", bound=first - 1)


def _has_verb(scene: Scene, first: int, end: int) -> bool:
    """Whether a clause of its own stands in the words: a relative clause may."""
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


def _before_apposition(scene: Scene, closing: int, start: int) -> Subject | None:
    """`The nurse, who gave her name, said`: up to the first comma of the clause."""
    floor = _clause_start(scene, closing, start)
    first = next((n for n in range(floor, closing) if scene.is_mark(n, ",")), None)
    return _phrase(scene, floor, first) if first is not None and first > floor else None


def _clause_start(scene: Scene, closing: int, start: int) -> int:
    for at in range(closing - 1, max(start, closing - _FARTHEST) - 1, -1):
        if scene.is_quote(at) or scene.is_mark(at, ";:—–"):
            return at + 1
        if scene.is_mark(at - 1, ",") and scene.low(at) in {"and", "but", "while", "as", "though", "although"}:
            return at + 1
    return start
