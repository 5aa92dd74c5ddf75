"""Reporting clauses: a cue, its subject, and which stretch of the sentence it reports.

"X said (that) A" reports what follows, "A, X said" what comes before, "A, X said, B" both. The cues of one sentence
share it out among themselves: the next clause of the same rank ends the one before; a clause inside a reported one is
second-hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.statements import lexicon as lex
from index.statements.adjuncts import PHRASE
from index.statements.contents import (
    REACH,
    Clause,
    content_begin,
    ends_sentence,
    follows_quotation,
    object_end,
    reported_before,
    without_stop,
)
from index.statements.cues import CUES, DECLINING, INVERTING, OPTIONAL_PARTICLES, PARTICLES, REFUSED, Cue
from index.statements.phrases import skip_adverbs
from index.statements.scene import Scene
from index.statements.subjects import Subject, subject_after, subject_before
from index.types import Commitment

_SUBORDINATING = frozenset("while as when after before although though if since because once until unless".split())
_NAMING = frozenset("call describe dub label".split())
_MEANS = frozenset("phone telephone email e-mail text".split())
_DEPTH = 4  # reports inside reports


_ACCORDING = Cue(lemma="accord", construction="clause", form="finite")


def find_clauses(scene: Scene) -> list[Clause]:
    """The reporting clauses of one paragraph in order, each with what it reports."""
    out: list[Clause] = []
    for number, sentence in enumerate(scene.paragraph.sentences):
        found = list(_cues(scene, number, sentence))
        _share_out(scene, found, sentence)
        out.extend(found)
    return out


def _cues(scene: Scene, number: int, sentence: range) -> Iterator[Clause]:
    for at in sentence:
        token = scene.tokens[at]
        if token.kind != "word":
            continue
        if token.low == "according" and scene.low(at + 1) == "to" and at + 1 < sentence.stop:
            clause = _according(scene, at, number, sentence)
        else:
            refusal = REFUSED.get(token.low)
            if refusal is not None:
                clause = _refusal(scene, at, refusal, number, sentence)
                if clause is not None:
                    yield clause
                    continue
            cue = CUES.get(token.low)
            if cue is None or token.possessive or token.capital or scene.at[at] is not None:
                continue
            clause = _clause(scene, at, cue, number, sentence)
        if clause is not None:
            yield clause


def _according(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    subject = subject_after(scene, at + 1, min(sentence.stop, at + PHRASE))
    if subject is None or subject.kind == "same":
        return None
    clause = Clause(at, at + 2, _ACCORDING, subject, number, "asserted", rule="according-to")
    clause.after = subject.last
    clause.cut = at - 1 if scene.is_mark(at - 1, ",") else at
    return clause


def _refusal(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """`Fox declined to comment on it`, `would not comment`: what is declined is all there is to report."""
    start = max(sentence.start, at - REACH)
    infinitive = scene.low(at - 1) == "to" and scene.low(at - 2) in DECLINING
    if cue.lemma == "reached":  # "could not be reached"
        at -= 1
        if scene.low(at) != "be":
            return None
    first = at - 2 if infinitive else skip_adverbs(scene, at - 1, start) + 1
    refused = infinitive or any(scene.low(n) in lex.NEGATIONS for n in range(first, at))
    subject = subject_before(scene, first, start, progressive=False) if refused and first > start else None
    if subject is None:
        return None
    clause = Clause(first, at - 1 if infinitive else at, cue, subject, number, "declined", rule="refusal")
    clause.after = clause.cue_last
    clause.cut = _cut(scene, subject)
    return clause


def _clause(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    start = max(sentence.start, at - REACH)
    if not _is_verb(scene, at, cue, start) or (cue.lemma in PARTICLES and not _has_particle(scene, at, cue)):
        return None
    commitment: Commitment = cue.commitment
    first = at
    left = at - 1
    if cue.form == "base" and scene.low(left) == "to" and left > start:
        if scene.low(left - 1) not in DECLINING and scene.low(left - 1) not in {"on", "continued"}:
            return None
        if scene.low(left - 1) in DECLINING:
            commitment = "declined"
        first = left - 2 if scene.low(left - 1) == "on" else left - 1
    first -= 2 * (scene.low(at - 1) == "as" and scene.low(at - 2) == "quoted")  # "is quoted as saying"
    subject = subject_before(scene, first, start, progressive=cue.form == "participle")
    rule = "subject-verb"
    if subject is None and cue.form == "participle" and first > start and _is_set_off(scene, first):
        subject, rule = Subject(first, first, "same", bound=first - scene.is_mark(first - 1, ",")), "participle"
    if subject is None and cue.form == "participle" and scene.low(at - 1) == "by" and scene.low(at - 2) in CUES:
        subject, rule = Subject(first, first, "same", bound=at - 3), "by-saying"
    if _is_inverted(scene, at, sentence) or (subject is None and _may_invert(scene, at, sentence)):
        subject, rule = subject_after(scene, at, min(sentence.stop, at + REACH)), "verb-subject"
    if subject is None:
        return None
    if _is_relative(scene, subject, at, cue, start):
        return None
    clause = Clause(first, at + 1, cue, subject, number, _commitment(scene, subject, first, start, commitment), rule)
    clause.after = subject.last if rule == "verb-subject" else at + 1 + _has_particle(scene, at, cue)
    clause.cut = _cut(scene, subject)
    return clause


def _is_set_off(scene: Scene, at: int) -> bool:
    """Whether a comma stands before a word; that of "hailed it as “fine,” saying" is inside the quotation."""
    return scene.is_mark(at - 1, ",") or (scene.is_quote(at - 1) and scene.tokens[at - 1].text == ",")


def _has_particle(scene: Scene, at: int, cue: Cue) -> bool:
    return scene.low(at + 1) in PARTICLES.get(cue.lemma, OPTIONAL_PARTICLES.get(cue.lemma, ()))


def _is_relative(scene: Scene, subject: Subject, at: int, cue: Cue, start: int) -> bool:
    """Whether the clause hangs on a noun before it, which is then what was said: "the letter she cited"."""
    if subject.kind == "same" or subject.relative is not None or subject.bound < start:
        return False
    if cue.lemma in _NAMING and scene.is_quote(at + 1):
        return False  # "what she called “a mess”": the words quoted are hers
    if cue.construction != "object":
        return (
            cue.construction == "clause" and scene.low(subject.bound) == "what"
        )  # "in what he acknowledged as a rant"
    if scene.low(subject.bound) in {"that", "which", "whom", "what"}:
        return True
    token = scene.tokens[subject.bound]
    return (
        subject.kind == "pronoun"
        and token.kind == "word"
        and token.low not in lex.CLAUSE_OPENERS | {"and", "but", "or", "after", "before", "until", "since", "then"}
        and not token.low.endswith("ly")
    )


def _is_verb(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    before = scene.low(at - 1) if at > start else ""
    if scene.low(at + 1) == "by" and cue.form == "finite" and scene.low(at + 2) not in _MEANS:
        return False  # "proposed by": a passive
    if before in lex.DETERMINERS and before not in {
        "some",
        "many",
        "others",
        "both",
        "few",
        "most",
        "all",
        "this",
        "that",
        "several",
        "another",
        "one",
        "two",
        "three",
        "four",
        "each",
    }:
        return False
    if at > start and scene.tokens[at - 1].possessive and before not in lex.PRONOUNS:
        return False
    if cue.form == "base" or (cue.may_be_noun and cue.form == "finite"):
        return _agrees(scene, at, cue, start)
    return True


def _agrees(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Whether a form that could be a noun stands where a verb does: "officials claim", not "the new claim"."""
    left = skip_adverbs(scene, at - 1, start)
    if any(scene.low(n) in lex.AUXILIARIES or scene.low(n) == "to" for n in range(left, at)):
        return True
    if left < start:
        return False
    token = scene.tokens[left]
    if token.kind != "word":
        return cue.form == "finite" and not cue.may_be_noun
    if token.low in lex.PRONOUNS:
        return True
    if cue.form == "base":
        plural = token.low.endswith("s") or token.low in {"people", "men", "women", "police", "percent"}
        return plural or token.low in {"some", "many", "others", "both", "few", "most", "all", "two", "three"}
    named = scene.at[left]
    return (
        named is not None or token.low in lex.PERSON_NOUNS or token.low in lex.ORGANISATION_NOUNS or not cue.may_be_noun
    )


