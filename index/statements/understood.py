"""Reporting verbs without a subject of their own: "continued to say", "by saying", "Calling it a sham, Fox …"."""

from __future__ import annotations

from index.statements import lexicon as lex
from index.statements.contents import Clause
from index.statements.cues import DECLINING, Cue
from index.statements.omitted import main_subject, subject_at
from index.statements.passives import main_clause
from index.statements.phrases import skip_adverbs
from index.statements.scene import Scene
from index.statements.subjects import subject_before
from index.types import Commitment

_GOVERNING: dict[str, Commitment] = {
    **dict.fromkeys(
        "continued continues continue continuing began begins begin beginning started starts went goes on moved seemed "
        "seems appeared appears quick careful right had has have chose took came rushed hastened proceeded managed "
        "bold eager happy uses using takes taking forced compelled used able pleased proud sorry first".split(),
        "asserted",
    ),
    **dict.fromkeys(
        "wants want wanted tried tries trying try seeks sought seek hopes hoped plans planned "
        "expected likely struggled struggles intends going ready willing scheduled supposed threatened expects "
        "prepared poised vowed promised pledged agreed".split(),
        "conditional",
    ),
    **dict.fromkeys(
        "failed fails unwilling unable unlikely neglected hesitated reluctant hesitant".split(), "declined"
    ),
    **dict.fromkeys(DECLINING, "declined"),
}
_USING = frozenset("used uses using took takes taking".split())
_PURPOSE = 12  # tokens between "used" and the "to" that says what for
_BEFORE_GERUND = frozenset("by after before in while when without upon".split())


def infinitive(scene: Scene, at: int, cue: Cue, number: int, start: int) -> Clause | None:
    """`Fox continued to say`, `was quick to point out`, `refused to call`: the subject of the verb that governs it."""
    to = skip_adverbs(scene, at - 1, start)
    if cue.form != "base" or scene.low(to) != "to":
        return None
    governor = skip_adverbs(scene, to - 1, start) if scene.low(to - 1) not in _GOVERNING else to - 1
    if scene.low(governor) not in _GOVERNING:
        governor = _means(scene, to, start)
    commitment = _GOVERNING.get(scene.low(governor))
    if commitment is None or governor <= start or scene.at[governor] is not None:
        return None
    left = governor
    while left > start and scene.low(left - 1) in {"went", "goes", "go"} | lex.BE:
        left -= 1
    subject = subject_before(scene, left, start, progressive=True)
    if subject is None:
        return None
    if any(scene.low(n) in lex.NEGATIONS for n in range(max(start, left - 3), at)):
        commitment = "declined"
    elif commitment == "asserted" and any(scene.low(n) in lex.MODALS for n in range(max(start, left - 3), left)):
        commitment = "conditional"
    if commitment == "asserted":
        commitment = cue.commitment
    return Clause(left, at + 1, cue, subject, number, commitment, "subject-verb")


def _means(scene: Scene, to: int, start: int) -> int:
    """Where the verb stands whose means serve to say something: "*used* her speech to call", "*took* to the air to"."""
    for at in range(to - 1, max(start, to - _PURPOSE), -1):
        if scene.tokens[at].kind != "word" or scene.low(at) in lex.CLAUSE_OPENERS | {"and"}:
            return -1
        if scene.low(at) in _USING and scene.at[at] is None:
            return at
    return -1


def gerund(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """`began by saying`, `before adding`, and at the head of a sentence `Calling it a sham, Fox …`."""
    if cue.form != "participle":
        return None
    before = skip_adverbs(scene, at - 1, sentence.start)
    opens = before <= sentence.start and (before < sentence.start or scene.low(before) in _BEFORE_GERUND)
    if not opens and (scene.low(before) not in _BEFORE_GERUND or scene.at[before] is not None):
        return None
    never = scene.low(before) == "without" or (scene.low(before) == "from" and scene.low(before - 1) == "far")
    commitment: Commitment = "declined" if never else cue.commitment
    if opens:
        comma = main_clause(scene, at + 1, sentence.stop)
        subject = subject_at(scene, comma + 1, sentence.stop) if comma is not None else None
        clause = Clause(at, at + 1, cue, subject, number, commitment, "participle", stop=comma)
        return clause if comma is not None else None
    subject = main_subject(scene, sentence, before)
    if subject is None or _joins(scene, subject.last, before):
        return None
    subject.bound = before - 1
    return Clause(at, at + 1, cue, subject, number, commitment, "participle")


def _joins(scene: Scene, first: int, stop: int) -> bool:
    """Whether another clause begins between a subject and the gerund, which may have a subject of its own."""
    return any(
        scene.is_mark(n, ";:—–")
        or scene.is_quote(n)
        or (scene.low(n) in {"and", "but", "who", "that", "which"})
        or (scene.at[n] is not None and scene.is_mark(n - 1, ","))
        for n in range(first, stop)
    )
