"""Reports in the passive ("was asked", "told by Hill"): only "by" names their source."""

from __future__ import annotations

from index.statements.content.boundaries import Clause
from index.statements.content.endings import main_clause
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, PASSIVES, Cue
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import subject_after
from index.statements.text.scene import Scene
from index.types import Commitment

_MAX_BETWEEN = 14  # tokens between the verb and its content: by whom, when, where
_INTRODUCING = frozenset("having being after before when once while since as".split())
_MAX_INTRODUCTION = 5  # tokens: "After Fox had been *told*"
_BEFORE_BARE = frozenset("when if once and often while repeatedly".split())


def passive_clause(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    """Parse `Fox was asked whether …`, `asked by Hill about …`, `Fox is said to …`."""
    openers = PASSIVES.get(scene.low(at))
    if openers is None or scene.at[at] is not None or not _is_passive(scene, at, sentence):
        return None
    cue = CUES[scene.low(at)]
    begin = _content_begin(scene, at, openers, sentence)
    if begin is None:
        return None
    by = next((n for n in range(at + 1, begin) if scene.low(n) == "by"), None)
    subject = subject_after(scene, by, sentence.stop) if by is not None else None
    clause = Clause(at, at + 1, cue, subject, number, _commitment(scene, at, cue, sentence), rule="passive")
    clause.after = begin
    clause.cut = max(sentence.start, skip_adverbs(scene, at - 1, sentence.start))
    if _opens_sentence(scene, at, sentence):
        clause.stop = main_clause(scene, begin, sentence.stop)
    return clause


def _is_passive(scene: Scene, at: int, sentence: range) -> bool:
    left = skip_adverbs(scene, at - 1, sentence.start)
    if left < sentence.start or scene.low(left) in lex.BE or scene.low(left) in {"being", "get"}:
        return True
    if scene.low(at) != "asked" or (scene.low(left) == "and" and not _may_be_passive(scene, left - 1)):
        return False  # "Fox said it leaked *and asked* whether": she asked
    return scene.low(left) in _BEFORE_BARE or scene.tokens[left].kind != "word"


def _may_be_passive(scene: Scene, at: int) -> bool:
    """Whether "and asked" can continue a passive: "was *stopped* and asked", unlike "Fox *nodded* and asked"."""
    left = skip_adverbs(scene, at - 1, 0)
    active = left >= 0 and (scene.at[left] is not None or scene.low(left) in lex.PRONOUNS)
    return scene.low(at).endswith("ed") and not active


def _content_begin(scene: Scene, at: int, openers: frozenset[str], sentence: range) -> int | None:
    for number in range(at + 1, min(sentence.stop, at + _MAX_BETWEEN)):
        token = scene.tokens[number]
        if scene.low(at) == "asked" and scene.is_quote(number) and scene.is_mark(number - 1, ",:"):
            return number
        if token.kind != "word" and not scene.is_mark(number, "(),:"):
            return None
        if token.low in openers and scene.at[number] is None:
            begin = number + 1 if token.low == "about" else number - (scene.low(number - 1) in {"not", "never"})
            return begin if number + 1 < sentence.stop and scene.tokens[number + 1].kind == "word" else None
        if token.low in lex.PRONOUNS or token.low in lex.AUXILIARIES:
            return None
    return None


def _opens_sentence(scene: Scene, at: int, sentence: range) -> bool:
    if scene.low(sentence.start) in _INTRODUCING and at - sentence.start <= _MAX_INTRODUCTION:
        return True
    return at - sentence.start <= 1 and (at == sentence.start or scene.low(at - 1) in _BEFORE_BARE)


def _commitment(scene: Scene, at: int, cue: Cue, sentence: range) -> Commitment:
    before = {scene.low(n) for n in range(max(sentence.start, at - 4), at)}
    return "declined" if before & lex.NEGATIONS else "conditional" if before & lex.MODALS else cue.commitment
