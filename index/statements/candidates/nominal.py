"""Reports in a noun: "her claim that …", "calls for …", "complaints from farmers about …"."""

from __future__ import annotations

from index.statements.content.boundaries import REACH, Clause
from index.statements.content.endings import find_object_end
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import NOUNS, Cue
from index.statements.syntax.subjects import Subject, SubjectKind, subject_after, subject_before
from index.statements.syntax.verbs import is_verb_form
from index.statements.text.scene import Scene
from index.types import Commitment

_MAX_BETWEEN = 9  # tokens between a noun and its content: from whom, when, where
_IN_CONTENT = frozenset({"that", "to", "whether", "not", "never"})  # unlike "about" and "for"
_POSSESSIVES = frozenset("his her their its my our your".split())
_MAX_ADJECTIVES = 3
_MAKING = frozenset(
    "made makes make issued issues issue delivered gave gives repeated renewed reiterated raised raises unveiled "
    "offered offers released sounded voiced".split()
)


def noun_clause(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    """Parse the report in a noun with a complement, if its source stands beside it or nowhere."""
    openers = NOUNS.get(scene.low(at))
    if openers is None or scene.tokens[at].possessive or scene.at[at] is not None:
        return None
    if scene.low(at - 1) == "to":  # "to question whether": a verb without a subject
        return None
    begin = _complement(scene, at, openers, sentence)
    if begin is None or (scene.low(begin) == "that" and is_verb_form(scene, begin + 1)):
        return None  # "a claim that began in court" has no content
    source = _possessor(scene, at, sentence) or _named_after(scene, at, begin, sentence) or _maker(scene, at, sentence)
    if source is None and not _is_noun(scene, at, sentence):
        return None
    heads = not any(is_verb_form(scene, n) for n in range(max(sentence.start, at - REACH), at))
    if heads and scene.low(begin) == "that" and not scene.is_quote(begin + 1):
        source = None  # "Fox's claim that it held was rejected": the end of the claim is unclear
    cue = Cue(scene.low(at), "object", "base", _commitment(scene, at, sentence))
    after = begin + (scene.low(begin) not in _IN_CONTENT)
    end = find_object_end(scene, after, sentence.stop)
    stop = _main_verb(scene, after, end)
    return Clause(at, at + 1, cue, source, number, cue.commitment, "noun", after, at, stop=stop, acts=stop < end)


def _main_verb(scene: Scene, begin: int, end: int) -> int:
    """Return the verb of a noun ("Fox's call for a new bridge *was* heard"), or the comma before another subject
    ("After Fox's call for a bridge*,* Hill left"). Each "who" and "if" before it takes another verb."""
    if scene.low(begin) in lex.CLAUSE_OPENERS:
        return end
    inside = 0
    for at in range(begin + 1 + (scene.low(begin) in {"to", "not", "never"}), min(end, begin + REACH)):
        if scene.at[at] is not None or scene.tokens[at].kind != "word":
            continue
        if scene.low(at) in lex.CLAUSE_OPENERS | {"who", "which"}:
            inside += 1
        elif is_verb_form(scene, at) and not (
            is_verb_form(scene, at - 1) or _is_attributive(scene, at) or _has_subject(scene, at)
        ):
            if not inside:
                return next((n for n in range(begin + 1, at) if _begins_subject(scene, n, at)), at)
            inside -= 1
    return end


def _begins_subject(scene: Scene, comma: int, verb: int) -> bool:
    named = scene.at[comma + 1] is not None or scene.low(comma + 1) in lex.DETERMINERS | lex.PRONOUNS
    listed = any(scene.low(n) in {"and", "or"} for n in range(comma + 1, verb))
    return scene.is_mark(comma, ",") and named and not listed


def _has_subject(scene: Scene, at: int) -> bool:
    """Whether the subject of a verb stands right before it: `a bridge Fox built`."""
    return scene.at[at - 1] is not None or scene.low(at - 1) in lex.PRONOUNS


def _is_attributive(scene: Scene, at: int) -> bool:
    """Whether a participle modifies a noun: `coal-fired plants`, `the retired driver`."""
    low = scene.low(at)
    return low.endswith("ed") and ("-" in low or scene.is_preposition(at - 1) or scene.low(at - 1) in lex.DETERMINERS)


def _commitment(scene: Scene, at: int, sentence: range) -> Commitment:
    """Return "declined" for `no claim` and `without a promise`."""
    before = {scene.low(n) for n in range(max(sentence.start, at - _MAX_ADJECTIVES), at)}
    if before & {"no", "never", "not", "without"}:
        return "declined"
    return "denied" if scene.low(at) in {"denial", "denials"} else "asserted"


def _complement(scene: Scene, at: int, openers: frozenset[str], sentence: range) -> int | None:
    for n in range(at + 1, min(sentence.stop - 1, at + _MAX_BETWEEN)):
        token = scene.tokens[n]
        if token.kind != "word":
            return None
        if token.low == "on" and scene.low(n + 1) in lex.TIME_WORDS | lex.MONTHS:  # "her remarks on Saturday"
            continue
        if token.low in openers and scene.at[n] is None:
            quoted = token.low == "that" and scene.is_quote(n + 1 + scene.is_mark(n + 1, ","))
            return n if quoted or scene.tokens[n + 1].kind == "word" else None
        if n == at + 1 and token.low in {"not", "never"} and scene.low(n + 1) == "to" and "to" in openers:
            return n
        if n == at + 1 and token.low not in {"from", "by", "in", "on"}:
            return None
        if token.low in lex.AUXILIARIES or token.low in lex.CLAUSE_OPENERS:
            return None
    return None


def _possessor(scene: Scene, at: int, sentence: range) -> Subject | None:
    for n in range(at - 1, max(sentence.start, at - 1 - _MAX_ADJECTIVES) - 1, -1):
        named = scene.at[n]
        if named is not None:
            if not named.possessive:
                return None
            kind: SubjectKind = "phrase" if named.kind == "title" else named.kind
            return Subject(named.first, named.last, kind, named, bound=named.first - 1)
        if scene.low(n) in _POSSESSIVES:
            return Subject(n, n + 1, "open", bound=n - 1)
        if scene.tokens[n].kind != "word" or scene.low(n) in lex.DETERMINERS or scene.is_preposition(n):
            return None
    return None


def _maker(scene: Scene, at: int, sentence: range) -> Subject | None:
    """Return who makes, repeats or gives a report: `Fox made a call for …`."""
    for n in range(at - 1, max(sentence.start, at - 2 - _MAX_ADJECTIVES) - 1, -1):
        if scene.low(n) in _MAKING and scene.at[n] is None:
            return subject_before(scene, n, sentence.start, progressive=False) if n > sentence.start else None
        if scene.tokens[n].kind != "word" or scene.is_preposition(n):
            return None
    return None


def _named_after(scene: Scene, at: int, begin: int, sentence: range) -> Subject | None:
    """Return the source in `complaints from farmers`, `a statement by Fox`."""
    if scene.low(at + 1) not in {"from", "by"}:
        return None
    return subject_after(scene, at + 1, min(sentence.stop, begin))


def _is_noun(scene: Scene, at: int, sentence: range) -> bool:
    before = range(max(sentence.start, at - 2), at)
    return any(scene.low(n) in lex.DETERMINERS or scene.is_preposition(n) for n in before)
