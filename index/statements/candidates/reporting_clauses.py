"""Parse the reporting clause at a token: its cue, its subject, and the token at which its content can begin."""

from __future__ import annotations

from index.statements.candidates.elliptical import gerund, in_writing, infinitive, on_an_occasion, passive_clause
from index.statements.candidates.nominal import noun_clause
from index.statements.content.boundaries import REACH, Clause
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import (
    CUES,
    DECLINING,
    INVERTING,
    NON_REPORTING_PARTICLES,
    OBJECT_REPORTING_VERBS,
    PARTICLES,
    REFUSALS,
    Cue,
)
from index.statements.syntax.adjuncts import PHRASE, skip_adjuncts, skip_hearer
from index.statements.syntax.distant_subjects import distant_subject, find_subject
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject, subject_after, subject_before
from index.statements.syntax.verbs import commitment_of, has_particle, is_verb, is_verb_form, opens_clause
from index.statements.text.scene import Scene

_NAMING = frozenset("call describe dub label".split())
_RELAYING = frozenset("reported noted described told recounted quoted".split())
_MAX_ASIDE = 9  # tokens of a participle and its quotation between a subject and its verb
_WORKS = frozenset(
    "speech speeches address letter letters statement op-ed essay column memo email e-mail post tweet testimony "
    "remarks affidavit memoir book".split()
)
_AUTHORING = frozenset("gave delivered made wrote tweeted signed".split())
_RECORDS = frozenset("transcript text copy excerpts video recording".split())
_CHANNELS = frozenset("twitter facebook instagram youtube telegram tiktok media".split())
_BEFORE_SUBJECT = frozenset("and but or while as though although yet so".split())
_BEFORE_CLAUSE = lex.CLAUSE_OPENERS | frozenset("and but or after before until since then".split())
_ACCORDING = Cue(lemma="accord", construction="clause", form="finite")


