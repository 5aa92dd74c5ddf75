"""Reporting clauses: a cue, its subject, and which stretch of the sentence it reports.

"X said (that) A" reports what follows, "A, X said" what comes before, "A, X said, B" both. Cues of one sentence share it
out among themselves: the next clause of the same rank ends the one before; a clause inside a reported one is second-hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.statements import lexicon as lex
from index.statements.cues import CUES, DECLINING, INVERTING, OPTIONAL_PARTICLES, PARTICLES, Cue
from index.statements.subjects import Scene, Subject, skip_adverbs, subject_after, subject_before
from index.types import Commitment

_REACH = 80  # tokens; no subject lies further from its verb, and hostile text stays linear
_THAT_WITHIN = 18
_PHRASE = 40  # tokens; no hearer, place or apposition is longer
_ENDS_OBJECT = lex.CLAUSE_OPENERS | lex.PRONOUNS | {"and", "who", "after", "before", "during", "with", "in", "on"}
_SUBORDINATING = frozenset("while as when after before although though if since because once until unless".split())
_DEPTH = 4  # reports inside reports
_NOT_ADJUNCT = frozenset({"least", "most", "best", "worst", "all", "stake", "risk", "odds"})
_PLACE_OF_SPEECH = frozenset({"during", "via", "through", "after", "following", "before", "outside", "inside", "while"})
_ADJUNCT_PREPOSITIONS = _PLACE_OF_SPEECH | {"in", "at", "on", "to", "of", "about", "from", "with", "by", "near", "as"}


@dataclass(slots=True)
class Clause:
    """One reporting clause. `pieces` are the token ranges it reports; empty where it reports a neighbour's quotation."""

    cue_first: int
    cue_last: int
    cue: Cue
    subject: Subject | None
    sentence: int
    commitment: Commitment
    rule: str = ""
    after: int = 0
    cut: int = 0
    pieces: list[range] = field(default_factory=list)
    inside: Clause | None = None
    forward: bool = False
    depth: int = 0


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
            cue = CUES.get(token.low)
            if cue is None or token.possessive or token.capital or scene.at[at] is not None:
                continue
            clause = _clause(scene, at, cue, number, sentence)
        if clause is not None:
            yield clause


