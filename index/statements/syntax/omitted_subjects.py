"""The subject a clause leaves out: who "…, saying" and "… and said" speak of, and whom a whole sentence is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.syntax.phrases import looks_like_verb
from index.statements.syntax.subjects import Subject, antecedent
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_REACH = 80  # tokens
_MOST_INTRODUCTIONS = 4
_LONGEST_INTRODUCTION = 30
_LONGEST_NOUN_PHRASE = 9
_LONGEST_TIME = 5
_WHILE = frozenset({"while", "whereas"})
_ALWAYS_BESIDE = _WHILE | {"as"}
_RELATIVE = frozenset({"which", "where"})
_CONCEDING = frozenset({"though", "although"})
_SUBORDINATE = _CONCEDING | frozenset("when after before because since until".split())
_OPENS_CLAUSE = _WHILE | frozenset("that whether when because where although though if but after before as".split())
_INNER = _ALWAYS_BESIDE | _OPENS_CLAUSE | _RELATIVE | _SUBORDINATE | {"and"}
_OPENS_INTRODUCTION = lex.PREPOSITIONS | lex.CLAUSE_OPENERS | {"here", "there", "back"}
_HE = frozenset("he she they we it".split())
_ADVERBS = frozenset("then also later still once again soon now just".split())
_OF_AN_OFFICE = frozenset("presidential vice gubernatorial senatorial congressional mayoral".split())
_STANDING = frozenset(
    "front-runner frontrunner incumbent challenger contender hopeful rival candidates nominees".split()
)
_CONNECTING = frozenset("and but yet so then or still".split())


def main_subject(scene: Scene, sentence: range, stop: int) -> Subject | None:
    """Who does the sentence's deed: the subject that "…, saying" and "… and said" leave out.

    "and said" goes on with the clause it stands in, "…, saying" with the sentence; where the one may be meant as well
    as the other the source is `open`.
    """
    begin = max(sentence.start, stop - _REACH)
    joined = scene.low(stop - 1) in _CONNECTING
    main = None
    if stop - sentence.start <= _REACH:
        begin = _after_introduction(scene, sentence, stop)
        main = subject_at(scene, begin, stop)
    for at in range(stop - 1, begin - 1, -1):
        if scene.is_mark(at, ";"):
            return subject_at(scene, at + 1, stop)
        if scene.low(at) == "who" and main is not None and main.last == at:
            return main  # "Farmers who lost land have sued, *saying*"
        if scene.low(at) == "who" and (joined or not _is_closed(scene, at, stop)):
            return antecedent(scene, at, sentence.start)
        inner = _inner_clause(scene, at, begin, stop) if scene.low(at) in _INNER and at < stop - 1 else None
        if inner is not None:
            certain = inner.certain or at == sentence.start
            return _either(inner.subject, main, certain=certain)
    return main


@dataclass(frozen=True, slots=True)
class _Inner:
    """The subject of a clause inside a sentence, and whether what follows can only go with that clause."""

    subject: Subject | None
    certain: bool


def _inner_clause(scene: Scene, at: int, begin: int, stop: int) -> _Inner | None:
    """The clause that a conjunction opens, where one does."""
    low = scene.low(at)
    joined = scene.low(stop - 1) in _CONNECTING
    if low in _ALWAYS_BESIDE:
        if low == "as" and scene.at[at + 1] is None and not _opens_deed(scene, at + 1, stop):
            return None
        subject = _deed(scene, at + 1, stop)
        if low == "as" and subject is None and scene.low(at + 1) in {"the", "a", "an"}:
            return None  # "praised Hill *as the* most able person ever to run and said": no clause
        return _Inner(subject, certain=low in _WHILE)
    if joined and low in _OPENS_CLAUSE and not scene.is_mark(stop - 2, ","):
        subject = subject_at(scene, _past_introduction(scene, at + 1, stop), stop)
        certain = low in _RELATIVE | _CONCEDING or scene.is_mark(at - 1, ",")
        return _Inner(subject, certain) if subject is not None and _can_speak(scene, subject) else None
    return _clause_with_deed(scene, at, begin, stop)


def _clause_with_deed(scene: Scene, at: int, begin: int, stop: int) -> _Inner | None:
    low = scene.low(at)
    if low in {"and", "but"} or low in _RELATIVE or (low == "when" and scene.is_mark(at - 1, ",")):
        subject = _deed(scene, at + 1, stop)
        beside = low not in {"and", "but"} or _has_deed(scene, begin, at)
        return _Inner(subject, certain=True) if subject is not None and beside else None
    if low in _SUBORDINATE and opens_clause(scene, at + 1, stop):
        certain = low in _CONCEDING
        subject = _deed(scene, _past_introduction(scene, at + 1, stop) if certain else at + 1, stop)
        return _Inner(subject, certain=certain and subject is not None)
    return None


def _deed(scene: Scene, first: int, stop: int) -> Subject | None:
    """The subject that begins at a token and has a verb of its own right after it."""
    subject = subject_at(scene, first, stop)
    if subject is None or subject.kind == "open":
        return None
    at = subject.last
    while at < stop and scene.at[at] is None and (scene.low(at) in _ADVERBS or scene.low(at).endswith("ly")):
        at += 1
    return subject if at < stop and is_verb_form(scene, at) else None


def _opens_deed(scene: Scene, first: int, stop: int) -> bool:
    return not scene.is_quote(first) and opens_clause(scene, first, stop)


def _can_speak(scene: Scene, subject: Subject) -> bool:
    """Whether a subject is not a thing, which "that *the bridge* was rotten and said" cannot go on with."""
    if subject.kind != "phrase" or subject.mention is not None:
        return True
    words = lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | lex.ROLES
    return any(scene.low(n) in words for n in range(subject.first, subject.last))


def _has_deed(scene: Scene, begin: int, conjunction: int) -> bool:
    """Whether what stands before "and" is a clause that reports nothing: "Fox fell ill and *Hill* left, saying"."""
    named = scene.at[conjunction - 1]
    listed = named is not None and scene.is_mark(named.first - 1, ",")
    verbs = [n for n in range(begin, conjunction) if is_verb_form(scene, n)]
    reports = any(scene.low(n) in CUES and opens_clause(scene, n + 1, conjunction) for n in verbs)
    return bool(verbs) and not listed and not reports


def _either(inner: Subject | None, main: Subject | None, *, certain: bool) -> Subject | None:
    """The subject of the clause inside, where that is certain; else the sentence's, which names nobody then."""
    if main is None or (inner is not None and (certain or inner.first == main.first)):
        return inner
    return replace(main, kind="open", mention=None)


