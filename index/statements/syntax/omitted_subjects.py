"""The omitted subject of "…, saying" and "… and said", and the main subject of a sentence."""

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
_MAX_INTRODUCTIONS = 4
_MAX_INTRODUCTION = 30  # tokens
_MAX_NOUN_PHRASE = 9
_MAX_TIME = 5
_WHILE = frozenset({"while", "whereas"})
_COORDINATING = _WHILE | {"as"}
_RELATIVE = frozenset({"which", "where"})
_CONCESSIVE = frozenset({"though", "although"})
_SUBORDINATING = _CONCESSIVE | frozenset("when after before because since until".split())
_OPENS_CLAUSE = _WHILE | frozenset("that whether when because where although though if but after before as".split())
_INNER_OPENERS = _COORDINATING | _OPENS_CLAUSE | _RELATIVE | _SUBORDINATING | {"and"}
_OPENS_INTRODUCTION = lex.PREPOSITIONS | lex.CLAUSE_OPENERS | {"here", "there", "back"}
_NOUNS = lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS | lex.ROLES
_SUBJECT_PRONOUNS = frozenset("he she they we it".split())
_ADVERBS = frozenset("then also later still once again soon now just".split())
_OFFICE_ADJECTIVES = frozenset("presidential vice gubernatorial senatorial congressional mayoral".split())
_CANDIDATES = frozenset(
    "front-runner frontrunner incumbent challenger contender hopeful rival candidates nominees".split()
)
_BEFORE_NAME = lex.DETERMINERS | lex.TITLES | {"of"}
_CONNECTING = frozenset("and but yet so then or still".split())


def main_subject(scene: Scene, sentence: range, stop: int) -> Subject | None:
    """Return the subject that "…, saying" or "… and said" before `stop` omits.

    "and said" continues its clause, "…, saying" the whole sentence. If both readings are possible, the subject is open.
    """
    begin = max(sentence.start, stop - _REACH)
    joined = scene.low(stop - 1) in _CONNECTING
    main = None
    if stop - sentence.start <= _REACH:
        begin = main_clause_begin(scene, sentence, stop)
        main = subject_at(scene, begin, stop)
    for at in range(stop - 1, begin - 1, -1):
        if scene.is_mark(at, ";"):
            return subject_at(scene, at + 1, stop)
        if scene.low(at) == "who" and main is not None and main.last == at:
            return main  # "Farmers who lost land have sued, *saying*"
        if scene.low(at) == "who" and (joined or scene.find_mark(",", at, stop - 1) is None):
            return antecedent(scene, at, sentence.start)
        inner = _inner_clause(scene, at, begin, stop) if scene.low(at) in _INNER_OPENERS and at < stop - 1 else None
        if inner is not None:
            if main is None or (inner.subject is not None and inner.subject.first == main.first):
                return inner.subject
            certain = inner.subject is not None and (inner.certain or at == sentence.start)
            return inner.subject if certain else replace(main, kind="open", mention=None)
    return main


@dataclass(frozen=True, slots=True)
class _Inner:
    """The subject of an inner clause, and whether the omitted subject can only be this one."""

    subject: Subject | None
    certain: bool


def _inner_clause(scene: Scene, at: int, begin: int, stop: int) -> _Inner | None:
    """Return the clause that the conjunction at `at` opens, if any."""
    low = scene.low(at)
    joined = scene.low(stop - 1) in _CONNECTING
    if low in _COORDINATING:
        clausal = not scene.is_quote(at + 1) and opens_clause(scene, at + 1, stop)
        if low == "as" and scene.at[at + 1] is None and not clausal:
            return None
        subject = _subject_with_verb(scene, at + 1, stop)
        if low == "as" and subject is None and scene.low(at + 1) in {"the", "a", "an"}:
            return None  # "praised Hill *as the* most able person ever to run and said"
        return _Inner(subject, certain=low in _WHILE)
    if joined and low in _OPENS_CLAUSE and not scene.is_mark(stop - 2, ","):
        subject = subject_at(scene, _skip_introductions(scene, at + 1, stop), stop)
        certain = low in _RELATIVE | _CONCESSIVE or scene.is_mark(at - 1, ",")
        return _Inner(subject, certain) if subject is not None and _can_speak(scene, subject) else None
    return _clause_with_verb(scene, at, begin, stop)


