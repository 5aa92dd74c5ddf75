"""An article with every statement marked, and the rules that found them under each paragraph.

The marks are letters and numbers, so the text reads the same without colours.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answers.phrases import format_day
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.phrases import format_period, format_source, format_speakers, one_line
from index.tokenization import split_paragraphs
from index.types import Article, Span, Statement

COLOURS = tuple(f"color({number})" for number in (33, 208, 35, 170, 37, 136, 99, 167, 70, 31, 172, 133))
"""Readable on black and on white."""
NEUTRAL = "bright_black"
"""For unnamed speakers: "an official" in two places may be two people."""
LEGEND = (
    Part("[1 … ]"),
    Part(" what statement 1 says, ", "dim"),
    Part("{1 … }", "underline"),
    Part(" by whom, ", "dim"),
    Part("<1 … >", "bold"),
    Part(" with which words", "dim"),
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span of one statement, and the brackets that mark it."""

    span: Span
    number: int
    signs: str
    colour: str
    emphasis: str = ""


def render_explained(article: Article, statements: Sequence[Statement]) -> list[Line]:
    """Return the marked article. Under each paragraph follow the decisions on the statements that begin in it."""
    numbered = sorted(enumerate(statements, start=1), key=lambda one: one[1].content.start)
    colours = colours_of(statement.speaker.name for statement in statements if statement.speaker and _named(statement))
    marks = [mark for number, statement in numbered for mark in _marks(number, statement, _colour(statement, colours))]
    reasons = deque((one.content.start, _why(number, one, article, colours)) for number, one in numbered)
    head = [text_line(article.title, "bold"), text_line(f"{format_source(article, ())}  {article.id}", "dim")]
    lines = [*head, *_legend(statements, colours), Line()]
    for paragraph, there in _by_paragraph(split_paragraphs(article.text), marks):
        lines.append(Line(tuple(_marked(article.text, paragraph, there))))
        while reasons and reasons[0][0] < paragraph.end:
            lines.append(reasons.popleft()[1])
        lines.append(Line())
    return lines


def colours_of(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each name: always the same, unless an earlier name has it."""
    colours: dict[str, str] = {}
    free = set(COLOURS)
    for name in names:
        if name not in colours:
            own = zlib.crc32(name.encode("utf-8", "replace")) % len(COLOURS)
            nearest = (*COLOURS[own:], *COLOURS[:own])
            colours[name] = next((colour for colour in nearest if colour in free), COLOURS[own])
            free.discard(colours[name])
    return colours


def _named(statement: Statement) -> bool:
    return statement.speaker is not None and statement.speaker.kind != "unnamed"


def _colour(statement: Statement, colours: Mapping[str, str]) -> str:
    return colours[statement.speaker.name] if statement.speaker and _named(statement) else NEUTRAL


def _legend(statements: Sequence[Statement], colours: Mapping[str, str]) -> list[Line]:
    """Return the key to the marks, and the number of statements by each speaker."""
    if not statements:
        return [text_line("No statements.")]
    style_of = {format_speakers(statement): _colour(statement, colours) for statement in statements}
    counts = Counter(format_speakers(statement) for statement in statements)
    spoken = [Part(f"{name} {count}", style_of[name]) for name, count in counts.most_common()]
    parted = [part for one in spoken for part in (Part(", ", "dim"), one)][1:]
    return [Line(LEGEND), Line((Part("Statements: ", "dim"), *parted))]


def _why(number: int, statement: Statement, article: Article, colours: Mapping[str, str]) -> Line:
    asides = (("to", statement.hearer), ("venue", statement.venue), ("when", statement.when))
    decided = [
        statement.kind,
        statement.commitment,
        *(f"{name}: {one_line(span.of(article.text))}" for name, span in asides if span),
        *([f"said on {format_day(statement.said_on)}"] if statement.said_on else []),
        *([f"said {format_period(statement.said_during)}"] if statement.said_during else []),
        *([f"relayed by {statement.relayed_by}"] if statement.relayed_by else []),
    ]
    who = Part(f"    [{number}] {format_speakers(statement)}", _colour(statement, colours))
    return Line((who, Part(f"  {', '.join(decided)}; rule: {statement.rule or 'none'}", "dim")))


def _marks(number: int, statement: Statement, colour: str) -> Iterator[_Mark]:
    for piece in statement.pieces:
        yield _Mark(piece, number, "[]", colour)
    for span, signs, emphasis in ((statement.source, "{}", "underline"), (statement.cue, "<>", "bold")):
        if span:
            yield _Mark(span, number, signs, colour, emphasis)


def _by_paragraph(paragraphs: Iterable[Span], marks: Iterable[_Mark]) -> Iterator[tuple[Span, list[_Mark]]]:
    """Yield each paragraph with its marks, outer before inner. A mark may span paragraphs."""
    ahead = deque(sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end)))
    going: list[_Mark] = []
    for paragraph in paragraphs:
        while ahead and ahead[0].span.start < paragraph.end:
            going.append(ahead.popleft())
        yield paragraph, [_within(mark, paragraph) for mark in going if mark.span.overlap(paragraph)]
        going = [mark for mark in going if mark.span.end > paragraph.end]


def _within(mark: _Mark, paragraph: Span) -> _Mark:
    start, end = max(mark.span.start, paragraph.start), min(mark.span.end, paragraph.end)
    return replace(mark, span=Span(start, end))


def _marked(text: str, paragraph: Span, marks: Sequence[_Mark]) -> Iterator[Part]:
    """Yield the paragraph with its brackets. Text inside several marks has the style of the innermost."""
    edges = sorted({paragraph.start, paragraph.end, *(e for mark in marks for e in (mark.span.start, mark.span.end))})
    ahead = deque(marks)
    inside: list[_Mark] = []
    for start, end in pairwise(edges):
        while ahead and ahead[0].span.start == start:
            inside.append(ahead.popleft())
            yield Part(f"{inside[-1].signs[0]}{inside[-1].number} ", inside[-1].colour)
        innermost = min(inside, key=lambda mark: mark.span.end - mark.span.start, default=None)
        style = f"{innermost.colour} {innermost.emphasis}".strip() if innermost else ""
        yield Part(text[start:end], style)
        for mark in [mark for mark in reversed(inside) if mark.span.end == end]:
            inside.remove(mark)
            yield Part(_closing(mark, edges), mark.colour)


def _closing(mark: _Mark, edges: Sequence[int]) -> str:
    """Return the closing bracket, with the number repeated if another mark begins or ends inside."""
    alone = bisect_right(edges, mark.span.start) == bisect_left(edges, mark.span.end)
    return mark.signs[1] if alone else f" {mark.number}{mark.signs[1]}"
