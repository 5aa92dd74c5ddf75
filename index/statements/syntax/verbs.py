"""Whether a word that can report does so here: a verb and not a noun, and what it commits its speaker to."""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, OPTIONAL_PARTICLES, PARTICLES, TOPICS, Cue
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject
from index.statements.text.scene import Scene
from index.types import Commitment

_OPENS_CLAUSE = frozenset("that whether if how why what there".split())
_SUBJECTS = frozenset("this these those nobody everyone nothing".split())
_COUNTS = frozenset("two three four five six seven eight nine ten some many others both few most all half".split())
_MEANS = frozenset("phone telephone email e-mail text".split())
_POSSESSIVES = frozenset("his her its their".split())
_HAVING = frozenset("had has have having".split())
_HARDLY = frozenset("hardly scarcely barely rarely".split())
_HEARSAY = frozenset("allegedly supposedly purportedly reportedly".split())
_DOUBTING = frozenset(
    "doubt doubts doubted dispute disputes disputed deny denies denied joke jokes joked pretend pretends pretended "
    "rumour rumor rumours rumors".split()
)
_BACKDROPS = frozenset("backdrop background wall banner sky".split())
_TOPIC = 9  # tokens between a verb and what it is "about"
_SUBJECT = 16  # tokens of a subject before its verb


def has_particle(scene: Scene, at: int, cue: Cue) -> bool:
    return scene.low(at + 1) in PARTICLES.get(cue.lemma, OPTIONAL_PARTICLES.get(cue.lemma, ()))


def topic_after(scene: Scene, at: int, lemma: str, ends: int) -> int | None:
    """Where what was talked "about" begins: "spoke openly on Monday about it", "complained of the noise"."""
    particles = TOPICS.get(lemma)
    if particles is None:
        return None
    for number in range(at, min(ends - 1, at + _TOPIC)):
        token = scene.tokens[number]
        stops = token.low in lex.PRONOUNS or token.low in lex.CLAUSE_OPENERS or token.low == "condition"
        if token.kind != "word" or stops or is_verb_form(scene, number):
            return None
        if token.low in particles and scene.at[number] is None:
            backed = token.low == "against" and any(scene.low(n) in _BACKDROPS for n in range(number, number + _TOPIC))
            return None if backed else number + 1
    return None


