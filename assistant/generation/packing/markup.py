"""Articles as a model sees them: numbered paragraphs, in which each statement is marked with its speaker.

`[3]` cites a paragraph, and `{S2}` stands for the words of a statement. The verifier resolves the markers of the reply
by the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.generation.packing.escaping import escape_inline, label, origin
from index.types import Article, Span, Statement

GAP = "(…)"
"""Stands for paragraphs that were left out."""


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """The chosen paragraphs of one article, and the statements in them with their numbers."""

    article: Article
    paragraphs: tuple[Span, ...]
    """In reading order."""
    follows_gap: tuple[bool, ...]
    """For each paragraph, whether paragraphs before it were left out."""
    statements: Mapping[str, int]
    """The number of each statement, by its id."""
    spoken: tuple[Statement, ...]


def render_articles(blocks: Sequence[ArticleBlock]) -> str:
    """Return the evidence of a prompt. Paragraphs are numbered from 1 over all articles."""
    texts = []
    first = 1
    for block in blocks:
        texts.append(_render_article(block, first))
        first += len(block.paragraphs)
    return "\n\n".join(texts)


def render_header(article: Article) -> str:
    """Return the line above an article's paragraphs."""
    kinds = {"opinion": "; opinion", "analysis": "; analysis", "press_release": "; press release", "live": "; live"}
    replaced = "; an earlier version, replaced since" if article.superseded_by else ""
    return f"<article> {origin(article)}{kinds.get(article.kind, '')}{replaced}: “{label(article.title)}”"


def render_paragraph(span: Span, article: Article, spoken: Sequence[Statement], numbers: Mapping[str, int]) -> str:
    """Return a paragraph on one line, with its statements marked."""
    text = article.text
    marks = _nested(_marks(span, text, spoken, numbers))
    parts: list[str] = []
    position = span.start
    for at, mark in _edges(marks):
        parts += (escape_inline(text[position:at]), mark)
        position = at
    parts.append(escape_inline(text[position : span.end]))
    return "".join(parts).strip()


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    opening: str


def _render_article(block: ArticleBlock, first: int) -> str:
    lines = [render_header(block.article)]
    for number, (span, gap) in enumerate(zip(block.paragraphs, block.follows_gap, strict=True), start=first):
        lines += [GAP] if gap else []
        lines.append(f"[{number}] {render_paragraph(span, block.article, block.spoken, block.statements)}")
    return "\n".join((*lines, "</article>"))


def _marks(span: Span, text: str, spoken: Sequence[Statement], numbers: Mapping[str, int]) -> Iterator[_Mark]:
    for statement in spoken:
        for number, piece in enumerate(statement.pieces):
            if not span.contains(piece) or statement.id not in numbers:
                continue
            name = f" {describe_speaker(statement, text)}" if not number else ""
            yield _Mark(piece, f"{{S{numbers[statement.id]}{name}: ")


def describe_speaker(statement: Statement, text: str) -> str:
    """Return who says a statement, and whether it is denied, refused, conditional or second-hand."""
    names = " and ".join(label(speaker.name) for speaker in statement.speakers)
    if not names:
        names = f"“{label(statement.source.of(text))}”, not named" if statement.source else "a speaker who is not named"
    return f"{names}{describe_force(statement)}{describe_relay(statement)}"


def describe_force(statement: Statement) -> str:
    """Return ", denied", ", declined" or ", conditional"; "" for a plain assertion."""
    return "" if statement.commitment == "asserted" else f", {statement.commitment}"


def describe_relay(statement: Statement) -> str:
    """Return ", relayed by NAME" for second-hand speech, else ""."""
    return f", relayed by {label(statement.relayed_by)}" if statement.relayed_by else ""


def _nested(marks: Iterator[_Mark]) -> list[_Mark]:
    """Return the marks in reading order, the outer one first, without those that cross an earlier one."""
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda one: (one.span.start, -one.span.end)):
        crosses = any(
            one.span.overlap(mark.span) and not one.span.contains(mark.span) and not mark.span.contains(one.span)
            for one in kept
        )
        if not crosses and all(one.span != mark.span for one in kept):
            kept.append(mark)
    return kept


def _edges(marks: Sequence[_Mark]) -> list[tuple[int, str]]:
    """Return where each mark opens and closes; at one place, the inner mark closes first."""
    edges: list[tuple[int, int, str]] = []
    for depth, mark in enumerate(marks):
        edges += ((mark.span.start, depth, mark.opening), (mark.span.end, -depth - 1, "}"))
    return [(at, text) for at, _, text in sorted(edges, key=lambda edge: (edge[0], edge[2] != "}", edge[1]))]