def _is_inverted(scene: Scene, at: int, sentence: range) -> bool:
    """`…, said Ann Fox.` or `…, said Ann Fox, a nurse`: the name after the verb can only be its subject."""
    cue = CUES.get(scene.low(at))
    if cue is None or cue.construction != "clause" or cue.form != "finite" or at <= sentence.start:
        return False
    if not (scene.is_mark(at - 1, ",") or scene.is_quote(at - 1)) or at + 1 >= sentence.stop:
        return False
    first = at + 1
    while first < sentence.stop and scene.at[first] is None and scene.low(first) in lex.TITLES | {"the", "a", "an"}:
        first += 1
    named = scene.at[first] if first < sentence.stop else None
    if named is None or named.possessive or named.kind != "person":
        return False
    return named.last >= sentence.stop or scene.is_mark(named.last, ",.(;—–")


def _may_invert(scene: Scene, at: int, sentence: range) -> bool:
    if scene.low(at) not in INVERTING:
        return False
    return at == sentence.start or scene.is_quote(at - 1) or scene.is_mark(at - 1, ",")


def _commitment(scene: Scene, subject: Subject, verb: int, start: int, base: Commitment) -> Commitment:
    between = [scene.low(n) for n in range(max(start, verb - 6), verb) if n >= subject.last or subject.last > verb]
    opener = scene.low(subject.bound) if subject.bound >= start else ""
    before = {scene.low(n) for n in range(max(0, subject.first - 6), subject.first)}
    if base == "declined" or any(word in lex.NEGATIONS for word in between) or before & {"neither", "nor"}:
        return "declined"
    if before & {"false", "untrue"}:  # "it is false that X said"
        return "conditional"
    if opener in {"if", "unless", "whether"} or any(word in lex.MODALS for word in between):
        return "conditional"
    return base