def _clause_with_verb(scene: Scene, at: int, begin: int, stop: int) -> _Inner | None:
    low = scene.low(at)
    if low in {"and", "but"} or low in _RELATIVE or (low == "when" and scene.is_mark(at - 1, ",")):
        subject = _subject_with_verb(scene, at + 1, stop)
        beside = low not in {"and", "but"} or _is_silent_clause(scene, begin, at)
        return _Inner(subject, certain=True) if subject is not None and beside else None
    if low in _SUBORDINATING and opens_clause(scene, at + 1, stop):
        certain = low in _CONCESSIVE
        subject = _subject_with_verb(scene, _skip_introductions(scene, at + 1, stop) if certain else at + 1, stop)
        return _Inner(subject, certain=certain and subject is not None)
    return None


def _subject_with_verb(scene: Scene, first: int, stop: int) -> Subject | None:
    """Return the subject that begins at a token if a verb follows it."""
    subject = subject_at(scene, first, stop)
    if subject is None or subject.kind == "open":
        return None
    at = subject.last
    while at < stop and scene.at[at] is None and (scene.low(at) in _ADVERBS or scene.low(at).endswith("ly")):
        at += 1
    return subject if at < stop and is_verb_form(scene, at) else None


def _can_speak(scene: Scene, subject: Subject) -> bool:
    """Return whether a subject is a person or an organisation, unlike "that *the bridge* was rotten and said"."""
    named = subject.kind != "phrase" or subject.mention is not None
    return named or scene.has_any(_NOUNS, subject.first, subject.last)


def _is_silent_clause(scene: Scene, begin: int, conjunction: int) -> bool:
    """Return whether a clause that reports nothing precedes "and": "Fox fell ill and *Hill* left, saying"."""
    named = scene.at[conjunction - 1]
    listed = named is not None and scene.is_mark(named.first - 1, ",")
    verbs = [n for n in range(begin, conjunction) if is_verb_form(scene, n)]
    reports = any(scene.low(n) in CUES and opens_clause(scene, n + 1, conjunction) for n in verbs)
    return bool(verbs) and not listed and not reports


def main_clause_begin(scene: Scene, sentence: range, stop: int | None = None) -> int:
    """Return where the main clause begins after "But on Monday," or "Asked about it in Lowfield, Ruritania,"."""
    first = sentence.start + (scene.low(sentence.start) in _CONNECTING)
    return _skip_introductions(scene, first, sentence.stop if stop is None else stop)


def _skip_introductions(scene: Scene, first: int, stop: int) -> int:
    introduced = False
    for _ in range(_MAX_INTRODUCTIONS):
        limit = min(stop, first + _MAX_INTRODUCTION)
        opens = scene.low(first) in lex.CLAUSE_OPENERS  # `When Fox read “Keep off,” Hill …`
        ends = (n for n in range(first, limit) if scene.is_mark(n, ",") or (opens and scene.ends_in_comma(n)))
        comma = next(ends, None)
        if comma is None or comma + 1 >= stop or not _introduces(scene, first, comma, introduced=introduced):
            break
        first, introduced = comma + 1, True
    first = _skip_time(scene, first, stop)
    while first < stop and scene.at[first] is None and scene.low(first) in _ADVERBS:
        first += 1
    return first


def _skip_time(scene: Scene, first: int, stop: int) -> int:
    """Return the token after a time without a comma: "*A few minutes later* Fox …", "*Last week* Fox …"."""
    for at in range(first, min(stop - 1, first + _MAX_TIME)):
        if scene.tokens[at].kind != "word" or scene.at[at] is not None or scene.low(at) in lex.PRONOUNS:
            break
        if scene.low(at) in lex.TIME_WORDS and (scene.at[at + 1] is not None or scene.low(at + 1) in lex.PRONOUNS):
            return at + 1
    return first


def _introduces(scene: Scene, first: int, comma: int, *, introduced: bool) -> bool:
    low = scene.low(first)
    if low in lex.PRONOUNS or (scene.is_quote(comma - 1) and not scene.is_quote(comma)):
        return False
    predicate = any(scene.low(n) in _SUBJECT_PRONOUNS and is_verb_form(scene, n + 1) for n in range(first + 1, comma))
    if predicate and low not in lex.CLAUSE_OPENERS:
        return False  # "By Sunday she had left Arlen, Ohio": the main clause has begun
    named = scene.at[first]
    if named is not None:  # "In Lowfield, Ruritania, Fox went": the second place
        abbreviated = len(named.words) == 1 and named.words[0].endswith(".")  # "N.H.", "Ore."
        place = abbreviated or all(word.lower() in lex.PLACES for word in named.words)
        return introduced and named.last == comma and (place or _may_be_subject(scene, comma + 1))
    timed = comma - first <= 4 and scene.low(comma - 1) in lex.TIME_WORDS | lex.MONTHS
    opens = low in _OPENS_INTRODUCTION or low.endswith(("ing", "ed", "ly"))
    return opens or timed or comma == first + 1 or scene.tokens[comma - 1].text.isdigit()


