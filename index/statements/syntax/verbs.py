"""Tests whether a word is a reporting verb in its sentence, and what it commits its speaker to."""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import FINITE_CUES, OPTIONAL_PARTICLES, PARTICLES, TOPICS, Cue
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject
from index.statements.text.scene import Scene
from index.types import Commitment

_OPENS_CLAUSE = frozenset("that whether if how why what there".split())
_CLAUSE_SUBJECTS = frozenset("this these those nobody everyone nothing".split())
_COUNTS = frozenset("two three four five six seven eight nine ten some many others both few most all half".split())
_PRONOMINAL = _COUNTS | {"this", "that", "several", "another", "one", "each"}
_CHANNELS = frozenset("phone telephone email e-mail text".split())
_POSSESSIVES = frozenset("his her its their".split())
_HAVE_FORMS = frozenset("had has have having".split())
_HARDLY = frozenset("hardly scarcely barely rarely".split())
_HEARSAY = frozenset("allegedly supposedly purportedly reportedly".split())
_DOUBTING = frozenset(
    "doubt doubts doubted dispute disputes disputed deny denies denied joke jokes joked pretend pretends pretended "
    "rumour rumor rumours rumors".split()
)
_BACKDROPS = frozenset("backdrop background wall banner sky".split())
_NOT_BEFORE_VERB = lex.DETERMINERS | lex.AUXILIARIES | lex.PREPOSITIONS | lex.CLAUSE_OPENERS | {"to", "and", "not"}
_CLOSED_CLASSES = lex.DETERMINERS | lex.PREPOSITIONS | lex.CLAUSE_OPENERS | lex.TITLES
_ARTICLES = frozenset({"a", "an", "the"})
_MAX_TO_TOPIC = 9  # tokens between a verb and its topic
_MAX_SUBJECT = 16  # tokens


def has_particle(scene: Scene, at: int, cue: Cue) -> bool:
    """Return whether the particle of a reporting verb follows it: "pointed *out*"."""
    return scene.low(at + 1) in PARTICLES.get(cue.lemma, OPTIONAL_PARTICLES.get(cue.lemma, ()))


def topic_after(scene: Scene, at: int, lemma: str, ends: int) -> int | None:
    """Return where the topic of a verb begins: "spoke openly on Monday about it", "complained of the noise"."""
    particles = TOPICS.get(lemma)
    if particles is None:
        return None
    for number in range(at, min(ends - 1, at + _MAX_TO_TOPIC)):
        token = scene.tokens[number]
        stops = token.low in lex.PRONOUNS or token.low in lex.CLAUSE_OPENERS or token.low == "condition"
        if token.kind != "word" or stops or is_verb_form(scene, number):
            return None
        if token.low in particles and scene.at[number] is None:
            backed = token.low == "against" and scene.has_any(_BACKDROPS, number, number + _MAX_TO_TOPIC)
            return None if backed else number + 1
    return None


