"""Find the reporting clauses of a paragraph and divide each sentence among them.

"X said (that) A" reports the words after the cue, "A, X said" those before it, "A, X said, B" both. The next clause of
the same rank ends a clause. A clause inside a reported one is second-hand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from index.statements.candidates.reporting_clauses import reporting_clause
from index.statements.content.boundaries import Clause, end_before_punctuation, find_content_begin
from index.statements.content.endings import SUBORDINATING, find_content_end
from index.statements.content.preceding import add_preceding_content, ends_sentence, follows_quotation
from index.statements.text.scene import Scene

_MAX_DEPTH = 4  # of reports inside reports


def find_clauses(scene: Scene) -> list[Clause]:
    """Return the reporting clauses of one paragraph in order, with their content."""
    out: list[Clause] = []
    for number, sentence in enumerate(scene.paragraph.sentences):
        found = [one for at in sentence if (one := reporting_clause(scene, at, number, sentence)) is not None]
        _divide(scene, found, sentence)
        out.extend(found)
    return out


def _divide(scene: Scene, found: list[Clause], sentence: range) -> None:
    ends = end_before_punctuation(scene, sentence)
    if len(found) > 1 and found[-1].rule == "according-to" and found[-2].rule != "according-to":
        found[-2].relay = found[-1]
    acting = sorted((one for one in found if one.acts), key=_first)
    floor = sentence.start
    outer: Clause | None = None
    for clause, following in zip(found, [*found[1:], None], strict=False):
        begin = None if follows_quotation(scene, clause, sentence) else find_content_begin(scene, clause, ends)
        if begin is not None:
            clause.forward = True
            clause.pieces = [range(begin, find_content_end(scene, clause, begin, ends))]
        elif clause.stop is None:
            floor = add_preceding_content(scene, clause, floor, ends, following)
            _enclose(acting, clause)
        outer = _still_open(outer, clause.cue_first)
        if outer is not None and outer.pieces:
            enclosed = outer
            outer = _rank(scene, outer, clause)
            if outer is not enclosed and ends_sentence(scene, clause, ends):
                _report_neighbour(clause, enclosed, sentence)
        if clause.forward and outer is not None and (outer.depth >= _MAX_DEPTH or clause.cue.construction == "object"):
            clause.pieces, clause.forward = [], False
        if clause.forward:
            clause.inside = outer
            clause.depth = 0 if outer is None else outer.depth + 1
            outer = clause
            floor = floor if clause.acts else max(floor, clause.cue_stop, clause.stop or 0)
    if len(found) > 1 and found[-2].relay is not None and found[-2].pieces and not found[-2].forward:
        found[-1].pieces = []  # it relays the words before it and reports none


def _enclose(acting: Sequence[Clause], clause: Clause) -> None:
    """Put reports in nouns inside the clause that reports them: `Fox's call for a bridge was heard, Hill said`.

    `acting` holds the reports in reading order.
    """
    for piece in clause.pieces:
        begin, end = (bisect_left(acting, at, key=_first) for at in (piece.start, piece.stop))
        for one in acting[begin:end]:
            one.inside = clause


def _first(clause: Clause) -> int:
    return clause.cue_first


def _still_open(outer: Clause | None, at: int) -> Clause | None:
    while outer is not None and outer.content_stop <= at:
        outer = outer.inside
    return outer


def _report_neighbour(clause: Clause, enclosed: Clause, sentence: range) -> None:
    """Let a clause that ends its sentence report the one before it: "Hill said he left, the aide said"."""
    if clause.forward or clause.rule != "subject-verb":
        return
    begin = enclosed.subject.first if enclosed.subject is not None else sentence.start
    clause.pieces = [range(max(sentence.start, begin), clause.cut)] if clause.cut > begin else []
    enclosed.inside = clause


def _rank(scene: Scene, outer: Clause, clause: Clause) -> Clause | None:
    """End the outer clause before a clause of its rank. Return the clause that encloses the new one."""
    begin = outer.pieces[-1].start
    if clause.rule == "according-to" and clause.cut - begin <= 2:
        return outer
    if not _is_sibling(scene, clause, outer):
        return outer
    if clause.cut > begin:
        outer.pieces[-1] = range(begin, clause.cut)
    elif clause.cut == begin:
        outer.pieces.pop()
    return outer.inside


def _is_sibling(scene: Scene, clause: Clause, outer: Clause) -> bool:
    """Whether a clause stands beside the one before it, not inside its content."""
    subject = clause.subject
    at = clause.cut
    if subject is None:
        return False
    if subject.kind == "same" or clause.rule == "according-to" or scene.is_mark(at, ";—–"):
        return True
    if not scene.is_mark(at, ","):
        quoted = scene.is_quote(at - 1) and scene.tokens[at - 1].text == "," and clause.forward
        return scene.low(at) in {"while", "but"} or (quoted and scene.low(at) == "and")
    if at == subject.bound:
        opener = scene.low(outer.subject.bound) if outer.subject is not None and outer.subject.bound >= 0 else ""
        return opener in SUBORDINATING or not clause.forward
    return at + 1 == subject.bound and scene.low(subject.bound) in {"and", "but", "while", "as", "though", "yet"}
