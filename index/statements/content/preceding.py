"""Content to the left of a reporting clause, and its continuation to the right: "A, X said, B"."""

from __future__ import annotations

from index.statements.content.boundaries import MAX_ASIDE, REACH, Clause, follows_conjunction, skip_circumstances
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import TOPIC_ONLY
from index.statements.syntax.adjuncts import skip_adjuncts, skip_apposition, skip_hearer
from index.statements.text.scene import Scene

_MAX_TIME = 4  # tokens
_PERIODS = frozenset("hour hours day days week weeks month months year years minutes moments decade decades".split())
_AFTER_REPORT = lex.CLAUSE_OPENERS | lex.PREPOSITIONS | {"and", "but", "who", "or", "not", "here", "there"}


def add_preceding_content(scene: Scene, clause: Clause, floor: int, ends: int, following: Clause | None) -> int:
    """Add the content before the clause, from `floor` on, and its continuation; return where they end."""
    subject = clause.subject
    if subject is None or subject.kind == "same" or not _may_follow_content(scene, clause, floor, ends):
        return floor
    left = clause.cue_first
    if clause.rule == "subject-verb":
        left = min(subject.bound + 1, subject.first, left)
    stop = left
    while stop > floor and (scene.is_mark(stop - 1, ",—–-") or (scene.low(stop - 1) == "as" and stop - 1 > floor)):
        stop -= 1
    adjacent = stop < left or (stop > floor and scene.is_quote(stop - 1)) or clause.rule == "according-to"
    floor = _skip_bracket(scene, floor, stop)
    if adjacent and stop > floor:
        clause.pieces.append(range(floor, stop))
    rest = _find_continuation(scene, clause, ends, following)
    opens_sentence = stop <= floor and clause.cue.construction != "object"  # a neighbour may be its content
    if not clause.pieces and clause.rule != "according-to" and not opens_sentence:
        return floor
    if rest is not None and (clause.pieces or clause.rule == "according-to"):
        clause.pieces.append(rest)
        return rest.stop
    return max(floor, clause.after)


def _may_follow_content(scene: Scene, clause: Clause, floor: int, ends: int) -> bool:
    topical = clause.cue.construction in {"object", "quote"} or clause.cue.lemma in TOPIC_ONLY
    if topical and not _is_after_quotation(scene, clause, floor):
        return False
    phrase = clause.subject is not None and clause.subject.kind == "phrase"
    if phrase and clause.cue.lemma in {"announce", "offer", "reveal", "disclose"}:
        return False  # "a plan announced last year"
    return clause.rule != "subject-verb" or not _has_object(scene, clause, ends)


def _has_object(scene: Scene, clause: Clause, ends: int) -> bool:
    """Return whether an object follows the verb, so that no content precedes it: "Fox maintained a lead"."""
    at = skip_circumstances(scene, clause, ends)
    if at >= ends or scene.tokens[at].kind != "word" or follows_quotation(scene, clause, range(ends)):
        return False
    return scene.low(at) not in _AFTER_REPORT and not scene.low(at).endswith("ly")


def _is_after_quotation(scene: Scene, clause: Clause, floor: int) -> bool:
    """Return whether a quotation directly precedes the clause: `"Why?" asked Fox`."""
    left = clause.bound if clause.subject is not None and clause.rule == "subject-verb" else clause.cue_first - 1
    if scene.low(left) == "as":
        left -= 1 + scene.is_mark(left - 1, ",")
    return left >= floor and scene.is_quote(left) and scene.ends_open(left)


def _skip_bracket(scene: Scene, floor: int, stop: int) -> int:
    """Return the token after a bracket that is still open at `stop`, or `floor`."""
    at = scene.find_mark("()", stop - 1, max(floor, stop - REACH) - 1, -1)
    return at + 1 if at is not None and scene.is_mark(at, "(") else floor


def _find_continuation(scene: Scene, clause: Clause, ends: int, following: Clause | None) -> range | None:
    """Return the content after "A, X said, …"."""
    at = clause.after
    if clause.cue.construction == "hearer":
        at = skip_hearer(scene, at, ends)
    skip = skip_apposition if clause.rule == "according-to" else skip_adjuncts
    at = skip(scene, at, ends)
    if clause.rule == "verb-subject" and scene.is_mark(at, ","):
        at = _skip_description(scene, at, ends)
    if at >= ends or not scene.is_mark(at, ",—–-") or at + 1 >= ends:
        return None
    begin = at + 1
    stop = following.cut if following is not None and following.subject is not None else ends
    if stop <= begin or scene.is_title(begin) or (scene.low(begin).endswith("ing") and scene.at[begin] is None):
        return None
    return None if _is_time_distance(scene, begin, stop) else _continue_from(scene, clause, begin, stop)


def _continue_from(scene: Scene, clause: Clause, begin: int, stop: int) -> range | None:
    continues = clause.rule != "verb-subject" or scene.low(begin) in lex.AUXILIARIES
    last = clause.pieces[-1] if clause.pieces else None
    quoted = last is not None and len(last) <= 4 and all(scene.tokens[n].kind != "word" for n in last)
    if continues and (not quoted or scene.low(begin) == "that"):  # "“Bad luck,” Fox said, *that both had come*"
        return range(begin, stop)
    quote = next((n for n in range(begin, min(stop, begin + REACH)) if scene.is_quote(n)), None)
    return range(quote, stop) if quote is not None and scene.is_mark(quote - 1, ",:—–-") else None


def _skip_description(scene: Scene, comma: int, ends: int) -> int:
    """Return the comma after the speaker's description: "The point, says Ann Fox, historian at the town's library"."""
    closing = scene.find_mark(",", comma + 1, min(ends - 1, comma + MAX_ASIDE))
    return closing if closing is not None and scene.low(closing + 1) in lex.AUXILIARIES else comma


def _is_time_distance(scene: Scene, begin: int, stop: int) -> bool:
    """Return whether the tokens only date the report: "…, Fox conceded, *six months* after he had ruled it out"."""
    period = next((n for n in range(begin, min(stop, begin + _MAX_TIME)) if scene.low(n) in _PERIODS), None)
    return period is not None and scene.low(period + 1) in {"after", "before", "since"}


def follows_quotation(scene: Scene, clause: Clause, sentence: range) -> bool:
    """Return whether the quotation before a clause is its content, whatever follows: `"A," X said …`."""
    if clause.subject is None or clause.subject.kind == "same" or clause.rule == "according-to":
        return False
    left = clause.bound if clause.rule == "subject-verb" else clause.cue_first - 1
    if scene.low(left) == "as" and left > sentence.start and (scene.is_mark(left - 1, ",") or scene.is_quote(left - 1)):
        return not follows_conjunction(scene, left, sentence.start)  # "…, as Fox said in May"
    if left >= sentence.start and scene.is_mark(left, ",—–-"):
        left -= 1
    if left < sentence.start or not scene.is_quote(left) or scene.is_title(left):
        return False
    return scene.ends_open(left) or clause.cue.construction in {"clause", "quote"}


def ends_sentence(scene: Scene, clause: Clause, ends: int) -> bool:
    """Return whether only adjuncts follow the clause in its sentence."""
    return clause.cue.construction == "clause" and skip_adjuncts(scene, clause.after, ends) >= ends