def _is_closed(scene: Scene, relative: int, stop: int) -> bool:
    """Whether a relative clause has ended, with a comma, before the one at which the participle stands."""
    return any(scene.is_mark(n, ",") for n in range(relative, stop - 1))


def _after_introduction(scene: Scene, sentence: range, stop: int) -> int:
    """Where the main clause begins after "But on Monday," or "Asked about it in Lowfield, Ruritania,"."""
    first = sentence.start
    if scene.low(first) in _CONNECTING:
        first += 1
    return _past_introduction(scene, first, stop)


def main_clause_begin(scene: Scene, sentence: range) -> int:
    """The token with which the main clause of a sentence begins."""
    return _after_introduction(scene, sentence, sentence.stop)


def _past_introduction(scene: Scene, first: int, stop: int) -> int:
    introduced = False
    for _ in range(_MOST_INTRODUCTIONS):
        limit = min(stop, first + _LONGEST_INTRODUCTION)
        comma = next((n for n in range(first, limit) if _ends_introduction(scene, first, n)), None)
        if comma is None or comma + 1 >= stop or not _introduces(scene, first, comma, introduced=introduced):
            break
        first, introduced = comma + 1, True
    first = _after_bare_time(scene, first, stop)
    while first < stop and scene.at[first] is None and scene.low(first) in _ADVERBS:
        first += 1
    return first


def _ends_introduction(scene: Scene, first: int, at: int) -> bool:
    """Whether a comma stands here, which may be inside the marks: `When Fox read “Keep off,” Hill …`."""
    opens = scene.low(first) in lex.CLAUSE_OPENERS
    return scene.is_mark(at, ",") or (opens and scene.is_quote(at) and scene.tokens[at].text == ",")


def _after_bare_time(scene: Scene, first: int, stop: int) -> int:
    """Passes over a time that no comma ends: "*A few minutes later* Fox …", "*Last week* Fox …"."""
    for at in range(first, min(stop - 1, first + _LONGEST_TIME)):
        if scene.tokens[at].kind != "word" or scene.at[at] is not None or scene.low(at) in lex.PRONOUNS:
            break
        following = scene.at[at + 1] is not None or scene.low(at + 1) in lex.PRONOUNS
        if scene.low(at) in lex.TIME_WORDS and following:
            return at + 1
    return first