def reporting_clause(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    """Return the clause whose cue is the word at a token, or None if there is none."""
    token = scene.tokens[at]
    if token.kind != "word":
        return None
    if at + 1 < sentence.stop and _is_according(scene, at):
        return _according(scene, at, number, sentence)
    refusal = REFUSALS.get(token.low)
    clause = _refusal(scene, at, refusal, number, sentence) if refusal is not None else None
    clause = clause or passive_clause(scene, at, number, sentence) or _active(scene, at, number, sentence)
    return clause or noun_clause(scene, at, number, sentence)


def _is_according(scene: Scene, at: int) -> bool:
    """Whether "according to Fox" or "as reported by the Post" begins at a token."""
    if scene.low(at) == "according":
        return scene.low(at + 1) == "to"
    first = skip_adverbs(scene, at - 1, 0)
    return scene.low(at) in _RELAYING and scene.low(at + 1) == "by" and scene.low(first) == "as"


def _active(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    token, cue = scene.tokens[at], CUES.get(scene.low(at))
    if cue is None or token.possessive or scene.at[at] is not None:
        return None
    if token.capital and (at > sentence.start or not (cue.form == "participle" or _precedes_speaker(scene, at))):
        return None
    if cue.lemma in PARTICLES and not has_particle(scene, at, cue):
        return None
    if scene.low(at + 1) in NON_REPORTING_PARTICLES.get(cue.lemma, ()):
        return None
    return _elliptical(scene, at, cue, number, sentence) or _clause(scene, at, cue, number, sentence)


def _precedes_speaker(scene: Scene, at: int) -> bool:
    """Whether a verb opens an attribution: `Said Fox: “No.”`"""
    named = scene.at[at + 1] if at + 1 < len(scene.tokens) else None
    return scene.low(at) in INVERTING and named is not None and scene.is_mark(named.last, ":")


def _elliptical(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    parsers = (infinitive, gerund, in_writing, on_an_occasion)
    clause = next((found for parse in parsers if (found := parse(scene, at, cue, number, sentence)) is not None), None)
    if clause is None:
        return None
    clause.after = at + 1 + has_particle(scene, at, cue)
    clause.cut = _cut(scene, clause.subject) if clause.subject is not None else at
    return clause


def _according(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    subject = subject_after(scene, at + 1, min(sentence.stop, at + PHRASE))
    if subject is None or subject.kind == "same":
        return None
    subject = _author(scene, subject, sentence) or subject
    first = skip_adverbs(scene, at - 1, sentence.start) if scene.low(at) in _RELAYING else at
    cut = first - 1 if scene.is_mark(first - 1, ",") else first
    return Clause(first, at + 2, _ACCORDING, subject, number, "asserted", "according-to", subject.last, cut)


def _author(scene: Scene, document: Subject, sentence: range) -> Subject | None:
    """Return the author in `a speech Fox gave`, `a letter that Fox wrote to the council`."""
    prepositions = (n for n in range(document.first, document.last) if scene.is_preposition(n))
    stop = next((n for n in prepositions if scene.low(n - 1) not in _RECORDS), document.last)
    noun = next((n for n in range(document.first, stop) if scene.low(n) in _WORKS), None)
    if noun is None or noun + 2 >= sentence.stop or any(scene.at[n] is not None for n in range(document.first, noun)):
        return None
    named = scene.at[noun + 1 + (scene.low(noun + 1) == "that")]
    if named is None or named.kind == "title" or named.possessive or scene.low(named.last) not in _AUTHORING:
        return None
    if scene.low(named.last + 1) in {"from", "by", "for"}:  # "a letter Fox gave for Hill"
        return None
    return Subject(named.first, named.last, named.kind, named, bound=document.bound)


def _refusal(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """Parse a refusal, which is its own content: `Fox declined to comment on it`, `would not comment`."""
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
    last = at - 1 if infinitive else at
    return Clause(first, last, cue, subject, number, "declined", "refusal", last, _cut(scene, subject))


def _clause(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    start = max(sentence.start, at - REACH)
    if not is_verb(scene, at, cue, start) or (cue.form == "base" and scene.low(at - 1) == "to"):
        return None
    subject, rule = _find_subject(scene, at, cue, sentence)
    if subject is None or _is_relative(scene, subject, at, cue, start):
        return None
    commitment = commitment_of(scene, subject, at, start, cue.commitment)
    after = subject.last if rule == "verb-subject" else at + 1 + has_particle(scene, at, cue)
    return Clause(_first(scene, at), at + 1, cue, subject, number, commitment, rule, after, _cut(scene, subject))


def _first(scene: Scene, at: int) -> int:
    """Return the first token of the cue: "is *quoted as saying*"."""
    return at - 2 if scene.low(at - 1) == "as" and scene.low(at - 2) == "quoted" else at


def _find_subject(scene: Scene, at: int, cue: Cue, sentence: range) -> tuple[Subject | None, str]:
    """Return the subject of a verb, and the rule that found it."""
    start = max(sentence.start, at - REACH)
    subject = find_subject(scene, _first(scene, at), start, progressive=cue.form == "participle")
    if _is_inverted(scene, at, sentence) or (subject is None and _may_invert(scene, at, sentence)):
        inverted = subject_after(scene, at, min(sentence.stop, at + REACH))
        if inverted is not None and not _is_followed_by_verb(scene, inverted, sentence):
            return inverted, "verb-subject"
    if subject is None and scene.is_quote(at - 1):
        subject = _before_participle(scene, at, start)
    if subject is not None and cue.form == "participle" and _is_channel(scene, subject):
        return Subject(at, at, "same", bound=at - 1), "participle"  # "replied on Facebook *writing*"
    if subject is None and cue.form == "participle":
        return _shared_subject(scene, at, start)
    if subject is None and _takes_clause(scene, at, cue, sentence):
        subject = distant_subject(scene, at, start)
    return subject, "subject-verb"


def _is_channel(scene: Scene, subject: Subject) -> bool:
    """Whether the phrase before a participle is a channel: "on the show", "took to Twitter"."""
    low = scene.low(subject.bound)
    return low in {"on", "via"} or (low == "to" and scene.low(subject.last - 1) in _CHANNELS)


def _before_participle(scene: Scene, at: int, start: int) -> Subject | None:
    """Return the subject before an aside: `Fox, citing “the noise,” said …`, `Fox, who calls it “a noise,” said …`."""
    if scene.tokens[at - 1].text != ",":
        return None
    opening = next((n for n in range(at - 2, max(start, at - _MAX_ASIDE), -1) if scene.is_mark(n, ",")), start)
    first = scene.low(opening + 1)
    if opening <= start or not (first == "who" or (first in CUES and CUES[first].form == "participle")):
        return None
    return subject_before(scene, opening, start, progressive=False)


def _shared_subject(scene: Scene, at: int, start: int) -> tuple[Subject | None, str]:
    """Return a participle's subject if another clause lends it."""
    if at > start and _is_set_off(scene, at):
        return Subject(at, at, "same", bound=at - scene.is_mark(at - 1, ",—–-")), "participle"
    if at == start and (scene.is_mark(at + 1, ",:") or scene.is_quote(at + 1) or scene.low(at + 1) == "that"):
        return Subject(at, at, "same", bound=at - 1), "participle"  # "“No,” said Fox. Adding: “Never.”"
    if scene.low(at - 1) == "by" and scene.low(at - 2) in CUES:
        return Subject(at, at, "same", bound=at - 3), "by-saying"
    return None, ""


def _is_set_off(scene: Scene, at: int) -> bool:
    """Whether a comma or dash precedes a word, or ends the quotation before it: "hailed it as “fine,” saying"."""
    return scene.is_mark(at - 1, ",—–-") or (scene.is_quote(at - 1) and scene.tokens[at - 1].text == ",")


def _is_followed_by_verb(scene: Scene, subject: Subject, sentence: range) -> bool:
    """Whether the phrase after a verb is the subject of another: `…, said the town was lost`."""
    at = subject.last
    return at < sentence.stop and scene.tokens[at].kind == "word" and is_verb_form(scene, at)


def _takes_clause(scene: Scene, at: int, cue: Cue, sentence: range) -> bool:
    """Whether a clause follows the verb, so that it reports something whatever its subject is."""
    if cue.form == "participle" or cue.may_be_noun or cue.construction == "quote":
        return False
    if cue.construction == "object":
        return cue.lemma in OBJECT_REPORTING_VERBS and cue.form == "finite"
    after = skip_hearer(scene, at + 1, sentence.stop) if cue.construction == "hearer" else at + 1
    return opens_clause(scene, skip_adjuncts(scene, after, sentence.stop), sentence.stop)


def _is_relative(scene: Scene, subject: Subject, at: int, cue: Cue, start: int) -> bool:
    """Whether the clause modifies a noun before it, which is then its object: "the letter she cited"."""
    if subject.kind == "same" or subject.relative is not None:
        return False
    if cue.lemma in _NAMING and scene.is_quote(at + 1 + (scene.low(at + 1) == "as")):
        # "which she called “a mess”" is hers, "a group called “Clean Up”" is only its name
        return subject.kind in {"phrase", "open"} and scene.low(subject.bound) not in {"which", "whom", "what", "that"}
    if subject.bound < start:
        return False
    if cue.construction != "object":
        return cue.construction == "clause" and scene.low(subject.bound) == "what"  # "in what he said was a rant"
    if scene.low(subject.bound) in {"that", "which", "whom", "what"}:
        return True
    token = scene.tokens[subject.bound]
    return (
        subject.kind == "pronoun"
        and token.kind == "word"
        and token.low not in _BEFORE_CLAUSE
        and not token.low.endswith("ly")
    )


def _is_inverted(scene: Scene, at: int, sentence: range) -> bool:
    """Whether the name after a verb can only be its subject: `…, said Ann Fox.`, `…, said Ann Fox, a nurse`."""
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


def _cut(scene: Scene, subject: Subject) -> int:
    """Return the token that ends the clause before this one: a comma or conjunction before the subject."""
    at = subject.bound if subject.bound >= 0 else subject.first
    return at - 1 if scene.is_mark(at - 1, ",") and scene.low(at) in _BEFORE_SUBJECT else max(at, 0)