def _may_be_subject(scene: Scene, at: int) -> bool:
    """Return whether a name, a pronoun or a short phrase with a name begins here: "a cheerful Ann Fox"."""
    if scene.at[at] is not None or scene.low(at) in lex.PRONOUNS:
        return True
    if scene.low(at) not in {"a", "an", "the"}:
        return False
    limit = min(at + 4, len(scene.tokens))
    people = [n for n in range(at + 1, limit) if (named := scene.at[n]) is not None and named.kind == "person"]
    if not any(scene.tokens[n - 1].kind == "word" for n in people):
        return False
    return not any(scene.is_preposition(n) or scene.tokens[n].kind != "word" for n in range(at, at + 2))


def subject_at(scene: Scene, first: int, stop: int) -> Subject | None:
    """Return the subject that begins at a token."""
    if first >= stop:
        return None
    bound = first - 1
    if scene.low(first) in lex.PRONOUNS:
        return Subject(first, first + 1, "pronoun", bound=bound)
    at = first
    while at < stop and scene.at[at] is None and (scene.low(at) in _BEFORE_NAME or scene.low(at).endswith("-old")):
        at += 1
    named = scene.at[at] if at < stop else None
    if named is None:
        end = _noun_end(scene, first, stop)
        if end is None:
            return None
        return _named_after(scene, first, end, stop) or Subject(first, end, "phrase", bound=bound)
    return _named_subject(scene, first, named, stop)


def _named_subject(scene: Scene, first: int, named: Mention, stop: int) -> Subject | None:
    bound, end = first - 1, named.last
    if named.possessive:
        owned = _noun_end(scene, end, stop)
        return Subject(first, owned, "phrase", bound=bound) if owned is not None else None
    while end < stop and scene.at[end] is None and scene.low(end) in _OFFICE_ADJECTIVES:
        end += 1
    if end < stop and scene.low(end) in _NOUNS | _CANDIDATES:
        return _named_after(scene, first, end + 1, stop) or Subject(first, end + 1, "phrase", bound=bound)
    other = scene.at[end + 1] if end + 1 < stop and scene.low(end) in {"and", "or"} else None
    if other is not None:
        return Subject(first, other.last, "open", bound=bound)
    return Subject(first, end, "phrase" if named.kind == "title" else named.kind, named, bound=bound)


def _named_after(scene: Scene, first: int, end: int, stop: int) -> Subject | None:
    """Return the name after a noun that describes its bearer: "Hill spokesman *Cy Ott*"."""
    named = scene.at[end] if end < stop else None
    if named is None or named.kind != "person" or named.possessive:
        return None
    return Subject(first, named.last, "person", named, bound=first - 1)


def _noun_end(scene: Scene, first: int, stop: int) -> int | None:
    """Return the end of "the ministry" or "the retired driver": a noun for a person or organisation, or the verb."""
    limit = min(stop, first + _MAX_NOUN_PHRASE)
    for at in range(first, limit):
        low = scene.low(at)
        if scene.at[at] is None and low in _NOUNS and scene.low(at + 1) not in _NOUNS:
            return at + 1
        if scene.tokens[at].kind != "word" or scene.is_preposition(at):
            return None
        verb = scene.at[at] is None and at > first and scene.low(at - 1) not in lex.DETERMINERS
        if verb and (low in lex.AUXILIARIES or looks_like_verb(low) or low in _ADVERBS):
            return at if scene.low(first) in lex.DETERMINERS else None
    return None


def sentence_subject(scene: Scene, sentence: int, *, introduced: bool = False) -> Subject | None:
    """Return the subject of a sentence that mentions no second person, if it is a name or "he" or "she" at its head.

    With `introduced`, the subject may also follow an introduction.
    """
    tokens = scene.paragraph.sentences[sentence]
    first = min(main_clause_begin(scene, tokens), tokens.stop - 1) if introduced else tokens.start
    named = scene.at[first]
    people = {m.key[-1] for m in scene.at[tokens.start : tokens.stop] if m is not None and m.kind == "person" and m.key}
    if named is not None and named.kind == "person" and not named.possessive and len(people) == 1:
        return Subject(first, named.last, "person", named, bound=first - 1)
    if named is None and scene.low(first) in {"he", "she"} and not people:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    return None
