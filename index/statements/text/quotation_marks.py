"""Pairing of quotation marks.

Only outermost quotations count: nested marks belong to the quoted text. A quotation ends with its paragraph, unless it
is left open and the next paragraph begins with a mark, which is how news marks a quotation over several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Span

MARKS = "\"'`“”„«»‘’「」『』 \u00a0"
# Some wire copy writes double marks as '' and ``. Three single marks are a double and a nested single mark.
_MARK = re.compile(r"'''?|``|[\"“”„«»‘’'「」『』]")
_OPENING = {"“": "”", "„": "“”", "«": "»", "``": "''", "「": "」", "『": "』"}
_STRAIGHT = frozenset({'"', "''"})
_SINGLES = frozenset("‘’'")
_SINGLE_OPENERS = frozenset("‘'")
_SINGLE_CLOSERS = frozenset("’'")
_BEFORE_OPENING = frozenset('([{:—–―‒-/“"«¿¡\u202a\u200b\ufeff')
_ELISION = re.compile(r"['’‘](?:\d0s|em|til|twas|tis|cause|n|bout|round)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation including its marks, with one span for every paragraph."""

    spans: tuple[Span, ...]

    @property
    def end(self) -> int:
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a quotation that lies in one paragraph."""

    span: Span
    closed: bool


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Return the quotations of a text in order, without overlaps."""
    out: list[Quotation] = []
    pending: list[Span] = []  # the pieces of a quotation that is still open
    for paragraph in paragraphs:
        found = _find_pieces(text, paragraph)
        if pending and not (found and found[0].span.start == paragraph.start):
            out.append(Quotation(tuple(pending)))
            pending = []
        for piece in found:
            pending.append(piece.span)
            if piece.closed:
                out.append(Quotation(tuple(pending)))
                pending = []
    if pending:
        out.append(Quotation(tuple(pending)))
    return tuple(out)


def _find_pieces(text: str, paragraph: Span) -> list[_Piece]:
    """Return the outermost quotations of a paragraph. Double marks of one kind may nest if they balance."""
    marks = [m for m in _MARK.finditer(text, paragraph.start, paragraph.end) if not _is_apostrophe(text, m, paragraph)]
    doubles = [mark for mark in marks if _kind(mark) not in _SINGLES]
    found = _pair_doubles(text, paragraph, doubles, nesting=True)
    if found and not found[-1].closed:
        found = _pair_doubles(text, paragraph, doubles, nesting=False)
    singles = _pair_singles(text, paragraph, [mark for mark in marks if _kind(mark) in _SINGLES])
    return _keep_outermost(text, found, singles) if singles else found


def _pair_doubles(text: str, paragraph: Span, marks: Sequence[re.Match[str]], *, nesting: bool) -> list[_Piece]:
    out: list[_Piece] = []
    opened: re.Match[str] | None = None
    depth = 0
    for mark in marks:
        kind = _kind(mark)
        if opened is None:
            if _opens(text, mark, paragraph):
                opened, depth = mark, 1
        elif _closes(text, mark, _kind(opened), paragraph):
            depth -= 1
            if depth == 0:
                out.append(_Piece(Span(opened.start(), mark.end()), closed=True))
                opened = None
        elif nesting and kind in _OPENING and (kind == _kind(opened) or (kind == "“" and _kind(opened) == '"')):
            depth += 1
    if opened is not None:
        out.append(_Piece(Span(opened.start(), paragraph.end), closed=False))
    return out


def _pair_singles(text: str, paragraph: Span, marks: Sequence[re.Match[str]]) -> list[_Piece]:
    out: list[_Piece] = []
    opened: re.Match[str] | None = None
    for mark in marks:
        if opened is None:
            opened = mark if _opens(text, mark, paragraph) else None
        elif _kind(mark) in _SINGLE_CLOSERS and _ends_single(text, mark, paragraph):
            out.append(_Piece(Span(opened.start(), mark.end()), closed=True))
            opened = None
    return out  # an unclosed single mark was an apostrophe


def _keep_outermost(text: str, doubles: list[_Piece], singles: list[_Piece]) -> list[_Piece]:
    """Add the singly marked quotations that overlap no doubly marked one, or contain whole ones."""
    out: list[_Piece] = []
    at = 0
    for single in singles:
        while at < len(doubles) and doubles[at].span.end <= single.span.start:
            out.append(doubles[at])
            at += 1
        inside = at
        while inside < len(doubles) and doubles[inside].span.end <= single.span.end:
            inside += 1
        apart = inside == len(doubles) or doubles[inside].span.start >= single.span.end
        starts_outside = at == len(doubles) or doubles[at].span.start > single.span.start
        if starts_outside and apart and (inside == at or text[single.span.end - 2] in ",.?!"):
            out.append(single)
            at = inside
    return out + doubles[at:]


def _kind(mark: re.Match[str]) -> str:
    return mark.group()[:2]


def _neighbours(text: str, mark: re.Match[str], paragraph: Span) -> tuple[str, str]:
    """Return the characters before and after a mark, a space at the ends of the paragraph."""
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    return before, text[mark.end()] if mark.end() < paragraph.end else " "


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    kind = _kind(mark)
    if kind in _OPENING:
        return True
    if mark.start() == paragraph.start and text.startswith(" …", mark.end()):
        return True
    before, after = _neighbours(text, mark, paragraph)
    free = before.isspace() or before in _BEFORE_OPENING
    if kind in _SINGLE_OPENERS:
        return free and after.isalnum()
    return free and not after.isspace() and (kind in _STRAIGHT or kind == "”")


def _closes(text: str, mark: re.Match[str], opener: str, paragraph: Span) -> bool:
    kind = _kind(mark)
    before, after = _neighbours(text, mark, paragraph)
    if kind == opener == "“":  # an opening mark used as a closing one: “No,“ he said
        return before in ",.!?…" and not after.isalnum()
    if opener in _OPENING:
        return kind in _OPENING[opener] or (opener in {"“", "„", "``"} and kind == '"')
    if opener in _SINGLE_OPENERS:
        return kind in _SINGLE_CLOSERS and _ends_single(text, mark, paragraph)
    if opener == "”":
        return kind == "”"
    if kind != opener and not (opener == '"' and kind == "”"):
        return False
    # A mark between white space and a letter opens a nested or a new quotation.
    return not (before.isspace() and after.isalnum())


def _is_apostrophe(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    if _kind(mark) not in _SINGLES:
        return False
    before, after = _neighbours(text, mark, paragraph)
    return (before.isalnum() and after.isalnum()) or bool(_ELISION.match(text, mark.start()))


def _ends_single(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Return whether a single mark closes a quotation, unlike the apostrophe in "the workers' rights"."""
    before, after = _neighbours(text, mark, paragraph)
    if after.isalnum():
        return False
    return before in ',.!?…—―-)”"' or (before.isalnum() and (before not in "sS" or after in ",.;:!?)"))
