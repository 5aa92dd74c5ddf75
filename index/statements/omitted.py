"""The subject a clause leaves out: who "…, saying" and "… and said" speak of, and whom a whole sentence is about."""

from __future__ import annotations

from dataclasses import replace

from index.statements import lexicon as lex
from index.statements.names import Mention
from index.statements.phrases import looks_like_a_verb
from index.statements.scene import Scene
from index.statements.subjects import Subject, antecedent
from index.statements.verbs import opens_clause

_REACH = 80  # tokens
_MOST_INTRODUCTIONS = 4
_LONGEST_INTRODUCTION = 30
_LONGEST_NOUN_PHRASE = 9
_WHILE = frozenset({"while", "whereas"})
_BESIDE = _WHILE | {"as"}
_OPENS_CLAUSE = _WHILE | frozenset("that whether when because where although though if but after before as".split())
_ADVERBS = frozenset("then also later still once again soon now just".split())
_CONNECTING = frozenset("and but yet so then or still".split())


def main_subject(scene: Scene, sentence: range, stop: int) -> Subject | None:
    """Who does the sentence's deed: the subject that "…, saying" and "… and said" leave out.

    "and said" goes on with the clause it stands in, "…, saying" with the sentence; where the one may be meant as well
    as the other the source is `open`.
    """
    start = max(sentence.start, stop - _REACH)
    joined = scene.low(stop - 1) in _CONNECTING
    main = None
    if stop - sentence.start <= _REACH:
        main = subject_at(scene, _after_introduction(scene, sentence, stop), stop)
    for at in range(stop - 1, start - 1, -1):
        low = scene.low(at)
        if scene.is_mark(at, ";"):
            return subject_at(scene, at + 1, stop)
        if low == "who" and (joined or not _is_closed(scene, at, stop)):
            return antecedent(scene, at, start)
        if low == "as" and scene.at[at + 1] is None and not opens_clause(scene, at + 1, stop):
            continue
        if low in _BESIDE or (joined and at < stop - 1 and low in _OPENS_CLAUSE and not scene.is_mark(stop - 2, ",")):
            return _either(subject_at(scene, at + 1, stop), main, certain=at == sentence.start or low in _WHILE)
    return main


def _either(inner: Subject | None, main: Subject | None, *, certain: bool) -> Subject | None:
    """The subject of the clause inside, where that is certain; else the sentence's, which names nobody then."""
    if inner is None or main is None or inner.first == main.first:
        return inner or main
    return inner if certain else replace(main, kind="open", mention=None)


def _is_closed(scene: Scene, relative: int, stop: int) -> bool:
    """Whether a relative clause has ended, with a comma, before the one at which the participle stands."""
    return any(scene.is_mark(n, ",") for n in range(relative, stop - 1))


def _after_introduction(scene: Scene, sentence: range, stop: int) -> int:
    """Where the main clause begins after "But on Monday," or "Asked about it in Lowfield, Ruritania,"."""
    first = sentence.start
    if scene.low(first) in _CONNECTING:
        first += 1
    introduced = False
    for _ in range(_MOST_INTRODUCTIONS):
        limit = min(stop, first + _LONGEST_INTRODUCTION)
        comma = next((n for n in range(first, limit) if scene.is_mark(n, ",")), None)
        if comma is None or comma + 1 >= stop or not _introduces(scene, first, comma, introduced=introduced):
            break
        first, introduced = comma + 1, True
    while first < stop and scene.at[first] is None and scene.low(first) in _ADVERBS:
        first += 1
    return first


def _introduces(scene: Scene, first: int, comma: int, *, introduced: bool) -> bool:
    low = scene.low(first)
    if low in lex.PRONOUNS or scene.is_quote(comma - 1):
        return False
    named = scene.at[first]
    if named is not None:  # "In Lowfield, Ruritania, Fox went": the second place
        following = scene.at[comma + 1]
        return introduced and named.last == comma and (following is not None or scene.low(comma + 1) in lex.PRONOUNS)
    timed = comma - first <= 4 and scene.low(comma - 1) in lex.TIME_WORDS | lex.MONTHS
    opens = low in lex.PREPOSITIONS or low in lex.CLAUSE_OPENERS or low.endswith(("ing", "ed", "ly"))
    return opens or timed or comma == first + 1 or scene.tokens[comma - 1].text.isdigit()


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
        end = _noun_end(scene, first, stop)
        return Subject(first, end, "phrase", bound=bound) if end is not None else None
    return _named_subject(scene, first, named, stop)


def _named_subject(scene: Scene, first: int, named: Mention, stop: int) -> Subject | None:
    bound, end = first - 1, named.last
    if named.possessive:
        owned = _noun_end(scene, end, stop)
        return Subject(first, owned, "phrase", bound=bound) if owned is not None else None
    if end < stop and scene.low(end) in lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS:
        apposed = scene.at[end + 1] if end + 1 < stop else None
        if apposed is not None and apposed.kind == "person" and not apposed.possessive:
            return Subject(first, apposed.last, "person", apposed, bound=bound)  # "Hill spokesman Cy Ott"
        return Subject(first, end + 1, "phrase", bound=bound)
    other = scene.at[end + 1] if end + 1 < stop and scene.low(end) in {"and", "or"} else None
    if other is not None:
        return Subject(first, other.last, "open", bound=bound)
    return Subject(first, end, "phrase" if named.kind == "title" else named.kind, named, bound=bound)


def _noun_end(scene: Scene, first: int, stop: int) -> int | None:
    """The end of "the ministry", "a senior official", "the retired driver": up to the verb, or a noun that speaks."""
    limit = min(stop, first + _LONGEST_NOUN_PHRASE)
    for at in range(first, limit):
        low = scene.low(at)
        if scene.at[at] is None and low in lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | lex.ROLES:
            beyond = scene.low(at + 1)
            if beyond not in lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | lex.ROLES:
                return at + 1
        if scene.tokens[at].kind != "word" or scene.is_preposition(at):
            return None
        verb = scene.at[at] is None and at > first and scene.low(at - 1) not in lex.DETERMINERS
        if verb and (low in lex.AUXILIARIES or looks_like_a_verb(low) or low in _ADVERBS):
            return at if scene.low(first) in lex.DETERMINERS else None
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