def _cut(scene: Scene, subject: Subject) -> int:
    """Where this clause ends the one before it: at the comma or conjunction before its subject."""
    at = subject.bound if subject.bound >= 0 else subject.first
    if scene.is_mark(at - 1, ",") and scene.low(at) in {
        "and",
        "but",
        "or",
        "while",
        "as",
        "though",
        "although",
        "yet",
        "so",
    }:
        return at - 1
    return max(at, 0)


def _share_out(scene: Scene, found: list[Clause], sentence: range) -> None:
    ends = without_stop(scene, sentence)
    if len(found) > 1 and found[-1].rule == "according-to" and found[-2].rule != "according-to":
        found[-2].relay = found[-1]
    floor = sentence.start
    outer: Clause | None = None
    for clause, following in zip(found, [*found[1:], None], strict=False):
        begin = None if follows_quotation(scene, clause, sentence) else content_begin(scene, clause, ends)
        if begin is not None:
            clause.forward = True
            limit = _introduction_end(scene, clause, begin, ends)
            clause.pieces = [
                range(begin, object_end(scene, begin, limit) if clause.cue.construction == "object" else limit)
            ]
        else:
            floor = reported_before(scene, clause, floor, ends, following)
        if outer is not None and outer.pieces and outer.pieces[-1].stop > clause.cue_first:
            enclosed = outer
            outer = _rank(scene, outer, clause)
            if (
                not clause.forward
                and clause.rule == "subject-verb"
                and outer is not enclosed
                and ends_sentence(scene, clause, ends)
            ):
                begin = enclosed.subject.first if enclosed.subject is not None else sentence.start
                clause.pieces = [range(max(sentence.start, begin), clause.cut)] if clause.cut > begin else []
                enclosed.inside = clause
        if clause.forward and outer is not None and (outer.depth >= _DEPTH or clause.cue.construction == "object"):
            clause.pieces, clause.forward = [], False
        if clause.forward:
            clause.inside = outer
            clause.depth = 0 if outer is None else outer.depth + 1
            outer = clause
            floor = max(floor, clause.cue_last)
    if len(found) > 1 and found[-2].relay is not None and found[-2].pieces and not found[-2].forward:
        found[-1].pieces = []  # it passes on the words before it and reports none of its own


def _introduction_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Where a report that opens its sentence gives way to the main clause: "When Fox asked him, *Hill replied*"."""
    start = scene.paragraph.sentences[clause.sentence].start
    bound = clause.subject.bound if clause.subject is not None else -1
    if bound not in {start, start + 1} or scene.low(bound) not in _SUBORDINATING:
        return ends
    for at in range(begin, min(ends, begin + REACH) - 1):
        if scene.is_mark(at, ",") and (scene.at[at + 1] is not None or scene.low(at + 1) in lex.PRONOUNS):
            return at
        if scene.is_quote(at) and scene.tokens[at].text == ",":
            return at + 1
    return ends


def _rank(scene: Scene, outer: Clause, clause: Clause) -> Clause | None:
    """Ends the outer clause before a clause of its own rank; returns what encloses the new one."""
    begin = outer.pieces[-1].start
    if clause.rule == "according-to" and clause.cut - begin <= 2:
        return outer
    if not _is_sibling(scene, clause, outer):
        return outer
    if clause.cut > begin:
        outer.pieces[-1] = range(begin, clause.cut)
    elif clause.cut == begin:
        outer.pieces.pop()
    return outer.inside


def _is_sibling(scene: Scene, clause: Clause, outer: Clause) -> bool:
    """Whether a clause stands beside the one before it, not inside what that one reports."""
    subject = clause.subject
    at = clause.cut
    if subject is None:
        return False
    if subject.kind == "same" or clause.rule == "according-to" or scene.is_mark(at, ";—–"):
        return True
    if not scene.is_mark(at, ","):
        return scene.low(at) in {"while", "but"}
    if at == subject.bound:
        opener = scene.low(outer.subject.bound) if outer.subject is not None and outer.subject.bound >= 0 else ""
        return opener in _SUBORDINATING or not clause.forward
    return at + 1 == subject.bound and scene.low(subject.bound) in {"and", "but", "while", "as", "though", "yet"}