def _according(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    subject = subject_after(scene, at + 1, min(sentence.stop, at + _PHRASE))
    if subject is None or subject.kind == "same":
        return None
    clause = Clause(at, at + 2, _ACCORDING, subject, number, "asserted", rule="according-to")
    clause.after = subject.last
    clause.cut = at - 1 if scene.is_mark(at - 1, ",") else at
    return clause


def _clause(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    start = max(sentence.start, at - _REACH)
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
    subject = subject_before(scene, first, start, progressive=cue.form == "participle")
    rule = "subject-verb"
    if subject is None and cue.form == "participle" and first > start and scene.is_mark(first - 1, ","):
        subject, rule = Subject(first, first, "same", bound=first - 1), "participle"
    if subject is None and cue.form == "participle" and scene.low(at - 1) == "by" and scene.low(at - 2) in CUES:
        subject, rule = Subject(first, first, "same", bound=at - 3), "by-saying"
    if _is_inverted(scene, at, sentence) or (subject is None and _may_invert(scene, at, sentence)):
        subject, rule = subject_after(scene, at, min(sentence.stop, at + _REACH)), "verb-subject"
    if subject is None:
        return None
    if cue.construction == "object" and _is_relative(scene, subject, start):
        return None
    clause = Clause(first, at + 1, cue, subject, number, _commitment(scene, subject, first, start, commitment), rule)
    clause.after = subject.last if rule == "verb-subject" else at + 1 + _has_particle(scene, at, cue)
    clause.cut = _cut(scene, subject)
    return clause


def _has_particle(scene: Scene, at: int, cue: Cue) -> bool:
    return scene.low(at + 1) in PARTICLES.get(cue.lemma, OPTIONAL_PARTICLES.get(cue.lemma, ()))


def _is_relative(scene: Scene, subject: Subject, start: int) -> bool:
    """Whether the clause hangs on a noun before it, which is then what was said: "the letter she cited"."""
    if subject.kind == "same" or subject.relative is not None or subject.bound < start:
        return False
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
    if scene.low(at + 1) == "by" and cue.form == "finite":
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
    if base == "declined" or any(word in lex.NEGATIONS for word in between):
        return "declined"
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
    ends = _without_stop(scene, sentence)
    floor = sentence.start
    outer: Clause | None = None
    for clause, following in zip(found, [*found[1:], None], strict=False):
        begin = None if _follows_quotation(scene, clause, sentence) else _content_begin(scene, clause, ends)
        if begin is not None:
            clause.forward = True
            clause.pieces = [range(begin, _object_end(scene, begin, ends) if clause.cue.construction == "object" else ends)]
        else:
            floor = _reported_before(scene, clause, floor, ends, following)
        if outer is not None and outer.pieces and outer.pieces[-1].stop > clause.cue_first:
            enclosed = outer
            outer = _rank(scene, outer, clause)
            if not clause.forward and clause.rule == "subject-verb" and outer is not enclosed and _ends_sentence(scene, clause, ends):
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


def _follows_quotation(scene: Scene, clause: Clause, sentence: range) -> bool:
    """`"A," X said …`: whatever comes after, the words reported are the quotation before."""
    if clause.subject is None or clause.subject.kind == "same" or clause.rule == "according-to":
        return False
    left = clause.subject.bound if clause.rule == "subject-verb" else clause.cue_first - 1
    if scene.low(left) == "as" and left > sentence.start and (scene.is_mark(left - 1, ",") or scene.is_quote(left - 1)):
        return True  # "…, as Fox said in May"
    if left >= sentence.start and scene.is_mark(left, ",—–-"):
        left -= 1
    if left < sentence.start or not scene.is_quote(left):
        return False
    return scene.ends_open(left) or clause.cue.construction in {"clause", "quote"}


def _ends_sentence(scene: Scene, clause: Clause, ends: int) -> bool:
    return clause.cue.construction == "clause" and _skip_adjuncts(scene, clause.after, ends) >= ends


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
    subject = clause.subject
    if subject is None:
        return False
    if subject.kind == "same":
        return True
    at = clause.cut
    if clause.rule == "according-to":
        return True
    if scene.is_mark(at, ";—–"):
        return True
    if scene.is_mark(at, ",") and at == subject.bound:
        opener = scene.low(outer.subject.bound) if outer.subject is not None and outer.subject.bound >= 0 else ""
        return opener in _SUBORDINATING or not clause.forward
    if scene.is_mark(at, ","):
        return at + 1 == subject.bound and scene.low(subject.bound) in {"and", "but", "while", "as", "though", "yet"}
    return scene.low(at) in {"while", "but"}


def _object_end(scene: Scene, begin: int, ends: int) -> int:
    """Where the object of "called", "accused" ends: with its quotation, or before the next clause."""
    for at in range(begin, min(ends, begin + _REACH)):
        if scene.is_quote(at):
            return at + 1
        if scene.is_mark(at, ";—–"):
            return at
        if scene.is_mark(at, ",") and at + 1 < ends:
            following = scene.tokens[at + 1]
            ing = following.low.endswith("ing") and not following.capital
            if following.low in _ENDS_OBJECT or ing:
                return at
    return ends


def _without_stop(scene: Scene, sentence: range) -> int:
    end = sentence.stop
    while end > sentence.start and scene.is_mark(end - 1, ".!?…"):
        end -= 1
    return end


def _content_begin(scene: Scene, clause: Clause, ends: int) -> int | None:
    """Where what the clause reports begins on its right, or None where nothing does."""
    at = clause.after
    if clause.rule == "according-to":
        return None
    if clause.cue.construction == "hearer" and clause.rule != "verb-subject":
        at = _skip_hearer(scene, at, ends)
        if scene.low(at) == "of" and clause.cue.lemma == "remind":
            return None
    if clause.cue.construction in {"clause", "hearer"} and clause.commitment != "declined" and clause.cue.lemma != "respond":
        at = _skip_adjuncts(scene, at, ends)
    if at < ends and scene.is_mark(at, ",:—–-"):
        if scene.is_quote(at + 1) and at + 1 < ends:
            return at + 1
        if scene.is_mark(at, ":") and at + 1 < ends:
            return at + 1
        if scene.low(at + 1) == "that" and at + 1 < ends:
            return at + 1
        return None
    if at >= ends:
        return None
    if clause.cue.construction == "quote" and not scene.is_quote(at):
        return None
    if clause.cue.lemma == "deny" and scene.at[at] is not None and scene.low(at + 1) in lex.DETERMINERS:
        return None  # "denied Fox a photograph"
    if clause.rule == "verb-subject" and not scene.is_quote(at) and scene.low(at) != "that":
        return None
    if scene.low(at) in {"and", "but"} or scene.is_mark(at, ";)"):
        return None
    return at


def _skip_hearer(scene: Scene, at: int, ends: int) -> int:
    first = at
    ends = min(ends, at + _PHRASE)
    while at < ends and scene.tokens[at].kind == "word":
        low = scene.low(at)
        named = scene.at[at]
        if named is not None:
            if (
                at > first
                and scene.low(at - 1) not in {"of", "the", "a", "to", "and", "for", "in", "at", "with"}
                and (scene.at[at - 1] is None and scene.low(at - 1) not in lex.DETERMINERS)
                and scene.low(at - 1) not in {"host", "anchor", "reporter", "magazine"}
            ):
                break
            at = named.last
            continue
        if low in lex.PRONOUNS or low in {"him", "her", "them", "me", "us", "him"}:
            if at > first or low in {"he", "she", "they", "i", "we"}:
                break
            at += 1
            if (
                low == "her"
                and at < ends
                and scene.tokens[at].kind == "word"
                and scene.low(at) not in lex.PRONOUNS | {"that", "to"}
            ):
                continue
            break
        if low == "that" or low in lex.CLAUSE_OPENERS or low in lex.TIME_WORDS or low in lex.AUXILIARIES or low == "to":
            break
        if (
            at > first
            and (low in lex.DETERMINERS or scene.is_preposition(at))
            and scene.low(at - 1) not in {"of", "at", "for", "in"}
        ):
            break
        at += 1
    return at


def _skip_adjuncts(scene: Scene, at: int, ends: int) -> int:
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
    if at >= ends or not _begins_adjunct(scene, at):
        return None
    for number in range(at, min(ends, at + _THAT_WITHIN)):
        low = scene.low(number)
        if low == "that":
            return number
        if scene.is_quote(number) or low in lex.PRONOUNS or low in lex.AUXILIARIES or scene.is_mark(number, ".;:"):
            return None
        if low in CUES and CUES[low].form == "finite" and scene.at[number] is None and not CUES[low].may_be_noun:
            return None
    return None


def _begins_adjunct(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    if (
        low in lex.TIME_WORDS
        or low in lex.MONTHS
        or low in {"last", "this", "earlier", "later", "also", "early", "late"}
    ):
        return scene.low(at) not in {"last", "this"} or scene.low(at + 1) in lex.TIME_WORDS | lex.MONTHS
    if (
        low.endswith("ly")
        and low not in {"only", "family", "early", "likely", "nearly"}
        and not scene.tokens[at].capital
    ):
        return True
    if low not in _ADJUNCT_PREPOSITIONS:
        return False
    following = scene.low(at + 1)
    if low == "to" and at + 1 < len(scene.tokens):
        return (
            scene.at[at + 1] is not None
            or following in lex.DETERMINERS
            or following in lex.PERSON_NOUNS
            or following in lex.ORGANISATION_NOUNS
            or following in {"him", "them", "me", "us"}
        )
    return following not in _NOT_ADJUNCT and following not in {"he", "she", "they", "it", "i", "we"}


def _adjunct_end(scene: Scene, at: int, ends: int) -> int:
    if not _begins_adjunct(scene, at):
        return at
    low = scene.low(at)
    if low not in _ADJUNCT_PREPOSITIONS:
        at += 1
        while at < ends and (
            scene.tokens[at].text[:1].isdigit()
            or scene.low(at) in lex.TIME_WORDS
            or (scene.is_mark(at, ",") and scene.tokens[at - 1].text.isdigit() and scene.low(at + 1)[:4].isdigit())
        ):
            at += 1
        return at
    return _phrase_end(scene, at + 1, ends)


def _phrase_end(scene: Scene, at: int, ends: int) -> int:
    """The end of the noun phrase after a preposition, with the phrases that hang on it."""
    nouns = 0
    ends = min(ends, at + _PHRASE)
    while at < ends and scene.tokens[at].kind == "word":
        named = scene.at[at]
        low = scene.low(at)
        if named is not None:
            if (
                nouns
                and scene.at[at - 1] is None
                and not scene.is_preposition(at - 1)
                and scene.low(at - 1) not in lex.DETERMINERS
            ):
                break
            at, nouns = named.last, nouns + 1
            continue
        if (
            low == "that"
            or low in lex.CLAUSE_OPENERS
            or low in lex.AUXILIARIES
            or (low in lex.PRONOUNS and low != "one")
        ):
            break
        if low in lex.DETERMINERS:
            if nouns and not scene.is_preposition(at - 1) and scene.low(at - 1) != "and":
                break
        elif not scene.is_preposition(at):
            nouns += 1
        at += 1
    return at


def _reported_before(scene: Scene, clause: Clause, floor: int, ends: int, following: Clause | None) -> int:
    """Gives the clause what stands on its left, and what goes on after it; returns where it stops."""
    subject = clause.subject
    if subject is None or subject.kind == "same" or clause.cue.construction == "object":
        return floor
    if subject.kind == "phrase" and clause.cue.lemma in {"announce", "offer", "reveal", "disclose"}:
        return floor  # "a plan announced last year"
    left = min(subject.bound + 1, clause.cue_first) if clause.rule == "subject-verb" else clause.cue_first
    stop = left
    while stop > floor and (scene.is_mark(stop - 1, ",—–-") or (scene.low(stop - 1) == "as" and stop - 1 > floor)):
        stop -= 1
    adjacent = stop < left or (stop > floor and scene.is_quote(stop - 1)) or clause.rule == "according-to"
    rest = _rest(scene, clause, ends, following)
    floor = _inside_bracket(scene, floor, stop)
    if adjacent and stop > floor:
        clause.pieces.append(range(floor, stop))
    elif clause.rule != "according-to" and not _is_headless(scene, clause, stop, floor):
        return floor
    if rest is not None and (clause.pieces or clause.rule == "according-to"):
        clause.pieces.append(rest)
        return rest.stop
    return max(floor, clause.after)


def _inside_bracket(scene: Scene, floor: int, stop: int) -> int:
    """What a clause in brackets reports begins with the bracket."""
    for at in range(stop - 1, max(floor, stop - _REACH) - 1, -1):
        if scene.is_mark(at, ")"):
            break
        if scene.is_mark(at, "("):
            return at + 1
    return floor


def _is_headless(scene: Scene, clause: Clause, stop: int, floor: int) -> bool:
    """Whether the clause begins its sentence, so that only a neighbouring quotation can be what it reports."""
    return stop <= floor and clause.cue.construction != "object"


def _rest(scene: Scene, clause: Clause, ends: int, following: Clause | None) -> range | None:
    """What goes on after "A, X said, …"."""
    at = clause.after
    if clause.cue.construction == "hearer":
        at = _skip_hearer(scene, at, ends)
    if clause.rule != "according-to":
        at = _skip_adjuncts(scene, at, ends)
    else:
        at = _after_apposition(scene, at, ends)
    if at >= ends or not scene.is_mark(at, ",—–-") or at + 1 >= ends:
        return None
    begin = at + 1
    stop = ends
    if following is not None and following.cue_first > begin and following.subject is not None:
        if following.subject.kind == "same":
            stop = following.cut
        elif following.cut > begin:
            stop = following.cut
    token = scene.tokens[begin]
    if stop <= begin or (token.low.endswith("ing") and scene.at[begin] is None):
        return None
    if clause.rule == "verb-subject" or (clause.pieces and _only_quotes(scene, clause.pieces[-1])):
        quote = next((n for n in range(begin, min(stop, begin + _REACH)) if scene.is_quote(n)), None)
        if quote is None or not scene.is_mark(quote - 1, ",:—–-"):
            return None
        begin = quote
    return range(begin, stop)


def _only_quotes(scene: Scene, piece: range) -> bool:
    return len(piece) <= 4 and all(scene.tokens[n].kind != "word" for n in piece)


def _after_apposition(scene: Scene, at: int, ends: int) -> int:
    limit = min(ends, at + _PHRASE)
    while at < limit and not scene.is_mark(at, ","):
        at += 1
    if at + 1 < ends and scene.low(at + 1) in {"a", "an", "the", "who", "which"}:
        closing = next((n for n in range(at + 1, min(ends, at + 25)) if scene.is_mark(n, ",")), None)
        return closing if closing is not None else ends
    return at
