"""The subject a clause leaves out: who "…, saying" and "… and said" speak of, and whom a whole sentence is about."""

from __future__ import annotations

from index.statements import lexicon as lex
from index.statements.names import Mention
from index.statements.scene import Scene
from index.statements.subjects import Subject, antecedent
from index.statements.verbs import opens_clause

_REACH = 80  # tokens
_OPENS_CLAUSE = frozenset("as while when because that where although though whether if but whereas".split())


def main_subject(scene: Scene, sentence: range, stop: int) -> Subject | None:
    """Who does the sentence's deed: the subject that "…, saying" and "… and said" leave out."""
    start = sentence.start
    while stop > start and (scene.low(stop - 1) in {"and", "but"} or scene.is_mark(stop - 1, ",")):
        stop -= 1
    for at in range(stop - 1, max(start, stop - _REACH) - 1, -1):
        low = scene.low(at)
        if low == "who":
            return antecedent(scene, at, start)
        if low in _OPENS_CLAUSE and (low != "as" or opens_clause(scene, at + 1, stop)):
            return subject_at(scene, at + 1, stop)
        if scene.is_mark(at, ";:") or (scene.is_quote(at) and scene.ends_open(at)):
            return None
    if stop - start > _REACH:
        return None
    return subject_at(scene, _after_introduction(scene, start, stop), stop)


def _after_introduction(scene: Scene, start: int, stop: int) -> int:
    """Where the main clause begins after "On Monday," or "Asked about it,"."""
    comma = next((n for n in range(start, min(stop, start + 30)) if scene.is_mark(n, ",")), None)
    if comma is None or scene.low(start) in lex.PRONOUNS:
        return start
    low = scene.low(start)
    opens = low in lex.PREPOSITIONS or low in lex.CLAUSE_OPENERS or low.endswith(("ing", "ed", "ly"))
    timed = comma - start <= 4 and scene.low(comma - 1) in lex.TIME_WORDS
    return comma + 1 if opens or timed or (comma == start + 1 and scene.at[start] is None) else start


def subject_at(scene: Scene, first: int, stop: int) -> Subject | None:
    """The subject that begins at a token."""
    if first >= stop:
        return None
    bound = first - 1
    if scene.low(first) in lex.PRONOUNS:
        return Subject(first, first + 1, "pronoun", bound=bound)
    at = first
    while at < stop and scene.at[at] is None and scene.low(at) in lex.DETERMINERS | lex.TITLES | {"of"}:
        at += 1
    named = scene.at[at] if at < stop else None
    if named is None:
        end = at if at > first + 1 else _noun_end(scene, first, stop)
        return Subject(first, end, "phrase", bound=bound) if end is not None else None
    return _named_subject(scene, first, named, stop)


def _named_subject(scene: Scene, first: int, named: Mention, stop: int) -> Subject | None:
    bound, end = first - 1, named.last
    if end < stop and scene.low(end) in lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS:
        return Subject(first, end + 1, "phrase", bound=bound)
    if named.possessive:
        return None
    if end + 1 < stop and scene.low(end) in {"and", "or"} and scene.at[end + 1] is not None:
        return Subject(first, end + 2, "open", bound=bound)
    return Subject(first, end, "phrase" if named.kind == "title" else named.kind, named, bound=bound)


def _noun_end(scene: Scene, first: int, stop: int) -> int | None:
    """The end of "the ministry", "a senior official": at most three words before the noun."""
    for at in range(first, min(stop, first + 4)):
        if scene.tokens[at].kind != "word":
            return None
        if scene.low(at) in lex.PERSON_NOUNS or scene.low(at) in lex.ORGANISATION_NOUNS:
            return at + 1
    return None


def sentence_subject(scene: Scene, sentence: int) -> Subject | None:
    """The one person a sentence is about: named or "he" at its head, and no second person in it."""
    tokens = scene.paragraph.sentences[sentence]
    first = tokens.start
    named = scene.at[first]
    people = {m.key[-1] for m in scene.at[first : tokens.stop] if m is not None and m.kind == "person" and m.key}
    if named is not None and named.kind == "person" and not named.possessive and len(people) == 1:
        return Subject(first, named.last, "person", named, bound=first - 1)
    if named is None and scene.low(first) in {"he", "she"} and not people:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    return None
