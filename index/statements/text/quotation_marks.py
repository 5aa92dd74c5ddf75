"""Quotation marks to quotations: which stretches of an article stand between marks.

Only outermost quotations count; marks inside them are part of what is quoted. A quotation never crosses a paragraph,
except where it is left open and the next paragraph opens again, as news writing marks a quotation that goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Span

MARKS = "\"'`“”„«»‘’「」『』 \u00a0"
# '' and `` are how some wire copy writes double marks; three single marks are one of these and a single one in it.
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
    """One quotation with its marks; several spans where it runs over paragraphs. `single` has '…' for marks."""

    spans: tuple[Span, ...]
    single: bool = False
    closed: bool = True

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    mark: str
    closed: bool


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """The quotations of a text in order, not overlapping."""
    out: list[Quotation] = []
    pending: list[_Found] = []  # a quotation left open at the end of the paragraphs before
    for paragraph in paragraphs:
        found = _in_paragraph(text, paragraph)
        goes_on = bool(pending) and bool(found) and found[0].span.start == paragraph.start
        if pending and not goes_on:
            out.append(_quotation(pending))
            pending = []
        for one in found:
            if pending and (one is found[0] or pending[-1].span.start >= paragraph.start):
                pending.append(one)
            elif not one.closed:
                pending = [one]
            else:
                out.append(_quotation([one]))
                continue
            if one.closed:
                out.append(_quotation(pending))
                pending = []
    if pending:
        out.append(_quotation(pending))
    return tuple(out)


def _quotation(parts: list[_Found]) -> Quotation:
    return Quotation(
        spans=tuple(part.span for part in parts),
        single=parts[0].mark in _SINGLE_OPENERS,
        closed=parts[-1].closed,
    )


def _in_paragraph(text: str, paragraph: Span) -> list[_Found]:
    """The outermost quotations of one paragraph; double marks of one kind may nest where they balance."""
    marks = [m for m in _MARK.finditer(text, paragraph.start, paragraph.end) if not _is_apostrophe(text, m, paragraph)]
    doubles = [mark for mark in marks if _kind(mark) not in _SINGLES]
    found = _pair(text, paragraph, doubles, nesting=True)
    if found and not found[-1].closed:
        found = _pair(text, paragraph, doubles, nesting=False)
    singles = _pair_singles(text, paragraph, [mark for mark in marks if _kind(mark) in _SINGLES])
    return _outermost(text, found, singles) if singles else found


def _pair(text: str, paragraph: Span, marks: Sequence[re.Match[str]], *, nesting: bool) -> list[_Found]:
    out: list[_Found] = []
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
                out.append(_Found(Span(opened.start(), mark.end()), _kind(opened), closed=True))
                opened = None
        elif nesting and kind in _OPENING and (kind == _kind(opened) or (kind == "“" and _kind(opened) == '"')):
            depth += 1
    if opened is not None:
        out.append(_Found(Span(opened.start(), paragraph.end), _kind(opened), closed=False))
    return out


def _pair_singles(text: str, paragraph: Span, marks: Sequence[re.Match[str]]) -> list[_Found]:
    out: list[_Found] = []
    opened: re.Match[str] | None = None
    for mark in marks:
        if opened is None:
            opened = mark if _opens(text, mark, paragraph) else None
        elif _kind(mark) in _SINGLE_CLOSERS and _ends_single(text, mark, paragraph):
            out.append(_Found(Span(opened.start(), mark.end()), _kind(opened), closed=True))
            opened = None
    return out  # one that never closes was an apostrophe


def _outermost(text: str, doubles: list[_Found], singles: list[_Found]) -> list[_Found]:
    """Single marks count where they touch no double ones, or hold whole quotations and end like one themselves."""
    out: list[_Found] = []
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


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    kind = _kind(mark)
    if kind in _OPENING:
        return True
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if mark.start() == paragraph.start and text.startswith(" …", mark.end()):
        return True
    free = before.isspace() or before in _BEFORE_OPENING
    if kind in _SINGLE_OPENERS:
        return free and after.isalnum()
    return free and not after.isspace() and (kind in _STRAIGHT or kind == "”")


def _closes(text: str, mark: re.Match[str], opener: str, paragraph: Span) -> bool:
    kind = _kind(mark)
    if kind == opener == "“":  # an opening mark where a closing one belongs: “No,“ he said
        after = text[mark.end()] if mark.end() < paragraph.end else " "
        return text[mark.start() - 1] in ",.!?…" and not after.isalnum()
    if opener in _OPENING:
        return kind in _OPENING[opener] or (opener in {"“", "„", "``"} and kind == '"')
    if opener in _SINGLE_OPENERS:
        return kind in _SINGLE_CLOSERS and _ends_single(text, mark, paragraph)
    if opener == "”":
        return kind == "”"
    if kind != opener and not (opener == '"' and kind == "”"):
        return False
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    # A mark with white space before it and a letter after it opens a nested or a new quotation; it closes nothing.
    return not (before.isspace() and after.isalnum())


def _is_apostrophe(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    if _kind(mark) not in "'’‘":
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    return (before.isalnum() and after.isalnum()) or bool(_ELISION.match(text, mark.start()))


def _ends_single(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Whether a single mark closes: after punctuation, or after a letter that is no plural's (the workers' rights)."""
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if after.isalnum():
        return False
    return before in ',.!?…—―-)”"' or (before.isalnum() and (before not in "sS" or after in ",.;:!?)"))