def is_verb(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    before = scene.low(at - 1) if at > start else ""
    if cue.form == "participle" and before in _HAVING:
        return False  # "the trouble she had answering"
    if scene.low(at + 1) == "by" and cue.form == "finite" and scene.low(at + 2) not in _MEANS:
        return False  # "proposed by": a passive
    if before in lex.DETERMINERS and before not in _COUNTS | {"this", "that", "several", "another", "one", "each"}:
        return False
    possessed = at > start and scene.tokens[at - 1].possessive and before not in lex.PRONOUNS
    if possessed or _counts_or_relates(scene, at, cue, before):
        return False
    if cue.form == "base" or (cue.may_be_noun and cue.form == "finite"):
        return _agrees(scene, at, cue, start) or _reports(scene, at, cue, start)
    return True


def _counts_or_relates(scene: Scene, at: int, cue: Cue, before: str) -> bool:
    """Whether what follows makes a noun or an adjective of a verb: "reports that have", "1,200 pledged delegates"."""
    if cue.may_be_noun and cue.form != "participle" and scene.low(at + 1) == "that" and is_verb_form(scene, at + 2):
        return True
    return cue.form == "finite" and before[:1].isdigit() and scene.low(at + 1).endswith("s")


def _is_plain_noun(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    closed = lex.DETERMINERS | lex.PREPOSITIONS | lex.CLAUSE_OPENERS | lex.TITLES
    return low not in closed and not low.endswith(("ed", "ing", "ive", "al", "ous", "ful", "ic"))


def _reports(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Whether a verb in the plural reports though its subject stands far off: "people who saw it say that …"."""
    if cue.may_be_noun or cue.form != "base" or cue.construction not in {"clause", "hearer"} or at <= start:
        return False
    left = scene.tokens[at - 1]
    if left.kind == "mark" and left.text not in ",)%–—-":
        return False
    if left.low in {"and", "but"}:  # "they have met and say that"
        return opens_clause(scene, at + 1, len(scene.tokens)) and not _is_infinitive(scene, at, start)
    if left.low in _COUNTS or left.text.isdigit():
        return opens_clause(scene, at + 1, len(scene.tokens))  # "one in five say"
    if left.low in lex.DETERMINERS | lex.AUXILIARIES | lex.PREPOSITIONS | lex.CLAUSE_OPENERS | {"to", "and", "not"}:
        return False
    return opens_clause(scene, at + 1, len(scene.tokens))


def _is_infinitive(scene: Scene, at: int, start: int) -> bool:
    """Whether "and" joins a verb to one that "to" or "would" governs: "wanted to meet and say"."""
    for number in range(at - 2, max(start, at - _SUBJECT) - 1, -1):
        if scene.low(number) in lex.MODALS | {"to", "will", "let"}:
            return True
        if is_verb_form(scene, number):
            return False
    return False


def _agrees(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Whether a form that could be a noun stands where a verb does: "officials claim", not "the new claim"."""
    left = skip_adverbs(scene, at - 1, start)
    if any(scene.low(n) in lex.AUXILIARIES or scene.low(n) == "to" for n in range(left, at)):
        return True
    if left < start:
        return False
    token = scene.tokens[left]
    if token.kind != "word":
        return cue.form == "finite" and (not cue.may_be_noun or _governs(scene, at, token.text))
    if token.low in lex.PRONOUNS:
        return True
    return _agrees_with_noun(scene, at, left, cue)


def _governs(scene: Scene, at: int, mark: str) -> bool:
    """`Fox, a nurse, notes that`, `calls the bridge`: no noun has "that", "the" or a name right behind it."""
    if at + 1 >= len(scene.tokens) or mark not in ",)—–-":
        return False
    following = scene.low(at + 1)
    return following in {"that", "him", "them"} | lex.DETERMINERS or scene.at[at + 1] is not None


def _agrees_with_noun(scene: Scene, at: int, left: int, cue: Cue) -> bool:
    low = scene.low(left)
    if cue.form == "base":
        return low.endswith("s") or low in {"people", "men", "women", "police", "percent"} | _COUNTS
    if scene.low(at + 1) == "that" and left >= at - 2 and _is_plain_noun(scene, left) and _is_plain_noun(scene, at):
        return True  # "the suit claims that"
    if scene.low(at + 1) in _POSSESSIVES and not low.endswith("s") and opens_clause(scene, at + 1, len(scene.tokens)):
        return True  # "the driver claims his net worth is"
    named = scene.at[left] is not None or low in lex.PERSON_NOUNS or low in lex.ORGANISATION_NOUNS
    return named or not cue.may_be_noun


def commitment_of(scene: Scene, subject: Subject, verb: int, start: int, base: Commitment) -> Commitment:
    near = range(max(start, verb - 6), verb)
    since = max((n for n in near if scene.tokens[n].kind != "word"), default=-1)  # not in what commas set off
    between = [scene.low(n) for n in near if n > since and (n >= subject.last or subject.last > verb)]
    opener = scene.low(subject.bound) if subject.bound >= start else ""
    before = {scene.low(n) for n in range(max(0, subject.first - 6), subject.first)}
    if base == "declined" or any(word in lex.NEGATIONS | _HARDLY for word in between) or before & {"neither", "nor"}:
        return "declined"
    if scene.low(subject.first - 1) == "not":  # "it was not X who said"
        return "declined"
    if before & {"false", "untrue"} or (opener == "that" and before & _DOUBTING):  # "it is false that X said"
        return "conditional"
    if opener in {"if", "unless", "whether"} or any(word in lex.MODALS | _HEARSAY for word in between):
        return "conditional"
    return base


def is_verb_form(scene: Scene, at: int) -> bool:
    """Whether a word looks like a finite verb: closed classes, a past in -ed, a reporting verb."""
    if at >= len(scene.tokens) or scene.at[at] is not None:
        return False
    low = scene.low(at)
    if low in lex.AUXILIARIES or low in lex.COMMON_VERBS:
        return True
    cue = CUES.get(low)
    return (low.endswith("ed") and len(low) > 3) or (cue is not None and cue.form == "finite" and not cue.may_be_noun)


def opens_clause(scene: Scene, at: int, ends: int) -> bool:
    """Whether a clause begins here and not an object: "the town will pay", "that he lost", but not "a new job"."""
    if at >= ends or scene.tokens[at].kind == "mark":
        return at + 1 < ends and scene.is_mark(at, ":,") and (scene.is_quote(at + 1) or scene.low(at + 1) == "that")
    if scene.is_quote(at) or scene.low(at) in _OPENS_CLAUSE:
        return True
    if scene.low(at) in lex.PRONOUNS or scene.low(at) in _SUBJECTS:
        return at + 1 < ends and scene.tokens[at + 1].kind == "word"
    for number in range(at + 1, min(ends, at + _SUBJECT)):
        if scene.tokens[number].kind != "word" and not scene.is_mark(number, "$%()"):
            return False
        if is_verb_form(scene, number) and not _modifies(scene, number):
            return scene.low(number - 1) not in {"and", "but"}  # "the charges and left"
    return False


def _modifies(scene: Scene, at: int) -> bool:
    """ "Into advanced age", "an armed guard": a participle that belongs to a noun."""
    return scene.low(at).endswith("ed") and (scene.is_preposition(at - 1) or scene.low(at - 1) in {"a", "an", "the"})
