"""Format evidence for a prompt: numbered, within a token budget, and escaped so that it cannot imitate our markup.

Passages are `[1]` and statements `{S1}`. The verifier resolves the markers of the reply by the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.retrieval.evidence import EARLIER_TURNS
from assistant.types import Evidence, Query, Turn
from index.ports import TokenCounter
from index.types import Article, Hit, Statement
from prompts import Prompt, Rendered

MESSAGE_OVERHEAD = 11
"""Tokens that a chat request adds to two messages: 4 for each, 3 for the start of the reply."""
EARLIER_SHARE = 5
"""Citations of earlier answers get at most 1/5 of the room."""
MAX_LABEL_LENGTH = 200
"""Characters of a title, name or earlier question."""
STATEMENTS_PER_PASSAGE = 3
"""Statements to pack for each passage: a statement costs a sentence, a passage costs a paragraph."""

_NEUTRAL = str.maketrans(
    {
        **dict.fromkeys("[{［｛〔【", "("),
        **dict.fromkeys("]}］｝〕】", ")"),
        **dict.fromkeys("<＜", "‹"),
        **dict.fromkeys(">＞", "›"),
        **dict.fromkeys("\u2028\u2029\x85\x0b\x0c\r", "\n"),
        "\t": " ",
    }
)
# Control, zero-width, direction and tag characters, soft hyphens, the byte-order mark, surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class PackedPrompt:
    """The messages of one call, and the evidence that fitted into them."""

    evidence: Evidence
    messages: Rendered
    tokens: int


def pack_prompt(
    evidence: Evidence,
    *,
    query: Query,
    prompt: Prompt,
    budget: int,
    counter: TokenCounter,
    history: Sequence[Turn] = (),
    earlier: Evidence | None = None,
) -> PackedPrompt:
    """Return the messages for one call, at most `budget` tokens in all.

    The least relevant evidence is left out first; if nothing fits, the packed evidence is empty. `earlier` holds the
    citations of earlier answers. They follow the question's own evidence and take at most their share of the room.
    """
    room = budget - _render(Evidence(), query, prompt, counter, history).tokens
    cited, cited_tokens = _fit(earlier or Evidence(), room // EARLIER_SHARE, counter)
    own, _ = _fit(evidence, room - cited_tokens, counter)
    packed = _render(own + cited, query, prompt, counter, history)
    while packed.tokens > budget and packed.evidence:
        hits, statements = packed.evidence.hits, packed.evidence.statements
        smaller = Evidence(hits[:-1], statements) if hits else Evidence((), statements[:-1])
        packed = _render(smaller, query, prompt, counter, history)
    return packed


def render_evidence(evidence: Evidence, *, start: int = 1) -> str:
    """Return the evidence as the model sees it, numbered from `start`."""
    passages = [_render_passage(hit, number) for number, hit in enumerate(evidence.hits, start)]
    statements = [_render_statement(*pair, number) for number, pair in enumerate(evidence.statements, start)]
    return "\n\n".join((*passages, *statements))


def escape_evidence(text: str) -> str:
    """Return the text without anything that could be read as a marker, a fence, a special token or a control code."""
    return re.sub(r"\n{3,}", "\n\n", _INVISIBLE.sub("", text.translate(_NEUTRAL))).strip()


def label(text: str) -> str:
    """Return the text as one short escaped line."""
    line = " ".join(escape_evidence(text).split())
    return line if len(line) <= MAX_LABEL_LENGTH else line[: MAX_LABEL_LENGTH - 1] + "…"


def count_messages(messages: Rendered, counter: TokenCounter) -> int:
    """Return the number of tokens that a provider charges for the messages."""
    return counter.count(messages.system) + counter.count(messages.user) + MESSAGE_OVERHEAD


def format_earlier_questions(history: Sequence[Turn], details: Callable[[Turn], Sequence[str]] = lambda _: ()) -> str:
    """Return the last questions with their detail lines; "" without history. Answers are not evidence."""
    lines = [line for turn in history[-EARLIER_TURNS:] for line in (f"- {label(turn.question)}", *details(turn))]
    return "\n".join(("<earlier_questions>", *lines, "</earlier_questions>")) if lines else ""


def _render(
    evidence: Evidence, query: Query, prompt: Prompt, counter: TokenCounter, history: Sequence[Turn]
) -> PackedPrompt:
    question, earlier = escape_evidence(query.question), format_earlier_questions(history)
    messages = prompt.render(question=question, earlier=earlier, evidence=render_evidence(evidence))
    return PackedPrompt(evidence, messages, count_messages(messages, counter))


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
    return f"[{number}] {_origin(hit.article)}, “{label(hit.article.title)}”\n<passage>\n{text}\n</passage>"


def _render_statement(statement: Statement, article: Article, number: int) -> str:
    names = " and ".join(label(speaker.name) for speaker in statement.speakers)
    speaker = names or "a speaker the article does not name"
    kinds = {"direct": "in direct speech", "indirect": "as reported", "mixed": "as reported, partly quoted"}
    how = kinds[statement.kind]
    force = "" if statement.commitment == "asserted" else f", {statement.commitment}"
    relayed = f", relayed by {label(statement.relayed_by)}" if statement.relayed_by else ""
    words = " … ".join(escape_evidence(piece.of(article.text)) for piece in statement.pieces)
    return f"{{S{number}}} {speaker} ({how}{force}{relayed}; {_origin(article)}): <said>{words}</said>"


def _origin(article: Article) -> str:
    day = article.published_day
    return f"{label(article.publisher or 'publisher unknown')}, {day.isoformat() if day else 'undated'}"