def is_verb(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Return whether a cue word is a verb and not a noun, in the sentence that begins at `start`."""
    before = scene.low(at - 1) if at > start else ""
    if cue.form == "participle" and before in _HAVE_FORMS:
        return False  # "the trouble she had answering"
    if scene.low(at + 1) == "by" and cue.form == "finite" and scene.low(at + 2) not in _CHANNELS:
        return False  # the passive "proposed by"
    determined = before in lex.DETERMINERS and before not in _PRONOMINAL
    possessed = at > start and scene.tokens[at - 1].possessive and before not in lex.PRONOUNS
    if determined or possessed or _is_nominal(scene, at, cue, before):
        return False
    certain = cue.form != "base" and not (cue.may_be_noun and cue.form == "finite")
    return certain or _has_nearby_subject(scene, at, cue, start) or _has_distant_subject(scene, at, cue, start)


def _is_nominal(scene: Scene, at: int, cue: Cue, before: str) -> bool:
    """Return whether the next words show a noun or an adjective: "reports that have", "1,200 pledged delegates"."""
    if cue.may_be_noun and cue.form != "participle" and scene.low(at + 1) == "that" and is_verb_form(scene, at + 2):
        return True
    return cue.form == "finite" and before[:1].isdigit() and scene.low(at + 1).endswith("s")


def _is_plain_noun(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    return low not in _CLOSED_CLASSES and not low.endswith(("ed", "ing", "ive", "al", "ous", "ful", "ic"))


def _has_distant_subject(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Return whether a plural verb reports although its subject is distant: "people who saw it say that …"."""
    if cue.may_be_noun or cue.form != "base" or cue.construction not in {"clause", "hearer"} or at <= start:
        return False
    left = scene.tokens[at - 1]
    if left.kind == "mark" and left.text not in ",)%–—-":
        return False
    if left.low in {"and", "but"}:  # "they have met and say that"
        return opens_clause(scene, at + 1, len(scene.tokens)) and not _is_infinitive(scene, at, start)
    counts = left.low in _COUNTS or left.text.isdigit()  # "one in five say"
    return (counts or left.low not in _NOT_BEFORE_VERB) and opens_clause(scene, at + 1, len(scene.tokens))


def _is_infinitive(scene: Scene, at: int, start: int) -> bool:
    """Return whether "and" joins the verb to an infinitive: "wanted to meet and say"."""
    for number in range(at - 2, max(start, at - _MAX_SUBJECT) - 1, -1):
        if scene.low(number) in lex.MODALS | {"to", "will", "let"}:
            return True
        if is_verb_form(scene, number):
            return False
    return False


def _has_nearby_subject(scene: Scene, at: int, cue: Cue, start: int) -> bool:
    """Return whether a form that could be a noun follows a subject: "officials claim", not "the new claim"."""
    left = skip_adverbs(scene, at - 1, start)
    if scene.has_any(lex.AUXILIARIES | {"to"}, left, at):
        return True
    if left < start:
        return False
    token = scene.tokens[left]
    if token.kind != "word":
        return cue.form == "finite" and (not cue.may_be_noun or _takes_object_after(scene, at, token.text))
    return token.low in lex.PRONOUNS or _agrees_with_noun(scene, at, left, cue)


def _takes_object_after(scene: Scene, at: int, mark: str) -> bool:
    """Return whether "that", "the" or a name follows, which a noun would exclude: "Fox, a nurse, notes that"."""
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
    """Return what the verb commits its speaker to. Negations and modals change the `base` commitment of its cue."""
    window = range(max(start, verb - 6), verb)
    comma = max((n for n in window if scene.tokens[n].kind != "word"), default=-1)  # ignore what commas enclose
    between = [scene.low(n) for n in window if n > comma and (n >= subject.last or subject.last > verb)]
    opener = scene.low(subject.bound) if subject.bound >= start else ""
    before = {scene.low(n) for n in range(max(0, subject.first - 6), subject.first)}
    denied = before & {"neither", "nor"} or scene.low(subject.first - 1) == "not"  # "it was not X who said"
    if base == "declined" or denied or any(word in lex.NEGATIONS | _HARDLY for word in between):
        return "declined"
    if before & {"false", "untrue"} or (opener == "that" and before & _DOUBTING):  # "it is false that X said"
        return "conditional"
    if opener in {"if", "unless", "whether"} or any(word in lex.MODALS | _HEARSAY for word in between):
        return "conditional"
    return base


def is_verb_form(scene: Scene, at: int) -> bool:
    """Return whether a word looks like a finite verb: an auxiliary, a listed verb, a past in -ed or a cue."""
    if at >= len(scene.tokens) or scene.at[at] is not None:
        return False
    low = scene.low(at)
    listed = low in lex.AUXILIARIES or low in lex.COMMON_VERBS or low in FINITE_CUES
    return listed or (low.endswith("ed") and len(low) > 3)


def opens_clause(scene: Scene, at: int, ends: int) -> bool:
    """Return whether a clause begins here: "the town will pay", "that he lost", but not "a new job"."""
    if at >= ends or scene.tokens[at].kind == "mark":
        return at + 1 < ends and scene.is_mark(at, ":,") and (scene.is_quote(at + 1) or scene.low(at + 1) == "that")
    if scene.is_quote(at) or scene.low(at) in _OPENS_CLAUSE:
        return True
    if scene.low(at) in lex.PRONOUNS or scene.low(at) in _CLAUSE_SUBJECTS:
        return at + 1 < ends and scene.tokens[at + 1].kind == "word"
    for number in range(at + 1, min(ends, at + _MAX_SUBJECT)):
        if scene.tokens[number].kind != "word" and not scene.is_mark(number, "$%()"):
            return False
        before = scene.low(number - 1)
        participle = scene.low(number).endswith("ed") and (scene.is_preposition(number - 1) or before in _ARTICLES)
        if is_verb_form(scene, number) and not participle:  # "into advanced age", "an armed guard"
            return before not in {"and", "but"}  # "the charges and left"
    return False
