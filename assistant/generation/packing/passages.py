"""Pack passages and statements, each on its own. Overviews use it.

Passages are `[1]` and statements `{S1}`. The verifier resolves the markers of the reply by the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from assistant.generation.packing.escaping import escape_evidence, label, origin
from assistant.generation.packing.markup import describe_force, describe_relay
from assistant.generation.packing.messages import PackedPrompt, PromptFrame
from assistant.types import Evidence, RetrievedEvidence
from index.ports import TokenCounter
from index.types import Article, Hit, Statement

EARLIER_SHARE = 5
"""Citations of earlier answers get at most 1/5 of the room."""
STATEMENTS_PER_PASSAGE = 3
"""Statements to pack for each passage: a statement costs a sentence, a passage costs a paragraph."""


def pack_passages(found: RetrievedEvidence, frame: PromptFrame) -> PackedPrompt:
    """Return the messages for one call, at most `budget` tokens in all.

    The least relevant evidence is left out first; if nothing fits, the packed evidence is empty. Citations of earlier
    answers follow the question's own evidence and take at most their share of the room.
    """
    _, empty = frame.fill("")
    room = frame.budget - empty
    cited, cited_tokens = _fit(found.earlier, room // EARLIER_SHARE, frame.counter)
    own, _ = _fit(found.evidence, room - cited_tokens, frame.counter)
    packed = _render(own + cited, frame)
    while packed.tokens > frame.budget and packed.evidence:
        hits, statements = packed.evidence.hits, packed.evidence.statements
        packed = _render(Evidence(hits[:-1], statements) if hits else Evidence((), statements[:-1]), frame)
    return packed


def render_evidence(evidence: Evidence, *, start: int = 1) -> str:
    """Return the evidence as the model sees it, numbered from `start`."""
    passages = [_render_passage(hit, number) for number, hit in enumerate(evidence.hits, start)]
    statements = [_render_statement(*pair, number) for number, pair in enumerate(evidence.statements, start)]
    return "\n\n".join((*passages, *statements))


def _render(evidence: Evidence, frame: PromptFrame) -> PackedPrompt:
    return PackedPrompt(evidence, *frame.fill(render_evidence(evidence)))


def _fit(evidence: Evidence, room: int, counter: TokenCounter) -> tuple[Evidence, int]:
    """Return the evidence that fits into the room, and its tokens."""
    chosen, tokens = Evidence(), 0
    for item in _by_relevance(evidence):
        larger = chosen + item
        cost = counter.count(render_evidence(item, start=len(larger.hits) + len(larger.statements))) + 4
        if cost <= room - tokens:
            chosen, tokens = larger, tokens + cost
    return chosen, tokens


def _by_relevance(evidence: Evidence) -> Iterator[Evidence]:
    """Yield single items, best first, alternating between a few statements and a passage."""
    starts = range(0, len(evidence.statements), STATEMENTS_PER_PASSAGE)
    groups = [evidence.statements[start : start + STATEMENTS_PER_PASSAGE] for start in starts]
    for group, hit in zip_longest(groups, evidence.hits):
        yield from (Evidence((), (pair,)) for pair in group or ())
        if hit is not None:
            yield Evidence((hit,))


def _render_passage(hit: Hit, number: int) -> str:
    text = escape_evidence(hit.passage.span.of(hit.article.text))
    return f"[{number}] {origin(hit.article)}, “{label(hit.article.title)}”\n<passage>\n{text}\n</passage>"


def _render_statement(statement: Statement, article: Article, number: int) -> str:
    names = " and ".join(label(speaker.name) for speaker in statement.speakers)
    speaker = names or "a speaker the article does not name"
    kinds = {"direct": "in direct speech", "indirect": "as reported", "mixed": "as reported, partly quoted"}
    how = f"{kinds[statement.kind]}{describe_force(statement)}{describe_relay(statement)}"
    words = " … ".join(escape_evidence(piece.of(article.text)) for piece in statement.pieces)
    return f"{{S{number}}} {speaker} ({how}; {origin(article)}): <said>{words}</said>"