def _introduces(scene: Scene, first: int, comma: int, *, introduced: bool) -> bool:
    low = scene.low(first)
    if low in lex.PRONOUNS or (scene.is_quote(comma - 1) and not scene.is_quote(comma)):
        return False
    if any(scene.low(n) in _HE and is_verb_form(scene, n + 1) for n in range(first + 1, comma)) and (
        low not in lex.CLAUSE_OPENERS
    ):
        return False  # "By Sunday she had left Arlen, Ohio": the main clause has begun
    named = scene.at[first]
    if named is not None:  # "In Lowfield, Ruritania, Fox went": the second place
        return introduced and named.last == comma and (_is_place(named) or _may_be_subject(scene, comma + 1))
    timed = comma - first <= 4 and scene.low(comma - 1) in lex.TIME_WORDS | lex.MONTHS
    opens = low in _OPENS_INTRODUCTION or low.endswith(("ing", "ed", "ly"))
    return opens or timed or comma == first + 1 or scene.tokens[comma - 1].text.isdigit()


def _is_place(named: Mention) -> bool:
    known = all(word.lower() in lex.PLACES for word in named.words)
    return known or (len(named.words) == 1 and named.words[0].endswith("."))  # "N.H.", "Ore."


def _may_be_subject(scene: Scene, at: int) -> bool:
    """Whether a name or a pronoun stands here, or a modest phrase that ends in one: "a cheerful Ann Fox"."""
    if scene.at[at] is not None or scene.low(at) in lex.PRONOUNS:
        return True
    return (
        scene.low(at) in {"a", "an", "the"}
        and any(
            (named := scene.at[n]) is not None and named.kind == "person" and scene.tokens[n - 1].kind == "word"
            for n in range(at + 1, min(at + 4, len(scene.tokens)))
        )
        and not any(scene.is_preposition(n) or scene.tokens[n].kind != "word" for n in range(at, at + 2))
    )


def subject_at(scene: Scene, first: int, stop: int) -> Subject | None:
    """The subject that begins at a token."""
    if first >= stop:
        return None
    bound = first - 1
    if scene.low(first) in lex.PRONOUNS:
        return Subject(first, first + 1, "pronoun", bound=bound)
    at = first
    while at < stop and scene.at[at] is None and _precedes_name(scene.low(at)):
        at += 1
    named = scene.at[at] if at < stop else None
    if named is None:
        end = _noun_end(scene, first, stop)
        if end is None:
            return None
        return _apposed(scene, first, end, stop) or Subject(first, end, "phrase", bound=bound)
    return _named_subject(scene, first, named, stop)


def _precedes_name(low: str) -> bool:
    return low in lex.DETERMINERS or low in lex.TITLES or low == "of" or low.endswith("-old")


def _named_subject(scene: Scene, first: int, named: Mention, stop: int) -> Subject | None:
    bound, end = first - 1, named.last
    if named.possessive:
        owned = _noun_end(scene, end, stop)
        return Subject(first, owned, "phrase", bound=bound) if owned is not None else None
    while end < stop and scene.at[end] is None and scene.low(end) in _OF_AN_OFFICE:
        end += 1
    if end < stop and scene.low(end) in lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS | lex.ROLES | _STANDING:
        return _apposed(scene, first, end + 1, stop) or Subject(first, end + 1, "phrase", bound=bound)
    other = scene.at[end + 1] if end + 1 < stop and scene.low(end) in {"and", "or"} else None
    if other is not None:
        return Subject(first, other.last, "open", bound=bound)
    return Subject(first, end, "phrase" if named.kind == "title" else named.kind, named, bound=bound)


def _apposed(scene: Scene, first: int, end: int, stop: int) -> Subject | None:
    """The name behind a noun that says what its bearer is: "Hill spokesman *Cy Ott*", "Labour candidate *Cy Ott*"."""
    named = scene.at[end] if end < stop else None
    if named is None or named.kind != "person" or named.possessive:
        return None
    return Subject(first, named.last, "person", named, bound=first - 1)


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
        if verb and (low in lex.AUXILIARIES or looks_like_verb(low) or low in _ADVERBS):
            return at if scene.low(first) in lex.DETERMINERS else None
    return None


def sentence_subject(scene: Scene, sentence: int, *, introduced: bool = False) -> Subject | None:
    """The one person a sentence is about: named or "he" at its head, or after an introduction where `introduced`, and
    no second person in it."""
    tokens = scene.paragraph.sentences[sentence]
    first = min(main_clause_begin(scene, tokens), tokens.stop - 1) if introduced else tokens.start
    named = scene.at[first]
    people = {m.key[-1] for m in scene.at[tokens.start : tokens.stop] if m is not None and m.kind == "person" and m.key}
    if named is not None and named.kind == "person" and not named.possessive and len(people) == 1:
        return Subject(first, named.last, "person", named, bound=first - 1)
    if named is None and scene.low(first) in {"he", "she"} and not people:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    return None
